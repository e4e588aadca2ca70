using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Releases;

/// <summary>A key with which a named holder reads what is released to holders of keys (R4.7(4)). It is shown once and kept as a hash; rows are never taken out.</summary>
public sealed class ReleaseKey
{
    public const int MaxHolder = 60;
    public const int MaxPurpose = 200;

    /// <summary>So much of a key is shown, to tell it from others.</summary>
    public const int ShownLetters = 10;

    public Guid Id { get; init; }

    /// <summary>Whose key: a website, a newspaper, an office.</summary>
    public string Holder { get; init; } = "";

    public string Purpose { get; init; } = "";

    /// <summary>The key's first letters.</summary>
    public string Start { get; init; } = "";

    public string Hash { get; init; } = "";

    public string IssuedBy { get; init; } = "";

    public DateTime IssuedAt { get; init; }

    /// <summary>The last day on which it was used; a day in the city.</summary>
    public DateOnly? LastUsedOn { get; private set; }

    public string RevokedBy { get; private set; } = "";

    public DateTime? RevokedAt { get; private set; }

    /// <summary>Why it was revoked.</summary>
    public string? Reason { get; private set; }

    public int Version { get; private set; } = 1;

    public static string SubjectOf(Guid id) => $"release-key:{id}";

    internal ReleaseKeyRevoked Revoke(string by, string reason, DateTime now)
    {
        (RevokedBy, RevokedAt, Reason) = (by, now, reason);
        Version++;
        return new ReleaseKeyRevoked(Id, Holder, reason);
    }

    internal ReleaseKeyUsed Use(DateOnly day)
    {
        LastUsedOn = day;
        Version++;
        return new ReleaseKeyUsed(Id, Holder, day);
    }
}

[EventKind("releaseKey.issued")]
public sealed record ReleaseKeyIssued(Guid Key, string Holder, string Purpose) : LedgerEvent(ReleaseKey.SubjectOf(Key));

[EventKind("releaseKey.revoked")]
public sealed record ReleaseKeyRevoked(Guid Key, string Holder, string Reason) : LedgerEvent(ReleaseKey.SubjectOf(Key));

/// <summary>Once a day: that something was read with it.</summary>
[EventKind("releaseKey.used")]
public sealed record ReleaseKeyUsed(Guid Key, string Holder, DateOnly Day) : LedgerEvent(ReleaseKey.SubjectOf(Key));
