using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Web.Access;

namespace HotlineKb.Web.Taxonomy;

/// <summary>A unit's tree as a file; the cookie's account takes it.</summary>
internal static class TaxonomyEndpoints
{
    public static void MapTaxonomyExport(this WebApplication app) => app.MapGet("/taxonomy/export", ExportAsync);

    private static async Task<IResult> ExportAsync(HttpContext context, CategoryExport export, AccountViews accounts, string? unit)
    {
        var ct = context.RequestAborted;
        // It leaves a row in the ledger under the person's name: another site's link must not.
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site")
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (await SignInSetup.CurrentAsync(accounts, context.User, ct) is not { } account)
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        if (Unit.IdOf(unit) is not { } id)
            return Results.StatusCode(StatusCodes.Status404NotFound);
        var file = new MemoryStream();
        try
        {
            await export.ExportAsync(account.ToActor(), id, tree => TaxonomySheet.WriteAsync(file, tree, ct), ct);
        }
        catch (Refusal refusal)
        {
            return Results.StatusCode((int)refusal.Kind);
        }

        file.Position = 0;
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(file, TaxonomySheet.Media, $"信息架构-{Unit.CodeOf(id)}.xlsx");
    }
}
