using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace HotlineKb.Core.Search;

/// <summary>Shows text as HTML with a mark around exactly what matched.</summary>
internal sealed class Marking
{
    private const int Around = 120;
    private const int Lead = 24;

    /// <summary>So far into a text a match is looked for, in characters; an excerpt need not search a book.</summary>
    private const int Looked = 40_000;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly List<List<Letter>> _words;
    private readonly ILookup<int, int> _wordsByFirst;

    /// <param name="asked">What was searched.</param>
    /// <param name="loose">Mark what the question resembles by instead of its words.</param>
    public Marking(AskedText asked, bool loose)
    {
        _words = loose ? asked.Features().ConvertAll(feature => SearchText.Read(feature)) : asked.Words;
        _wordsByFirst = Enumerable.Range(0, _words.Count).ToLookup(word => _words[word][0].Rune);
    }

    /// <summary>Marks the text's own words and those said instead of them.</summary>
    public Marking(AskedText asked, IReadOnlyList<Otherwise> ways)
    {
        _words = [.. asked.Words, .. ways.SelectMany(way => way.Words)];
        _wordsByFirst = Enumerable.Range(0, _words.Count).ToLookup(word => _words[word][0].Rune);
    }

    /// <summary>The whole text, marked.</summary>
    public string Mark(string text) => Encode(text, 0, text.Length, Matches(SearchText.Read(text, Looked)));

    /// <summary>The passage with most of the words in it, marked; of the first text that has any, else the beginning of the first.</summary>
    public string Excerpt(params ReadOnlySpan<string> texts)
    {
        var fallback = "";
        foreach (var text in texts)
        {
            if (text.Length == 0)
                continue;
            var matches = Matches(SearchText.Read(text, Looked));
            if (matches.Count > 0)
                return Passage(text, matches);
            if (fallback.Length == 0)
                fallback = text;
        }

        return Cut(fallback, 0, [], false);
    }

    private static string Passage(string text, List<(int Start, int End, int Word)> matches)
    {
        // A window that moves over the matches, counting the different words in it.
        var (best, most, distinct, last) = (0, 0, 0, 0);
        var inside = new Dictionary<int, int>();
        for (var first = 0; first < matches.Count; first++)
        {
            for (; last < matches.Count && (last == first || matches[last].End - matches[first].Start <= Around - Lead); last++)
                if ((inside[matches[last].Word] = inside.GetValueOrDefault(matches[last].Word) + 1) == 1)
                    distinct++;
            if (distinct > most)
                (best, most) = (first, distinct);
            if (--inside[matches[first].Word] == 0)
                distinct--;
        }

        var from = Math.Max(0, matches[best].Start - Lead);
        return Cut(text, from, matches, from > 0);
    }

    private static string Cut(string text, int from, List<(int Start, int End, int Word)> matches, bool begun)
    {
        var to = Math.Min(text.Length, from + Around);
        // A match longer than the passage is shown whole as far as it goes; half a character never is.
        if (from > 0 && char.IsLowSurrogate(text[from]))
            from--;
        if (to < text.Length && char.IsLowSurrogate(text[to]))
            to--;
        return (begun ? "…" : "") + Encode(text, from, to, matches).ReplaceLineEndings(" ") + (to < text.Length ? "…" : "");
    }

    private static string Encode(string text, int from, int to, List<(int Start, int End, int Word)> matches)
    {
        var html = new StringBuilder(to - from + 64);
        var done = from;
        foreach (var (start, end, _) in matches)
        {
            if (end <= done || start >= to)
                continue;
            var begin = Math.Max(start, done);
            var last = Math.Min(end, to);
            html.Append(Encoder.Encode(text[done..begin]));
            // Matches that touch or overlap are one mark.
            if (begin == done && html.Length >= 7 && html.ToString(html.Length - 7, 7) == "</mark>")
                html.Length -= 7;
            else
                html.Append("<mark>");
            html.Append(Encoder.Encode(text[begin..last])).Append("</mark>");
            done = last;
        }

        return html.Append(Encoder.Encode(text[done..to])).ToString();
    }

    private List<(int Start, int End, int Word)> Matches(List<Letter> letters)
    {
        var matches = new List<(int Start, int End, int Word)>();
        for (var at = 0; at < letters.Count; at++)
        {
            foreach (var word in _wordsByFirst[letters[at].Rune])
                if (StandsAt(letters, at, _words[word]))
                    matches.Add((letters[at].Start, letters[at + _words[word].Count - 1].End, word));
        }

        return matches;
    }

    private static bool StandsAt(List<Letter> letters, int at, List<Letter> word)
    {
        if (at + word.Count > letters.Count)
            return false;
        var shift = letters[at].Position - word[0].Position;
        for (var i = 1; i < word.Count; i++)
            if (letters[at + i].Rune != word[i].Rune || letters[at + i].Position != word[i].Position + shift)
                return false;
        return true;
    }
}
