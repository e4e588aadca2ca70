using System.Globalization;

namespace HotlineKb.Core.Basics;

/// <summary>What people wrote, made fit to keep and to show.</summary>
public static class Wording
{
    /// <summary>On one line, with single blanks.</summary>
    public static string OneLine(string text) => string.Join(' ', Readable(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Without the characters that no screen shows and no search finds; line ends in one form.</summary>
    public static string Readable(string text) => string.Concat(text.ReplaceLineEndings("\n").Where(c => c is '\n' or '\t' || IsShown(c)));

    /// <summary>Not controls, zero widths, or marks that turn the reading direction. Joiners stay: they hold together what is written as one sign.</summary>
    public static bool IsShown(char c) => !char.IsControl(c) && (c is '\u200C' or '\u200D' || char.GetUnicodeCategory(c) is not UnicodeCategory.Format);

    /// <summary>At most so many characters, an ellipsis among them; never half a sign: databases refuse what is not whole.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
            return text;
        var end = char.IsHighSurrogate(text[max - 2]) ? max - 2 : max - 1;
        return text[..end] + "…";
    }
}
