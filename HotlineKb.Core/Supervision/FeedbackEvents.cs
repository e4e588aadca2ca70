using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Supervision;

/// <summary>Without the words of the feedback, which may tell of a caller: they stand in its row.</summary>
/// <param name="Unit">The unit it is about; null when nothing was found and nobody asked yet.</param>
/// <param name="Office">The responsible office.</param>
public abstract record FeedbackEvent(Guid Feedback, int? Unit, int Office) : LedgerEvent(Supervision.Feedback.SubjectOf(Feedback));

[EventKind("feedback.sent")]
public sealed record FeedbackSent(Guid Feedback, FeedbackKind About, string? Entry, int? EntryVersion, int? Unit, int Office) : FeedbackEvent(Feedback, Unit, Office);

[EventKind("feedback.requested")]
public sealed record FeedbackRequested(Guid Feedback, Guid Request, int? Unit, int Office) : FeedbackEvent(Feedback, Unit, Office);

/// <param name="ByRequest">The editing requirement made from it is done; otherwise the office closed it.</param>
[EventKind("feedback.closed")]
public sealed record FeedbackClosed(Guid Feedback, bool ByRequest, string Reason, int? Unit, int Office) : FeedbackEvent(Feedback, Unit, Office);

/// <summary>The editing requirement made from it came to nothing.</summary>
[EventKind("feedback.reopened")]
public sealed record FeedbackReopened(Guid Feedback, Guid Request, int? Unit, int Office) : FeedbackEvent(Feedback, Unit, Office);
