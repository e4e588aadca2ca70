using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using HotlineKb.Core.Entries;

namespace HotlineKb.Core.Approvals;

/// <summary>Mending what halls send: markup to lines, entities that were encoded twice, characters no screen shows, and words that mean "nothing".</summary>
internal static partial class HallText
{
    private const int MostRead = 300_000;

    private static readonly HashSet<string> Nothings = new(StringComparer.OrdinalIgnoreCase) { "无", "null", "undefined", "none", "N/A", "-", "/", "—", "暂无", "无。" };

    /// <summary>Text of several lines; a list is a line per point. Empty for what only says that there is nothing.</summary>
    public static string Clean(string? given)
    {
        if (string.IsNullOrWhiteSpace(given))
            return "";
        // Beyond this nobody reads, and cleaning it would take minutes.
        var text = given.Length <= MostRead ? given : given[..MostRead];
        // Encoded once is usual, twice happens; more is no text any more.
        for (var i = 0; i < 3 && text.Contains('&', StringComparison.Ordinal); i++)
        {
            var decoded = WebUtility.HtmlDecode(text);
            if (decoded == text)
                break;
            text = decoded;
        }

        if (Markup().IsMatch(text))
            text = BodyHtml.NestsTooDeep(text) ? Markup().Replace(text, "\n") : BodyHtml.ToPlainText(BodyHtml.Clean(Boxes().Replace(ListPoint().Replace(text, "$0· "), "<br>")));
        var lines = EntryTextRules.Readable(text).Split('\n').Select(line => Blanks().Replace(line, " ").Trim()).Where(line => line.Length > 0);
        var clean = string.Join('\n', lines);
        return Nothings.Contains(clean) ? "" : clean;
    }

    public static string OneLine(string? given) => Clean(given).Replace('\n', ' ');

    /// <summary>A number of days as it may be written: 15, １５, 十五, 15个工作日.</summary>
    /// <returns>Null when there is no number in it.</returns>
    public static int? Number(string text)
    {
        if (Digits().Match(text.Normalize(NormalizationForm.FormKC)) is { Success: true } match)
            return int.TryParse(match.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return Chinese(text);
    }

    /// <summary>Up to 九百九十九.</summary>
    public static int? Chinese(string text)
    {
        if (ChineseNumber().Match(text) is not { Success: true } match)
            return null;
        var (total, digit) = (0, 0);
        foreach (var c in match.Value)
        {
            var value = "〇一二三四五六七八九".IndexOf(c is '零' ? '〇' : c is '两' ? '二' : c, StringComparison.Ordinal);
            if (value >= 0)
                digit = value;
            else
            {
                total += Math.Max(digit, 1) * (c is '百' ? 100 : 10);
                digit = 0;
            }
        }

        return total + digit;
    }

    [GeneratedRegex("</?[a-zA-Z!][^<>]{0,2000}>")]
    private static partial Regex Markup();

    [GeneratedRegex("<li(?:\\s[^<>]{0,500})?>", RegexOptions.IgnoreCase)]
    private static partial Regex ListPoint();

    // Blocks that the allow-list does not know: without them, what they hold would run together.
    [GeneratedRegex("</?(?:div|section|article|dl|dt|dd|center|h1|h2|h5|h6)(?:\\s[^<>]{0,500})?>", RegexOptions.IgnoreCase)]
    private static partial Regex Boxes();

    [GeneratedRegex("[ \\t\\u00A0\\u3000]+")]
    private static partial Regex Blanks();

    [GeneratedRegex("[0-9]{1,5}")]
    private static partial Regex Digits();

    [GeneratedRegex("[〇零一二两三四五六七八九十百]{1,7}")]
    private static partial Regex ChineseNumber();
}
