using System.Text.RegularExpressions;

namespace HotlineKb.Core.Basics;

/// <summary>Personal data of callers (X4): found by its form, so that it can be masked before a text goes anywhere.</summary>
public static partial class PersonalData
{
    /// <summary>
    /// The text with mobile numbers, identity numbers, licence plates, mail addresses and bank cards masked, and names and homes where they are labelled as such,
    /// keeping enough to recognise them.
    /// </summary>
    public static string Mask(string text)
    {
        text = IdentityNumber().Replace(text, match => Keep(match.Value, 6, 1));
        text = BankCard().Replace(text, match => Keep(match.Value, 4, 4));
        text = Mobile().Replace(text, match => match.Groups[1].Value + Keep(match.Groups[2].Value, 3, 2));
        text = Name().Replace(text, match => Keep(match.Value, 1, 0));
        text = Home().Replace(text, match => Keep(match.Value, 3, 0));
        text = Plate().Replace(text, match => Keep(match.Value, 2, 1));
        return Mail().Replace(text, match => "***" + match.Value[match.Value.IndexOf('@', StringComparison.Ordinal)..]);
    }

    /// <summary>What in the text looks like personal data, each once, masked for showing.</summary>
    public static IReadOnlyList<string> Find(string text)
    {
        var found = new[] { IdentityNumber(), BankCard(), Mobile(), Plate(), Mail() }.SelectMany(pattern => pattern.Matches(text).Select(match => Mask(match.Value)));
        return [.. found.Distinct()];
    }

    /// <summary>X4: what people tell each other about work goes into the ledger, where nothing is ever taken out again.</summary>
    /// <exception cref="Refusal">By <paramref name="rule"/>, naming the field, when a telephone or identity number stands in it.</exception>
    internal static void RequireNone(string? text, Enum rule, string field)
    {
        if (FindNumbers(text ?? "") is not { Count: > 0 } found)
            return;
        throw Refusal.Field(rule, field, $"文中有疑似个人信息：{string.Join('、', found)}，请删除或遮盖后再提交。");
    }

    /// <summary>Identity, bank card and mobile numbers, each once, masked: what no answer to the public needs. Plates and mail addresses may be an office's own.</summary>
    public static IReadOnlyList<string> FindNumbers(string text) =>
        [.. new[] { IdentityNumber(), BankCard(), Mobile() }.SelectMany(pattern => pattern.Matches(text).Select(match => Mask(match.Value))).Distinct()];

    /// <summary>Of a text for the public, each once, masked: what may never stand there, and what only an office's own may.</summary>
    internal static (IReadOnlyList<string> Never, IReadOnlyList<string> Doubtful) FindForPublic(string text)
    {
        // A number within an identity number is no telephone: what is never public is taken out first.
        var rest = text;
        var never = new List<string>();
        foreach (var pattern in new[] { IdentityNumber(), BankCard() })
        {
            never.AddRange(pattern.Matches(rest).Select(match => Mask(match.Value)));
            rest = pattern.Replace(rest, "");
        }

        var doubtful = new[] { Mobile(), Plate(), Mail() }.SelectMany(pattern => pattern.Matches(rest).Select(match => Mask(match.Value)))
            .Concat(Name().Matches(rest).Select(match => Keep(match.Value, 1, 0))).Concat(Home().Matches(rest).Select(match => Keep(match.Value, 3, 0)));
        return ([.. never.Distinct()], [.. doubtful.Distinct()]);
    }

    private static string Keep(string value, int start, int end) => value[..start] + new string('*', value.Length - start - end) + value[^end..];

    [GeneratedRegex(@"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)", RegexOptions.None, 500)]
    private static partial Regex IdentityNumber();

    [GeneratedRegex(@"(?<![\d-])62\d{14,17}(?!\d)", RegexOptions.None, 500)]
    private static partial Regex BankCard();

    // With or without the country's prefix, in one piece or as 138-0000-0000; full-width digits too.
    [GeneratedRegex(@"(?<!\d)(?<!\d-)((?:(?:\+|00)?86[- ]?)?)([1１][3-9３-９]\d(?:[- ]?\d{4}){2})(?!\d)", RegexOptions.None, 500)]
    private static partial Regex Mobile();

    [GeneratedRegex(@"(?<=(?:姓名|来电人|联系人|投诉人|举报人)\s{0,3}[：:]\s{0,3})[\u4e00-\u9fff·]{2,4}|(?<=我叫)(?!了)[\u4e00-\u9fff·]{2,4}(?=[，,。、])", RegexOptions.None, 500)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<=(?:家庭住址|住址)\s{0,3}[：:为是]\s{0,3}|家住|本人住在?|我住在?)[\u4e00-\u9fffA-Za-z0-9#＃-]{4,40}", RegexOptions.None, 500)]
    private static partial Regex Home();

    [GeneratedRegex(@"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•.]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])", RegexOptions.None, 500)]
    private static partial Regex Plate();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}", RegexOptions.None, 500)]
    private static partial Regex Mail();
}
