using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Assignments;

/// <summary>What an editing requirement comes from.</summary>
public enum RequestSource
{
    /// <summary>The office's own idea.</summary>
    Free,
    /// <summary>An entry that is to be mended; <see cref="EditingRequest.SourceRef"/> is its code.</summary>
    Entry,
    /// <summary>An operator's feedback.</summary>
    Feedback,
    /// <summary>The service hall differs from an entry (R5.4) or from what was filed (R3.2).</summary>
    HallDifference,
    /// <summary>The day has come on which an entry has to be looked at again (R5.2); <see cref="EditingRequest.SourceRef"/> is its code.</summary>
    Review,
}

public enum EditingRequestRule
{
    WrongStage,
    OutsideJurisdiction,
    Incomplete,
    TooLong,
    ReasonRequired,
    ReasonTooLong,
    ClaimedByAnother,
    AlreadyClaimed,
    /// <summary>The revision named as the answer is not the unit's, or not handed over yet.</summary>
    NoAnswer,
    /// <summary>Someone of the unit is writing the answer already.</summary>
    HasRevision,
    /// <summary>A telephone or identity number in the text (X4).</summary>
    PersonalData,
}

/// <summary>
/// 采编要求: an office asks a unit to write or update something (R5.3). It lives beside the assignments, left of Entries,
/// because a revision that is handed over answers it in the same transaction.
/// </summary>
public sealed class EditingRequest
{
    public const int MaxTitle = 120;
    public const int MaxText = 2_000;
    public const int MaxReason = Ledger.Reason.MaxLength;

    public Guid Id { get; init; }

    /// <summary>The office that asks.</summary>
    public int OfficeId { get; init; }

    /// <summary>The unit that owes the answer.</summary>
    public int UnitId { get; init; }

    public RequestSource Source { get; init; }

    /// <summary>An entry's code, a feedback's id, the subject of a filing, of an observed change or of a difference.</summary>
    public string? SourceRef { get; init; }

    public string Title { get; init; } = "";

    /// <summary>What is wanted.</summary>
    public string Text { get; init; } = "";

    public RequestStage Stage { get; private set; } = RequestStage.Open;

    /// <summary>Why it was declined, asked again or cancelled last; null after an answer.</summary>
    public string? Reason { get; private set; }

    /// <summary>The revision that answers it.</summary>
    public Guid? RevisionId { get; private set; }

    public Guid CreatedById { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; private set; }

    public Guid? ClockId { get; private set; }

    /// <summary>The unit's clock: the running one, or the last.</summary>
    public Assignment? Clock { get; private set; }

    public int Version { get; private set; }

    /// <summary>Nothing more will come of it.</summary>
    public bool IsOver => Stage is RequestStage.Accepted or RequestStage.Cancelled;

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"editing-request:{id}";

    internal static (EditingRequest Request, EditingRequestMade Event) Make(Actor actor, int officeId, int unitId, RequestSource source, string? sourceRef, string title, string text, Deadlines deadlines, DateTime now)
    {
        var request = new EditingRequest
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now)),
            OfficeId = officeId,
            UnitId = unitId,
            Source = source,
            SourceRef = sourceRef,
            Title = title,
            Text = text,
            CreatedById = actor.AccountId ?? Guid.Empty,
            CreatedBy = actor.DisplayName,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
        request.Run(Assignment.Open(AssignmentKind.EditingRequest, request.Id, unitId, officeId, now, deadlines));
        return (request, new EditingRequestMade(request.Id, unitId, officeId, source, sourceRef, request.Clock!.DueAt));
    }

    /// <summary>The one guard: whether the actor may make this move now. Buttons ask it too.</summary>
    /// <returns>Null when the move is open to the actor.</returns>
    public Refusal? Objection(RequestAct act, Actor actor)
    {
        if (EditingRequestFlow.Table.Find(Stage, act) is not { } move)
            return new Refusal(EditingRequestRule.WrongStage, $"采编要求当前为“{EditingRequestFlow.NameOf(Stage)}”，不能“{EditingRequestFlow.NameOf(act)}”。");
        var party = move.By switch
        {
            RequestParty.Unit => actor.UnitId == UnitId && actor.May(Permission.ReviseForOwnUnit),
            RequestParty.Office => actor.OfficeId == OfficeId && actor.May(Permission.RequestEditing),
            _ => false,
        };
        if (!party)
            return Refusal.NotPermitted("这一步不由您办理。");
        if (move.By is not RequestParty.Unit || Clock?.ClaimedById is not { } claimer)
            return null;
        if (claimer == actor.AccountId)
            return act is RequestAct.Claim ? new Refusal(EditingRequestRule.AlreadyClaimed, "您已认领。") : null;
        return act is not RequestAct.Claim ? new Refusal(EditingRequestRule.ClaimedByAnother, $"{Clock.ClaimedBy}已认领并正在办理。")
            : actor.May(Permission.TakeOver) ? null
            : new Refusal(EditingRequestRule.AlreadyClaimed, $"{Clock.ClaimedBy}已认领。");
    }

    /// <param name="revisionId">With an answer: the revision that is it.</param>
    internal EditingRequestEvent Move(RequestAct act, Actor actor, string? reason, Guid? revisionId, Deadlines deadlines, DateTime now)
    {
        if (Objection(act, actor) is { } objection)
            throw objection;
        var needed = EditingRequestFlow.Table.Find(Stage, act)!.ReasonRequired;
        reason = Ledger.Reason.Read(reason, needed ? EditingRequestFlow.NameOf(act) : null, EditingRequestRule.ReasonRequired, EditingRequestRule.ReasonTooLong);
        if (act is not RequestAct.Claim)
            return Go(act, reason, revisionId, deadlines, now, null);
        Clock!.Claim(actor, now);
        Touch(now);
        return Happened(act, null, null);
    }

    /// <summary>What its answering revision went through carries over: handed over is answered, taken back is not, sent back is asked again, published is accepted.</summary>
    /// <param name="former">With <see cref="RequestAct.Resume"/>: the clock that is resumed.</param>
    /// <returns>Null when the table has no such move from here: the office has decided otherwise meanwhile.</returns>
    internal EditingRequestEvent? Follow(RequestAct act, Guid revisionId, string? reason, Assignment? former, Deadlines deadlines, DateTime now) =>
        EditingRequestFlow.Table.Find(Stage, act) is null || (act is not RequestAct.Answer && RevisionId != revisionId) ? null : Go(act, reason, revisionId, deadlines, now, former);

    /// <summary>What was asked for is there, whoever has seen to it: it is done, and the clock stops.</summary>
    /// <returns>Null when it is over already.</returns>
    internal EditingRequestEvent? Fulfil(DateTime now) =>
        EditingRequestFlow.Table.Find(Stage, RequestAct.Fulfil) is null ? null : Go(RequestAct.Fulfil, null, RevisionId, null, now, null);

    /// <param name="deadlines">Needed where the answer is owed anew.</param>
    private EditingRequestEvent Go(RequestAct act, string? reason, Guid? revisionId, Deadlines? deadlines, DateTime now, Assignment? former)
    {
        var move = EditingRequestFlow.Table.Find(Stage, act)!;
        bool? onTime = null;
        if (Clock is { ClosedAt: null } running)
        {
            if (act is RequestAct.Cancel)
                running.TakeBack(now);
            else
                running.Answer(now);
            onTime = running.OnTime;
        }

        Stage = move.To;
        Reason = reason;
        RevisionId = act is RequestAct.Answer ? revisionId : Stage is RequestStage.Open ? null : RevisionId;
        if (Stage is RequestStage.Open)
            Run(former is null ? Assignment.Open(AssignmentKind.EditingRequest, Id, UnitId, OfficeId, now, deadlines!) : Assignment.Resume(former, now, deadlines!));
        Touch(now);
        return Happened(act, onTime, reason);
    }

    private EditingRequestEvent Happened(RequestAct act, bool? onTime, string? reason) =>
        EditingRequestEvent.Of(act, Id, new RequestMoved(Stage, UnitId, OfficeId, Version, Clock is { ClosedAt: null } clock ? clock.DueAt : null, onTime, RevisionId, reason));

    private void Run(Assignment clock)
    {
        Clock = clock;
        ClockId = clock.Id;
    }

    private void Touch(DateTime now)
    {
        UpdatedAt = now;
        Version++;
    }
}

/// <summary>Who may see requests: the city office all, a county office its own and its units', a unit its own (R5.1).</summary>
public static class EditingRequestSight
{
    internal static IQueryable<EditingRequest> InSight(this IQueryable<EditingRequest> rows, Actor viewer) =>
        WorkSight.Of(viewer).Filter(rows, office => row => row.OfficeId == office || row.UnitId / 1000 == office, unit => row => row.UnitId == unit);
}
