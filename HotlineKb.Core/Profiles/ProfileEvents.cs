using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Profiles;

public abstract record ProfileEvent(int Unit) : LedgerEvent(UnitProfile.SubjectOf(Unit))
{
    internal static ProfileEvent Of(ProfileAct act, int unit, ProfileMoved moved) => act switch
    {
        ProfileAct.Submit => new ProfileSubmitted(unit, moved),
        ProfileAct.Recall => new ProfileRecalled(unit, moved),
        ProfileAct.Approve => new ProfileApproved(unit, moved),
        ProfileAct.Return => new ProfileReturned(unit, moved),
        ProfileAct.Update => new ProfileUpdated(unit, moved),
        ProfileAct.Discard => new ProfileDiscarded(unit, moved),
        ProfileAct.Confirm => new ProfileConfirmed(unit, moved),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };
}

/// <summary>What every move of a profile leaves behind; names and numbers of people stay out of the ledger.</summary>
/// <param name="InUse">Number of the version in use afterwards.</param>
/// <param name="Fields">Keys of what differs from the version in use before.</param>
public sealed record ProfileMoved(ProfileStage To, int Version, int InUse, int Office, IReadOnlyList<string> Fields, string? Reason);

[EventKind("profile.edited")]
public sealed record ProfileEdited(int Unit, int Version) : ProfileEvent(Unit);

/// <summary>An office has laid a draft ready for the unit.</summary>
[EventKind("profile.prepared")]
public sealed record ProfilePrepared(int Unit, int Version, IReadOnlyList<string> Fields) : ProfileEvent(Unit);

/// <summary>Taken over from what was there before this program.</summary>
[EventKind("profile.loaded")]
public sealed record ProfileLoaded(int Unit, int Version) : ProfileEvent(Unit);

[EventKind("profile.submitted")]
public sealed record ProfileSubmitted(int Unit, ProfileMoved Move) : ProfileEvent(Unit);

[EventKind("profile.recalled")]
public sealed record ProfileRecalled(int Unit, ProfileMoved Move) : ProfileEvent(Unit);

[EventKind("profile.approved")]
public sealed record ProfileApproved(int Unit, ProfileMoved Move) : ProfileEvent(Unit);

[EventKind("profile.returned")]
public sealed record ProfileReturned(int Unit, ProfileMoved Move) : ProfileEvent(Unit);

[EventKind("profile.updated")]
public sealed record ProfileUpdated(int Unit, ProfileMoved Move) : ProfileEvent(Unit);

[EventKind("profile.discarded")]
public sealed record ProfileDiscarded(int Unit, ProfileMoved Move) : ProfileEvent(Unit);

[EventKind("profile.confirmed")]
public sealed record ProfileConfirmed(int Unit, ProfileMoved Move) : ProfileEvent(Unit);

/// <summary>A month has gone since somebody said that it is right.</summary>
[EventKind("profile.confirmationRequested")]
public sealed record ProfileConfirmationAsked(int Unit, DateTime? ConfirmedAt) : ProfileEvent(Unit);
