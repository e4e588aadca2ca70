using System.ComponentModel;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;
using HotlineKb.Web.Units;

namespace HotlineKb.Web.Profiles;

/// <summary>A unit with its basic information.</summary>
/// <param name="Profile">Null where the caller may not see it, and where there is none yet and the caller has no part in it.</param>
internal sealed record ApiUnitDetail(string Code, string Name, string ShortName, UnitLevel Level, string Region, int RegionCode, ApiProfile? Profile);

/// <param name="People">With mobile numbers only for offices and the unit itself.</param>
/// <param name="Version">What PUT and acts are to send back.</param>
/// <param name="Number">The version in use; 0 before the first.</param>
/// <param name="Pending">What is written or submitted, for those who have to do with it.</param>
/// <param name="Acts">What the caller may do now.</param>
internal sealed record ApiProfile(string Functions, IReadOnlyList<ProfileInstitution> Institutions, IReadOnlyList<ProfileWindow> Windows, IReadOnlyList<ProfilePerson> People, int Version, int Number, ProfileStage Stage,
    DateTime? ConfirmedAt, ProfileAge? Age, ApiProfileText? Pending, string? Reason, IReadOnlyList<ProfileAct> Acts)
{
    public static ApiProfile? Of(ProfileDetail detail)
    {
        if (!detail.Visible || (detail.InUse is null && !detail.InSight))
            return null;
        var text = detail.InUse?.Text ?? new ProfileText();
        return new ApiProfile(text.Functions, text.Institutions, text.Windows, text.People, detail.Version, detail.InUse?.Number ?? 0, detail.Stage, detail.ConfirmedAt, detail.InUse is null ? null : detail.Age,
            detail.Pending is { } pending ? ApiProfileText.Of(pending) : null, detail.Reason, [.. detail.Acts.Select(move => move.Act)]);
    }
}

internal sealed record ApiProfileText(string Functions, IReadOnlyList<ProfileInstitution> Institutions, IReadOnlyList<ProfileWindow> Windows, IReadOnlyList<ProfilePerson> People)
{
    public static ApiProfileText Of(ProfileText text) => new(text.Functions, text.Institutions, text.Windows, text.People);
}

/// <summary>What is not given stays as it is.</summary>
internal sealed record ApiProfileEdit
{
    [Description("读到的版本；尚无基本信息时为 0")]
    public int? Version { get; init; }

    public string? Functions { get; init; }

    public List<ProfileInstitution>? Institutions { get; init; }

    public List<ProfileWindow>? Windows { get; init; }

    public List<ProfilePerson>? People { get; init; }
}

internal sealed record ApiProfileAct(int? Version, [property: Description("退回时必填")] string? Reason);

internal sealed record ApiProfileVersion(int Number, DateTime At, string By, string? ReviewedBy, IReadOnlyList<string> Changed, ApiProfileText Text);

internal sealed record ApiProfileItem(ApiUnit Unit, string Region, ProfileStage? Stage, int Number, DateTime? ConfirmedAt, ProfileAge? Age, DateTime? SubmittedAt);

internal static class ProfilesApi
{
    private const string Tag = "基本信息";

    public static void MapProfiles(this RouteGroupBuilder api)
    {
        api.MapGet("/units/{code}", GetAsync).WithName("unit").WithTags("单位").WithSummary("一个成员单位及其基本信息，按编码或名称");
        api.MapGet("/units/{code}/profile/versions", VersionsAsync).WithName("profileVersions").WithTags(Tag).WithSummary("基本信息的历次版本，新的在前");
        api.MapPut("/units/{code}/profile", SaveAsync).WithName("saveProfile").WithTags(Tag).WithSummary("保存本单位的基本信息草稿；生效见 submit 和 update");
        api.MapPost("/units/{code}/profile/{act}", ActAsync).WithName("actOnProfile").WithTags(Tag).WithSummary("办理：submit、recall、approve、return、update、discard、confirm").WithMetadata(new ApiWords("act", typeof(ProfileAct)));
        api.MapGet("/profiles", ListAsync).WithName("profiles").WithTags(Tag).WithSummary("各单位基本信息：待审核的在前").WithMetadata(new ApiWords("stage", typeof(ProfileStage))).WithMetadata(new ApiWords("age", typeof(ProfileAge)));
    }

    private static async Task<ApiUnitDetail> GetAsync(HttpContext context, UnitViews units, ProfileViews views, string code, CancellationToken ct)
    {
        var detail = await views.GetAsync(context.Actor(), await CodeAsync(units, code, ct), ct);
        var unit = detail.Unit;
        return new ApiUnitDetail(unit.Code, unit.Name, unit.ShortName, unit.Level, unit.Region, unit.RegionCode, ApiProfile.Of(detail));
    }

    private static async Task<ApiList<ApiProfileVersion>> VersionsAsync(HttpContext context, UnitViews units, ProfileViews views, string code, CancellationToken ct)
    {
        var past = await views.PastAsync(context.Actor(), await IdAsync(units, code, ct), ct);
        return new ApiList<ApiProfileVersion>([.. past.Select(row => new ApiProfileVersion(row.Version.Number, row.Version.At, row.Version.By, row.Version.ReviewedBy.Length > 0 ? row.Version.ReviewedBy : null,
            [.. row.Differences.Select(field => field.Field)], ApiProfileText.Of(row.Text)))], past.Count);
    }

    private static async Task<ProfileState> SaveAsync(HttpContext context, UnitViews units, ProfileViews views, ProfileActions actions, string code, ApiProfileEdit edit, CancellationToken ct)
    {
        var version = ApiValues.Needed(edit.Version, "version");
        var detail = await views.GetAsync(context.Actor(), await CodeAsync(units, code, ct), ct);
        var now = detail.Latest;
        var text = new ProfileText { Functions = edit.Functions ?? now.Functions, Institutions = edit.Institutions ?? now.Institutions, Windows = edit.Windows ?? now.Windows, People = edit.People ?? now.People };
        return await actions.SaveAsync(context.Actor(), detail.Unit.Id, version, text, ct);
    }

    private static async Task<ProfileState> ActAsync(HttpContext context, UnitViews units, ProfileActions actions, string code, string act, ApiProfileAct how, CancellationToken ct) =>
        await actions.ActAsync(context.Actor(), await IdAsync(units, code, ct), ApiValues.Needed(ApiValues.Word<ProfileAct>(act, "act"), "act"), ApiValues.Needed(how.Version, "version"), reason: how.Reason, ct: ct);

    private static async Task<ApiList<ApiProfileItem>> ListAsync(HttpContext context, ProfileViews views, UnitViews units, [Description("不填为全部")] string? stage, [Description("不填为全部")] string? age, [Description("区域代码或名称")] string? region,
        [Description("true：只列还没有基本信息的单位")] string? none, [Description("单位名称中的字")] string? q, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new ProfileFilter(ApiValues.Word<ProfileStage>(stage, "stage"), ApiValues.Word<ProfileAge>(age, "age"), await units.RegionOfAsync(region, ct), ApiValues.Flag(none, "none"), q);
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiProfileItem>([.. items.Select(item => new ApiProfileItem(ApiUnit.Of(item.Unit.Id, item.Unit.Name), item.Unit.Region, item.Stage, item.InUse, item.ConfirmedAt, item.Age, item.SubmittedAt))], total);
    }

    private static async Task<string> CodeAsync(UnitViews units, string code, CancellationToken ct) => Unit.CodeOf(await IdAsync(units, code, ct));

    private static async Task<int> IdAsync(UnitViews units, string code, CancellationToken ct) =>
        (await units.FindAsync(code, ct) ?? throw HotlineKb.Core.Basics.Refusal.NotFound($"单位“{HotlineKb.Core.Basics.Wording.Cut(code, 60)}”")).Id;
}
