using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Approvals;

internal sealed record ApiDriftAct
{
    [Required]
    [Description("读到的版本；已有更新的版本时为 409")]
    public int? Version { get; init; }

    [Description("不算差异时须写明，最多 200 字")]
    public string? Reason { get; init; }
}

/// <param name="Hall">What the hall says now.</param>
/// <param name="Entry">The entry's words.</param>
internal sealed record ApiDriftField(string Field, string Name, string Hall, string Entry);

/// <param name="Request">The editing requirement made from it.</param>
/// <param name="DueAt">When that must be answered.</param>
/// <param name="Acts">What the caller may do now.</param>
internal sealed record ApiDrift(Guid Id, DriftStage State, int Version, string Entry, string Title, int EntryVersion, string Item, string ItemName, int ItemVersion, ApiUnit Unit, IReadOnlyList<ApiDriftField> Fields, DateTime FoundAt, DateTime ChangedAt,
    Guid? Request, RequestStage? RequestStage, DateTime? DueAt, string? Reason, string? DismissedBy, DateTime? DismissedAt, DateTime? SettledAt, IReadOnlyList<DriftAct> Acts)
{
    public static ApiDrift Of(DriftDetail detail)
    {
        var (row, drift) = (detail.Row, detail.Row.Drift);
        return new ApiDrift(drift.Id, drift.Stage, drift.Version, row.Entry, row.Title, drift.EntryVersion, row.Item, row.ItemName, drift.ItemVersion, ApiUnit.Of(drift.UnitId, row.Unit),
            [.. drift.Fields.Select(field => new ApiDriftField(field.Field, DriftFields.NameOf(field.Field), field.Hall, field.Entry))], drift.FoundAt, drift.ChangedAt,
            drift.RequestId, row.RequestStage, row.RequestDueAt, drift.Reason, drift.DismissedBy, drift.DismissedAt, drift.SettledAt, [.. detail.Acts.Select(move => move.Act)]);
    }
}

internal static class DriftApi
{
    public static void MapDrift(this RouteGroupBuilder api)
    {
        api.MapGet("/drift", ListAsync).WithName("driftList").WithTags("差异").WithSummary("条目与办事大厅的差异：待处理的在前").WithMetadata(new ApiWords("state", typeof(DriftStage)));
        api.MapGet("/drift/{id}", GetAsync).WithName("drift").WithTags("差异").WithSummary("一条差异，逐字段并列");
        api.MapPost("/drift/{id}/request", RequestAsync).WithName("requestDrift").WithTags("差异").WithSummary("要求单位更新条目，限 22 小时");
        api.MapPost("/drift/{id}/dismiss", DismissAsync).WithName("dismissDrift").WithTags("差异").WithSummary("不算差异，写明理由");
    }

    private static async Task<ApiList<ApiDrift>> ListAsync(HttpContext context, DriftViews views, UnitViews units, [Description("单位编码、全称或简称")] string? unit,
        [Description("withdrawn、phone、address、hours、fee、limit 或 materials")] string? field, [Description("不填为全部")] string? state, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(field) && !DriftFields.All.ContainsKey(field))
            throw ApiValues.Wrong("field", $"字段“field”须为 {string.Join('、', DriftFields.All.Keys)} 之一。");
        var filter = new DriftFilter(await units.IdOfAsync(unit, ct), string.IsNullOrEmpty(field) ? null : field, ApiValues.Word<DriftStage>(state, "state"));
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiDrift>([.. items.Select(ApiDrift.Of)], total);
    }

    private static async Task<ApiDrift> GetAsync(HttpContext context, DriftViews views, string id, CancellationToken ct) => ApiDrift.Of(await views.GetAsync(context.Actor(), IdOf(id), ct));

    private static async Task<ApiDrift> RequestAsync(HttpContext context, EditingRequestActions requests, DriftViews views, string id, ApiDriftAct how, CancellationToken ct)
    {
        await requests.MakeAsync(context.Actor(), new NewEditingRequest(null, null, null, Drift: IdOf(id), DriftVersion: ApiValues.Needed(how.Version, "version")), ct);
        return ApiDrift.Of(await views.GetAsync(context.Actor(), IdOf(id), ct));
    }

    private static async Task<ApiDrift> DismissAsync(HttpContext context, DriftActions actions, DriftViews views, string id, ApiDriftAct how, CancellationToken ct)
    {
        await actions.DismissAsync(context.Actor(), IdOf(id), ApiValues.Needed(how.Version, "version"), how.Reason, ct);
        return ApiDrift.Of(await views.GetAsync(context.Actor(), IdOf(id), ct));
    }

    private static Guid IdOf(string id) => ApiValues.Id(id, "id")!.Value;
}
