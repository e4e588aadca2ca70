using System.ComponentModel;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Search;
using HotlineKb.Core.Units;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Approvals;

/// <param name="Unit">Null while the department stands for no unit yet.</param>
/// <param name="Version">Of the guide in use.</param>
internal sealed record ApiApprovalItem(string Code, string TaskCode, string Name, ApiUnit? Unit, string Department, ApprovalState State, string Area, string Type, bool Online, bool HasKeywords, int Version, DateTime? ChangedAt, DateTime UpdatedAt)
{
    public static ApiApprovalItem Of(ApprovalListItem row) => new(row.Code, row.TaskCode, row.Name, row.UnitId is { } unit ? ApiUnit.Of(unit, row.Unit ?? "") : null, row.Department, row.State, row.Area, row.Type, row.Online, row.HasKeywords,
        row.CurrentVersion, row.ChangedAt, row.UpdatedAt);
}

/// <summary>A service guide at one of its versions.</summary>
internal sealed record ApiApproval
{
    public required string Code { get; init; }

    public required ApprovalState State { get; init; }

    public required ApprovalOrigin Origin { get; init; }

    /// <summary>The version shown.</summary>
    public required int Version { get; init; }

    public required int CurrentVersion { get; init; }

    [Description("设置关键字时原样送回的版本号")]
    public required int KeywordsVersion { get; init; }

    public required ApiUnit? Unit { get; init; }

    public required string Department { get; init; }

    public required string Name { get; init; }

    public required string CatalogName { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    public required string TaskCode { get; init; }

    public required string CatalogCode { get; init; }

    public required string Type { get; init; }

    public required string AreaCode { get; init; }

    public required string Area { get; init; }

    public required string Level { get; init; }

    public required IReadOnlyList<string> Audience { get; init; }

    public required IReadOnlyList<string> Themes { get; init; }

    public required string Answer { get; init; }

    public required string Conditions { get; init; }

    public required IReadOnlyList<GuideMaterial> Materials { get; init; }

    public required string Steps { get; init; }

    public required TimeLimit? Promised { get; init; }

    public required TimeLimit? Statutory { get; init; }

    public required bool? Charges { get; init; }

    public required string Fee { get; init; }

    public required string Address { get; init; }

    public required string Hours { get; init; }

    public required string Phone { get; init; }

    public required string ComplaintPhone { get; init; }

    public required int? Visits { get; init; }

    public required bool Online { get; init; }

    public required string OnlineUrl { get; init; }

    public required IReadOnlyList<GuideQuestion> Questions { get; init; }

    public required IReadOnlyList<string> LegalBasis { get; init; }

    public required IReadOnlyList<string> Keywords { get; init; }

    [Description("近 7 日内变化的字段")]
    public required IReadOnlyList<string> Changed { get; init; }

    public required DateTime FirstSeenAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public required DateTime? WithdrawnAt { get; init; }

    [Description("事项编码相同的其他事项")]
    public required IReadOnlyList<ApiApprovalItem> SameTaskCode { get; init; }
}

internal sealed record ApiDifferencePart(DifferenceKind Kind, string Text);

internal sealed record ApiDifference(string Field, string Name, IReadOnlyList<ApiDifferencePart> Parts);

/// <param name="Differences">From the version before it; empty with the first.</param>
internal sealed record ApiApprovalVersion(int Version, DateTime At, bool IsCurrent, IReadOnlyList<ApiDifference> Differences);

internal sealed record ApiItemKeywords(
    [property: Description("GET 得到的 keywordsVersion")] int? Version,
    [property: Description("1 至 12 个，每个 2 至 20 个字；空数组为清除")] List<string>? Keywords,
    [property: Description("true：即使使钉住的检索失效也保存")] bool? Accept = null);

internal sealed record ApiItemKeywordsSet(string Code, int Version);

internal static class ApprovalsApi
{
    private const string Tag = "审批事项";

    // Ten years: before that nothing was synchronised.
    private const int MostDays = 3650;

    public static void MapApprovals(this RouteGroupBuilder api)
    {
        api.MapGet("/approvals", ListAsync).WithName("approvals").WithTags(Tag).WithSummary("审批事项列表，新近变化的在前").WithMetadata(new ApiWords("state", typeof(ApprovalState)));
        api.MapGet("/approvals/{code}", GetAsync).WithName("approval").WithTags(Tag).WithSummary("一个审批事项的办事指南，按 ITEM_ID 或事项编码，默认为现用版本");
        api.MapGet("/approvals/{code}/versions", VersionsAsync).WithName("approvalVersions").WithTags(Tag).WithSummary("一个审批事项的全部版本及逐项差异，新的在前");
        api.MapPut("/approvals/{code}/keywords", SetKeywordsAsync).WithName("setApprovalKeywords").WithTags(Tag).WithSummary("设置一个审批事项的关键字（市热线办）");
    }

    private static async Task<ApiList<ApiApprovalItem>> ListAsync(HttpContext context, ApprovalViews views, UnitViews units, [Description("名称或编码中的字")] string? q, [Description("单位编码、全称或简称")] string? unit,
        [Description("区域代码；较短的代表以其开头的全部")] string? area, [Description("事项类型")] string? type, [Description("主题")] string? theme, [Description("是否可网上办理")] string? online, [Description("近几日内变化")] string? changedDays,
        [Description("true：只列没有关键字的")] string? noKeywords, [Description("true：只列部门尚未对应单位的")] string? unmapped, [Description("默认 inForce")] string? state, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new ApprovalFilter(q, await units.IdOfAsync(unit, ct), area?.Trim(), type?.Trim(), theme?.Trim(), string.IsNullOrWhiteSpace(online) ? null : ApiValues.Flag(online, "online"),
            ApiValues.Number(changedDays, "changedDays", 1) is { } days ? Math.Min(days, MostDays) : null, ApiValues.Flag(noKeywords, "noKeywords"), ApiValues.Flag(unmapped, "unmapped"), State: ApiValues.Word<ApprovalState>(state, "state") ?? ApprovalState.InForce);
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiApprovalItem>([.. items.Select(ApiApprovalItem.Of)], total);
    }

    private static async Task<ApiApproval> GetAsync(HttpContext context, ApprovalViews views, string code, [Description("默认为现用版本")] string? version, CancellationToken ct)
    {
        var found = await views.GetAsync(context.Actor(), code, ApiValues.Number(version, "version", 1), ct);
        var (item, guide) = (found.Item, found.Shown.Guide);
        return new ApiApproval
        {
            Code = item.Code,
            State = item.State,
            Origin = item.Origin,
            Version = found.Shown.Number,
            CurrentVersion = item.CurrentVersion,
            KeywordsVersion = item.Version,
            Unit = found.Unit is { } unit ? new ApiUnit(unit.Code, unit.Name) : null,
            Department = found.Department,
            Name = guide.Name,
            CatalogName = guide.CatalogName,
            Aliases = guide.Aliases,
            TaskCode = guide.TaskCode,
            CatalogCode = guide.CatalogCode,
            Type = guide.Type,
            AreaCode = guide.AreaCode,
            Area = guide.Area,
            Level = guide.Level,
            Audience = guide.Audience,
            Themes = guide.Themes,
            Answer = GuideSpeech.Of(guide),
            Conditions = guide.Conditions,
            Materials = guide.Materials,
            Steps = guide.Steps,
            Promised = guide.Promised,
            Statutory = guide.Statutory,
            Charges = guide.Charges,
            Fee = guide.Fee,
            Address = guide.Address,
            Hours = guide.Hours,
            Phone = guide.Phone,
            ComplaintPhone = guide.ComplaintPhone,
            Visits = guide.Visits,
            Online = guide.Online,
            OnlineUrl = guide.OnlineUrl,
            Questions = guide.Questions,
            LegalBasis = guide.LegalBasis,
            Keywords = item.Keywords,
            Changed = found.Changed,
            FirstSeenAt = item.FirstSeenAt,
            UpdatedAt = item.UpdatedAt,
            WithdrawnAt = item.WithdrawnAt,
            SameTaskCode = [.. found.SameTaskCode.Select(ApiApprovalItem.Of)],
        };
    }

    private static async Task<ApiList<ApiApprovalVersion>> VersionsAsync(HttpContext context, ApprovalViews views, string code, CancellationToken ct)
    {
        var past = await views.PastAsync(context.Actor(), code, ct);
        return new ApiList<ApiApprovalVersion>([.. past.Select((row, at) => new ApiApprovalVersion(row.Version.Number, row.Version.At, at == 0,
            [.. row.Differences.Select(field => new ApiDifference(field.Field, field.Name, [.. field.Parts.Select(part => new ApiDifferencePart(part.Kind, part.Text))]))]))], past.Count);
    }

    private static async Task<ApiItemKeywordsSet> SetKeywordsAsync(HttpContext context, KeywordDesk desk, string code, ApiItemKeywords given, CancellationToken ct)
    {
        var words = ApiKeywords.Of(ApiValues.Needed(given.Keywords, "keywords"))!;
        return new ApiItemKeywordsSet(code, await desk.SetItemAsync(context.Actor(), code, ApiValues.Needed(given.Version, "version"), words, given.Accept == true, ct));
    }
}
