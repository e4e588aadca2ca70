using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Units;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HotlineKb.Web.Approvals;

/// <summary>What a unit files.</summary>
internal record ApiNewFiling
{
    [Required]
    [Description("add：新增；change：修改；delete：删除")]
    public FilingKind? Kind { get; init; }

    [Description("修改、删除时必填：本单位事项的标识，或只对应一个事项的编码")]
    public string? Item { get; init; }

    [Description("新增时必填：事项名称，与办事大厅一致")]
    public string? Name { get; init; }

    [Description("新增时可填：事项编码")]
    public string? TaskCode { get; init; }

    [Required]
    [Description("新增、修改、删除了什么，最多 1000 字")]
    public string? What { get; init; }

    [Required]
    [Description("生效日期，前后一年之内")]
    public DateOnly? EffectiveOn { get; init; }

    public NewFiling Said() => new(ApiValues.NeededWord(Kind, "kind"), Item, Name, TaskCode, What, EffectiveOn);
}

internal sealed record ApiFilingAgain : ApiNewFiling
{
    [Required]
    [Description("读到的版本；已有更新的版本时为 409")]
    public int? Version { get; init; }
}

internal sealed record ApiFilingAct
{
    [Required]
    [Description("读到的版本；已有更新的版本时为 409")]
    public int? Version { get; init; }

    [Description("退回询问、不需备案须写明原因")]
    public string? Reason { get; init; }
}

/// <summary>Acts of this address; to file again is PUT, to ask is POST /editing-requests.</summary>
internal enum ApiFilingWord
{
    Acknowledge,
    AskBack,
    Withdraw,
}

internal enum ApiUnfiledWord
{
    SetAside,
    Restore,
}

/// <param name="DueAt">Null when no answer is owed.</param>
internal sealed record ApiFilingRequest(Guid Id, RequestStage Stage, DateTime? DueAt)
{
    public static ApiFilingRequest? Of(FilingRequest? request) => request is null ? null : new ApiFilingRequest(request.Id, request.Stage, request.DueAt);
}

/// <summary>The observed change that a filing is.</summary>
/// <param name="Item">Code of the item.</param>
internal sealed record ApiFiledChange(Guid Id, string Item, string ItemName, int ItemVersion, DateTime SeenAt, DateTime MatchedAt);

internal sealed record ApiFiling
{
    public required Guid Id { get; init; }

    public required FilingKind Kind { get; init; }

    public required FilingStage Stage { get; init; }

    public required int Version { get; init; }

    public required ApiUnit Unit { get; init; }

    /// <summary>The responsible office.</summary>
    public required string Office { get; init; }

    /// <summary>Code of the item; null with an addition.</summary>
    public required string? Item { get; init; }

    public required string Name { get; init; }

    public required string TaskCode { get; init; }

    public required string What { get; init; }

    public required DateOnly EffectiveOn { get; init; }

    public required string FiledBy { get; init; }

    public required DateTime FiledAt { get; init; }

    /// <summary>Why it was asked back or withdrawn.</summary>
    public required string? Reason { get; init; }

    public required string? HandledBy { get; init; }

    public required DateTime? HandledAt { get; init; }

    /// <summary>Null when withdrawn.</summary>
    public required FilingMatch? Match { get; init; }

    public required ApiFiledChange? Change { get; init; }

    /// <summary>The last day on which the hall may still show it.</summary>
    public required DateOnly WindowEndsOn { get; init; }

    /// <summary>That day is over, and it was not seen.</summary>
    public required bool Past { get; init; }

    /// <summary>The editing requirement made from it last.</summary>
    public required ApiFilingRequest? Request { get; init; }

    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<FilingAct> Acts { get; init; }

    /// <summary>Null in lists.</summary>
    public IReadOnlyList<ApiHistoryItem>? History { get; init; }

    public static ApiFiling Of(FilingDetail detail)
    {
        var row = detail.Filing;
        return new ApiFiling
        {
            Id = row.Id,
            Kind = row.Kind,
            Stage = row.Stage,
            Version = row.Version,
            Unit = ApiUnit.Of(row.UnitId, detail.Unit),
            Office = detail.Office,
            Item = row.ItemCode,
            Name = row.Name,
            TaskCode = row.TaskCode,
            What = row.What,
            EffectiveOn = row.EffectiveOn,
            FiledBy = row.FiledBy,
            FiledAt = row.FiledAt,
            Reason = row.Reason,
            HandledBy = row.HandledBy,
            HandledAt = row.HandledAt,
            Match = detail.Match,
            Change = detail is { Change: { } change, ChangedItem: { } item } ? new ApiFiledChange(change.Id, item.Code, item.Name, change.ItemVersion, change.At, row.MatchedAt!.Value) : null,
            WindowEndsOn = detail.WindowEndsOn,
            Past = detail.Past,
            Request = ApiFilingRequest.Of(detail.Request),
            Acts = [.. detail.Acts.Select(move => move.Act)],
        };
    }
}

/// <summary>A change that was seen in the hall and not filed.</summary>
/// <param name="Fields">What changed.</param>
/// <param name="WindowEndsOn">The last day on which it may still be filed in time.</param>
/// <param name="Reason">Why it need not be filed.</param>
/// <param name="Acts">What the caller may do now.</param>
internal sealed record ApiUnfiled(Guid Id, FilingKind Kind, UnfiledStage Stage, int Version, string Item, string ItemName, ApiUnit Unit, IReadOnlyList<string> Fields, DateTime SeenAt, DateOnly WindowEndsOn, bool Past,
    ApiFilingRequest? Request, string? Reason, string? SetAsideBy, DateTime? SetAsideAt, IReadOnlyList<UnfiledAct> Acts)
{
    public static ApiUnfiled Of(UnfiledDetail detail)
    {
        var row = detail.Change;
        return new ApiUnfiled(row.Id, detail.Kind, detail.Stage, row.Version, detail.ItemCode, detail.ItemName, ApiUnit.Of(row.UnitId!.Value, detail.Unit), [.. row.Fields], row.At, detail.WindowEndsOn, detail.Past,
            ApiFilingRequest.Of(detail.Request), row.SetAsideReason, row.SetAsideBy, row.SetAsideAt, [.. detail.Acts.Select(move => move.Act)]);
    }
}

internal static class FilingsApi
{
    public static void MapFilings(this RouteGroupBuilder api)
    {
        api.MapPost("/filings", FileAsync).WithName("file").WithTags("备案").WithSummary("报备案：新增、修改或删除了事项");
        api.MapGet("/filings", ListAsync).WithName("filings").WithTags("备案").WithSummary("备案列表：待确认的在前").WithMetadata(new ApiWords("stage", typeof(FilingStage))).WithMetadata(new ApiWords("kind", typeof(FilingKind))).WithMetadata(new ApiWords("match", typeof(FilingMatch)));
        api.MapGet("/filings/{id}", GetAsync).WithName("filing").WithTags("备案").WithSummary("一项备案");
        api.MapPut("/filings/{id}", RefileAsync).WithName("refile").WithTags("备案").WithSummary("退回询问后重新备案");
        api.MapPost("/filings/{id}/{act}", ActAsync).WithName("actOnFiling").WithTags("备案").WithSummary("确认备案、退回询问、撤销备案；已备案未见的要求办理见 POST /editing-requests 的 filing").WithMetadata(new ApiWords("act", typeof(ApiFilingWord)));
        api.MapGet("/filings/unfiled", UnfiledAsync).WithName("unfiledChanges").WithTags("备案").WithSummary("办事大厅已见、尚未备案的变化").WithMetadata(new ApiWords("kind", typeof(FilingKind)));
        api.MapGet("/filings/unfiled/{id}", OneUnfiledAsync).WithName("unfiledChange").WithTags("备案").WithSummary("一项已见未备案的变化");
        api.MapPost("/filings/unfiled/{id}/{act}", ActOnChangeAsync).WithName("actOnUnfiledChange").WithTags("备案").WithSummary("不需备案，写明原因；或恢复。要求备案见 POST /editing-requests 的 change").WithMetadata(new ApiWords("act", typeof(ApiUnfiledWord)));
    }

    private static async Task<Created<FilingState>> FileAsync(HttpContext context, ChangeFilingActions actions, ApiNewFiling said, CancellationToken ct)
    {
        var state = await actions.FileAsync(context.Actor(), said.Said(), ct);
        return TypedResults.Created($"{Api.Root}/filings/{state.Id}", state);
    }

    private static async Task<ApiList<ApiFiling>> ListAsync(HttpContext context, ChangeFilingViews views, UnitViews units, [Description("不填为全部")] string? stage, [Description("不填为全部")] string? kind,
        [Description("单位编码、全称或简称")] string? unit, [Description("matched：已吻合；notSeen：已备案未见")] string? match, [Description("true：只列待本方办理的")] string? owed, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new FilingFilter(ApiValues.Word<FilingStage>(stage, "stage"), ApiValues.Word<FilingKind>(kind, "kind"), await units.IdOfAsync(unit, ct), ApiValues.Word<FilingMatch>(match, "match"), ApiValues.Flag(owed, "owed"));
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiFiling>([.. items.Select(ApiFiling.Of)], total);
    }

    private static async Task<ApiFiling> GetAsync(HttpContext context, ChangeFilingViews views, string id, CancellationToken ct)
    {
        var (detail, history) = await views.GetAsync(context.Actor(), IdOf(id), ct);
        return ApiFiling.Of(detail) with { History = [.. history.Select(row => new ApiHistoryItem(row.At, row.Actor, row.Name, row.Kind, ApiJson.Parse(row.Data)))] };
    }

    private static async Task<FilingState> RefileAsync(HttpContext context, ChangeFilingActions actions, string id, ApiFilingAgain said, CancellationToken ct) =>
        await actions.RefileAsync(context.Actor(), IdOf(id), ApiValues.Needed(said.Version, "version"), said.Said(), ct);

    private static async Task<FilingState> ActAsync(HttpContext context, ChangeFilingActions actions, string id, string act, ApiFilingAct how, CancellationToken ct)
    {
        var (filing, word, version) = (IdOf(id), Enum.Parse<FilingAct>(ApiValues.Word<ApiFilingWord>(act, "act")!.Value.ToString()), ApiValues.Needed(how.Version, "version"));
        return await actions.ActAsync(context.Actor(), filing, word, version, how.Reason, ct);
    }

    private static async Task<ApiList<ApiUnfiled>> UnfiledAsync(HttpContext context, ChangeFilingViews views, UnitViews units, [Description("不填为全部")] string? kind, [Description("单位编码、全称或简称")] string? unit,
        [Description("true：只列已记为不需备案的")] string? setAside, [Description("true：只列待本方办理的")] string? owed, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new UnfiledFilter(ApiValues.Word<FilingKind>(kind, "kind"), await units.IdOfAsync(unit, ct), ApiValues.Flag(setAside, "setAside"), ApiValues.Flag(owed, "owed"));
        var (items, total) = await views.UnfiledAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiUnfiled>([.. items.Select(ApiUnfiled.Of)], total);
    }

    private static async Task<ApiUnfiled> OneUnfiledAsync(HttpContext context, ChangeFilingViews views, string id, CancellationToken ct) => ApiUnfiled.Of(await views.UnfiledAsync(context.Actor(), IdOf(id), ct));

    private static async Task<UnfiledState> ActOnChangeAsync(HttpContext context, ChangeFilingActions actions, string id, string act, ApiFilingAct how, CancellationToken ct)
    {
        var (change, word, version) = (IdOf(id), Enum.Parse<UnfiledAct>(ApiValues.Word<ApiUnfiledWord>(act, "act")!.Value.ToString()), ApiValues.Needed(how.Version, "version"));
        return await actions.ActOnChangeAsync(context.Actor(), change, word, version, how.Reason, ct);
    }

    private static Guid IdOf(string id) => ApiValues.Id(id, "id")!.Value;
}
