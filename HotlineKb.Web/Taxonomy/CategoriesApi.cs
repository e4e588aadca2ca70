using System.ComponentModel;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Taxonomy;

/// <param name="Entries">Published entries here and below, as far as the caller may see them.</param>
internal sealed record ApiCategory(Guid Id, string Name, string Path, Guid? ParentId, bool IsLeaf, int Entries);

internal static class CategoriesApi
{
    public static void MapCategories(this RouteGroupBuilder api) =>
        api.MapGet("/categories", ListAsync).WithName("categories").WithTags("类别").WithSummary("单位的常用信息架构");

    private static async Task<ApiList<ApiCategory>> ListAsync(HttpContext context, CategoryViews categories, UnitViews units, [Description("单位编码、全称或简称；单位账号默认为本单位")] string? unit, CancellationToken ct)
    {
        var actor = context.Actor();
        var owner = await units.IdOfAsync(unit, ct) ?? actor.UnitId ?? throw ApiValues.Wrong("unit", "请用参数“unit”指明单位。");
        var tree = await categories.TreeAsync(actor, owner, ct);
        return new ApiList<ApiCategory>([.. tree.Select(row => new ApiCategory(row.Id, row.Name, row.Path, row.ParentId, row.IsLeaf, row.Entries))], tree.Count);
    }
}
