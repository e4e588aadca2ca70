using System.Text.RegularExpressions;

namespace HotlineKb.Web.Approvals;

/// <param name="Label">Whose number it is, such as 广州; empty when nothing is said.</param>
internal sealed record PhoneNumber(string Label, string Number);

/// <summary>The numbers in what a hall writes as telephone: one, several between commas, or a sentence.</summary>
/// <param name="Whole">The numbers with their labels are all that is said; else the text itself has to be shown too.</param>
internal sealed partial record PhoneNumbers(IReadOnlyList<PhoneNumber> Items, bool Whole)
{
    private const int LongestLabel = 12;
    private static readonly char[] Between = [',', '，', '、', ';', '；', '/', '。', '.', ' ', '\n', '或', '和'];

    public static PhoneNumbers In(string text)
    {
        var items = new List<PhoneNumber>();
        var (whole, at) = (true, 0);
        foreach (Match match in Number().Matches(text))
        {
            var label = text[at..match.Index].Trim(Between);
            var named = label.Length <= LongestLabel && label is [.., ':' or '：'];
            whole &= label.Length == 0 || named;
            items.Add(new PhoneNumber(named ? label[..^1] : "", match.Value.Trim()));
            at = match.Index + match.Length;
        }

        return new PhoneNumbers(items, whole && text[at..].Trim(Between).Length == 0);
    }

    // Area code with or without brackets, number, extensions; or a short number such as 12345.
    [GeneratedRegex(@"(?<![\d.\-])(?<!\d[:：])(?:[(（]?\d{2,4}[)）]?[ ]*[-–—－]?[ ]*\d{4,9}(?:[ ]\d{4})?|\d{5,12})(?:[ ]*[-–—－转][ ]*\d{1,5})*(?![\d.:])", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
