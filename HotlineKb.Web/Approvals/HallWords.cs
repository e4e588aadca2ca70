using HotlineKb.Core.Approvals;
using Microsoft.Extensions.Localization;

namespace HotlineKb.Web.Approvals;

/// <summary>Words of the sync on screens.</summary>
internal static class HallWords
{
    public static string Of(HallRunKind kind) => kind switch
    {
        HallRunKind.Incremental => "同步",
        HallRunKind.Full => "全量核对",
        _ => "文件导入",
    };

    public static string Of(HallRunState state) => state switch
    {
        HallRunState.Running => "进行中",
        HallRunState.Succeeded => "完成",
        HallRunState.Stopped => "已停止",
        _ => "失败",
    };

    public static string Of(IntakeResult result) => result switch
    {
        IntakeResult.Added => "新增",
        IntakeResult.Changed => "变更",
        IntakeResult.Unchanged => "未变",
        IntakeResult.Withdrawn => "撤下",
        _ => "隔离",
    };

    /// <summary>Colour of a state; never the only sign of it.</summary>
    public static string ToneOf(HallRunState state) => state switch
    {
        HallRunState.Succeeded => "done",
        HallRunState.Running => "",
        _ => "late",
    };

    /// <summary>Who asked for it.</summary>
    public static string By(IStringLocalizer<Text> L, HallRun run) => run.StartedBy.Length > 0 ? run.StartedBy : L["定时"];
}
