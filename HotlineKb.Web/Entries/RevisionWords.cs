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
}
