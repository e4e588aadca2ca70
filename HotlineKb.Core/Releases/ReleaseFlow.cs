using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Releases;

/// <summary>公开属性, by the open-government rules.</summary>
public enum Disclosure
{
    /// <summary>主动公开: the only one that can be released.</summary>
    Active,
    /// <summary>依申请公开.</summary>
    OnRequest,
    /// <summary>不予公开.</summary>
    Withheld,
}

public enum ReleaseStage
{
    /// <summary>待批准.</summary>
    Proposed,
    /// <summary>已退回: whoever proposes mends it, or gives it up.</summary>
    Returned,
    /// <summary>公开中.</summary>
    Public,
    /// <summary>已取消: never was public.</summary>
    Cancelled,
    /// <summary>已撤回.</summary>
    Recalled,
    /// <summary>已换新版.</summary>
    Replaced,
    /// <summary>已到期: its last day is over.</summary>
    Expired,
}

public enum ReleaseAct
{
    /// <summary>批准发布.</summary>
    Approve,
    Return,
    /// <summary>重新提出, with other basis or channels.</summary>
    Repropose,
    Cancel,
    /// <summary>撤回: everywhere at once.</summary>
    Recall,
    /// <summary>A newer version takes its place. Nobody's act.</summary>
    Replace,
    /// <summary>Its last day is over. Nobody's act.</summary>
    Expire,
}

public enum ReleaseRule
{
    WrongStage,
    /// <summary>Whoever proposes does not approve.</summary>
    FourEyes,
    /// <summary>Identity and bank card numbers are never public.</summary>
    PersonalData,
    /// <summary>What was found must be looked at, and said why it may be public.</summary>
    NotAcknowledged,
    BasisRequired,
    TooLong,
    NoChannel,
    AlreadyProposed,
    AlreadyPublic,
    /// <summary>It is public, or on its way there; that is ended first.</summary>
    UnderWay,
    /// <summary>The entry was withdrawn, or its last day is over.</summary>
    NotInUse,
    ReasonRequired,
    ReasonTooLong,
    /// <summary>A key needs a holder and a purpose.</summary>
    KeyIncomplete,
    TooManyKeys,
    /// <summary>No key, or none any more.</summary>
    UnknownKey,
}

/// <param name="Needs">Null: nobody's act; it follows from something else.</param>
public sealed record ReleaseMove(ReleaseStage From, ReleaseAct Act, ReleaseStage To, Permission? Needs, bool ReasonRequired = false) : Move<ReleaseStage, ReleaseAct>(From, Act, To);

/// <summary>The table of releases; guard, buttons and test read it here. All of it is the city office's (R4.7(4)).</summary>
public static class ReleaseFlow
{
    public static readonly Flow<ReleaseMove, ReleaseStage, ReleaseAct> Table = new(
    [
        new(ReleaseStage.Proposed, ReleaseAct.Approve, ReleaseStage.Public, Permission.ReleaseEntries),
        new(ReleaseStage.Proposed, ReleaseAct.Return, ReleaseStage.Returned, Permission.ReleaseEntries, ReasonRequired: true),
        new(ReleaseStage.Proposed, ReleaseAct.Cancel, ReleaseStage.Cancelled, Permission.ProposeReleases),
        new(ReleaseStage.Returned, ReleaseAct.Repropose, ReleaseStage.Proposed, Permission.ProposeReleases),
        new(ReleaseStage.Returned, ReleaseAct.Cancel, ReleaseStage.Cancelled, Permission.ProposeReleases),
        // To take something back is never the wrong way round, so whoever may propose may do it alone.
        new(ReleaseStage.Public, ReleaseAct.Recall, ReleaseStage.Recalled, Permission.ProposeReleases, ReasonRequired: true),
        new(ReleaseStage.Public, ReleaseAct.Replace, ReleaseStage.Replaced, null),
        new(ReleaseStage.Public, ReleaseAct.Expire, ReleaseStage.Expired, null),
    ]);

    public static string NameOf(ReleaseStage stage) => stage switch
    {
        ReleaseStage.Proposed => "待批准",
        ReleaseStage.Returned => "已退回",
        ReleaseStage.Public => "公开中",
        ReleaseStage.Cancelled => "已取消",
        ReleaseStage.Recalled => "已撤回",
        ReleaseStage.Replaced => "已换新版",
        _ => "已到期",
    };

    public static string NameOf(ReleaseAct act) => act switch
    {
        ReleaseAct.Approve => "批准发布",
        ReleaseAct.Return => "退回",
        ReleaseAct.Repropose => "重新提出",
        ReleaseAct.Cancel => "取消建议",
        ReleaseAct.Recall => "撤回公开",
        ReleaseAct.Replace => "换新版",
        _ => "到期",
    };

    public static string NameOf(Disclosure disclosure) => disclosure switch
    {
        Disclosure.Active => "主动公开",
        Disclosure.OnRequest => "依申请公开",
        _ => "不予公开",
    };
}
