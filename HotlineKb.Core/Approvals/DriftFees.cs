using System.Globalization;
using System.Text.RegularExpressions;

namespace HotlineKb.Core.Approvals;

/// <summary>Whether it costs something, and how much.</summary>
internal static partial class DriftFees
{
    private enum Cost
    {
        Unsaid,
        Free,
        Charged,
    }

    public static DriftField? Find(DriftCase given)
    {
        var said = Read(given.Text, everywhere: false);
        if (said.Free is null && said.Charge is null && said.Amounts.Count == 0)
            return null;
        var known = Read(given.Known, everywhere: true).Amounts.Select(amount => amount.Value).ToHashSet();
        var strange = said.Amounts.Where(amount => !known.Contains(amount.Value)).ToList();
        var own = AmountsOf(given.Now);
        var others = given.Others.Select(CostOf).ToList();
        var stale = strange.Where(amount => given.Before.Any(guide => AmountsOf(guide).Contains(amount.Value))).ToList();
        if (stale.Count > 0)
            return Differs(stale.Select(amount => amount.Text));
        switch (CostOf(given.Now))
        {
            case Cost.Free when said.Free is null && !others.Contains(Cost.Charged):
                return strange.Count > 0 ? Differs(strange.Select(amount => amount.Text)) : said.Charge is { } charge ? Differs([charge]) : null;
            case Cost.Charged when said.Free is { } free && said.Charge is null && said.Amounts.Count == 0 && !others.Contains(Cost.Free):
                return Differs([free]);
            case Cost.Charged when own.Count > 0 && strange.Count > 0 && !said.Amounts.Exists(amount => own.Contains(amount.Value)):
                return Differs(strange.Select(amount => amount.Text));
            default:
                return null;
        }

        DriftField Differs(IEnumerable<string> words) => new(DriftFields.Fee, GuideFields.FeeOf(given.Now), DriftFinder.List(words));
    }

    private static Cost CostOf(ServiceGuide guide)
    {
        var fee = Read(DriftFinder.Fold(guide.Fee), everywhere: true);
        return fee.Amounts.Exists(amount => amount.Value > 0) || guide.Charges is true ? Cost.Charged
            : guide.Charges is false || fee.Free is not null ? Cost.Free
            : fee.Charge is not null ? Cost.Charged : Cost.Unsaid;
    }

    private static HashSet<decimal> AmountsOf(ServiceGuide guide) => [.. Read(DriftFinder.Fold(guide.Fee), everywhere: true).Amounts.Select(amount => amount.Value)];

    /// <param name="everywhere">Every sum counts; else only where a fee is spoken of.</param>
    private static (string? Free, string? Charge, List<(decimal Value, string Text)> Amounts) Read(string folded, bool everywhere)
    {
        // "是否收费：否" and the like say what "不收费" says.
        var text = AskedNo().Replace(AskedYes().Replace(folded, "需要收费"), "不收费");
        var amounts = new List<(decimal, string)>();
        foreach (Match match in Amount().Matches(text))
        {
            var clause = DriftFinder.ClauseAt(text, match.Index);
            if ((everywhere || (AboutFee().IsMatch(clause) && !AboutOther().IsMatch(clause))) && decimal.TryParse(match.Groups["sum"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var sum))
                amounts.Add((match.Groups["ten"].Success ? sum * 10_000 : sum, match.Value));
        }

        var free = Free().Match(text);
        var charge = Charge().Match(text);
        return (free.Success ? free.Value : null, charge.Success ? charge.Value : null, amounts);
    }

    [GeneratedRegex("是否收费[: ]{0,3}(?:否|不收费|不收|无)")]
    private static partial Regex AskedNo();

    [GeneratedRegex("是否收费[: ]{0,3}(?:是|收费)")]
    private static partial Regex AskedYes();

    [GeneratedRegex("(?<![\\d.])(?<sum>\\d{1,9}(?:\\.\\d{1,2})?) ?(?<ten>万)?(?:元|块钱?)")]
    private static partial Regex Amount();

    [GeneratedRegex("费|工本|收取|每证|每本|/证|/本|/件|/次")]
    private static partial Regex AboutFee();

    [GeneratedRegex("补贴|补助|奖励|罚|报销|资助|救助|发放|待遇|津贴|基数|投资|资本|资金|营业额|产值|医疗费|保险|社保|学费|赔偿|押金|保证金")]
    private static partial Regex AboutOther();

    [GeneratedRegex("不(?:予)?收费|不收取任何费用|不收取?费用|不收钱|无需(?:缴|交|付)费|不需要?(?:缴|交|付)费|不用(?:缴|交|付)?(?:费|钱)|零收费|免收|无收费|免费(?!邮|寄|快递|送|停车|咨询|电话|热线|打印|复印|刻|代办|提供|为|查询|WIFI|wifi|网络|乘|入园|参观|开放|师范|职业|培训|法律|婚检|孕|体检|接种|治疗|教育|发放)")]
    private static partial Regex Free();

    [GeneratedRegex("(?<![不免无未零否])收费(?!标准|依据|窗口|站|公路|项目|方式|单位|许可|目录|文件|管理|票据|处|情况|减免|性|权|员|亭|年限|期限)|(?:需要?|应当?|须|要)(?:先)?(?:缴|交)(?:纳)?.{0,6}费(?!基)|收取.{0,6}(?:工本|手续|证照|登记)费")]
    private static partial Regex Charge();
}
