using HotlineKb.Core.Releases;

namespace HotlineKb.Web.Releases;

/// <summary>Releases in the words of the screens; keys.</summary>
internal static class ReleaseWords
{
    public const string Page = "/releases";
    public const string Export = "/releases/export";

    /// <summary>Sentences to start a basis from.</summary>
    public static readonly string[] BasisPresets = ["《中华人民共和国政府信息公开条例》第二十条", "涉及公众利益、需要公众广泛知晓"];

    public static readonly string[] ReturnPresets = ["内容含内部信息，请先修订条目", "公开依据不充分"];

    public static readonly string[] RecallPresets = ["内容有误，正在修订", "政策已调整"];

    public static readonly string[] RevokePresets = ["不再使用", "密钥可能已泄露"];

    public static string Done(ReleaseAct act) => act switch
    {
        ReleaseAct.Approve => "已向社会发布",
        ReleaseAct.Return => "已退回发布建议",
        ReleaseAct.Repropose => "已重新提出",
        ReleaseAct.Cancel => "已取消发布建议",
        _ => "已从所有渠道撤回",
    };

    public static string Of(FindingKind kind) => kind switch
    {
        FindingKind.Forbidden => "不得公开",
        FindingKind.Personal => "疑似个人信息",
        _ => "内部信息",
    };

    /// <summary>Of a list without rows: what this is, and the first step.</summary>
    public static string Empty(string tab, bool filtered) => filtered ? "没有符合条件的发布。" : tab switch
    {
        "none" => "没有未公开的条目：已入库的条目都已公开或待发布。",
        "public" => "还没有向社会公开的条目。在“未公开”中选择条目提出发布，由另一位审核员批准。",
        "ended" => "没有撤回、到期或取消的发布。",
        "ledger" => "公开台账记录什么内容在什么时候公开过；第一次批准发布后开始。",
        _ => "没有待批准的发布。在“未公开”中选择条目提出发布；已公开的条目有新版本时，会自动列在这里。",
    };

    public static IEnumerable<string> Of(Channels channels)
    {
        if (channels.Site)
            yield return "网站";
        if (channels.Feed)
            yield return "订阅";
        if (channels.Api)
            yield return "接口";
        if (channels.Keys)
            yield return "密钥";
    }
}
