using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Approvals;

/// <summary>What was done is told in the filing's own row; reasons stand here because they are part of the act.</summary>
/// <param name="Office">The responsible office.</param>
public abstract record FilingEvent(Guid Filing, int Unit, int Office) : LedgerEvent(ChangeFiling.SubjectOf(Filing));

/// <param name="Item">Code of the item; null with an addition.</param>
[EventKind("filing.filed")]
public sealed record FilingFiled(Guid Filing, FilingKind About, string? Item, DateOnly EffectiveOn, int Unit, int Office, int Version) : FilingEvent(Filing, Unit, Office);

[EventKind("filing.refiled")]
public sealed record FilingRefiled(Guid Filing, FilingKind About, string? Item, DateOnly EffectiveOn, int Unit, int Office, int Version) : FilingEvent(Filing, Unit, Office);

[EventKind("filing.acknowledged")]
public sealed record FilingAcknowledged(Guid Filing, int Unit, int Office, int Version) : FilingEvent(Filing, Unit, Office);

[EventKind("filing.returned")]
public sealed record FilingAskedBack(Guid Filing, string Reason, int Unit, int Office, int Version) : FilingEvent(Filing, Unit, Office);

[EventKind("filing.withdrawn")]
public sealed record FilingWithdrawn(Guid Filing, string? Reason, int Unit, int Office, int Version) : FilingEvent(Filing, Unit, Office);

/// <summary>The hall shows what was filed.</summary>
/// <param name="Change">The observed change.</param>
/// <param name="Item">Code of the item that changed.</param>
/// <param name="Days">Between the effective day and the day it was seen.</param>
[EventKind("filing.matched")]
public sealed record FilingMatched(Guid Filing, Guid Change, string Item, int Days, int Unit, int Office) : FilingEvent(Filing, Unit, Office);

/// <summary>Filed again with other content, it is not what the hall showed any more.</summary>
[EventKind("filing.unmatched")]
public sealed record FilingUnmatched(Guid Filing, Guid Change, int Unit, int Office) : FilingEvent(Filing, Unit, Office);

[EventKind("filing.requested")]
public sealed record FilingRequested(Guid Filing, Guid Request, int Unit, int Office) : FilingEvent(Filing, Unit, Office);

/// <param name="Change">The observed change.</param>
public abstract record UnfiledEvent(Guid Change, int Unit) : LedgerEvent(ApprovalChange.SubjectOf(Change));

/// <summary>The office says that it need not be filed.</summary>
[EventKind("approvalChange.exempted")]
public sealed record ChangeSetAside(Guid Change, string Reason, int Unit, int Version) : UnfiledEvent(Change, Unit);

[EventKind("approvalChange.restored")]
public sealed record ChangeRestored(Guid Change, int Unit, int Version) : UnfiledEvent(Change, Unit);

[EventKind("approvalChange.requested")]
public sealed record ChangeRequested(Guid Change, Guid Request, int Unit) : UnfiledEvent(Change, Unit);
