using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Keywords;

/// <summary>Where the thought comes from.</summary>
public enum SuggestionSource
{
    /// <summary>A unit or an operator said so.</summary>
    Person,
    /// <summary>The text itself says it again and again.</summary>
    Text,
    /// <summary>People searched for it without result, and then opened the thing by another search.</summary>
    Search,
}

public enum SuggestionState
{
    Open,
    Accepted,
    Declined,
}

/// <summary>关键字建议: a word that might lead people to an entry or approval item; the city office accepts or declines it (R6.2). One per thing and word.</summary>
public sealed class KeywordSuggestion
{
    public const int MaxReason = 200;

    public Guid Id { get; init; }

    /// <summary>Of the entry or the approval item.</summary>
    public string Code { get; init; } = "";

    /// <summary>The unit it belongs to; null for an item that belongs to none yet.</summary>
    public int? UnitId { get; init; }

    /// <summary>The word as it is compared.</summary>
    public string Key { get; init; } = "";

    public string Word { get; private set; } = "";

    public SuggestionSource Source { get; private set; }

    /// <summary>What the person says, or what was counted.</summary>
    public string Reason { get; private set; } = "";

    public Guid? SuggestedById { get; private set; }

    public string SuggestedBy { get; private set; } = "";

    public DateTime SuggestedAt { get; private set; }

    public SuggestionState State { get; private set; }

    public string DecidedBy { get; private set; } = "";

    public DateTime? DecidedAt { get; private set; }

    /// <summary>Why it was declined.</summary>
    public string Note { get; private set; } = "";

    public int Version { get; private set; }

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"keyword-suggestion:{id}";

    public static string KeyOf(string word) => word.ToLowerInvariant();

    /// <summary>Suggested, or suggested anew by a person after it was declined.</summary>
    internal KeywordSuggested Suggest(SuggestionSource source, string word, string reason, Actor by, DateTime now)
    {
        (Source, Word, Reason, SuggestedById, SuggestedBy, SuggestedAt) = (source, word, reason, by.AccountId, source is SuggestionSource.Person ? by.DisplayName : "", now);
        (State, DecidedBy, DecidedAt, Note) = (SuggestionState.Open, "", null, "");
        Version++;
        return new KeywordSuggested(Id, Code, word, source, reason);
    }

    internal KeywordSuggestionAccepted Accept(Actor by, DateTime now)
    {
        (State, DecidedBy, DecidedAt) = (SuggestionState.Accepted, by.DisplayName, now);
        Version++;
        return new KeywordSuggestionAccepted(Id, Code, Word);
    }

    internal KeywordSuggestionDeclined Decline(Actor by, string note, DateTime now)
    {
        (State, DecidedBy, DecidedAt, Note) = (SuggestionState.Declined, by.DisplayName, now, note);
        Version++;
        return new KeywordSuggestionDeclined(Id, Code, Word, note);
    }
}

[EventKind("keyword.suggested")]
public sealed record KeywordSuggested(Guid Suggestion, string Code, string Word, SuggestionSource Source, string Reason) : LedgerEvent(KeywordSuggestion.SubjectOf(Suggestion));

[EventKind("keyword.suggestionAccepted")]
public sealed record KeywordSuggestionAccepted(Guid Suggestion, string Code, string Word) : LedgerEvent(KeywordSuggestion.SubjectOf(Suggestion));

[EventKind("keyword.suggestionDeclined")]
public sealed record KeywordSuggestionDeclined(Guid Suggestion, string Code, string Word, string Reason) : LedgerEvent(KeywordSuggestion.SubjectOf(Suggestion));

internal sealed class KeywordSuggestionMapping : IEntityTypeConfiguration<KeywordSuggestion>
{
    public void Configure(EntityTypeBuilder<KeywordSuggestion> builder)
    {
        builder.ToTable("KeywordSuggestion");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Code).HasMaxLength(64);
        builder.Property(row => row.Key).HasMaxLength(40);
        builder.Property(row => row.Word).HasMaxLength(40);
        builder.Property(row => row.Reason).HasMaxLength(KeywordSuggestion.MaxReason);
        builder.Property(row => row.SuggestedBy).HasMaxLength(60);
        builder.Property(row => row.DecidedBy).HasMaxLength(60);
        builder.Property(row => row.Note).HasMaxLength(KeywordSuggestion.MaxReason);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasIndex(row => new { row.Code, row.Key }).IsUnique();
        builder.HasIndex(row => new { row.State, row.Source, row.SuggestedAt });
    }
}
