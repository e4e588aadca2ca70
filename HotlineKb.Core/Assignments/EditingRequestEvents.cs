using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Assignments;

public abstract record EditingRequestEvent(Guid Request) : LedgerEvent(EditingRequest.SubjectOf(Request))
{
    internal static EditingRequestEvent Of(RequestAct act, Guid request, RequestMoved moved) => act switch
    {
        RequestAct.Claim => new EditingRequestClaimed(request, moved),
        RequestAct.Answer => new EditingRequestAnswered(request, moved),
        RequestAct.Decline => new EditingRequestDeclined(request, moved),
        RequestAct.Accept => new EditingRequestAccepted(request, moved),
        RequestAct.AskAgain => new EditingRequestAskedAgain(request, moved),
        RequestAct.Cancel => new EditingRequestCancelled(request, moved),
        RequestAct.Resume => new EditingRequestResumed(request, moved),
        RequestAct.Fulfil => new EditingRequestFulfilled(request, moved),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };
}

/// <summary>What every move of an editing requirement leaves behind.</summary>
/// <param name="DueAt">When the answer is due, while one is owed.</param>
/// <param name="OnTime">Whether the answer that ends the clock came in time.</param>
/// <param name="Revision">The answering revision.</param>
public sealed record RequestMoved(RequestStage To, int Unit, int Office, int Version, DateTime? DueAt, bool? OnTime, Guid? Revision, string? Reason);

[EventKind("editingRequest.made")]
public sealed record EditingRequestMade(Guid Request, int Unit, int Office, RequestSource Source, string? SourceRef, DateTime DueAt) : EditingRequestEvent(Request);

[EventKind("editingRequest.claimed")]
public sealed record EditingRequestClaimed(Guid Request, RequestMoved Move) : EditingRequestEvent(Request);

[EventKind("editingRequest.answered")]
public sealed record EditingRequestAnswered(Guid Request, RequestMoved Move) : EditingRequestEvent(Request);

[EventKind("editingRequest.declined")]
public sealed record EditingRequestDeclined(Guid Request, RequestMoved Move) : EditingRequestEvent(Request);

[EventKind("editingRequest.accepted")]
public sealed record EditingRequestAccepted(Guid Request, RequestMoved Move) : EditingRequestEvent(Request);

[EventKind("editingRequest.askedAgain")]
public sealed record EditingRequestAskedAgain(Guid Request, RequestMoved Move) : EditingRequestEvent(Request);

[EventKind("editingRequest.cancelled")]
public sealed record EditingRequestCancelled(Guid Request, RequestMoved Move) : EditingRequestEvent(Request);

[EventKind("editingRequest.resumed")]
public sealed record EditingRequestResumed(Guid Request, RequestMoved Move) : EditingRequestEvent(Request);

/// <summary>What was asked for is there: a filing and the hall agree.</summary>
[EventKind("editingRequest.fulfilled")]
public sealed record EditingRequestFulfilled(Guid Request, RequestMoved Move) : EditingRequestEvent(Request);
