using HotlineKb.Core.Approvals;

namespace HotlineKb.Web.Approvals;

/// <summary>Words of filings on screens; stages and acts have theirs in <see cref="ChangeFilingFlow"/>.</summary>
internal static class FilingWords
{
    /// <summary>What lists of filings show changes with these.</summary>
    public static readonly string[] Subjects = ["filing:", "approval:", "approval-change:", "editing-request:", "urging:"];

    public static readonly string[] AskBackPresets = ["请写明修改了哪些内容", "办事大厅的事项名称与备案不一致"];

    public static readonly string[] SetAsidePresets = ["大厅统一调整，单位不必备案", "仅文字更正"];

    /// <summary>What the screen says once it is done.</summary>
    public static string Done(FilingAct act) => act switch
    {
        FilingAct.Acknowledge => "已确认备案",
        FilingAct.AskBack => "已退回询问，单位会收到通知",
        FilingAct.Withdraw => "已撤销备案",
        FilingAct.Refile => "已重新备案",
        _ => "已提出要求，单位会收到通知",
    };

    public static string Done(UnfiledAct act) => act switch
    {
        UnfiledAct.SetAside => "已记为不需备案",
        UnfiledAct.Restore => "已恢复待备案",
        _ => "已提出要求，单位会收到通知",
    };

    /// <summary>What an empty list says, and what to do.</summary>
    public static string Empty(string tab, bool unit, bool filtered) => (tab, unit) switch
    {
        _ when filtered => "没有符合条件的备案。",
        ("matched", _) => "还没有已吻合的备案。备案与办事大厅同步到的变化对上后会列在这里。",
        ("notseen", _) => "没有已备案未见的事项。报了备案而办事大厅未见变化的会列在这里。",
        ("unfiled", _) => "没有已见未备案的变化。办事大厅有变化而单位未报备案的会列在这里。",
        (_, true) => "您单位还没有报过备案。在办事大厅新增、修改或删除事项后，请按“报备案”。",
        _ => "还没有备案。单位报来的备案会列在这里，由热线办确认或退回询问。",
    };
}
