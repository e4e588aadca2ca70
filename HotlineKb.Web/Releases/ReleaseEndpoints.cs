using System.Globalization;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Units;
using HotlineKb.Web.Access;
using HotlineKb.Web.Parts;

namespace HotlineKb.Web.Releases;

/// <summary>公开台账 as a file; the cookie's account takes it, within its own sight.</summary>
internal static class ReleaseEndpoints
{
    public static void MapReleaseExport(this WebApplication app) => app.MapGet(ReleaseWords.Export, ExportAsync).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(HttpContext context, ReleaseViews views, AccountViews accounts, TimeProvider time, string? form, string? q, string? unit, string? region)
    {
        var ct = context.RequestAborted;
        // It leaves a row in the ledger under the person's name: another site's link must not.
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site")
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (await SignInSetup.CurrentAsync(accounts, context.User, ct) is not { } account)
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        var csv = form == "csv";
        var filter = new ReleaseFilter(ReleaseTab.Ledger, string.IsNullOrWhiteSpace(q) ? null : q.Trim(), Unit.IdOf(unit), int.TryParse(region, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null);
        IReadOnlyList<ReleaseItem> rows;
        try
        {
            rows = await views.ExportAsync(account.ToActor(), filter, csv ? "csv" : "xlsx", ct);
        }
        catch (Refusal refusal)
        {
            return Results.StatusCode((int)refusal.Kind);
        }

        context.Response.Headers.CacheControl = "no-store";
        var name = $"公开台账-{CityTime.Of(time.GetUtcNow().UtcDateTime).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}";
        if (csv)
            return Results.File(ReleaseSheet.Csv(rows), "text/csv; charset=utf-8", $"{name}.csv");
        var file = new MemoryStream();
        await ReleaseSheet.ExcelAsync(file, rows, ct);
        file.Position = 0;
        return Results.File(file, ReleaseSheet.ExcelType, $"{name}.xlsx");
    }
}
