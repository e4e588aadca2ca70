using System.Net;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;

namespace HotlineKb.Web.Search;

/// <summary>What the search page shows before anything is typed: what changed lately, within the viewer's scope (R4.7).</summary>
internal sealed class RecentHits(EntryViews entries, ApprovalViews approvals, TimeProvider time)
{
    /// <summary>Entries; approval items where they are asked for, or where there is nothing else and no filter that only entries have.</summary>
    public async Task<IReadOnlyList<SearchHit>> ReadAsync(Actor actor, SearchQuery query, CancellationToken ct)
    {
        if (query.Kind is SearchKind.Unit)
            return [];
        if (query.Kind is not SearchKind.Approval)
        {
            var (items, _) = await entries.ListAsync(actor, new EntryFilter(null, query.UnitId, query.RegionCode, query.CategoryId, EntryState.Published, null), 0, query.Top, ct);
            if (items.Count > 0 || query.Kind is SearchKind.Entry)
                return [.. items.Select(Of)];
        }

        // Items belong to a unit, not to a region or category of ours: where those are asked for, none fits.
        if (query.RegionCode is not null || query.CategoryId is not null)
            return [];
        var (guides, _) = await approvals.ListAsync(actor, new ApprovalFilter(UnitId: query.UnitId), 0, query.Top, ct);
        return [.. guides.Select(Of)];
    }

    private SearchHit Of(EntryItem item) => new()
    {
        Kind = SearchKind.Entry,
        Code = item.Code,
        Title = WebUtility.HtmlEncode(item.Title),
        UnitId = item.UnitId,
        Unit = item.Unit,
        Region = item.Region,
        Category = item.Category,
        Version = item.Version,
        UpdatedAt = item.UpdatedAt,
        Expired = item.ExpiresOn < CityDays.Of(time.UtcNow()),
    };

    private static SearchHit Of(ApprovalListItem item) => new()
    {
        Kind = SearchKind.Approval,
        Code = item.Code,
        Title = WebUtility.HtmlEncode(item.Name),
        UnitId = item.UnitId ?? 0,
        Unit = item.Unit ?? item.Department,
        Category = item.Type,
        Version = item.CurrentVersion,
        UpdatedAt = item.UpdatedAt,
    };
}
