using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Units;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace HotlineKb.Web.WorkOrders;

/// <summary>A work order as the call system hands it over.</summary>
internal sealed record ApiWorkOrder
{
    [Required]
    [Description("呼叫系统的工单编号，唯一")]
    public string? Number { get; init; }

    [Required]
    public string? Title { get; init; }

    [Required]
    public string? Content { get; init; }

    public string? Reply { get; init; }

    [Description("单位编码、全称或简称")]
    public string? Unit { get; init; }

    [Required]
    [Description("没有时区的时间按本市时间理解")]
    public DateTime? ReceivedAt { get; init; }

    public DateTime? RepliedAt { get; init; }
}

internal sealed record ApiWorkOrderItem(string Number, string Title, ApiUnit? Unit, DateTime ReceivedAt, DateTime? RepliedAt, Guid? Revision, Stage? Stage);

/// <summary>Caller data masked (X4).</summary>
internal sealed record ApiWorkOrderDetail(string Number, string Title, string Content, string Reply, ApiUnit? Unit, DateTime ReceivedAt, DateTime? RepliedAt, Guid? Revision, Stage? Stage, bool Masked);

internal static class WorkOrdersApi
{
    private const int MaxBody = 20 * 1024 * 1024;

    public static void MapWorkOrders(this RouteGroupBuilder api)
    {
        api.MapPost("/work-orders", ImportAsync).WithName("importWorkOrders").WithTags("工单").WithSummary("导入工单：按编号幂等，逐条返回结果，最多 1000 条")
            .Accepts<ApiWorkOrder[]>("application/json").WithMetadata(new RequestSizeLimitAttribute(MaxBody));
        api.MapGet("/work-orders", ListAsync).WithName("workOrders").WithTags("工单").WithSummary("工单列表，新的在前");
        api.MapGet("/work-orders/{number}", GetAsync).WithName("workOrder").WithTags("工单").WithSummary("一份工单，来电人信息已遮盖");
    }

    private static async Task<ApiList<ImportResult>> ImportAsync(HttpContext context, WorkOrderActions orders, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json, CancellationToken ct)
    {
        var options = json.Value.SerializerOptions;
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, options, ct);
        if (body.ValueKind is not JsonValueKind.Array)
            throw Refusal.Malformed("请求体须为工单数组。");
        // One row that cannot be read must not stop the others: it keeps its place and says why.
        var rows = body.EnumerateArray().Select(row => Read(row, options)).ToList();
        var readable = rows.Where(row => row.Order is not null).Select(row => row.Order!).ToList();
        var results = new Queue<ImportResult>(await orders.ImportAsync(context.Actor(), readable, ct));
        return new ApiList<ImportResult>([.. rows.Select(row => row.Wrong ?? results.Dequeue())], rows.Count);
    }

    private static (WorkOrderRow? Order, ImportResult? Wrong) Read(JsonElement row, JsonSerializerOptions options)
    {
        var number = row.ValueKind is JsonValueKind.Object && row.TryGetProperty("number", out var given) && given.ValueKind is JsonValueKind.String ? given.GetString() : null;
        try
        {
            return row.ValueKind is JsonValueKind.Object && row.Deserialize<ApiWorkOrder>(options) is { } order
                ? (new WorkOrderRow(order.Number, order.Title, order.Content, order.Reply, order.Unit, order.ReceivedAt, order.RepliedAt), null)
                : (null, new ImportResult(number, ImportStatus.Refused, "每条工单须为一个 JSON 对象。"));
        }
        catch (JsonException e)
        {
            return (null, new ImportResult(number, ImportStatus.Refused, $"字段“{(e.Path is { Length: > 2 } path ? path[2..] : "")}”的值或类型不对。"));
        }
    }

    private static async Task<ApiList<ApiWorkOrderItem>> ListAsync(HttpContext context, WorkOrderViews views, UnitViews units, [Description("编号，或标题、答复中的字")] string? q,
        string? unit, [Description("true：已据以编写；false：尚未")] string? used, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new WorkOrderFilter(q, await units.IdOfAsync(unit, ct), string.IsNullOrWhiteSpace(used) ? null : ApiValues.Flag(used, "used"));
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiWorkOrderItem>([.. items.Select(row => new ApiWorkOrderItem(row.Number, row.Title, UnitOf(row), row.ReceivedAt, row.RepliedAt, row.RevisionId, row.Stage))], total);
    }

    private static async Task<ApiWorkOrderDetail> GetAsync(HttpContext context, WorkOrderViews views, string number, CancellationToken ct)
    {
        var order = await views.GetAsync(context.Actor(), number, ct);
        var item = order.Item;
        return new ApiWorkOrderDetail(item.Number, item.Title, order.Content, order.Reply, UnitOf(item), item.ReceivedAt, item.RepliedAt, item.RevisionId, item.Stage, order.Masked);
    }

    private static ApiUnit? UnitOf(WorkOrderItem item) => item.UnitId is { } id ? ApiUnit.Of(id, item.Unit ?? "") : null;
}
