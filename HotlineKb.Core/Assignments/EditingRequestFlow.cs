using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Assignments;

public enum RequestStage
{
    /// <summary>待答复: the unit owes it, 22 hours.</summary>
    Open,
    /// <summary>已答复: by a revision that the unit handed over.</summary>
    Answered,
    /// <summary>已说明不采编: with a reason.</summary>
    Declined,
    /// <summary>已了结: the office is content.</summary>
    Accepted,
    /// <summary>已取消: the office took it back.</summary>
    Cancelled,
}

public enum RequestAct
{
    Claim,
    Answer,
    Decline,
    Accept,
    AskAgain,
    Cancel,
    /// <summary>The unit took its answering revision back; nobody's act, it follows from the recall.</summary>
    Resume,
    /// <summary>What was asked for is there without an answer: the hall's record shows it (R3.2). It happens by itself.</summary>
    Fulfil,
}

public enum RequestParty
{
    Unit,
    Office,
    /// <summary>The answering revision: it happens by itself.</summary>
    Revision,
    /// <summary>The record of the hall and of filings: it happens by itself.</summary>
    Record,
}

public sealed record RequestMove(RequestStage From, RequestAct Act, RequestStage To, RequestParty By, bool ReasonRequired = false) : Move<RequestStage, RequestAct>(From, Act, To);

/// <summary>The table of editing requirements; guard, buttons and test read it here.</summary>
public static class EditingRequestFlow
{
    public static readonly Flow<RequestMove, RequestStage, RequestAct> Table = new(
    [
        new(RequestStage.Open, RequestAct.Claim, RequestStage.Open, RequestParty.Unit),
        new(RequestStage.Open, RequestAct.Answer, RequestStage.Answered, RequestParty.Unit),
        new(RequestStage.Open, RequestAct.Decline, RequestStage.Declined, RequestParty.Unit, ReasonRequired: true),
        new(RequestStage.Open, RequestAct.Cancel, RequestStage.Cancelled, RequestParty.Office, ReasonRequired: true),
        new(RequestStage.Answered, RequestAct.Accept, RequestStage.Accepted, RequestParty.Office),
        new(RequestStage.Answered, RequestAct.AskAgain, RequestStage.Open, RequestParty.Office, ReasonRequired: true),
        new(RequestStage.Answered, RequestAct.Resume, RequestStage.Open, RequestParty.Revision),
        new(RequestStage.Declined, RequestAct.Accept, RequestStage.Accepted, RequestParty.Office),
        new(RequestStage.Declined, RequestAct.AskAgain, RequestStage.Open, RequestParty.Office, ReasonRequired: true),
        new(RequestStage.Open, RequestAct.Fulfil, RequestStage.Accepted, RequestParty.Record),
        new(RequestStage.Answered, RequestAct.Fulfil, RequestStage.Accepted, RequestParty.Record),
        new(RequestStage.Declined, RequestAct.Fulfil, RequestStage.Accepted, RequestParty.Record),
    ]);

    public static string NameOf(RequestStage stage) => stage switch
    {
        RequestStage.Open => "待答复",
        RequestStage.Answered => "已答复",
        RequestStage.Declined => "已说明不采编",
        RequestStage.Accepted => "已了结",
        _ => "已取消",
    };

    public static string NameOf(RequestAct act) => act switch
    {
        RequestAct.Claim => "认领",
        RequestAct.Answer => "答复",
        RequestAct.Decline => "说明不采编",
        RequestAct.Accept => "认可",
        RequestAct.AskAgain => "再次要求",
        RequestAct.Cancel => "取消要求",
        RequestAct.Fulfil => "自动了结",
        _ => "恢复",
    };
}
