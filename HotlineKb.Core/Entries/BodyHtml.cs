using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace HotlineKb.Core.Entries;

/// <summary>The one strict allow-list for rich text, applied on save and again on show.</summary>
public static partial class BodyHtml
{
    /// <summary>Elements within elements.</summary>
    public const int MaxDepth = 256;

    private static readonly string[] Tags =
        ["h3", "h4", "p", "br", "strong", "em", "b", "i", "u", "s", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "colgroup", "col", "a", "hr", "code", "pre"];

    private static readonly HashSet<string> Blocks = ["P", "H3", "H4", "LI", "TR", "BLOCKQUOTE", "PRE", "UL", "OL", "TABLE", "HR"];

    // The sanitizer is safe to share; only its configuration is not.
    private static readonly HtmlSanitizer Sanitizer = Create();

    /// <summary>Keeps what is on the list, drops the rest: scripts with their content, unknown tags without theirs.</summary>
    public static string Clean(string html)
    {
        if (string.IsNullOrWhiteSpace(html))
            return "";
        var readable = string.Concat(html.Where(c => c is '\n' or '\r' or '\t' || EntryTextRules.IsShown(c)));
        return Sanitizer.Sanitize(readable).Trim();
    }

    /// <summary>
    /// Whether reading it would take minutes: elements within elements, many hundreds deep, which no person writes. Counted before anything
    /// is parsed, so from above: what is left open counts, except where HTML itself closes it.
    /// </summary>
    public static bool NestsTooDeep(string html)
    {
        var depth = 0;
        foreach (var tag in Tag().EnumerateMatches(html))
        {
            var closes = html[tag.Index + 1] == '/';
            depth = Math.Max(0, depth + (closes ? -1 : 1));
            if (depth > MaxDepth)
                return true;
        }

        return false;
    }

    // Neither those without an end tag, nor those that the next one ends.
    [GeneratedRegex("</?(?!(?:br|hr|img|col|input|wbr|meta|link|p|li|td|th|tr|dt|dd|thead|tbody|tfoot|colgroup|option)[\\s/>])[a-z]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    /// <summary>The text alone, a line per block: for search, differences and excerpts.</summary>
    public static string ToPlainText(string html)
    {
        if (string.IsNullOrEmpty(html))
            return "";
        var document = new HtmlParser().ParseDocument(html);
        var text = new StringBuilder();
        if (document.Body is { } body)
            Append(body, text);
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
    }

    private static void Append(INode node, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText words)
                text.Append(words.Data.ReplaceLineEndings(" "));
            else if (child is IElement element)
            {
                if (Blocks.Contains(element.TagName) || element.TagName == "BR")
                    text.Append('\n');
                Append(element, text);
                text.Append(element.TagName is "TD" or "TH" ? "　" : Blocks.Contains(element.TagName) ? "\n" : "");
            }
        }
    }

    private static HtmlSanitizer Create()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(Tags, StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = new HashSet<string>(["href", "colspan", "rowspan", "start"], StringComparer.OrdinalIgnoreCase),
            AllowedSchemes = new HashSet<string>(["http", "https", "mailto", "tel"], StringComparer.OrdinalIgnoreCase),
            UriAttributes = new HashSet<string>(["href"], StringComparer.OrdinalIgnoreCase),
            AllowedCssProperties = new HashSet<string>(StringComparer.OrdinalIgnoreCase),
        })
        { KeepChildNodes = true };
        // Their text is not meant to be read: dropped whole, where other unknown tags keep their content.
        sanitizer.RemovingTag += (_, e) =>
        {
            // Not TagName: within SVG and MathML that one is in small letters.
            if (e.Tag.LocalName is "script" or "style" or "title" or "template" or "noscript" or "iframe" or "object" or "embed" or "svg" or "math" or "textarea" or "select" or "xmp")
            {
                e.Tag.Remove();
                e.Cancel = true;
            }
        };
        sanitizer.PostProcessNode += (_, e) =>
        {
            if (e.Node is IElement { TagName: "A" } link)
                link.SetAttribute("rel", "noopener noreferrer nofollow");
        };
        return sanitizer;
    }
}
