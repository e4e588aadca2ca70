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

    /// <param name="asked">What was searched.</param>
    /// <param name="loose">Mark what the question resembles by instead of its words.</param>
    public Marking(AskedText asked, bool loose) =>
        _words = loose ? asked.Features().ConvertAll(feature => SearchText.Read(feature)) : asked.Words;

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
        var (best, most) = (0, -1);
        for (var i = 0; i < matches.Count && i < 500; i++)
        {
            var words = new HashSet<int>();
            for (var j = i; j < matches.Count && matches[j].End - matches[i].Start <= Around - Lead; j++)
                words.Add(matches[j].Word);
            if (words.Count > most)
                (best, most) = (i, words.Count);
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
            for (var word = 0; word < _words.Count; word++)
                if (StandsAt(letters, at, _words[word]))
                    matches.Add((letters[at].Start, letters[at + _words[word].Count - 1].End, word));
        }

        return matches;
    }

    private static bool StandsAt(List<Letter> letters, int at, List<Letter> word)
    {
        if (letters[at].Rune != word[0].Rune || at + word.Count > letters.Count)
            return false;
        var shift = letters[at].Position - word[0].Position;
        for (var i = 1; i < word.Count; i++)
            if (letters[at + i].Rune != word[i].Rune || letters[at + i].Position != word[i].Position + shift)
                return false;
        return true;
    }
}
