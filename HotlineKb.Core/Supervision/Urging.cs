using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Supervision;

public enum UrgingStage
{
    /// <summary>待回复.</summary>
    Open,
    /// <summary>已回复: whoever owes it has said when.</summary>
    Answered,
    /// <summary>已了结: what was urged is done, or the office has closed it.</summary>
    Closed,
}

public enum UrgingAct
{
    /// <summary>"已办理".</summary>
    Done,
    /// <summary>"需延至 …，因为 …".</summary>
    NeedTime,
    /// <summary>再次督办.</summary>
    Repeat,
    Close,
}

public enum UrgingParty
{
    /// <summary>Who owes what is urged.</summary>
    Owner,
    /// <summary>The office that urges.</summary>
    Office,
}

public enum UrgingRule
{
    WrongStage,
    /// <summary>R5.1: another office urges this unit.</summary>
    OutsideJurisdiction,
    AlreadyDone,
    TextRequired,
    TextTooLong,
    BadTime,
    TooMany,
    /// <summary>A telephone or identity number in the text (X4).</summary>
    PersonalData,
}

public sealed record UrgingMove(UrgingStage From, UrgingAct Act, UrgingStage To, UrgingParty By) : Move<UrgingStage, UrgingAct>(From, Act, To);

/// <summary>The table of urging; guard, buttons and test read it here.</summary>
public static class UrgingFlow
{
    public static readonly Flow<UrgingMove, UrgingStage, UrgingAct> Table = new(
    [
        new(UrgingStage.Open, UrgingAct.Done, UrgingStage.Answered, UrgingParty.Owner),
        new(UrgingStage.Open, UrgingAct.NeedTime, UrgingStage.Answered, UrgingParty.Owner),
        new(UrgingStage.Open, UrgingAct.Repeat, UrgingStage.Open, UrgingParty.Office),
        new(UrgingStage.Open, UrgingAct.Close, UrgingStage.Closed, UrgingParty.Office),
        new(UrgingStage.Answered, UrgingAct.Done, UrgingStage.Answered, UrgingParty.Owner),
        new(UrgingStage.Answered, UrgingAct.NeedTime, UrgingStage.Answered, UrgingParty.Owner),
        new(UrgingStage.Answered, UrgingAct.Repeat, UrgingStage.Open, UrgingParty.Office),
        new(UrgingStage.Answered, UrgingAct.Close, UrgingStage.Closed, UrgingParty.Office),
    ]);

    public static string NameOf(UrgingStage stage) => stage switch
    {
        UrgingStage.Open => "待回复",
        UrgingStage.Answered => "已回复",
        _ => "已了结",
    };

    public static string NameOf(UrgingAct act) => act switch
    {
        UrgingAct.Done => "回复已办理",
        UrgingAct.NeedTime => "回复需延时",
        UrgingAct.Repeat => "再次督办",
        _ => "了结督办",
    };
}

/// <summary>督办 (R5.1): the responsible office presses for one assignment, in words; whoever owes it answers; it stays listed until closed.</summary>
public sealed class Urging
{
    public const int MaxText = 500;

    public Guid Id { get; init; }

    /// <summary>What is urged; after a recall the clock that goes on with it.</summary>
    public Guid AssignmentId { get; private set; }

    public Assignment Assignment { get; private set; } = null!;

    /// <summary>The unit the assignment is about.</summary>
    public int UnitId { get; init; }

    /// <summary>The office that urges.</summary>
    public int OfficeId { get; init; }

    /// <summary>The office that is urged; null when it is the unit.</summary>
    public int? OwingOfficeId { get; init; }

    public UrgingStage Stage { get; private set; } = UrgingStage.Open;

    /// <summary>The last text of the urging office.</summary>
    public string Text { get; private set; } = "";

    public string UrgedBy { get; private set; } = "";

    public DateTime UrgedAt { get; private set; }

    /// <summary>How often it was said.</summary>
    public int Times { get; private set; }

    /// <summary>The last answer; null before one, and after it was urged again.</summary>
    public UrgingAct? Answer { get; private set; }

    /// <summary>Why more time is needed, or a word beside "done".</summary>
    public string AnswerText { get; private set; } = "";

    /// <summary>UTC; with <see cref="UrgingAct.NeedTime"/>.</summary>
    public DateTime? NeedsUntil { get; private set; }

    public string? AnsweredBy { get; private set; }

    public DateTime? AnsweredAt { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    public int Version { get; private set; }

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"urging:{id}";

    /// <summary>R5.1: a unit is urged by its own office; an office by the city's.</summary>
    /// <returns>Null when the actor's office may urge it.</returns>
    public static Refusal? JurisdictionObjection(Actor actor, Assignment assignment)
    {
        if (!actor.May(Permission.Urge))
            return Refusal.NotPermitted();
        var office = assignment.OwedByUnit ? Jurisdiction.OfficeOf(assignment.UnitId) : Jurisdiction.CityOf(assignment.UnitId);
        return actor.OfficeId == office ? null : new Refusal(UrgingRule.OutsideJurisdiction, assignment.OwedByUnit ? "该单位由其所属的热线办督办。" : "各热线办的办理由市热线办督办。", RefusalKind.NotPermitted);
    }

    internal static (Urging Urging, UrgingSent Event) Send(Actor actor, Assignment assignment, string text, DateTime now)
    {
        var urging = new Urging
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now)),
            AssignmentId = assignment.Id,
            UnitId = assignment.UnitId,
            OfficeId = actor.OfficeId!.Value,
            OwingOfficeId = assignment.OwedByUnit ? null : assignment.OfficeId,
            Text = text,
            UrgedBy = actor.DisplayName,
            UrgedAt = now,
            Times = 1,
            Version = 1,
        };
        return (urging, new UrgingSent(urging.Id, assignment.Id, assignment.Subject, assignment.UnitId, urging.OwingOfficeId, urging.OfficeId, text));
    }

    /// <summary>The one guard: whether the actor may do this now. Buttons ask it too.</summary>
    public Refusal? Objection(UrgingAct act, Actor actor)
    {
        if (UrgingFlow.Table.Find(Stage, act) is not { } move)
            return new Refusal(UrgingRule.WrongStage, $"督办当前为“{UrgingFlow.NameOf(Stage)}”，不能“{UrgingFlow.NameOf(act)}”。");
        var party = move.By switch
        {
            UrgingParty.Office => actor.OfficeId == OfficeId && actor.May(Permission.Urge),
            _ when OwingOfficeId is { } office => actor.OfficeId == office && (actor.May(Permission.CheckRevisions) || actor.May(Permission.PublishEntries)),
            _ => actor.UnitId == UnitId && actor.May(Permission.ReviseForOwnUnit),
        };
        return party ? null : Refusal.NotPermitted("这一步不由您办理。");
    }

    internal UrgingEvent Move(UrgingAct act, Actor actor, string text, DateTime? until, DateTime now)
    {
        if (Objection(act, actor) is { } objection)
            throw objection;
        Stage = UrgingFlow.Table.Find(Stage, act)!.To;
        Version++;
        switch (act)
        {
            case UrgingAct.Repeat:
                (Text, UrgedBy, UrgedAt) = (text, actor.DisplayName, now);
                Times++;
                (Answer, AnswerText, NeedsUntil, AnsweredBy, AnsweredAt) = (null, "", null, null, null);
                return new UrgingRepeated(Id, UnitId, OwingOfficeId, OfficeId, Times, text);
            case UrgingAct.Close:
                ClosedAt = now;
                return new UrgingClosed(Id, UnitId, OwingOfficeId, OfficeId, ByAnswer: false, text);
            default:
                (Answer, AnswerText, NeedsUntil, AnsweredBy, AnsweredAt) = (act, text, act is UrgingAct.NeedTime ? until : null, actor.DisplayName, now);
                return new UrgingAnswered(Id, UnitId, OwingOfficeId, OfficeId, act, NeedsUntil, text);
        }
    }

    /// <summary>What was urged has been done: nobody has to close it by hand.</summary>
    internal UrgingClosed? Settle(DateTime now)
    {
        if (Stage is UrgingStage.Closed)
            return null;
        Stage = UrgingStage.Closed;
        ClosedAt = now;
        Version++;
        return new UrgingClosed(Id, UnitId, OwingOfficeId, OfficeId, ByAnswer: true, "");
    }

    /// <summary>The answer was taken back, and the clock goes on: so does the urging, also when it had closed by itself meanwhile.</summary>
    internal UrgingResumed Resume(Guid assignment)
    {
        if (Stage is UrgingStage.Closed)
            (Stage, ClosedAt) = (Answer is null ? UrgingStage.Open : UrgingStage.Answered, null);
        AssignmentId = assignment;
        Version++;
        return new UrgingResumed(Id, assignment, UnitId, OwingOfficeId, OfficeId);
    }
}
