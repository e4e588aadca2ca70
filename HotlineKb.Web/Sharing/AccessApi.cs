using System.ComponentModel;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;
using HotlineKb.Web.Units;

namespace HotlineKb.Web.Sharing;

internal sealed record ApiReach(ViewerKind? Viewer, InformationKind? Information, Reach? Reach);

internal sealed record ApiPart(ViewerKind? Viewer, ProfilePart? Part, bool? Seen);

/// <param name="Version">0: as in the regulation, never changed.</param>
internal sealed record ApiPolicy(IReadOnlyList<ReachRule> Reaches, IReadOnlyList<PartRule> Parts, string UpdatedBy, DateTime? UpdatedAt, int Version)
{
    public static ApiPolicy Of(AccessPolicyDetail policy) => new(policy.Rules.Reaches, policy.Rules.Parts, policy.UpdatedBy, policy.UpdatedAt, policy.Version);
}

internal sealed record ApiPolicyChange(
    [property: Description("只列与规定不同的；不列的恢复为规定")] IReadOnlyList<ApiReach?>? Reaches,
    [property: Description("基本信息各部分，只列与规定不同的")] IReadOnlyList<ApiPart?>? Parts,
    [property: Description("读到的版本；从未修改过为 0")] int? Version);

internal sealed record ApiCounterparts(ApiUnitItem City, IReadOnlyList<ApiUnitItem> Counties)
{
    public static ApiCounterparts Of(CounterpartsOfUnit row) => new(ApiUnitItem.Of(row.City), [.. row.Counties.Select(ApiUnitItem.Of)]);
}

internal sealed record ApiCounterpartsChange(
    [property: Description("读到的县级单位：编码、全称或简称")] IReadOnlyList<string?>? Before,
    [property: Description("改后的县级单位")] IReadOnlyList<string?>? After);

internal sealed record ApiPreview(
    [property: Description("查看规则，只列与规定不同的")] IReadOnlyList<ApiReach?>? Reaches,
    IReadOnlyList<ApiPart?>? Parts,
    [property: Description("填写时预览该市级单位的对口关系，而不是查看规则")] string? City,
    IReadOnlyList<string?>? Counties);

internal sealed record ApiReason(bool Seen, string Sentence)
{
    public static ApiReason Of(AccessReason reason) => new(reason.Seen, reason.Sentence);
}

internal static class AccessApi
{
    private const string Tag = "查看权限";

    public static void MapAccess(this RouteGroupBuilder api)
    {
        api.MapGet("/access/policy", PolicyAsync).WithName("accessPolicy").WithTags(Tag).WithSummary("查看规则");
        api.MapPut("/access/policy", SetPolicyAsync).WithName("setAccessPolicy").WithTags(Tag).WithSummary("设置查看规则");
        api.MapGet("/access/counterparts", CounterpartsAsync).WithName("counterparts").WithTags(Tag).WithSummary("市级单位及其对口的县级单位");
        api.MapPut("/access/counterparts/{unit}", SetCounterpartsAsync).WithName("setCounterparts").WithTags(Tag).WithSummary("设置一个市级单位的对口单位");
        api.MapGet("/access/why", WhyAsync).WithName("whySeen").WithTags(Tag).WithSummary("某账号为什么看得到或看不到某条目");
        api.MapPost("/access/preview", PreviewAsync).WithName("previewAccess").WithTags(Tag).WithSummary("预览修改查看规则或对口关系的影响");
    }

    private static async Task<ApiPolicy> PolicyAsync(HttpContext context, AccessViews views, CancellationToken ct) => ApiPolicy.Of(await views.PolicyAsync(context.Actor(), ct));

    private static async Task<ApiPolicy> SetPolicyAsync(HttpContext context, AccessViews views, AccessPolicyActions actions, ApiPolicyChange change, CancellationToken ct)
    {
        await actions.SetAsync(context.Actor(), Rules(change.Reaches, change.Parts), ApiValues.Needed(change.Version, "version"), ct);
        return ApiPolicy.Of(await views.PolicyAsync(context.Actor(), ct));
    }

    private static async Task<ApiList<ApiCounterparts>> CounterpartsAsync(HttpContext context, AccessViews views, [Description("任一方名称的一部分")] string? q, CancellationToken ct)
    {
        var rows = await views.CounterpartsAsync(context.Actor(), q, ct);
        return new ApiList<ApiCounterparts>([.. rows.Select(ApiCounterparts.Of)], rows.Count);
    }

    private static async Task<ApiCounterparts> SetCounterpartsAsync(HttpContext context, AccessViews views, AccessPolicyActions actions, UnitViews units, [Description("编码、全称或简称")] string unit, ApiCounterpartsChange change, CancellationToken ct)
    {
        context.Actor().Require(Permission.ConfigureAccess);
        var city = await units.FindAsync(unit, ct) ?? throw Refusal.NotFound($"单位 {unit}");
        await actions.SetCounterpartsAsync(context.Actor(), city.Id, await IdsAsync(units, change.Before, "before", ct), await IdsAsync(units, change.After, "after", ct), ct);
        return ApiCounterparts.Of((await views.CounterpartsAsync(context.Actor(), null, ct)).Single(row => row.City.Id == city.Id));
    }

    private static async Task<ApiReason> WhyAsync(HttpContext context, EntryAccess access, [Description("账号")] string? account, [Description("条目编码")] string? entry, CancellationToken ct) =>
        ApiReason.Of(await access.WhyAsync(context.Actor(), ApiValues.Needed(account, "account"), ApiValues.Needed(entry, "entry"), ct));

    private static async Task<ApiList<AccessShift>> PreviewAsync(HttpContext context, EntryAccess access, UnitViews units, ApiPreview wanted, CancellationToken ct)
    {
        context.Actor().Require(Permission.ConfigureAccess);
        var shifts = wanted.City is { } said
            ? await access.PreviewAsync(context.Actor(), (await units.IdOfAsync(ApiValues.Needed(said.Trim().Length > 0 ? said : null, "city"), ct))!.Value, await IdsAsync(units, wanted.Counties, "counties", ct), ct)
            : await access.PreviewAsync(context.Actor(), Rules(wanted.Reaches, wanted.Parts), ct);
        return new ApiList<AccessShift>(shifts, shifts.Count);
    }

    private static AccessRules Rules(IReadOnlyList<ApiReach?>? reaches, IReadOnlyList<ApiPart?>? parts) => new(
        (reaches ?? []).OfType<ApiReach>().Select(rule => new ReachRule(ApiValues.NeededWord(rule.Viewer, "viewer"), ApiValues.NeededWord(rule.Information, "information"), ApiValues.NeededWord(rule.Reach, "reach"))),
        (parts ?? []).OfType<ApiPart>().Select(rule => new PartRule(ApiValues.NeededWord(rule.Viewer, "viewer"), ApiValues.NeededWord(rule.Part, "part"), ApiValues.Needed(rule.Seen, "seen"))));

    private static async Task<List<int>> IdsAsync(UnitViews units, IReadOnlyList<string?>? said, string name, CancellationToken ct)
    {
        var ids = new List<int>();
        foreach (var unit in ApiValues.Needed(said, name).OfType<string>().Take(AccessPolicyActions.MostRows))
            if (await units.IdOfAsync(unit, ct) is { } id && !ids.Contains(id))
                ids.Add(id);
        return ids;
    }
}
