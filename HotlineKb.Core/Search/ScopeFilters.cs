using System.Collections.Concurrent;
using HotlineKb.Core.Access;
using HotlineKb.Core.Sharing;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace HotlineKb.Core.Search;

/// <summary>
/// What a viewer may see, as a filter of the index. One bit set per scope and index segment, kept as long as the segment lives;
/// people of one office share a scope, so there are few.
/// </summary>
internal sealed class ScopeFilters
{
    private const int Most = 256;
    private readonly ConcurrentDictionary<string, Filter> _filters = new();

    /// <returns>Null when everything may be seen.</returns>
    public Filter? Of(VisibleScope scope)
    {
        if (scope.All)
            return null;
        var key = scope.Key;
        if (_filters.TryGetValue(key, out var known))
            return known;
        if (_filters.Count >= Most)
            _filters.Clear();
        return _filters[key] = new CachingWrapperFilter(new ScopeFilter(scope));
    }

    private sealed class ScopeFilter(VisibleScope scope) : Filter
    {
        public override DocIdSet GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
        {
            var reader = context.AtomicReader;
            var visible = new FixedBitSet(reader.MaxDoc);
            var columns = SegmentColumns.Of(reader);
            var shared = new bool[columns.Categories.Length];
            for (var ordinal = 0; ordinal < shared.Length; ordinal++)
                shared[ordinal] = scope.Categories.Count > 0 && Guid.TryParseExact(columns.Categories[ordinal], "N", out var category) && scope.Categories.Contains(category);
            for (var doc = 0; doc < columns.Units.Length; doc++)
                if ((acceptDocs is null || acceptDocs.Get(doc)) && Includes(columns, shared, doc))
                    visible.Set(doc);
            return visible;
        }

        private bool Includes(SegmentColumns columns, bool[] shared, int doc) => columns.Kinds[doc] switch
        {
            SearchKind.Approval => scope.Approvals.Includes(columns.Units[doc]),
            SearchKind.Unit => scope.Profiles.Includes(columns.Units[doc]),
            _ => scope.Entries.Includes(columns.Units[doc]) || (shared.Length > 0 && shared[columns.CategoryOf[doc]]) || scope.Codes.Contains(columns.Codes[doc]),
        };
    }
}
