using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Approvals;

public enum DriftStage
{
    /// <summary>待处理.</summary>
    Open,
    /// <summary>已要求更新: the unit has 22 hours.</summary>
    Requested,
    /// <summary>不算差异: an office has looked at it; it stays so until other values differ.</summary>
    Dismissed,
    /// <summary>已一致.</summary>
    Settled,
}

public enum DriftAct
{
    /// <summary>要求更新.</summary>
    Request,
    /// <summary>不算差异.</summary>
    Dismiss,
    /// <summary>Other values differ than those that were dismissed, or what was asked for came to nothing: nobody's act, it follows.</summary>
    Reopen,
    /// <summary>Both say the same again, or the entry no longer refers to the item: it follows too.</summary>
    Settle,
}

public enum DriftParty
{
    /// <summary>The responsible office, or the city's.</summary>
    Office,
    /// <summary>What the entry and the hall say: it happens by itself.</summary>
    Texts,
}

public enum DriftRule
{
    WrongStage,
    OutsideJurisdiction,
    ReasonRequired,
    ReasonTooLong,
    /// <summary>X4.</summary>
    PersonalData,
}

public sealed record DriftMove(DriftStage From, DriftAct Act, DriftStage To, DriftParty By, bool ReasonRequired = false) : Move<DriftStage, DriftAct>(From, Act, To);

/// <summary>The table of drift; guard, buttons and test read it here.</summary>
public static class DriftFlow
{
    public static readonly Flow<DriftMove, DriftStage, DriftAct> Table = new(
    [
        new(DriftStage.Open, DriftAct.Request, DriftStage.Requested, DriftParty.Office),
        new(DriftStage.Open, DriftAct.Dismiss, DriftStage.Dismissed, DriftParty.Office, ReasonRequired: true),
        new(DriftStage.Open, DriftAct.Settle, DriftStage.Settled, DriftParty.Texts),
        new(DriftStage.Requested, DriftAct.Settle, DriftStage.Settled, DriftParty.Texts),
        new(DriftStage.Requested, DriftAct.Reopen, DriftStage.Open, DriftParty.Texts),
        new(DriftStage.Dismissed, DriftAct.Settle, DriftStage.Settled, DriftParty.Texts),
        new(DriftStage.Dismissed, DriftAct.Reopen, DriftStage.Open, DriftParty.Texts),
    ]);

    public static string NameOf(DriftStage stage) => stage switch
    {
        DriftStage.Open => "待处理",
        DriftStage.Requested => "已要求更新",
        DriftStage.Dismissed => "不算差异",
        _ => "已一致",
    };

    public static string NameOf(DriftAct act) => act switch
    {
        DriftAct.Request => "要求更新",
        DriftAct.Dismiss => "不算差异",
        DriftAct.Reopen => "重新处理",
        _ => "一致",
    };
}
