using System.Globalization;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;

namespace HotlineKb.Core.Supervision;

/// <summary>What an office says when the hall and the filings differ (R3.2), ready-made, so that one press is enough.</summary>
internal static class FilingAsking
{
    private const int MostFields = 8;

    /// <summary>已备案未见.</summary>
    public static (string Title, string Text) Of(ChangeFiling filing)
    {
        var kind = ChangeFilingFlow.NameOf(filing.Kind);
        return Fit($"请在办事大厅办理已备案的{kind}：{filing.Name}",
            $"贵单位已备案：{kind}事项“{filing.Name}”，生效日期 {Day(filing.EffectiveOn)}。网上办事大厅至今未见这一变化。\n请先在办事大厅系统内办理；备案内容或日期有误的，请撤销备案后重新备案。大厅的变化与备案吻合后，本要求自动了结。");
    }

    /// <summary>已见未备案.</summary>
    public static (string Title, string Text) Of(ApprovalChange change, ApprovalItem item)
    {
        var kind = ChangeFilingFlow.NameOf(ChangeFilingFlow.FiledAs(change.Kind));
        var names = GuideFields.All.Where(field => change.Fields.Contains(field.Key)).Select(field => field.Name).ToList();
        var fields = names.Count == 0 ? "" : $"（{string.Join('、', names.Take(MostFields))}{(names.Count > MostFields ? "等" : "")}）";
        return Fit($"请补报备案：{kind}“{item.Name}”",
            $"网上办事大厅于 {Day(CityDays.Of(change.At))} 已见贵单位{kind}事项“{item.Name}”{fields}，尚未收到备案。\n请在“备案”页补报；与这一变化吻合后，本要求自动了结。");
    }

    /// <summary>Names come from the hall: whatever stands in them must neither be too long nor name a person.</summary>
    private static (string Title, string Text) Fit(string title, string text) =>
        (Wording.Cut(PersonalData.Mask(title), EditingRequest.MaxTitle), Wording.Cut(PersonalData.Mask(text), EditingRequest.MaxText));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
