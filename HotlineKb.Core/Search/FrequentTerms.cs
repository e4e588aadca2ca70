using Lucene.Net.Index;
using Lucene.Net.Search;

namespace HotlineKb.Core.Search;

/// <summary>
/// Words that a text says again and again and few others say: what it is about. Chinese writes no spaces and there is no word list of a city's
/// affairs, so whatever repeats as a whole counts as a word: the longest stretch that comes as often as its parts.
/// </summary>
internal static class FrequentTerms
{
    private const int Least = 3;
    private const int Longest = 8;
    private const int MostLetters = 10_000;

    // What many texts say tells none of them apart.
    private const double MostCommon = 0.02;

    // A stretch that begins or ends with one of these is cut in the middle of a phrase.
    private const string Joints = "的了和与及或在是为于以对将由向按从到至即则且其该此这那个们有无可应须请并等也都就所之把被给让如若因而但又再不未已正各每第年月日时分元";

    /// <returns>The most telling first.</returns>
    public static List<(string Term, int Times)> Of(SearchDocument document, IndexReader reader, int most)
    {
        var letters = SearchText.Read($"{document.Answer}\n{document.Body}", MostLetters);
        var counts = new Dictionary<string, int>();
        for (var from = 0; from < letters.Count; from++)
            for (var length = 1; length <= Longest && from + length <= letters.Count && letters[from + length - 1].IsIdeograph && (length == 1 || letters[from + length - 2].IsJustBefore(letters[from + length - 1])); length++)
                if (length >= 2)
                    counts[SearchText.Term(letters, from, length)] = counts.GetValueOrDefault(SearchText.Term(letters, from, length)) + 1;
        var known = SearchText.Fold($"{document.Title}\n{string.Join('\n', document.Keywords)}").Replace(" ", "", StringComparison.Ordinal);
        var often = counts.Where(count => count.Value >= Least).ToDictionary();
        var parts = often.SelectMany(count => new[] { (Part: count.Key[1..], count.Value), (Part: count.Key[..^1], count.Value) }).Where(part => often.GetValueOrDefault(part.Part) == part.Value).Select(part => part.Part).ToHashSet();
        var whole = often.Where(count => !parts.Contains(count.Key) && !Joints.Contains(count.Key[0]) && !Joints.Contains(count.Key[^1]) && !known.Contains(count.Key, StringComparison.Ordinal));
        var searcher = new IndexSearcher(reader);
        var all = Math.Max(1, reader.NumDocs);
        var telling = new List<(string Term, int Times, double Weight)>();
        foreach (var (term, times) in whole.OrderByDescending(count => count.Value * count.Key.Length).Take(most * 8))
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
}
