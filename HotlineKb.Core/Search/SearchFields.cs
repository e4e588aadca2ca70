using System.Globalization;
using HotlineKb.Core.Taxonomy;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace HotlineKb.Core.Search;

/// <summary>The layout of the index. Any change here, in <see cref="SearchText"/> or in <see cref="HotlineAnalyzer"/> needs a new <see cref="FormatVersion"/>.</summary>
internal static class SearchFields
{
    public const int FormatVersion = 4;

    /// <summary>Kind and code: what a document is updated and deleted by.</summary>
    public const string Key = "key";

    public const string Title = "title";
    public const string Keywords = "keywords";
    public const string Answer = "answer";
    public const string Body = "body";
    public const string About = "about";

    /// <summary>Title, keywords, answer and body together, without positions: for weighing questions.</summary>
    public const string All = "all";

    /// <summary>Codes, whole and without signs: found from their beginning on, never by a part, or every number would find thousands.</summary>
    public const string Codes = "codes";

    public const string Code = "code";
    public const string Kind = "kind";
    public const string Unit = "unit";
    public const string Category = "category";
    public const string Version = "version";
    public const string UpdatedAt = "updated";

    private static readonly FieldType Literal = Freeze(new FieldType { IsIndexed = true, IsTokenized = true, IndexOptions = IndexOptions.DOCS_AND_FREQS_AND_POSITIONS });
    private static readonly FieldType LiteralKept = Freeze(new FieldType(Literal) { IsStored = true });
    private static readonly FieldType Weighed = Freeze(new FieldType { IsIndexed = true, IsTokenized = true, IndexOptions = IndexOptions.DOCS_AND_FREQS });

    public static Term KeyOf(SearchKind kind, string code) => new(Key, $"{kind}:{code}");

    public static Document ToDocument(SearchDocument from)
    {
        var keywords = string.Join('\n', from.Keywords);
        Document document =
        [
            new StringField(Key, KeyOf(from.Kind, from.Code).Text, Field.Store.NO),
            new Field(Title, from.Title, Literal),
            new Field(Keywords, keywords, Literal),
            new Field(Answer, from.Answer, Literal),
            new Field(Body, from.Body, LiteralKept),
            new Field(About, from.About, Literal),
            new Field(All, string.Join('\n', from.Title, keywords, from.Answer, from.Body), Weighed),
            new BinaryDocValuesField(Code, new BytesRef(from.Code)),
            new NumericDocValuesField(Kind, (long)from.Kind),
            new NumericDocValuesField(Unit, from.UnitId),
            new SortedDocValuesField(Category, new BytesRef(from.CategoryId?.ToString("N", CultureInfo.InvariantCulture) ?? "")),
            new NumericDocValuesField(Version, from.Version),
            new NumericDocValuesField(UpdatedAt, from.UpdatedAt.Ticks),
        ];
        foreach (var code in from.OtherCodes.Prepend(from.Code).Where(code => code.Length > 0))
            document.Add(new StringField(Codes, Bare(code), Field.Store.NO));
        return document;
    }

    /// <summary>A code as it is compared: letters and digits only, small.</summary>
    public static string Bare(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static FieldType Freeze(FieldType type)
    {
        type.Freeze();
        return type;
    }
}
