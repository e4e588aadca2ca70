using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Supervision;

/// <param name="Unit">The unit it is about; urged itself when <paramref name="OwingOffice"/> is null.</param>
/// <param name="Office">The office that urges.</param>
public abstract record UrgingEvent(Guid Urging, int Unit, int? OwingOffice, int Office) : LedgerEvent(Supervision.Urging.SubjectOf(Urging));

[EventKind("urging.sent")]
public sealed record UrgingSent(Guid Urging, Guid Assignment, string Of, int Unit, int? OwingOffice, int Office, string Text) : UrgingEvent(Urging, Unit, OwingOffice, Office);

[EventKind("urging.repeated")]
public sealed record UrgingRepeated(Guid Urging, int Unit, int? OwingOffice, int Office, int Times, string Text) : UrgingEvent(Urging, Unit, OwingOffice, Office);

[EventKind("urging.answered")]
public sealed record UrgingAnswered(Guid Urging, int Unit, int? OwingOffice, int Office, UrgingAct Answer, DateTime? Until, string Text) : UrgingEvent(Urging, Unit, OwingOffice, Office);

/// <param name="ByAnswer">What was urged has been done; otherwise the office closed it.</param>
[EventKind("urging.closed")]
public sealed record UrgingClosed(Guid Urging, int Unit, int? OwingOffice, int Office, bool ByAnswer, string Text) : UrgingEvent(Urging, Unit, OwingOffice, Office);

/// <summary>The answer that had closed it, or would have, was taken back.</summary>
/// <param name="Assignment">The clock that goes on.</param>
[EventKind("urging.resumed")]
public sealed record UrgingResumed(Guid Urging, Guid Assignment, int Unit, int? OwingOffice, int Office) : UrgingEvent(Urging, Unit, OwingOffice, Office);
