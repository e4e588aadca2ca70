using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Approvals;

[EventKind("approval.added")]
public sealed record ApprovalAdded(string Code, int? Unit, Guid Run) : LedgerEvent(ApprovalItem.SubjectOf(Code));

[EventKind("approval.changed")]
public sealed record ApprovalChanged(string Code, int Version, IReadOnlyList<string> Fields, int? Unit, Guid Run) : LedgerEvent(ApprovalItem.SubjectOf(Code));

/// <param name="Vanished">Not listed any more; else cancelled by the hall.</param>
[EventKind("approval.withdrawn")]
public sealed record ApprovalWithdrawn(string Code, bool Vanished, int? Unit, Guid Run) : LedgerEvent(ApprovalItem.SubjectOf(Code));

[EventKind("approval.restored")]
public sealed record ApprovalRestored(string Code, int Version, int? Unit, Guid Run) : LedgerEvent(ApprovalItem.SubjectOf(Code));

/// <summary>Its owner is another, because its department was mapped.</summary>
[EventKind("approval.assigned")]
public sealed record ApprovalAssigned(string Code, int? Unit) : LedgerEvent(ApprovalItem.SubjectOf(Code));

[EventKind("approval.keywordsChanged")]
public sealed record ApprovalKeywordsChanged(string Code, IReadOnlyList<string> Keywords) : LedgerEvent(ApprovalItem.SubjectOf(Code));

[EventKind("approval.quarantined")]
public sealed record ApprovalQuarantined(string Key, string Reason, Guid Run) : LedgerEvent($"quarantine:{Key}");

/// <summary>Out of quarantine: the hall has sent it anew and it could be read, or lists it no more.</summary>
[EventKind("approval.released")]
public sealed record ApprovalReleased(string Key, Guid Run) : LedgerEvent($"quarantine:{Key}");

[EventKind("hall.departmentFound")]
public sealed record DepartmentFound(Guid Department, string Code, string Name) : LedgerEvent($"hall-department:{Department}");

[EventKind("hall.departmentMapped")]
public sealed record DepartmentMapped(Guid Department, string Code, string Name, int? Before, int? Unit) : LedgerEvent($"hall-department:{Department}");

/// <summary>A run that brought something new; one that did not leaves nothing.</summary>
[EventKind("hall.synced")]
public sealed record HallSynced(Guid Run, HallRunKind Scope, int Read, int Added, int Changed, int Withdrawn, int Quarantined) : LedgerEvent(HallRun.SubjectOf(Run));

/// <summary>A full run that would have withdrawn too much.</summary>
/// <param name="InForce">Items it was compared with.</param>
[EventKind("hall.stopped")]
public sealed record HallStopped(Guid Run, int Missing, int InForce) : LedgerEvent(HallRun.SubjectOf(Run));

/// <summary>The first of a row of failures; the others are in the book of runs.</summary>
[EventKind("hall.failed")]
public sealed record HallFailed(Guid Run, string Error) : LedgerEvent(HallRun.SubjectOf(Run));

/// <summary>Someone has let a stopped reconciliation go through.</summary>
[EventKind("hall.withdrawalsAccepted")]
public sealed record HallWithdrawalsAccepted(Guid Run) : LedgerEvent(HallRun.SubjectOf(Run));
