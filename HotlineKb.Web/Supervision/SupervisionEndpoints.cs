using System.Globalization;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Supervision;
using HotlineKb.Web.Access;
using HotlineKb.Web.Parts;

namespace HotlineKb.Web.Supervision;

/// <summary>The rows under the screen's filters as a file; the cookie's account takes it, within its own sight.</summary>
internal static class SupervisionEndpoints
{
    private const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void MapSupervisionExport(this WebApplication app) => app.MapGet(SupervisionAddress.Export, ExportAsync);

    private static async Task<IResult> ExportAsync(HttpContext context, SupervisionExport export, AccountViews accounts, TimeProvider time)
    {
        var ct = context.RequestAborted;
        // It leaves a row in the ledger under the person's name: another site's link must not.
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site")
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (await SignInSetup.CurrentAsync(accounts, context.User, ct) is not { } account)
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        var query = context.Request.Query;
        var filter = SupervisionAddress.Read(name => query[name].ToString() is { Length: > 0 } said ? said : null);
        // A file first: nothing is handed over before it is complete and recorded.
        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await export.ExportAsync(account.ToActor(), filter, SupervisionAddress.Recorded(filter), (rows, mark) => SupervisionSheet.WriteAsync(file, rows, mark, filter, ct), ct);
            file.Position = 0;
        }
        catch (Exception e)
        {
            await file.DisposeAsync();
            if (e is Refusal refusal)
                return Results.StatusCode((int)refusal.Kind);
            throw;
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.File(file, Excel, $"督办事项-{CityTime.Of(time.GetUtcNow().UtcDateTime).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx");
    }
}
