using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Releases;

public abstract record ReleaseEvent(string Code) : LedgerEvent(Releases.Release.SubjectOf(Code));

/// <param name="Automatic">Because a newer version was published.</param>
[EventKind("release.proposed")]
public sealed record ReleaseProposed(string Code, Guid Release, int Version, string Basis, Channels Channels, bool Automatic) : ReleaseEvent(Code);

[EventKind("release.reproposed")]
public sealed record ReleaseReproposed(string Code, Guid Release, int Version, string Basis, Channels Channels) : ReleaseEvent(Code);

/// <param name="Reason">Why what was found in the text may be public; null when nothing was.</param>
[EventKind("release.approved")]
public sealed record ReleaseApproved(string Code, Guid Release, int Version, Channels Channels, string? Reason) : ReleaseEvent(Code);

[EventKind("release.returned")]
public sealed record ReleaseReturned(string Code, Guid Release, int Version, string Reason) : ReleaseEvent(Code);

[EventKind("release.cancelled")]
public sealed record ReleaseCancelled(string Code, Guid Release, int Version, string? Reason) : ReleaseEvent(Code);

[EventKind("release.recalled")]
public sealed record ReleaseRecalled(string Code, Guid Release, int Version, string Reason) : ReleaseEvent(Code);

[EventKind("release.replaced")]
public sealed record ReleaseReplaced(string Code, Guid Release, int Version) : ReleaseEvent(Code);

[EventKind("release.expired")]
public sealed record ReleaseExpired(string Code, Guid Release, int Version, DateOnly After) : ReleaseEvent(Code);

[EventKind("disclosure.recorded")]
public sealed record DisclosureRecorded(string Code, Disclosure Disclosure, string Reason) : ReleaseEvent(Code);

/// <summary>The book of what was public when has left the system.</summary>
[EventKind("release.exported")]
public sealed record ReleasesExported(int Rows, string Form) : LedgerEvent(Releases.Release.SubjectOf("export"));
