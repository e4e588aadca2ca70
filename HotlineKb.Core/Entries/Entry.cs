namespace HotlineKb.Core.Entries;

public enum EntryState
{
    Published,
    Withdrawn,
}

/// <summary>条目: a piece of common information that was published once and has its code for ever (R1.3, R4.6).</summary>
public sealed class Entry
{
    public Guid Id { get; init; }

    public string Code { get; init; } = "";

    public int UnitId { get; init; }

    public EntryState State { get; private set; }

    /// <summary>Number of the version in use, from 1.</summary>
    public int CurrentVersion { get; private set; }

    public Guid CategoryId { get; private set; }

    public DateTime FirstPublishedAt { get; init; }

    /// <summary>When it was last published or withdrawn.</summary>
    public DateTime UpdatedAt { get; private set; }

    /// <summary>The day of review or expiry that its unit has been told of ahead; null until then, and again after every publishing.</summary>
    public DateOnly? WarnedFor { get; private set; }

    /// <summary>When that was; a day in the city.</summary>
    public DateOnly? WarnedOn { get; private set; }

    /// <summary>The day of review or expiry for which its unit was asked to look at it.</summary>
    public DateOnly? AskedFor { get; private set; }

    /// <summary>The last day on which it held, once that is over and recorded.</summary>
    public DateOnly? ExpiredAfter { get; private set; }

    public int Version { get; private set; }

    public string Subject => SubjectOf(Code);

    public static string SubjectOf(string code) => $"entry:{code}";

    /// <summary>Puts the next version in use.</summary>
    /// <param name="category">The leaf it is filed under: what the text says, or where that went.</param>
    /// <param name="revision">Null for what is taken over from an older system.</param>
    internal (EntryVersion Version, EntryPublished Event) Publish(EntryText text, Guid category, Origin origin, Revision? revision, string by, DateTime now)
    {
        CurrentVersion++;
        State = EntryState.Published;
        CategoryId = category;
        (WarnedFor, WarnedOn, AskedFor, ExpiredAfter) = (null, null, null, null);
        Touch(now);
        var version = new EntryVersion
        {
            EntryId = Id,
            Number = CurrentVersion,
            Text = text with { CategoryId = category },
            RevisionId = revision?.Id,
            Origin = origin,
            PublishedAt = now,
            PublishedBy = by,
        };
        return (version, new EntryPublished(Code, CurrentVersion, UnitId, CategoryId, revision?.Id, revision?.Change ?? ChangeKind.New));
    }

    /// <summary>Other keywords are a version of their own, so that what was found when stays known.</summary>
    /// <param name="inUse">The version in use.</param>
    internal (EntryVersion Version, EntryKeywordsChanged Event) SetKeywords(EntryVersion inUse, List<string> keywords, string by, DateTime now)
    {
        CurrentVersion++;
        Touch(now);
        var version = new EntryVersion { EntryId = Id, Number = CurrentVersion, Text = inUse.Text with { Keywords = keywords }, RevisionId = inUse.RevisionId, Origin = inUse.Origin, PublishedAt = now, PublishedBy = by };
        return (version, new EntryKeywordsChanged(Code, CurrentVersion, inUse.Text.Keywords, keywords));
    }

    /// <summary>Files it elsewhere. Nothing that people read of it changes.</summary>
    internal EntryRefiled Refile(Guid category)
    {
        var from = CategoryId;
        CategoryId = category;
        Version++;
        return new EntryRefiled(Code, from, category);
    }

    /// <summary>Takes it out of use; every version stays readable.</summary>
    internal EntryWithdrawn Withdraw(Revision revision, DateTime now)
    {
        State = EntryState.Withdrawn;
        Touch(now);
        return new EntryWithdrawn(Code, CurrentVersion, UnitId, revision.Id);
    }

    /// <summary>Its unit is told that it will have to be looked at.</summary>
    internal EntryReviewDue Warn(DateOnly due, DateOnly today)
    {
        (WarnedFor, WarnedOn) = (due, today);
        Version++;
        return new EntryReviewDue(Code, UnitId, due);
    }

    internal void Asked(DateOnly due)
    {
        AskedFor = due;
        Version++;
    }

    /// <summary>The truth is the day itself; this records it, so that search hears of it.</summary>
    internal EntryExpired Expire(DateOnly after)
    {
        ExpiredAfter = after;
        Version++;
        return new EntryExpired(Code, UnitId, after);
    }

    private void Touch(DateTime now)
    {
        UpdatedAt = now;
        Version++;
    }
}

/// <summary>版本: a text as it was published. Never changes.</summary>
public sealed class EntryVersion
{
    public Guid EntryId { get; init; }

    /// <summary>From 1.</summary>
    public int Number { get; init; }

    public EntryText Text { get; init; } = new();

    /// <summary>Null for what was taken over from an older system.</summary>
    public Guid? RevisionId { get; init; }

    public Origin Origin { get; init; }

    public DateTime PublishedAt { get; init; }

    /// <summary>Display name of who published it.</summary>
    public string PublishedBy { get; init; } = "";
}
