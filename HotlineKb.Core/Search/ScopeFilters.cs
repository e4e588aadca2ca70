using System.Collections.Concurrent;
using HotlineKb.Core.Access;
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
        var key = string.Join(',', scope.Units.Order());
        if (_filters.TryGetValue(key, out var known))
            return known;
        if (_filters.Count >= Most)
            _filters.Clear();
        return _filters[key] = new CachingWrapperFilter(new UnitsFilter(scope));
    }

    private sealed class UnitsFilter(VisibleScope scope) : Filter
    {
        public override DocIdSet GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
        {
            var reader = context.AtomicReader;
            var visible = new FixedBitSet(reader.MaxDoc);
            var units = SegmentColumns.Of(reader).Units;
            for (var doc = 0; doc < units.Length; doc++)
                if ((acceptDocs is null || acceptDocs.Get(doc)) && scope.Includes(units[doc]))
                    visible.Set(doc);
            return visible;
        }
    }
}
