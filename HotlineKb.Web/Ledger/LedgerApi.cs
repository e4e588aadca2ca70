using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Ledger;

internal sealed record ApiLedgerRow(long Number, Guid Id, DateTime At, string Actor, string Kind, string Subject, JsonElement Data, string PreviousHash, string Hash);

/// <param name="FirstBroken">Number of the first row that is wrong or missing.</param>
internal sealed record ApiVerdict(bool Ok, long Count, string Head, long? FirstBroken, string? Reason);

internal static class LedgerApi
{
    public static void MapLedger(this RouteGroupBuilder api)
    {
        api.MapGet("/ledger", ListAsync).WithName("ledger").WithTags("台账").WithSummary("台账（审计）：有 after 时从其后按序，否则最新在前");
        api.MapGet("/ledger/verify", VerifyAsync).WithName("ledgerVerify").WithTags("台账").WithSummary("校验台账是否完整、未被改动（审计）");
    }

    private static async Task<ApiList<ApiLedgerRow>> ListAsync(HttpContext context, LedgerViews views, [Description("如 revision:{id}、entry:{code}")] string? subject, [Description("如 revision.submitted")] string? kind,
        [Description("账号")] string? actor, [Description("此号以后")] string? after, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        long? beyond = string.IsNullOrWhiteSpace(after) ? null
            : long.TryParse(after, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : throw ApiValues.Wrong("after", "参数“after”须为不小于 0 的整数。");
        var (items, total) = await views.ListAsync(context.Actor(), subject, kind, actor, beyond, ApiValues.Top(top, 100), ApiValues.Skip(skip), ct);
        return new ApiList<ApiLedgerRow>(
            [.. items.Select(row => new ApiLedgerRow(row.Number, row.Id, row.At, row.Actor, row.Kind, row.Subject, ApiJson.Parse(row.Data), row.PreviousHash, row.Hash))], total);
    }

    private static async Task<ApiVerdict> VerifyAsync(HttpContext context, LedgerVerifier verifier, CancellationToken ct)
    {
        context.Actor().Require(Permission.ReadLedger);
        var verdict = await verifier.VerifyAsync(ct: ct);
        return new ApiVerdict(verdict.Ok, verdict.Count, verdict.Head, verdict.FirstBroken, verdict.Reason);
    }
}
