using HotlineKb.Core.Sharing;

namespace HotlineKb.Web.Sharing;

/// <summary>The sentence of the regulation that stands behind a row of the policy.</summary>
internal static class RuleWords
{
    public static string SentenceOf(ViewerKind viewer) => viewer switch
    {
        ViewerKind.CityOffice or ViewerKind.Operators => "（1）市热线办及话务员可以查看所有成员单位的信息。",
        ViewerKind.CountyOffice => "（2）县（市、区）热线办可以查看本区所有成员单位的信息。",
        ViewerKind.CityUnit => "（3）市级成员单位可以查看本单位及对口的县（市、区）级成员单位信息。",
        _ => "规定未列出，只能查看本单位的信息；需要更多的，按（5）申请。",
    };
}
