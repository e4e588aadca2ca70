using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HotlineKb.Web.Releases;

/// <summary>What is said of an entry for the public.</summary>
internal sealed record ApiProposal
{
    [Required]
    [Description("条目编码")]
    public string? Entry { get; init; }

    [Description("active：主动公开（默认，提出发布）；onRequest：依申请公开；withheld：不予公开（只记录）")]
    public Disclosure? Disclosure { get; init; }

    [Required]
    [Description("公开属性的依据，最多 500 字")]
    public string? Basis { get; init; }

    [Description("发布渠道；不填为全部")]
    public Channels? Channels { get; init; }
}

internal sealed record ApiReleaseAct
{
    [Required]
    [Description("读到的版本；已有更新的版本时为 409")]
    public int? Version { get; init; }

    [Description("退回、撤回须写明原因；批准时为核对说明，文中有须核对的内容时必填")]
    public string? Reason { get; init; }

    [Description("重新提出时：依据")]
    public string? Basis { get; init; }

    [Description("重新提出时：渠道")]
    public Channels? Channels { get; init; }
}

/// <summary>Acts of this address.</summary>
internal enum ApiReleaseWord
{
    Approve,
    Return,
    Repropose,
    Cancel,
    Recall,
}

internal sealed record ApiRelease(Guid Id, string Entry, string Title, ApiUnit Unit, int EntryVersion, int? PublicVersion, ReleaseStage Stage, int Version, string Basis, Channels Channels, string? ProposedBy, DateTime ProposedAt,
    string? ApprovedBy, DateTime? PublicSince, DateTime? PublicUntil, string? Reason, string? Acknowledgement)
{
    public static ApiRelease Of(ReleaseItem item)
    {
        var row = item.Release;
        return new ApiRelease(row.Id, row.Code, item.Title, ApiUnit.Of(row.UnitId, item.Unit), row.EntryVersion, item.PublicVersion, row.Stage, row.Version, row.Basis, row.Channels, row.ProposedById is null ? null : row.ProposedBy, row.ProposedAt,
            row.ApprovedBy.Length == 0 ? null : row.ApprovedBy, row.PublicSince, row.PublicUntil, row.Reason, row.Acknowledgement);
    }
}

internal sealed record ApiReleaseKey(Guid Id, string Holder, string Purpose, string Start, string IssuedBy, DateTime IssuedAt, DateOnly? LastUsedOn, string? RevokedBy, DateTime? RevokedAt, string? Reason)
{
    public static ApiReleaseKey Of(ReleaseKey key) =>
        new(key.Id, key.Holder, key.Purpose, key.Start, key.IssuedBy, key.IssuedAt, key.LastUsedOn, key.RevokedAt is null ? null : key.RevokedBy, key.RevokedAt, key.Reason);
}

internal sealed record ApiNewKey(
    [property: Description("持有者：单位、媒体或系统的名称，最多 60 字")] string? Holder,
    [property: Description("用途，最多 200 字")] string? Purpose);

internal sealed record ApiRevocation([property: Description("吊销的原因，必填")] string? Reason);

internal static class ReleasesApi
{
    public static void MapReleases(this RouteGroupBuilder api)
    {
        api.MapGet("/releases", ListAsync).WithName("releases").WithTags("向社会发布").WithSummary("待发布、已发布、已撤回、公开台账").WithMetadata(new ApiWords("tab", typeof(ReleaseTab)));
        api.MapPost("/releases", ProposeAsync).WithName("proposeRelease").WithTags("向社会发布").WithSummary("提出发布，或记录不主动公开的属性和依据");
        api.MapPost("/releases/{id}/{act}", ActAsync).WithName("actOnRelease").WithTags("向社会发布").WithSummary("批准（提出人不能批准）、退回、重新提出、取消、撤回").WithMetadata(new ApiWords("act", typeof(ApiReleaseWord)));
        api.MapGet("/releases/keys", KeysAsync).WithName("releaseKeys").WithTags("向社会发布").WithSummary("公开接口的密钥：有效的在前");
        api.MapPost("/releases/keys", IssueAsync).WithName("issueReleaseKey").WithTags("向社会发布").WithSummary("签发公开接口的密钥；密钥只在这里出现一次");
        api.MapPost("/releases/keys/{id}/revoke", RevokeAsync).WithName("revokeReleaseKey").WithTags("向社会发布").WithSummary("吊销密钥，立即生效");
    }

    private static async Task<ApiList<ApiReleaseKey>> KeysAsync(HttpContext context, ReleaseViews views, CancellationToken ct)
    {
        var keys = await views.KeysAsync(context.Actor(), ct);
        return new ApiList<ApiReleaseKey>([.. keys.Select(ApiReleaseKey.Of)], keys.Count);
    }

    private static async Task<Created<IssuedKey>> IssueAsync(HttpContext context, ReleaseKeyActions actions, ApiNewKey said, CancellationToken ct) =>
        TypedResults.Created($"{Api.Root}/releases/keys", await actions.IssueAsync(context.Actor(), said.Holder, said.Purpose, ct));

    private static async Task<NoContent> RevokeAsync(HttpContext context, ReleaseKeyActions actions, string id, ApiRevocation how, CancellationToken ct)
    {
        await actions.RevokeAsync(context.Actor(), ApiValues.Id(id, "id")!.Value, how.Reason, ct);
        return TypedResults.NoContent();
    }

    private static async Task<ApiList<ApiRelease>> ListAsync(HttpContext context, ReleaseViews views, UnitViews units, [Description("不填为待发布")] string? tab, [Description("标题中的字或编码")] string? q,
        [Description("单位编码、全称或简称")] string? unit, string? region, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new ReleaseFilter(ApiValues.Word<ReleaseTab>(tab, "tab") ?? ReleaseTab.Proposed, q, await units.IdOfAsync(unit, ct), await units.RegionOfAsync(region, ct));
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiRelease>([.. items.Select(ApiRelease.Of)], total);
    }

    private static async Task<Results<Created<ReleaseState>, Ok<ApiDisclosure>>> ProposeAsync(HttpContext context, ReleaseActions actions, ApiProposal said, CancellationToken ct)
    {
        var entry = ApiValues.Needed(said.Entry, "entry");
        var disclosure = said.Disclosure is null ? Disclosure.Active : ApiValues.NeededWord(said.Disclosure, "disclosure");
        if (disclosure is not Disclosure.Active)
            return TypedResults.Ok(new ApiDisclosure(entry, await actions.WithholdAsync(context.Actor(), entry, disclosure, said.Basis, ct)));
        var state = await actions.ProposeAsync(context.Actor(), entry, new Proposal(said.Basis, said.Channels ?? Channels.All), ct);
        return TypedResults.Created($"{Api.Root}/releases", state);
    }

    private static async Task<ReleaseState> ActAsync(HttpContext context, ReleaseActions actions, string id, string act, ApiReleaseAct how, CancellationToken ct)
    {
        var (actor, release, version) = (context.Actor(), ApiValues.Id(id, "id")!.Value, ApiValues.Needed(how.Version, "version"));
        return ApiValues.Word<ApiReleaseWord>(act, "act")!.Value switch
        {
            ApiReleaseWord.Approve => await actions.ApproveAsync(actor, release, version, how.Reason, ct),
            ApiReleaseWord.Repropose => await actions.ReproposeAsync(actor, release, version, new Proposal(how.Basis, how.Channels ?? Channels.All), ct),
            ApiReleaseWord.Return => await actions.ActAsync(actor, release, ReleaseAct.Return, version, how.Reason, ct),
            ApiReleaseWord.Cancel => await actions.ActAsync(actor, release, ReleaseAct.Cancel, version, how.Reason, ct),
            _ => await actions.ActAsync(actor, release, ReleaseAct.Recall, version, how.Reason, ct),
        };
    }
}

internal sealed record ApiDisclosure(string Entry, Disclosure Disclosure);
