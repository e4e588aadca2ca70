using System.ComponentModel;
using HotlineKb.Core.Search;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Search;

/// <param name="Title">HTML-encoded, matches in <c>mark</c>.</param>
/// <param name="Snippet">HTML-encoded, matches in <c>mark</c>.</param>
/// <param name="Match">Whether it stands there literally or by a synonym.</param>
/// <param name="Expired">Its last day is past.</param>
internal sealed record ApiHit(SearchKind Kind, string Code, string Title, string Unit, string Region, string Category, string Snippet, SearchMatch Match, bool Expired, double Score, DateTime UpdatedAt);

internal sealed record ApiHits(int Total, double TookMs, IReadOnlyList<ApiHit> Items);

internal static class SearchApi
{
    public static void MapSearch(this RouteGroupBuilder api) =>
        api.MapGet("/search", SearchAsync).WithName("search").WithTags("检索").WithSummary("检索知识库，范围与页面相同").WithMetadata(new ApiWords("kind", typeof(SearchKind)));

    private static async Task<ApiHits> SearchAsync(HttpContext context, SearchViews views, UnitViews units, string? q, string? kind,
        [Description("单位编码、全称或简称")] string? unit, [Description("区域代码或名称")] string? region, [Description("类别标识，含其下各级")] string? category,
        [Description("1 至 100，默认 10")] string? top, [Description("0 至 1000，默认 0")] string? skip, CancellationToken ct)
    {
        var query = new SearchQuery(q, ApiValues.Word<SearchKind>(kind, "kind"), await units.IdOfAsync(unit, ct), await units.RegionOfAsync(region, ct), ApiValues.Id(category, "category"),
            ApiValues.Top(top, 10), ApiValues.Skip(skip));
        var found = await views.SearchAsync(context.Actor(), query, ct);
        return new ApiHits(found.Total, Math.Round(found.TookMs, 2),
            [.. found.Items.Select(hit => new ApiHit(hit.Kind, hit.Code, hit.Title, hit.Unit, hit.Region, hit.Category, hit.Snippet, hit.Match, hit.Expired, Math.Round(hit.Score, 4), hit.UpdatedAt))]);
    }
}
