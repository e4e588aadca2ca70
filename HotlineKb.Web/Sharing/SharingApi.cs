using System.ComponentModel;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HotlineKb.Web.Sharing;

internal sealed record ApiNewSharing(
    [property: Description("信息所属单位：编码、全称或简称")] string? Owner,
    SharedWhat? What,
    [property: Description("what 为 categories 时：该单位类别的标识，含其下级")] IReadOnlyList<Guid>? Categories,
    [property: Description("what 为 entries 时：条目编码")] IReadOnlyList<string>? Codes,
    [property: Description("用途")] string? Purpose,
    [property: Description("截止日期，含当日")] DateOnly? Until);

internal sealed record ApiSharingAct(
    int? Version,
    [property: Description("decline、refuse、end 时必填，双方可见")] string? Reason,
    [property: Description("consent、grant 时可提前截止日期")] DateOnly? Until);

/// <param name="Acts">What the caller may do now.</param>
internal sealed record ApiSharing(Guid Id, ApiUnit Unit, ApiUnit Owner, SharedWhat What, IReadOnlyList<string> Paths, IReadOnlyList<string> Codes, string Purpose, DateOnly Until, SharingStage Stage, int Version,
    string RequestedBy, DateTime RequestedAt, string? ConsentedBy, DateTime? ConsentedAt, string? GrantedBy, DateTime? GrantedAt, string? EndedBy, DateTime? EndedAt, string? Reason, IReadOnlyList<SharingAct> Acts)
{
    public static ApiSharing Of(SharingItem item)
    {
        var row = item.Request;
        return new ApiSharing(row.Id, ApiUnit.Of(row.UnitId, item.Unit), ApiUnit.Of(row.OwnerUnitId, item.Owner), row.What, item.Paths, row.Codes, row.Purpose, row.Until, row.Stage, row.Version,
            row.RequestedBy, row.RequestedAt, row.ConsentedBy, row.ConsentedAt, row.GrantedBy, row.GrantedAt, row.EndedBy, row.EndedAt, row.Reason, [.. item.Acts.Select(move => move.Act)]);
    }
}

internal sealed record ApiSharingState(Guid Id, SharingStage Stage, DateOnly Until, int Version);

internal static class SharingApi
{
    private const string Tag = "查看共享";

    public static void MapSharing(this RouteGroupBuilder api)
    {
        api.MapGet("/sharing", ListAsync).WithName("sharing").WithTags(Tag).WithSummary("查看共享的申请和授权：待办理的在前").WithMetadata(new ApiWords("stage", typeof(SharingStage)));
        api.MapPost("/sharing", ApplyAsync).WithName("applyForSharing").WithTags(Tag).WithSummary("单位申请查看、共享其他单位的常用信息");
        api.MapGet("/sharing/{id}", GetAsync).WithName("sharingRequest").WithTags(Tag).WithSummary("一项查看共享申请");
        api.MapPost("/sharing/{id}/{act}", ActAsync).WithName("actOnSharing").WithTags(Tag).WithSummary("同意、授权、撤回或终止").WithMetadata(new ApiWords("act", typeof(SharingAct)));
    }

    private static async Task<ApiList<ApiSharing>> ListAsync(HttpContext context, SharingViews views, UnitViews units, [Description("不填为全部")] string? stage, [Description("任一方：单位编码、全称或简称")] string? unit,
        [Description("true：只列有效授权")] string? live, [Description("true：只列待本账号办理的")] string? owed, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new SharingFilter(ApiValues.Word<SharingStage>(stage, "stage"), null, ApiValues.Flag(live, "live"), await units.IdOfAsync(unit, ct), ApiValues.Flag(owed, "owed"));
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), null, ct);
        return new ApiList<ApiSharing>([.. items.Select(ApiSharing.Of)], total);
    }

    private static async Task<Created<ApiSharingState>> ApplyAsync(HttpContext context, SharingActions actions, ApiNewSharing said, CancellationToken ct)
    {
        var made = await actions.ApplyAsync(context.Actor(), new NewSharing(said.Owner, ApiValues.NeededWord(said.What, "what"), said.Categories, said.Codes, said.Purpose, said.Until), ct);
        return TypedResults.Created($"{Api.Root}/sharing/{made.Id}", StateOf(made));
    }

    private static async Task<ApiSharing> GetAsync(HttpContext context, SharingViews views, string id, CancellationToken ct) =>
        ApiSharing.Of(await views.GetAsync(context.Actor(), ApiValues.Id(id, "id")!.Value, ct));

    private static async Task<ApiSharingState> ActAsync(HttpContext context, SharingActions actions, string id, string act, ApiSharingAct how, CancellationToken ct) =>
        StateOf(await actions.ActAsync(context.Actor(), ApiValues.Id(id, "id")!.Value, ApiValues.Word<SharingAct>(act, "act")!.Value, ApiValues.Needed(how.Version, "version"), how.Reason, how.Until, ct));

    private static ApiSharingState StateOf(SharingRequest request) => new(request.Id, request.Stage, request.Until, request.Version);
}
