using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Approvals;

public enum FilingKind
{
    /// <summary>新增.</summary>
    Add,
    /// <summary>修改.</summary>
    Change,
    /// <summary>删除.</summary>
    Delete,
}

public enum FilingStage
{
    /// <summary>待确认: the unit has filed it.</summary>
    Filed,
    /// <summary>已备案: the office has taken note.</summary>
    Acknowledged,
    /// <summary>已退回询问: the office wants to know more, with a reason.</summary>
    AskedBack,
    /// <summary>已撤销: the unit took it back.</summary>
    Withdrawn,
}

public enum FilingAct
{
    /// <summary>确认备案.</summary>
    Acknowledge,
    /// <summary>退回询问.</summary>
    AskBack,
    /// <summary>重新备案: with what was amended.</summary>
    Refile,
    /// <summary>撤销备案.</summary>
    Withdraw,
    /// <summary>要求办理: an editing requirement is made from it, because the hall does not show what was filed.</summary>
    Request,
}

public enum FilingParty
{
    Unit,
    /// <summary>The responsible office: the city's for city-level units, a county's for its own.</summary>
    Office,
}

public enum FilingRule
{
    WrongStage,
    OutsideJurisdiction,
    Incomplete,
    TooLong,
    /// <summary>The item is none of the unit's.</summary>
    UnknownItem,
    /// <summary>The effective day is more than a year away.</summary>
    BadDay,
    ReasonRequired,
    ReasonTooLong,
    /// <summary>The hall shows what was filed: it is history.</summary>
    AlreadyMatched,
    /// <summary>An editing requirement made from it is still open.</summary>
    AlreadyAsked,
    /// <summary>X4.</summary>
    PersonalData,
}

/// <param name="Needs">The permission, beside the place.</param>
/// <param name="UnmatchedOnly">Only while the hall does not show it.</param>
public sealed record FilingMove(FilingStage From, FilingAct Act, FilingStage To, FilingParty By, Permission Needs, bool ReasonRequired = false, bool UnmatchedOnly = false) : Move<FilingStage, FilingAct>(From, Act, To);

/// <summary>The table of filings (R3.2); guard, buttons and test read it here.</summary>
public static class ChangeFilingFlow
{
    public static readonly Flow<FilingMove, FilingStage, FilingAct> Table = new(
    [
        new(FilingStage.Filed, FilingAct.Acknowledge, FilingStage.Acknowledged, FilingParty.Office, Permission.HandleFilings),
        new(FilingStage.Filed, FilingAct.AskBack, FilingStage.AskedBack, FilingParty.Office, Permission.HandleFilings, ReasonRequired: true),
        new(FilingStage.AskedBack, FilingAct.Refile, FilingStage.Filed, FilingParty.Unit, Permission.ReviseForOwnUnit),
        .. While(FilingAct.Withdraw, FilingStage.Withdrawn, FilingParty.Unit, Permission.ReviseForOwnUnit),
        .. While(FilingAct.Request, null, FilingParty.Office, Permission.RequestEditing),
    ]);

    public static string NameOf(FilingKind kind) => kind switch
    {
        FilingKind.Add => "新增",
        FilingKind.Change => "修改",
        _ => "删除",
    };

    public static string NameOf(FilingStage stage) => stage switch
    {
        FilingStage.Filed => "待确认",
        FilingStage.Acknowledged => "已备案",
        FilingStage.AskedBack => "已退回询问",
        _ => "已撤销",
    };

    public static string NameOf(FilingAct act) => act switch
    {
        FilingAct.Acknowledge => "确认备案",
        FilingAct.AskBack => "退回询问",
        FilingAct.Refile => "重新备案",
        FilingAct.Withdraw => "撤销备案",
        _ => "要求办理",
    };

    /// <summary>What the hall shows when it has been done.</summary>
    public static ApprovalChangeKind SeenAs(FilingKind kind) => kind switch
    {
        FilingKind.Add => ApprovalChangeKind.Added,
        FilingKind.Change => ApprovalChangeKind.Changed,
        _ => ApprovalChangeKind.Withdrawn,
    };

    public static FilingKind FiledAs(ApprovalChangeKind kind) => kind switch
    {
        ApprovalChangeKind.Added => FilingKind.Add,
        ApprovalChangeKind.Changed => FilingKind.Change,
        _ => FilingKind.Delete,
    };

    private static IEnumerable<FilingMove> While(FilingAct act, FilingStage? to, FilingParty by, Permission needs) =>
        new[] { FilingStage.Filed, FilingStage.Acknowledged, FilingStage.AskedBack }.Select(from => new FilingMove(from, act, to ?? from, by, needs, UnmatchedOnly: true));
}

/// <summary>How an observed change stands towards filings.</summary>
public enum UnfiledStage
{
    /// <summary>已见未备案.</summary>
    Unfiled,
    /// <summary>不需备案: the office has set it aside, with a reason.</summary>
    SetAside,
    /// <summary>A filing matches it.</summary>
    Filed,
}

public enum UnfiledAct
{
    /// <summary>不需备案.</summary>
    SetAside,
    /// <summary>恢复.</summary>
    Restore,
    /// <summary>要求备案: an editing requirement is made from it.</summary>
    Request,
}

/// <summary>All are the responsible office's.</summary>
public sealed record UnfiledMove(UnfiledStage From, UnfiledAct Act, UnfiledStage To, Permission Needs, bool ReasonRequired = false) : Move<UnfiledStage, UnfiledAct>(From, Act, To);

/// <summary>The table of changes that were seen; guard, buttons and test read it here.</summary>
public static class UnfiledFlow
{
    public static readonly Flow<UnfiledMove, UnfiledStage, UnfiledAct> Table = new(
    [
        new(UnfiledStage.Unfiled, UnfiledAct.SetAside, UnfiledStage.SetAside, Permission.HandleFilings, ReasonRequired: true),
        new(UnfiledStage.SetAside, UnfiledAct.Restore, UnfiledStage.Unfiled, Permission.HandleFilings),
        new(UnfiledStage.Unfiled, UnfiledAct.Request, UnfiledStage.Unfiled, Permission.RequestEditing),
    ]);

    public static string NameOf(UnfiledStage stage) => stage switch
    {
        UnfiledStage.Unfiled => "未备案",
        UnfiledStage.SetAside => "不需备案",
        _ => "已有备案",
    };

    public static string NameOf(UnfiledAct act) => act switch
    {
        UnfiledAct.SetAside => "不需备案",
        UnfiledAct.Restore => "恢复",
        _ => "要求备案",
    };
}
