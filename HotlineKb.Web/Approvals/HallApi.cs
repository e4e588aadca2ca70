using System.ComponentModel;
using System.Net.Mime;
using System.Text.Json;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace HotlineKb.Web.Approvals;

/// <summary>What sync to begin.</summary>
/// <param name="Full">全量核对.</param>
/// <param name="AcceptWithdrawals">With a full one: withdraw however many are missing.</param>
internal sealed record ApiHallSync(bool? Full, bool? AcceptWithdrawals);

internal sealed record ApiHallBegun(Guid Id);

/// <param name="File">Name of the file, with an import.</param>
/// <param name="StartedBy">Null for the schedule.</param>
/// <param name="Error">Why it stopped or failed.</param>
internal sealed record ApiHallRun(Guid Id, HallRunKind Kind, string? File, string? StartedBy, DateTime StartedAt, DateTime? EndedAt, HallRunState State, int Read, int Added, int Changed, int Unchanged, int Withdrawn, int Quarantined, string? Error)
{
    public static ApiHallRun Of(HallRun run) =>
        new(run.Id, run.Kind, run.File.Length > 0 ? run.File : null, run.StartedBy.Length > 0 ? run.StartedBy : null, run.StartedAt, run.EndedAt, run.State, run.Read, run.Added, run.Changed, run.Unchanged, run.Withdrawn, run.Quarantined, run.Error);
}

/// <param name="Raw">The record as it came.</param>
internal sealed record ApiQuarantined(Guid Id, string Key, ApprovalOrigin Origin, string TaskCode, string Name, string Department, string Reason, string Raw, DateTime FirstAt, DateTime LastAt);

/// <param name="Unit">Null while it is in the queue.</param>
/// <param name="Items">Items in force that hang on it.</param>
/// <param name="Suggestions">Units whose names resemble it, while it is not mapped.</param>
internal sealed record ApiHallDepartment(Guid Id, int Version, string Code, string Name, ApiUnit? Unit, string? MappedBy, DateTime? MappedAt, DateTime FirstSeenAt, int Items, IReadOnlyList<ApiUnit> Suggestions)
{
    public static ApiHallDepartment Of(DepartmentItem item)
    {
        var row = item.Department;
        return new ApiHallDepartment(row.Id, row.Version, row.Code, row.Name, row.UnitId is { } unit ? ApiUnit.Of(unit, item.Unit ?? "") : null, row.MappedBy.Length > 0 ? row.MappedBy : null, row.MappedAt, row.FirstSeenAt, item.Items,
            [.. item.Suggestions.Select(like => ApiUnit.Of(like.Id, like.Name))]);
    }
}

internal sealed record ApiDepartmentMap
{
    public int? Version { get; init; }

    [Description("单位编码、全称或简称；null 撤销对应")]
    public JsonElement Unit { get; init; }
}

internal sealed record ApiDepartmentMapped(Guid Id, int Version);

internal static class HallApi
{
    /// <summary>Two flags and blanks.</summary>
    private const int MaxOrder = 4096;

    public static void MapHall(this RouteGroupBuilder api)
    {
        // Without a type of content demanded: a body that is not there has none, whatever the caller's library says of it.
        api.MapPost("/hall/sync", SyncAsync).WithName("syncHall").WithTags("审批事项").WithSummary("开始与网上办事大厅同步，随即返回；进度见 /hall/runs/{id}。请求体可省略")
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                var flag = new OpenApiSchema { Type = JsonSchemaType.Boolean };
                var order = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema> { ["full"] = flag, ["acceptWithdrawals"] = flag } };
                operation.RequestBody = new OpenApiRequestBody { Content = new Dictionary<string, OpenApiMediaType> { [MediaTypeNames.Application.Json] = new() { Schema = order } } };
                return Task.CompletedTask;
            });
        api.MapGet("/hall/runs", RunsAsync).WithName("hallRuns").WithTags("审批事项").WithSummary("同步和导入的记录，新的在前");
        api.MapGet("/hall/runs/{id}", RunAsync).WithName("hallRun").WithTags("审批事项").WithSummary("一次同步或导入：状态和数字");
        api.MapGet("/hall/quarantine", QuarantineAsync).WithName("hallQuarantine").WithTags("审批事项").WithSummary("无法读取、已隔离的记录，新的在前");
        api.MapGet("/hall/departments", DepartmentsAsync).WithName("hallDepartments").WithTags("审批事项").WithSummary("部门对应：未对应的在前");
        api.MapPut("/hall/departments/{id}", MapAsync).WithName("mapHallDepartment").WithTags("审批事项").WithSummary("设置或撤销部门对应的单位");
    }

    private static async Task<Accepted<ApiHallBegun>> SyncAsync(HttpContext context, HallSync sync, HallRunner runner, IOptions<JsonOptions> json, CancellationToken ct)
    {
        var order = await OrderAsync(context.Request, json.Value.SerializerOptions, ct);
        var begun = await sync.BeginAsync(context.Actor(), order?.Full is true, order?.AcceptWithdrawals is true, ct);
        if (begun.Fresh)
            runner.Carry(begun.Id);
        return TypedResults.Accepted($"{Api.Root}/hall/runs/{begun.Id}", new ApiHallBegun(begun.Id));
    }

    private static async Task<ApiHallSync?> OrderAsync(HttpRequest request, JsonSerializerOptions options, CancellationToken ct)
    {
        var body = new byte[MaxOrder + 1];
        var read = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, ct);
        if (read > MaxOrder)
            throw Refusal.Malformed("请求体过长。");
        var given = body.AsMemory(0, read);
        return given.Span.TrimStart(" \t\r\n"u8).IsEmpty ? null : JsonSerializer.Deserialize<ApiHallSync>(given.Span, options);
    }

    private static async Task<ApiList<ApiHallRun>> RunsAsync(HttpContext context, HallViews views, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var (items, total) = await views.RunsAsync(context.Actor(), ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiHallRun>([.. items.Select(ApiHallRun.Of)], total);
    }

    private static async Task<ApiHallRun> RunAsync(HttpContext context, HallViews views, string id, CancellationToken ct) => ApiHallRun.Of(await views.RunAsync(context.Actor(), IdOf(id), ct));

    private static async Task<ApiList<ApiQuarantined>> QuarantineAsync(HttpContext context, HallViews views, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var (items, total) = await views.QuarantineAsync(context.Actor(), ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiQuarantined>([.. items.Select(row => new ApiQuarantined(row.Id, row.Key, row.Origin, row.TaskCode, row.Name, row.Department, row.Reason, row.Raw, row.FirstAt, row.LastAt))], total);
    }

    private static async Task<ApiList<ApiHallDepartment>> DepartmentsAsync(HttpContext context, HallViews views, [Description("true 只看未对应的，false 只看已对应的")] string? unmapped, [Description("部门名称的一部分，或部门代码")] string? q,
        [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var (items, total) = await views.DepartmentsAsync(context.Actor(), string.IsNullOrWhiteSpace(unmapped) ? null : ApiValues.Flag(unmapped, "unmapped"), q, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiHallDepartment>([.. items.Select(ApiHallDepartment.Of)], total);
    }

    private static async Task<ApiDepartmentMapped> MapAsync(HttpContext context, ApprovalActions actions, string id, ApiDepartmentMap map, CancellationToken ct)
    {
        // Left out is not null: it would take the map away by oversight.
        var unit = map.Unit.ValueKind switch
        {
            JsonValueKind.String => map.Unit.GetString(),
            JsonValueKind.Null => null,
            JsonValueKind.Undefined => throw ApiValues.Wrong("unit", "缺少字段“unit”；撤销对应时写 null。"),
            _ => throw ApiValues.Wrong("unit", "字段“unit”须为单位编码、全称或简称，或 null。"),
        };
        var department = IdOf(id);
        return new ApiDepartmentMapped(department, await actions.MapAsync(context.Actor(), department, ApiValues.Needed(map.Version, "version"), unit, ct));
    }

    private static Guid IdOf(string id) => ApiValues.Id(id, "id")!.Value;
}
