using System.ComponentModel;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HotlineKb.Web.Taxonomy;

/// <param name="Entries">Published entries here and below, as far as the caller may see them.</param>
/// <param name="ReviewMonths">After how many months what is published here has to be looked at again; null for never.</param>
/// <param name="OwnReviewMonths">The same as set here; null where it is as above.</param>
/// <param name="ExpiryMonths">For how many months what is published here holds; null for without end.</param>
/// <param name="OwnExpiryMonths">The same as set here; null where it is as above.</param>
internal sealed record ApiCategory(Guid Id, string Name, string Path, Guid? ParentId, bool IsLeaf, int Entries, int Version, int? ReviewMonths, int? OwnReviewMonths, int? ExpiryMonths, int? OwnExpiryMonths)
{
    public static ApiCategory Of(CategoryItem row) => new(row.Id, row.Name, row.Path, row.ParentId, row.IsLeaf, row.Entries, row.Version, row.Review, row.OwnReview, row.Expiry, row.OwnExpiry);
}

internal sealed record ApiNewCategories(
    [property: Description("单位编码、全称或简称")] string? Unit,
    [property: Description("类别路径，各级用 / 分开，最多 5,000 个；已有的不变")] IReadOnlyList<string?>? Paths,
    [property: Description("从这个类别之下起算，不填为一级")] string? Parent = null);

internal sealed record ApiCategoryRename(
    int? Version,
    [property: Description("1 至 40 个字，不含 /")] string? Name);

internal sealed record ApiCategoryMove(
    int? Version,
    [property: Description("移入的类别，不填为一级")] string? Parent,
    [property: Description("在同级中的位置，从 0 起；超出为最后")] int? Place);

internal sealed record ApiCategoryRetire(
    int? Version,
    [property: Description("条目归入的末级类别；有条目时必填")] string? Home,
    [property: Description("所看到的下级类别总数，一并停用；不填为 0")] int? Below);

internal sealed record ApiCategoryReview(
    int? Version,
    [property: Description("1 至 60；不填则沿用上级的")] int? Months);

internal sealed record ApiCategoryExpiry(
    int? Version,
    [property: Description("1 至 120；不填则沿用上级的")] int? Months);

internal sealed record ApiCategoryState(Guid Id, int Version);

internal static class CategoriesApi
{
    public static void MapCategories(this RouteGroupBuilder api)
    {
        api.MapGet("/categories", ListAsync).WithName("categories").WithTags("类别").WithSummary("单位的常用信息架构");
        api.MapPost("/categories", AddAsync).WithName("addCategories").WithTags("类别").WithSummary("新增类别，限市热线办");
        api.MapPut("/categories/{id}", RenameAsync).WithName("renameCategory").WithTags("类别").WithSummary("类别改名，限市热线办");
        api.MapPut("/categories/{id}/expiry", ExpiryAsync).WithName("setCategoryExpiry").WithTags("类别").WithSummary("类别的默认有效期：此后入库而未定失效日期的条目照此设定，限市热线办");
        api.MapPut("/categories/{id}/review", ReviewAsync).WithName("setCategoryReview").WithTags("类别").WithSummary("类别的默认复核期：此后入库而未定复核日期的条目照此设定，限市热线办");
        api.MapPost("/categories/{id}/move", MoveAsync).WithName("moveCategory").WithTags("类别").WithSummary("移动类别或调整次序，限市热线办");
        api.MapPost("/categories/{id}/retire", RetireAsync).WithName("retireCategory").WithTags("类别").WithSummary("停用类别，或并入另一类别；条目编码不变，限市热线办");
    }

    private static async Task<ApiList<ApiCategory>> ListAsync(HttpContext context, CategoryViews categories, UnitViews units, [Description("单位编码、全称或简称；单位账号默认为本单位")] string? unit, CancellationToken ct)
    {
        var actor = context.Actor();
        var owner = await units.IdOfAsync(unit, ct) ?? actor.UnitId ?? throw ApiValues.Wrong("unit", "请用参数“unit”指明单位。");
        var tree = await categories.TreeAsync(actor, owner, ct);
        return new ApiList<ApiCategory>([.. tree.Select(ApiCategory.Of)], tree.Count);
    }

    private static async Task<ApiList<ApiCategory>> AddAsync(HttpContext context, CategoryActions actions, CategoryViews categories, UnitViews units, ApiNewCategories wanted, CancellationToken ct)
    {
        var actor = context.Actor();
        actor.Require(Permission.ConfigureTaxonomy);
        var unit = await units.IdOfAsync(wanted.Unit, ct) ?? throw ApiValues.Wrong("unit", "缺少字段“unit”。");
        var ids = await actions.AddAsync(actor, unit, [.. ApiValues.Needed(wanted.Paths, "paths").Select(path => path ?? "")], ApiValues.Id(wanted.Parent, "parent"), ct);
        var added = ids.Values.ToHashSet();
        var tree = (await categories.TreeAsync(actor, unit, ct)).Where(row => added.Contains(row.Id)).ToList();
        return new ApiList<ApiCategory>([.. tree.Select(ApiCategory.Of)], tree.Count);
    }

    private static async Task<ApiCategoryState> RenameAsync(HttpContext context, CategoryActions actions, string id, ApiCategoryRename how, CancellationToken ct) =>
        new(IdOf(id), await actions.RenameAsync(context.Actor(), IdOf(id), ApiValues.Needed(how.Version, "version"), how.Name, ct));

    private static async Task<ApiCategoryState> ExpiryAsync(HttpContext context, CategoryActions actions, string id, ApiCategoryExpiry how, CancellationToken ct) =>
        new(IdOf(id), await actions.SetExpiryAsync(context.Actor(), IdOf(id), ApiValues.Needed(how.Version, "version"), how.Months, ct));

    private static async Task<ApiCategoryState> ReviewAsync(HttpContext context, CategoryActions actions, string id, ApiCategoryReview how, CancellationToken ct) =>
        new(IdOf(id), await actions.SetReviewAsync(context.Actor(), IdOf(id), ApiValues.Needed(how.Version, "version"), how.Months, ct));

    private static async Task<ApiCategoryState> MoveAsync(HttpContext context, CategoryActions actions, string id, ApiCategoryMove how, CancellationToken ct) =>
        new(IdOf(id), await actions.MoveAsync(context.Actor(), IdOf(id), ApiValues.Needed(how.Version, "version"), ApiValues.Id(how.Parent, "parent"), ApiValues.Needed(how.Place, "place"), ct));

    private static async Task<Ok<ApiRetired>> RetireAsync(HttpContext context, RefilingActions actions, string id, ApiCategoryRetire how, CancellationToken ct) =>
        TypedResults.Ok(new ApiRetired(IdOf(id), await actions.RetireAsync(context.Actor(), IdOf(id), ApiValues.Needed(how.Version, "version"), ApiValues.Id(how.Home, "home"), how.Below ?? 0, ct)));

    private static Guid IdOf(string id) => ApiValues.Id(id, "id")!.Value;

    /// <param name="Moved">How many entries were filed elsewhere.</param>
    private sealed record ApiRetired(Guid Id, int Moved);
}
