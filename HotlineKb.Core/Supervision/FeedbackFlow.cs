using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Supervision;

public enum FeedbackKind
{
    /// <summary>纠错: an entry is wrong.</summary>
    Wrong,
    /// <summary>未找到: what callers ask for is not in the knowledge base.</summary>
    NotFound,
}

public enum FeedbackStage
{
    /// <summary>待处理.</summary>
    Open,
    /// <summary>已要求采编: an editing requirement was made from it.</summary>
    Requested,
    /// <summary>已办结: with what became of it.</summary>
    Closed,
}

public enum FeedbackAct
{
    /// <summary>要求采编.</summary>
    Request,
    Close,
    /// <summary>What was asked for is published, or was declined with the office's consent: it follows and is nobody's act.</summary>
    Settle,
    /// <summary>What was asked for will not come: the office has to decide anew.</summary>
    Reopen,
}

public enum FeedbackParty
{
    /// <summary>The responsible office, or the city's.</summary>
    Office,
    /// <summary>The editing requirement: it happens by itself.</summary>
    Request,
}

public enum FeedbackRule
{
    WrongStage,
    OutsideJurisdiction,
    TextRequired,
    TextTooLong,
    QueryTooLong,
    /// <summary>X4: numbers of a caller.</summary>
    PersonalData,
    ReasonRequired,
    ReasonTooLong,
}

public sealed record FeedbackMove(FeedbackStage From, FeedbackAct Act, FeedbackStage To, FeedbackParty By, bool ReasonRequired = false) : Move<FeedbackStage, FeedbackAct>(From, Act, To);

/// <summary>The table of feedback; guard, buttons and test read it here.</summary>
public static class FeedbackFlow
{
    public static readonly Flow<FeedbackMove, FeedbackStage, FeedbackAct> Table = new(
    [
        new(FeedbackStage.Open, FeedbackAct.Request, FeedbackStage.Requested, FeedbackParty.Office),
        new(FeedbackStage.Open, FeedbackAct.Close, FeedbackStage.Closed, FeedbackParty.Office, ReasonRequired: true),
        new(FeedbackStage.Requested, FeedbackAct.Close, FeedbackStage.Closed, FeedbackParty.Office, ReasonRequired: true),
        new(FeedbackStage.Requested, FeedbackAct.Settle, FeedbackStage.Closed, FeedbackParty.Request),
        new(FeedbackStage.Requested, FeedbackAct.Reopen, FeedbackStage.Open, FeedbackParty.Request),
    ]);

    public static string NameOf(FeedbackStage stage) => stage switch
    {
        FeedbackStage.Open => "待处理",
        FeedbackStage.Requested => "已要求采编",
        _ => "已办结",
    };

    public static string NameOf(FeedbackAct act) => act switch
    {
        FeedbackAct.Request => "要求采编",
        FeedbackAct.Close => "关闭",
        FeedbackAct.Settle => "办结",
        _ => "重新处理",
    };

    public static string NameOf(FeedbackKind kind) => kind is FeedbackKind.Wrong ? "纠错" : "未找到";
}
