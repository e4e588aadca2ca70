using System.Globalization;
using ICU4N.Text;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace HotlineKb.Core.Search;

/// <summary>
/// Words that a text says again and again and few others say: what it is about. Chinese writes no spaces and no word list holds a city's
/// affairs, so whatever repeats as a whole counts as a word: the longest stretch that comes as often as its parts, from one edge of a
/// dictionary's word to another, so that no word is cut in two.
/// </summary>
internal static class FrequentTerms
{
    private const int Least = 3;
    private const int Longest = 12;

    // What repeats at greater length is a sentence; known so far that none of its parts is taken for a word.
    private const int LongestLooked = 18;
    private const int MostLetters = 10_000;

    // What many texts say tells none of them apart.
    private const double MostCommon = 0.02;

    // A stretch that begins or ends with one of these is cut in the middle of a phrase.
    private const string Joints = "的了和与及或在是为于以对将由向按从到至即则且其该此这那个们有无可应须请并等也都就所之把被给让如若因而但又再不未已正各每第年月日时分元经需要已我您他她它均仍需时后前内外中上下号名";

    // Words that say how something is said, not what it is about.
    private static readonly HashSet<string> Manner = new(StringComparer.Ordinal)
    {
        "关于", "进行", "以上", "以下", "需要", "提交", "原来", "每天", "情况", "问题", "工作", "相关", "有关", "目前", "同时", "根据", "按照", "通过", "要求", "规定", "表示", "其中", "由于", "已经", "可以", "做好",
        "我们", "你们", "他们", "同志", "先生", "女士", "网友", "感谢", "来信", "收悉", "回复", "答复", "支持", "关心", "详见", "提供", "应当", "是否", "一个", "没有", "如果", "因此", "现在", "之后", "之前", "方面", "部分", "以及",
        "当年", "现年", "那些", "成为", "每月", "每人", "时期", "一根", "划定", "具有",
    };

    /// <returns>The most telling first.</returns>
    public static List<(string Term, int Times)> Of(SearchDocument document, IndexReader reader, int most)
    {
        var often = Repeated($"{document.Answer}\n{document.Body}");
        var known = SearchText.Fold($"{document.Title}\n{string.Join('\n', document.Keywords)}").Replace(" ", "", StringComparison.Ordinal);
        var parts = often.SelectMany(count => new[] { (Part: count.Key[1..], count.Value), (Part: count.Key[..^1], count.Value) }).Where(part => often.GetValueOrDefault(part.Part).Times == part.Value.Times).Select(part => part.Part).ToHashSet();
        var whole = often.Where(count => count.Key.Length <= Longest && count.Value.Whole >= Least && !Manner.Contains(count.Key) && !parts.Contains(count.Key) && !known.Contains(count.Key, StringComparison.Ordinal));
        var searcher = new IndexSearcher(reader);
        var all = Math.Max(1, reader.NumDocs);
        var telling = new List<(string Term, int Times, double Weight)>();
        foreach (var (term, (times, _)) in whole.OrderByDescending(count => count.Value.Times * count.Key.Length).ThenBy(count => count.Key, StringComparer.Ordinal).Take(most * 8))
        {
            var counter = new TotalHitCountCollector();
            searcher.Search(AskedText.Parse(term).Literal(reader), counter);
            // In a small knowledge base two percent is nobody: what stands in this text alone is always telling.
            if (counter.TotalHits <= Math.Max(2, all * MostCommon))
                telling.Add((term, times, times * Math.Log(1 + ((double)all / Math.Max(1, counter.TotalHits)))));
        }

        var chosen = new List<(string, int)>();
        foreach (var (term, times, _) in telling.OrderByDescending(found => found.Weight).ThenBy(found => found.Term, StringComparer.Ordinal))
            if (chosen.Count < most && chosen.TrueForAll(taken => !taken.Item1.Contains(term, StringComparison.Ordinal) && !term.Contains(taken.Item1, StringComparison.Ordinal)))
                chosen.Add((term, times));
        return chosen;
    }

    /// <summary>Every stretch that comes often enough: how often, and how often from the edge of a word to the edge of a word.</summary>
    private static Dictionary<string, (int Times, int Whole)> Repeated(string text)
    {
        var letters = SearchText.Read(text, MostLetters);
        var edges = EdgesOf(text);
        var counts = new Dictionary<string, (int Times, int Whole)>();
        for (var from = 0; from < letters.Count; from++)
            for (var length = 1; length <= LongestLooked && from + length <= letters.Count && letters[from + length - 1].IsIdeograph && (length == 1 || letters[from + length - 2].IsJustBefore(letters[from + length - 1])); length++)
            {
                if (length < 2)
                    continue;
                var term = SearchText.Term(letters, from, length);
                var (times, whole) = counts.GetValueOrDefault(term);
                var (start, end) = (letters[from].Start, letters[from + length - 1].End);
                counts[term] = (times + 1, whole + (edges.TryGetValue(start, out var first) && edges.TryGetValue(end, out var last) && Begins(first.After) && Begins(last.Before) ? 1 : 0));
            }

        return counts.Where(count => count.Value.Times >= Least).ToDictionary();
    }

    private static bool Begins(string word) => word.Length > 0 && !Manner.Contains(word) && !(word.Length == 1 && Joints.Contains(word[0]));

    /// <summary>Where words begin and end, with the word before and the word after each such place.</summary>
    private static Dictionary<int, (string Before, string After)> EdgesOf(string text)
    {
        var words = BreakIterator.GetWordInstance(CultureInfo.GetCultureInfo("zh"));
        words.SetText(text);
        var edges = new Dictionary<int, (string Before, string After)>();
        var (start, before) = (words.First(), "");
        for (var end = words.Next(); end != BreakIterator.Done; start = end, end = words.Next())
        {
            var word = text[start..end];
            edges[start] = (before, word);
            before = word;
        }

        edges[start] = (before, "");
        return edges;
    }
}
