using System.Text.RegularExpressions;
using HotlineKb.Core.Sharing;
using Microsoft.Extensions.Localization;

namespace HotlineKb.Web.Sharing;

/// <summary>The sentence of the regulation that stands behind a row of the policy.</summary>
internal static partial class RuleWords
{
    /// <summary>A difference of rules, as the ledger keeps it, in the reader's language.</summary>
    public static string In(IStringLocalizer<Text> L, string difference) => Difference().Match(difference) is { Success: true, Groups: var said }
        ? said["part"].Success ? L["{0}查看基本信息中的{1}：{2} → {3}", L[said["who"].Value], L[said["what"].Value], L[said["from"].Value], L[said["to"].Value]]
            : L["{0}查看{1}：{2} → {3}", L[said["who"].Value], L[said["what"].Value], L[said["from"].Value], L[said["to"].Value]]
        : difference;

    [GeneratedRegex("^(?<who>.+?)查看(?<part>基本信息中的)?(?<what>.+?)：(?<from>.+) → (?<to>.+)$")]
    private static partial Regex Difference();

    public static string SentenceOf(ViewerKind viewer) => viewer switch
    {
        ViewerKind.CityOffice or ViewerKind.Operators => "（1）市热线办及话务员可以查看所有成员单位的信息。",
        ViewerKind.CountyOffice => "（2）县（市、区）热线办可以查看本区所有成员单位的信息。",
        ViewerKind.CityUnit => "（3）市级成员单位可以查看本单位及对口的县（市、区）级成员单位信息。",
        _ => "规定未列出，只能查看本单位的信息；需要更多的，按（5）申请。",
    };
}
