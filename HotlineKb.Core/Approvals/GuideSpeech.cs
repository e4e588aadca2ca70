namespace HotlineKb.Core.Approvals;

/// <summary>What an operator says first of an item (X1): for whom, what to bring, how long, what it costs, where. Copied, and the answer that search goes by.</summary>
public static class GuideSpeech
{
    /// <summary>Conditions longer than this are read from the guide, not said in passing.</summary>
    private const int ShortEnough = 100;
    private static readonly char[] Open = [' ', '：', ':', '，', ',', '；', ';', '、'];

    public static string Of(ServiceGuide guide)
    {
        var parts = new List<string>();
        if (guide.Conditions.Length is > 0 and <= ShortEnough)
            parts.Add(Sentence(guide.Conditions));
        if (guide.Materials.Count > 0)
            parts.Add($"材料：{string.Join('、', guide.Materials.Select(material => material.Needed ? material.Name : $"{material.Name}（非必需）"))}。");
        var brief = new List<string>();
        if (guide.Promised is { } promised)
            brief.Add($"承诺 {promised.Text}办结");
        if (guide.Charges is false && guide.Fee.Length == 0)
            brief.Add("不收费");
        if (guide.Online)
            brief.Add("可网上办理");
        if (brief.Count > 0)
            parts.Add(string.Join('，', brief) + "。");
        if (guide.Fee.Length > 0 || guide.Charges is true)
            parts.Add(guide.Fee.Length > 0 ? $"收费：{Sentence(guide.Fee)}" : "收费，标准请向窗口核实。");
        if (guide.Address.Length > 0)
            parts.Add($"地点：{Sentence(guide.Address)}");
        if (guide.Hours.Length > 0)
            parts.Add($"时间：{Sentence(guide.Hours)}");
        if (guide.Phone.Length > 0)
            parts.Add($"咨询电话：{Sentence(guide.Phone)}");
        return string.Join('\n', parts);
    }

    private static string Sentence(string text)
    {
        var line = text.Replace('\n', ' ').TrimEnd(Open);
        return line is [.., '。' or '！' or '？'] ? line : $"{line}。";
    }
}
