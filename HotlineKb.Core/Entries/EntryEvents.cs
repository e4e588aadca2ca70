using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Entries;

public abstract record RevisionEvent(Guid Revision) : LedgerEvent(Entries.Revision.SubjectOf(Revision))
{
    internal static RevisionEvent Of(RevisionAct act, Revision revision, Stage from, bool? onTime, string? reason)
    {
        var moved = new Moved(from, revision.Stage, revision.UnitId, revision.Version, revision.Clock?.DueAt, onTime, reason);
        return act switch
        {
            RevisionAct.Submit => new RevisionSubmitted(revision.Id, moved),
            RevisionAct.Claim => new RevisionClaimed(revision.Id, moved),
            RevisionAct.Approve => new RevisionApproved(revision.Id, moved),
            RevisionAct.Refuse => new RevisionRefused(revision.Id, moved),
            RevisionAct.Return => new RevisionReturned(revision.Id, moved),
            RevisionAct.Pass => new RevisionPassed(revision.Id, moved),
            RevisionAct.Publish => new RevisionPublished(revision.Id, moved),
            RevisionAct.Recall => new RevisionRecalled(revision.Id, moved),
            RevisionAct.Abandon => new RevisionAbandoned(revision.Id, moved),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }
}

/// <summary>What every move of the flow leaves behind.</summary>
/// <param name="DueAt">When the step that begins is due.</param>
/// <param name="OnTime">Whether the step that ends was answered in time.</param>
public sealed record Moved(Stage From, Stage To, int Unit, int Version, DateTime? DueAt, bool? OnTime, string? Reason);

[EventKind("revision.drafted")]
public sealed record RevisionDrafted(Guid Revision, Origin Origin, ChangeKind Change, int Unit, string? Entry, string? WorkOrder, Guid? EditingRequest) : RevisionEvent(Revision);

[EventKind("revision.edited")]
public sealed record RevisionEdited(Guid Revision, Stage Stage, int Version) : RevisionEvent(Revision);

[EventKind("revision.submitted")]
public sealed record RevisionSubmitted(Guid Revision, Moved Move) : RevisionEvent(Revision);

[EventKind("revision.claimed")]
public sealed record RevisionClaimed(Guid Revision, Moved Move) : RevisionEvent(Revision);

[EventKind("revision.approved")]
public sealed record RevisionApproved(Guid Revision, Moved Move) : RevisionEvent(Revision);

[EventKind("revision.refused")]
public sealed record RevisionRefused(Guid Revision, Moved Move) : RevisionEvent(Revision);

[EventKind("revision.returned")]
public sealed record RevisionReturned(Guid Revision, Moved Move) : RevisionEvent(Revision);

[EventKind("revision.passed")]
public sealed record RevisionPassed(Guid Revision, Moved Move) : RevisionEvent(Revision);

[EventKind("revision.published")]
public sealed record RevisionPublished(Guid Revision, Moved Move) : RevisionEvent(Revision);

[EventKind("revision.recalled")]
public sealed record RevisionRecalled(Guid Revision, Moved Move) : RevisionEvent(Revision);

[EventKind("revision.abandoned")]
public sealed record RevisionAbandoned(Guid Revision, Moved Move) : RevisionEvent(Revision);

[EventKind("entry.published")]
public sealed record EntryPublished(string Code, int Version, int Unit, Guid Category, Guid? Revision, ChangeKind Change) : LedgerEvent(Entry.SubjectOf(Code));

[EventKind("entry.withdrawn")]
public sealed record EntryWithdrawn(string Code, int Version, int Unit, Guid Revision) : LedgerEvent(Entry.SubjectOf(Code));

/// <param name="Due">The day on which it has to be looked at again, or expires.</param>
[EventKind("entry.reviewRequired")]
public sealed record EntryReviewDue(string Code, int Unit, DateOnly Due) : LedgerEvent(Entry.SubjectOf(Code));

/// <param name="After">The last day on which it held.</param>
[EventKind("entry.expired")]
public sealed record EntryExpired(string Code, int Unit, DateOnly After) : LedgerEvent(Entry.SubjectOf(Code));
