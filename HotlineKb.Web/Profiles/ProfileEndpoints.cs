using System.Globalization;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Profiles;
using HotlineKb.Web.Access;
using HotlineKb.Web.Parts;

namespace HotlineKb.Web.Profiles;

/// <summary>Profiles as a file; the cookie's account takes it, within its own sight.</summary>
internal static class ProfileEndpoints
{
    public const string Export = "/profiles/export";

    public static void MapProfileExport(this WebApplication app) => app.MapGet(Export, ExportAsync);

    private static async Task<IResult> ExportAsync(HttpContext context, ProfileTransfer transfer, AccountViews accounts, TimeProvider time)
    {
        var ct = context.RequestAborted;
        // It leaves a row in the ledger under the person's name: another site's link must not.
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site")
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (await SignInSetup.CurrentAsync(accounts, context.User, ct) is not { } account)
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        var file = new MemoryStream();
        try
        {
            await transfer.ExportAsync(account.ToActor(), rows => ProfileSheet.WriteAsync(file, rows, ct), ct);
        }
        catch (Refusal refusal)
        {
            return Results.StatusCode((int)refusal.Kind);
        }

        file.Position = 0;
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(file, ProfileSheet.ContentType, $"基本信息-{CityTime.Of(time.GetUtcNow().UtcDateTime).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx");
    }
}
