using HotlineKb.Core.Taxonomy;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace HotlineKb.Core.Search;

/// <summary>A search text, read: the words that must stand in a hit, those that must not, or a code.</summary>
internal sealed class AskedText
{
    private const int MaxWords = 10;
    private const int MaxFeatures = 40;
    private const int MinCode = 6;
    private const int MaxCode = 80;

    /// <summary>At most so many characters are cut into words at all: bounded work whatever is pasted.</summary>
    private const int MaxCharacters = 4 * SearchQuery.MaxLetters;

    // Politeness and the shape of a question say nothing about its subject.
    private static readonly string[] Fillers =
    [
        "能不能", "可不可以", "是不是", "有没有", "为什么", "怎么办", "怎么样", "请问", "您好", "你好", "怎么", "怎样", "如何", "什么", "是否", "能否", "可否", "哪些", "哪里", "哪个", "多少",
        "我想", "咨询", "一下", "可以", "应该", "吗", "呢", "吧", "啊", "呀",
    ];

    private AskedText(string? code, List<List<Letter>> words, List<List<Letter>> excluded) => (Code, Words, Excluded) = (code, words, excluded);

    /// <summary>The digits of an entry code with a right check digit, when that is what was typed.</summary>
    public string? Code { get; }

    public List<List<Letter>> Words { get; }

    public List<List<Letter>> Excluded { get; }

    public bool IsEmpty => Words.Count == 0 && Code is null;

    public static AskedText Parse(string? text)
    {
        text ??= "";
        if (text.Length > MaxCharacters)
            text = text[..MaxCharacters];
        var code = EntryCode.TryParse(text)?.ToString();
        var words = new List<List<Letter>>();
        var excluded = new List<List<Letter>>();
        var left = SearchQuery.MaxLetters;
        foreach (var part in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var without = part.Length > 1 && part[0] is '-' or '－';
            var letters = SearchText.Read(without ? part[1..] : part, left);
            if (letters.Count == 0 || words.Count + excluded.Count == MaxWords)
                continue;
            left -= letters.Count;
            (without ? excluded : words).Add(letters);
        }

        return new AskedText(code is null ? null : SearchFields.Bare(code), words, excluded);
    }

    /// <summary>Every word literally in some field; none of the excluded ones anywhere.</summary>
    public Query Literal(IndexReader reader) =>
        Code is not null ? new ConstantScoreQuery(new TermQuery(new Term(SearchFields.Codes, Code))) { Boost = 5 } : Without(reader, All(reader, Words));

    /// <summary>The same, said in one of other ways.</summary>
    public Query InOtherWords(IndexReader reader, IReadOnlyList<Otherwise> ways)
    {
        var any = new DisjunctionMaxQuery(0);
        foreach (var way in ways)
            any.Add(All(reader, way.Words));
        return Without(reader, any);
    }

    /// <summary>
    /// What resembles the question: its features weighed against the whole text, some of which must be there.
    /// Null when there is too little to resemble.
    /// </summary>
    public Query? Loose(IndexReader reader)
    {
        var features = Features();
        if (features.Count < 2)
            return null;
        var terms = features.ConvertAll(feature => new Term(SearchFields.All, feature));
        if (terms.Count > MaxFeatures)
            // The rare ones say most; a limit keeps a pasted page from costing more than a question.
            terms = [.. terms.Select(term => (Term: term, Count: reader.DocFreq(term))).Where(pair => pair.Count > 0).OrderBy(pair => pair.Count).Take(MaxFeatures).Select(pair => pair.Term)];
        var any = new BooleanQuery(disableCoord: true) { MinimumNumberShouldMatch = Math.Max(2, terms.Count / 8) };
        foreach (var term in terms)
            any.Add(new TermQuery(term), Occur.SHOULD);
        return Without(reader, any);
    }

    /// <summary>What <see cref="Loose"/> weighs, each once: folded pairs and words.</summary>
    public List<string> Features()
    {
        var features = new List<string>();
        var known = new HashSet<string>();
        foreach (var word in Words)
        {
            var said = WithoutFillers(word);
            foreach (var (from, count) in HotlineTokenizer.Features(said))
                if (SearchText.Term(said, from, count) is var feature && known.Add(feature))
                    features.Add(feature);
        }

        return features;
    }

    private static List<Letter> WithoutFillers(List<Letter> word)
    {
        var said = new List<Letter>(word.Count);
        for (var i = 0; i < word.Count;)
        {
            // What stood beside a filler keeps its place, so it does not become neighbours.
            if (Fillers.FirstOrDefault(filler => StartsWith(word, i, filler)) is { } filler)
                i += filler.Length;
            else
                said.Add(word[i++]);
        }

        return said;
    }

    private static bool StartsWith(List<Letter> word, int at, string filler)
    {
        if (at + filler.Length > word.Count)
            return false;
        for (var i = 0; i < filler.Length; i++)
            if (word[at + i].Rune != filler[i])
                return false;
        return true;
    }

    private static Query All(IndexReader reader, List<List<Letter>> words)
    {
        var all = words.ConvertAll(Query (word) => AnyField(reader, word, words.Count > 1));
        return all.Count == 1 ? all[0] : And(all);
    }

    private static BooleanQuery And(List<Query> all)
    {
        var and = new BooleanQuery(disableCoord: true);
        foreach (var query in all)
            and.Add(query, Occur.MUST);
        return and;
    }

    private Query Without(IndexReader reader, Query query)
    {
        if (Excluded.Count == 0)
            return query;
        var without = new BooleanQuery(disableCoord: true) { { query, Occur.MUST } };
        foreach (var word in Excluded)
            without.Add(AnyField(reader, word, false), Occur.MUST_NOT);
        return without;
    }

    private static DisjunctionMaxQuery AnyField(IndexReader reader, List<Letter> word, bool about)
    {
        var any = new DisjunctionMaxQuery(0);
        var pairs = Pairs(word);
        foreach (var (field, _) in TierSimilarity.Tiers)
            Add(field);
        if (about)
            Add(SearchFields.About);
        // The beginning of a code; words of letters alone are words.
        if (word.Count is >= MinCode and <= MaxCode && word.TrueForAll(letter => letter.Rune < 128) && word.Exists(letter => letter.Rune is >= '0' and <= '9'))
            any.Add(new ConstantScoreQuery(new PrefixQuery(new Term(SearchFields.Codes, SearchText.Term(word, 0, word.Count)))) { Boost = 5 });
        return any;

        void Add(string field)
        {
            // A whole question hardly ever stands in a field: its first unknown pair settles that, and the rest is not looked up.
            var terms = pairs.ConvertAll(pair => new Term(field, SearchText.Term(word, pair.From, pair.Count)));
            if (terms.Count == 1)
                any.Add(new TermQuery(terms[0]));
            else if (terms.Count < 4 || terms.TrueForAll(term => reader.DocFreq(term) > 0))
                any.Add(Phrase(terms, pairs, word));
        }
    }

    /// <summary>Pairs that cover the word.</summary>
    private static List<(int From, int Count)> Pairs(List<Letter> word)
    {
        var pairs = new List<(int From, int Count)>();
        for (var i = 0; i < word.Count; i++)
        {
            if (i + 1 < word.Count && word[i].IsJustBefore(word[i + 1]))
                pairs.Add((i++, 2));
            else
                pairs.Add(i > 0 && word[i - 1].IsJustBefore(word[i]) ? (i - 1, 2) : (i, 1));
        }

        return pairs;
    }

    /// <summary>Exactly the word: each pair at its place.</summary>
    private static PhraseQuery Phrase(List<Term> terms, List<(int From, int Count)> pairs, List<Letter> word)
    {
        var phrase = new PhraseQuery();
        for (var i = 0; i < terms.Count; i++)
            phrase.Add(terms[i], word[pairs[i].From].Position);
        return phrase;
    }
}
