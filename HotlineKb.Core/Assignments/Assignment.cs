using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Assignments;

public enum AssignmentKind
{
    UnitRevision,
    OfficeCheck,
    FinalReview,
    EditingRequest,
}

/// <summary>
/// 待办: a step or request that a unit or an office owes, with its clock (R5.3). One per hand-over, a fresh one after a return;
/// after a recall one that goes on with the former's times.
/// The due time is fixed at hand-over; whether it was met is frozen at the answer. Overdue is computed when read and recorded when swept.
/// </summary>
public sealed class Assignment
{
    /// <summary>Parts of the time, in percent, after which whoever owes it is reminded (R5.3).</summary>
    public static readonly IReadOnlyList<int> Shares = [50, 75, 90];

    /// <summary>How often it is said again after the due time (R5.3).</summary>
    public static readonly TimeSpan StillEvery = TimeSpan.FromHours(24);

    public Guid Id { get; init; }

    public AssignmentKind Kind { get; init; }

    /// <summary>Id of the revision or the editing request.</summary>
    public Guid SubjectId { get; init; }

    /// <summary><c>revision:{id}</c> or <c>editing-request:{id}</c>, as the ledger and programs call it.</summary>
    public string Subject => Kind is AssignmentKind.EditingRequest ? EditingRequest.SubjectOf(SubjectId) : $"revision:{SubjectId}";

    /// <summary>The unit it is about; for <see cref="OwedByUnit"/> the unit that owes it.</summary>
    public int UnitId { get; init; }

    /// <summary>The office that owes it (checks and reviews), or that waits for the unit.</summary>
    public int OfficeId { get; init; }

    /// <summary>UTC.</summary>
    public DateTime OpenedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime DueAt { get; init; }

    public Guid? ClaimedById { get; private set; }

    public string? ClaimedBy { get; private set; }

    public DateTime? ClaimedAt { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    /// <summary>Null while open, and when it was taken back before an answer was due.</summary>
    public bool? OnTime { get; private set; }

    /// <summary>Seconds from the hand-over to the answer, frozen with it; null without an answer.</summary>
    public int? TookSeconds { get; private set; }

    /// <summary>The last of <see cref="Shares"/> that was reminded of; 0 before the first.</summary>
    public int Reminded { get; private set; }

    /// <summary>When the sweep recorded that it is late: a fact that no clock set back undoes.</summary>
    public DateTime? OverdueAt { get; private set; }

    /// <summary>When the sweep has to look at it next; null once closed.</summary>
    public DateTime? NextNoticeAt { get; private set; }

    public int Version { get; private set; }

    public bool OwedByUnit => IsOwedByUnit(Kind);

    public static bool IsOwedByUnit(AssignmentKind kind) => kind is AssignmentKind.UnitRevision or AssignmentKind.EditingRequest;

    public static Assignment Open(AssignmentKind kind, Guid subjectId, int unitId, int officeId, DateTime now, Deadlines deadlines) =>
        Running(kind, subjectId, unitId, officeId, now, now, deadlines.DueAt(kind, now), deadlines);

    /// <summary>Goes on where <paramref name="former"/> was before its answer was taken back, which therefore does not count: taking back buys no new hours.</summary>
    public static Assignment Resume(Assignment former, DateTime now, Deadlines deadlines)
    {
        former.OnTime = null;
        former.TookSeconds = null;
        former.Version++;
        return Running(former.Kind, former.SubjectId, former.UnitId, former.OfficeId, now, former.OpenedAt, former.DueAt, deadlines);
    }

    public bool IsOverdue(DateTime now) => OverdueAt is not null || (ClosedAt ?? now) > DueAt;

    public void Claim(Actor actor, DateTime now) => HandTo(actor.AccountId, actor.DisplayName, now);

    /// <summary>Another has it from now on (R5.2); the clock runs on.</summary>
    internal void HandTo(Guid? person, string name, DateTime now)
    {
        ClaimedById = person;
        ClaimedBy = name;
        ClaimedAt = now;
        Version++;
    }

    /// <summary>The answer is given: on time up to and including the due time itself, unless it stands recorded as late.</summary>
    public void Answer(DateTime now)
    {
        OnTime = !IsOverdue(now);
        TookSeconds = (int)Math.Clamp((now - OpenedAt).TotalSeconds, 0, int.MaxValue);
        Close(now);
    }

    /// <summary>Whoever handed it over took it back: neither on time nor late, unless it was late already. That stands.</summary>
    public void TakeBack(DateTime now)
    {
        OnTime = IsOverdue(now) ? false : null;
        Close(now);
    }

    /// <summary>What is to be said now; however much was slept through, one thing, the latest (R5.3).</summary>
    /// <returns>Null when nothing is due, and ever after the answer.</returns>
    internal AssignmentNotice? Notice(DateTime now, Deadlines deadlines)
    {
        if (ClosedAt is not null || NextNoticeAt is not { } next || next > now)
            return null;
        AssignmentNotice notice;
        if (!IsOverdue(now))
        {
            Reminded = Math.Max(Shares.LastOrDefault(share => deadlines.At(OpenedAt, DueAt, share) <= now), Shares.FirstOrDefault(share => share > Reminded, Shares[^1]));
            notice = new AssignmentReminded(this, Reminded);
        }
        else if (OverdueAt is null)
        {
            OverdueAt = now;
            notice = new AssignmentOverdue(this);
        }
        else
        {
            notice = new AssignmentStillOverdue(this, (int)((now - DueAt) / StillEvery));
        }

        NextNoticeAt = NextNotice(now, deadlines);
        Version++;
        return notice;
    }

    private static Assignment Running(AssignmentKind kind, Guid subjectId, int unitId, int officeId, DateTime now, DateTime openedAt, DateTime dueAt, Deadlines deadlines)
    {
        var assignment = new Assignment
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now)),
            Kind = kind,
            SubjectId = subjectId,
            UnitId = unitId,
            OfficeId = officeId,
            OpenedAt = openedAt,
            DueAt = dueAt,
            Version = 1,
        };
        assignment.NextNoticeAt = assignment.NextNotice(now, deadlines);
        return assignment;
    }

    private DateTime NextNotice(DateTime now, Deadlines deadlines)
    {
        foreach (var share in Shares)
            if (share > Reminded && deadlines.At(OpenedAt, DueAt, share) is var at && at > now)
                return at;
        // At the due time itself it is still on time.
        var late = DueAt.AddMilliseconds(1);
        if (OverdueAt is null)
            return late > now ? late : now;
        return DueAt + (StillEvery * (Math.Floor(Math.Max(0, (now - DueAt) / StillEvery)) + 1));
    }

    private void Close(DateTime now)
    {
        ClosedAt = now;
        NextNoticeAt = null;
        Version++;
    }
}
