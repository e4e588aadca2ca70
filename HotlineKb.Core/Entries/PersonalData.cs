using System.Text.RegularExpressions;

namespace HotlineKb.Core.Entries;

/// <summary>Personal data of callers (X4): found by its form, so that it can be masked before a text goes anywhere.</summary>
public static partial class PersonalData
{
    /// <summary>The text with mobile numbers, identity numbers, licence plates, mail addresses and bank cards masked, keeping enough to recognise them.</summary>
    public static string Mask(string text)
    {
        text = IdentityNumber().Replace(text, match => Keep(match.Value, 6, 1));
        text = BankCard().Replace(text, match => Keep(match.Value, 4, 4));
        text = Mobile().Replace(text, match => Keep(match.Value, 3, 2));
        text = Plate().Replace(text, match => Keep(match.Value, 2, 1));
        return Mail().Replace(text, match => "***" + match.Value[match.Value.IndexOf('@', StringComparison.Ordinal)..]);
    }

    /// <summary>What in the text looks like personal data, each once, masked for showing.</summary>
    public static IReadOnlyList<string> Find(string text)
    {
        var found = new[] { IdentityNumber(), BankCard(), Mobile(), Plate(), Mail() }.SelectMany(pattern => pattern.Matches(text).Select(match => Mask(match.Value)));
        return [.. found.Distinct()];
    }

    private static string Keep(string value, int start, int end) => value[..start] + new string('*', value.Length - start - end) + value[^end..];

    [GeneratedRegex(@"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)", RegexOptions.None, 500)]
    private static partial Regex IdentityNumber();

    [GeneratedRegex(@"(?<![\d-])62\d{14,17}(?!\d)", RegexOptions.None, 500)]
    private static partial Regex BankCard();

    [GeneratedRegex(@"(?<![\d-])1[3-9]\d{9}(?!\d)", RegexOptions.None, 500)]
    private static partial Regex Mobile();

    [GeneratedRegex(@"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•.]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])", RegexOptions.None, 500)]
    private static partial Regex Plate();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}", RegexOptions.None, 500)]
    private static partial Regex Mail();
}
