using System.ComponentModel;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HotlineKb.Web.Taxonomy;

internal sealed record ApiNewCategoryRequest(
    [property: Description("草图：一行一个路径，各级用 / 分开")] string? Sketch,
    [property: Description("理由")] string? Why);

internal sealed record ApiCategoryRequestAct(
    int? Version,
    [property: Description("decline 时必填，单位可见")] string? Reason,
    [property: Description("accept 时可为 true：同时按草图新建类别")] bool? Build);

/// <param name="Acts">What the caller may do now.</param>
internal sealed record ApiCategoryRequest(Guid Id, ApiUnit Unit, CategoryRequestStage Stage, int Version, string Sketch, string Why, string? Reason, string AskedBy, DateTime AskedAt, string? DecidedBy, DateTime? DecidedAt, IReadOnlyList<CategoryRequestAct> Acts)
{
    public static ApiCategoryRequest Of(CategoryRequestItem item)
    {
        var row = item.Request;
        return new ApiCategoryRequest(row.Id, ApiUnit.Of(row.UnitId, item.Unit), row.Stage, row.Version, row.Sketch, row.Why, row.Reason, row.AskedBy, row.AskedAt, row.DecidedBy, row.DecidedAt, [.. item.Acts.Select(move => move.Act)]);
    }
}

internal sealed record ApiCategoryRequestState(Guid Id, CategoryRequestStage Stage, int Version);

internal static class CategoryRequestsApi
{
    public static void MapCategoryRequests(this RouteGroupBuilder api)
    {
        api.MapPost("/category-requests", MakeAsync).WithName("askForCategories").WithTags("类别").WithSummary("单位申请调整信息架构");
        api.MapGet("/category-requests", ListAsync).WithName("categoryRequests").WithTags("类别").WithSummary("架构申请：待处理的在前").WithMetadata(new ApiWords("stage", typeof(CategoryRequestStage)));
        api.MapGet("/category-requests/{id}", GetAsync).WithName("categoryRequest").WithTags("类别").WithSummary("一项架构申请");
        api.MapPost("/category-requests/{id}/{act}", ActAsync).WithName("actOnCategoryRequest").WithTags("类别").WithSummary("采纳、不采纳或撤回架构申请").WithMetadata(new ApiWords("act", typeof(CategoryRequestAct)));
    }

    private static async Task<Created<ApiCategoryRequestState>> MakeAsync(HttpContext context, CategoryRequests requests, ApiNewCategoryRequest said, CancellationToken ct)
    {
        var made = await requests.MakeAsync(context.Actor(), said.Sketch, said.Why, ct);
        return TypedResults.Created($"{Api.Root}/category-requests/{made.Id}", StateOf(made));
    }

    private static async Task<ApiList<ApiCategoryRequest>> ListAsync(HttpContext context, CategoryRequests requests, UnitViews units, [Description("不填为全部")] string? stage, [Description("单位编码、全称或简称")] string? unit,
        [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var (items, total) = await requests.ListAsync(context.Actor(), ApiValues.Word<CategoryRequestStage>(stage, "stage"), await units.IdOfAsync(unit, ct), ApiValues.Skip(skip), ApiValues.Top(top, 100), null, ct);
        return new ApiList<ApiCategoryRequest>([.. items.Select(ApiCategoryRequest.Of)], total);
    }

    private static async Task<ApiCategoryRequest> GetAsync(HttpContext context, CategoryRequests requests, string id, CancellationToken ct) =>
        ApiCategoryRequest.Of(await requests.GetAsync(context.Actor(), ApiValues.Id(id, "id")!.Value, ct));

    private static async Task<ApiCategoryRequestState> ActAsync(HttpContext context, CategoryRequests requests, string id, string act, ApiCategoryRequestAct how, CancellationToken ct) =>
        StateOf(await requests.ActAsync(context.Actor(), ApiValues.Id(id, "id")!.Value, ApiValues.Word<CategoryRequestAct>(act, "act")!.Value, ApiValues.Needed(how.Version, "version"), how.Reason, how.Build ?? false, ct));

    private static ApiCategoryRequestState StateOf(CategoryRequest request) => new(request.Id, request.Stage, request.Version);
}
