using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace HotlineKb.Core.Search;

/// <summary>
/// What a segment says of each document beside its text, held in memory as long as the segment lives: every hit is asked for it, and
/// reading it from the file each time costs more than finding the hit. A segment's values never change; an update is a new document.
/// </summary>
internal sealed class SegmentColumns
{
    private static readonly ConditionalWeakTable<object, SegmentColumns> Known = [];

    private SegmentColumns(AtomicReader reader)
    {
        var count = reader.MaxDoc;
        (Units, Kinds, Versions, UpdatedAt, CategoryOf, Codes) = (new int[count], new SearchKind[count], new int[count], new long[count], new int[count], new string[count]);
        Categories = [];
        if (count == 0 || reader.GetNumericDocValues(SearchFields.Unit) is not { } units)
            return;
        var kinds = reader.GetNumericDocValues(SearchFields.Kind);
        var versions = reader.GetNumericDocValues(SearchFields.Version);
        var updated = reader.GetNumericDocValues(SearchFields.UpdatedAt);
        var codes = reader.GetBinaryDocValues(SearchFields.Code);
        var categories = reader.GetSortedDocValues(SearchFields.Category);
        var bytes = new BytesRef();
        Categories = new string[categories.ValueCount];
        for (var ordinal = 0; ordinal < Categories.Length; ordinal++)
        {
            categories.LookupOrd(ordinal, bytes);
            Categories[ordinal] = bytes.Utf8ToString();
        }

        for (var doc = 0; doc < count; doc++)
        {
            Units[doc] = (int)units.Get(doc);
            Kinds[doc] = (SearchKind)kinds.Get(doc);
            Versions[doc] = (int)versions.Get(doc);
            UpdatedAt[doc] = updated.Get(doc);
            CategoryOf[doc] = categories.GetOrd(doc);
            codes.Get(doc, bytes);
            Codes[doc] = bytes.Utf8ToString();
        }
    }

    public int[] Units { get; }

    public SearchKind[] Kinds { get; }

    public int[] Versions { get; }

    public long[] UpdatedAt { get; }

    public string[] Codes { get; }

    /// <summary>Place in <see cref="Categories"/>.</summary>
    public int[] CategoryOf { get; }

    /// <summary>Ids, as they stand in the index.</summary>
    public string[] Categories { get; }

    public static SegmentColumns Of(AtomicReader reader) => Known.GetValue(reader.CoreCacheKey, _ => new SegmentColumns(reader));
}
