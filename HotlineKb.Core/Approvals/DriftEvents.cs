using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Approvals;

/// <param name="Unit">The entry's.</param>
public abstract record DriftEvent(Guid Drift, int Unit) : LedgerEvent(Approvals.Drift.SubjectOf(Drift));

[EventKind("drift.found")]
public sealed record DriftFound(Guid Drift, string Entry, string Item, int Unit, IReadOnlyList<string> Fields) : DriftEvent(Drift, Unit);

/// <summary>Other values differ, or fewer.</summary>
[EventKind("drift.changed")]
public sealed record DriftChanged(Guid Drift, int Unit, IReadOnlyList<string> Fields) : DriftEvent(Drift, Unit);

/// <param name="Request">The requirement that came to nothing; null when it had been dismissed and other values differ.</param>
[EventKind("drift.reopened")]
public sealed record DriftReopened(Guid Drift, Guid? Request, int Unit, IReadOnlyList<string> Fields) : DriftEvent(Drift, Unit);

[EventKind("drift.requested")]
public sealed record DriftRequested(Guid Drift, Guid Request, int Unit) : DriftEvent(Drift, Unit);

[EventKind("drift.dismissed")]
public sealed record DriftDismissed(Guid Drift, string Reason, int Unit) : DriftEvent(Drift, Unit);

/// <summary>Both say the same, or the entry refers to the item no more.</summary>
[EventKind("drift.settled")]
public sealed record DriftSettled(Guid Drift, int Unit) : DriftEvent(Drift, Unit);
