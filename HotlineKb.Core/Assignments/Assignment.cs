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
/// after a recall one that is due when the former was.
/// The due time is fixed at hand-over; whether it was met is frozen at the answer. Overdue is computed when read.
/// </summary>
public sealed class Assignment
{
    public Guid Id { get; init; }

    public AssignmentKind Kind { get; init; }

    /// <summary><c>revision:{id}</c> or <c>editing-request:{id}</c>.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The unit it is about; for <see cref="AssignmentKind.UnitRevision"/> the unit that owes it.</summary>
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

    /// <summary>Null while open, and when it was taken back before an answer.</summary>
    public bool? OnTime { get; private set; }

    public int Version { get; private set; }

    public static Assignment Open(AssignmentKind kind, string subject, int unitId, int officeId, DateTime now, TimeSpan limit) => new()
    {
        Id = Guid.CreateVersion7(new DateTimeOffset(now)),
        Kind = kind,
        Subject = subject,
        UnitId = unitId,
        OfficeId = officeId,
        OpenedAt = now,
        DueAt = now + limit,
        Version = 1,
    };

    public bool IsOverdue(DateTime now) => (ClosedAt ?? now) > DueAt;

    public void Claim(Actor actor, DateTime now)
    {
        ClaimedById = actor.AccountId;
        ClaimedBy = actor.DisplayName;
        ClaimedAt = now;
        Version++;
    }

    /// <summary>The answer is given: on time up to and including the due time itself.</summary>
    public void Answer(DateTime now)
    {
        ClosedAt = now;
        OnTime = now <= DueAt;
        Version++;
    }

    /// <summary>Whoever handed it over took it back: neither on time nor late.</summary>
    public void TakeBack(DateTime now)
    {
        ClosedAt = now;
        OnTime = null;
        Version++;
    }
}
