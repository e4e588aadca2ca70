using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Assignments;

/// <summary>What the sweep records about a running clock.</summary>
/// <param name="Assignment">Its id.</param>
/// <param name="Owed">Which step or request.</param>
/// <param name="Office">The office that owes it, or waits for it.</param>
public abstract record AssignmentNotice(string Subject, Guid Assignment, AssignmentKind Owed, int Unit, int Office, DateTime DueAt) : LedgerEvent(Subject)
{
    private protected AssignmentNotice(Assignment row)
        : this(row.Subject, row.Id, row.Kind, row.UnitId, row.OfficeId, row.DueAt)
    {
    }
}

[EventKind("assignment.reminded")]
public sealed record AssignmentReminded : AssignmentNotice
{
    internal AssignmentReminded(Assignment row, int share)
        : base(row) => Share = share;

    /// <summary>Percent of the time that has gone.</summary>
    public int Share { get; }
}

[EventKind("assignment.overdue")]
public sealed record AssignmentOverdue : AssignmentNotice
{
    internal AssignmentOverdue(Assignment row)
        : base(row)
    {
    }
}

[EventKind("assignment.stillOverdue")]
public sealed record AssignmentStillOverdue : AssignmentNotice
{
    internal AssignmentStillOverdue(Assignment row, int days)
        : base(row) => Days = days;

    /// <summary>Whole days since the due time.</summary>
    public int Days { get; }
}
