using HotlineKb.Core.Entries;

namespace HotlineKb.Web.Entries;

/// <summary>The glossary's words for origins and kinds of change; stages and acts have theirs in <see cref="RevisionFlow"/>.</summary>
internal static class RevisionWords
{
    public static string Of(Origin origin) => origin switch
    {
        Origin.WorkOrder => "工单信息",
        Origin.Supplementary => "补充信息",
        _ => "收集信息",
    };

    public static string Of(ChangeKind change) => change switch
    {
        ChangeKind.New => "新建",
        ChangeKind.Update => "修订",
        _ => "撤下",
    };

    /// <summary>What the screen says once it is done.</summary>
    public static string Done(RevisionAct act) => act switch
    {
        RevisionAct.Submit => "已提交审定",
        RevisionAct.Claim => "已认领",
        RevisionAct.Approve => "已审定通过",
        RevisionAct.Refuse => "已退出办理",
        RevisionAct.Return => "已退回",
        RevisionAct.Pass => "已把关通过",
        RevisionAct.Publish => "已审核入库",
        RevisionAct.Recall => "已撤回",
        _ => "已放弃",
    };
}
