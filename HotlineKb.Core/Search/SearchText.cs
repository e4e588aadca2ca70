using System.Globalization;
using System.Text;
using ICU4N.Text;

namespace HotlineKb.Core.Search;

/// <summary>A character as the index knows it.</summary>
/// <param name="Rune">Folded code point.</param>
/// <param name="Start">Where it begins in the original text, in UTF-16 units.</param>
/// <param name="End">Just behind it.</param>
/// <param name="Position">Neighbours differ by one; whatever stands between two characters without being one itself counts as one step.</param>
internal readonly record struct Letter(int Rune, int Start, int End, int Position)
{
    /// <summary>Written without spaces between words, so its words are not known.</summary>
    public bool IsIdeograph => Rune is (>= 0x2E80 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    public bool IsJustBefore(Letter next) => next.Position == Position + 1;
}

/// <summary>
/// One reading of text for indexing, asking and marking alike: width, case and traditional forms folded, control and format
/// characters gone, everything that is neither letter, digit nor sign a gap. Character by character, so places in the original stay known.
/// </summary>
internal static class SearchText
{
    private const char Gap = '\0';
    private const char Drop = '\uFFFF';
    private static readonly char[] Table = CreateTable();

    public static List<Letter> Read(string text, int atMost = int.MaxValue)
    {
        var letters = new List<Letter>(Math.Min(text.Length, 4096));
        Read(text, letters, atMost);
        return letters;
    }

    public static void Read(string text, List<Letter> letters, int atMost = int.MaxValue)
    {
        letters.Clear();
        var position = -1;
        var gap = false;
        for (var i = 0; i < text.Length && letters.Count < atMost; i++)
        {
            var c = text[i];
            int rune = Table[c];
            var end = i + 1;
            if (char.IsSurrogate(c))
            {
                if (end == text.Length || !char.IsSurrogatePair(c, text[end]))
                    continue;
                rune = char.ConvertToUtf32(c, text[end]);
                end++;
            }
            else if (rune == Drop)
                continue;
            else if (rune == Gap)
            {
                gap = letters.Count > 0;
                continue;
            }

            position += gap ? 2 : 1;
            gap = false;
            letters.Add(new Letter(rune, i, end, position));
            i = end - 1;
        }
    }

    /// <summary>The folded characters of a stretch, as an index term.</summary>
    public static string Term(List<Letter> letters, int from, int count)
    {
        Span<char> buffer = stackalloc char[count * 2];
        var length = 0;
        for (var i = from; i < from + count; i++)
            length += new Rune(letters[i].Rune).EncodeToUtf16(buffer[length..]);
        return buffer[..length].ToString();
    }

    /// <summary>The text as it is compared: folded, with a blank for every gap.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var last = 0;
        foreach (var letter in Read(text))
        {
            if (folded.Length > 0 && letter.Position > last + 1)
                folded.Append(' ');
            folded.Append(new Rune(letter.Rune));
            last = letter.Position;
        }

        return folded.ToString();
    }

    private static char[] CreateTable()
    {
        var simplify = Transliterator.GetInstance("Traditional-Simplified");
        var table = new char[char.MaxValue + 1];
        for (var code = 0; code <= char.MaxValue; code++)
            table[code] = Fold((char)code, simplify);
        return table;
    }

    private static char Fold(char c, Transliterator simplify)
    {
        if (char.IsWhiteSpace(c))
            return Gap;
        switch (CharUnicodeInfo.GetUnicodeCategory(c))
        {
            case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned:
            case UnicodeCategory.NonSpacingMark when c is >= '\uFE00' and <= '\uFE0F':
                return Drop;
            case UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation
                or UnicodeCategory.MathSymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                return Gap;
        }

        // Only what stays one character: places must not shift.
        if (c.ToString().Normalize(NormalizationForm.FormKC) is [var narrow])
            c = narrow;
        c = char.ToLowerInvariant(c);
        return c >= '\u3400' && simplify.Transliterate(c.ToString()) is [var simple] ? simple : c;
    }
}
