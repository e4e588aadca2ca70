using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Keywords;

public enum KeywordRule
{
    /// <summary>R6.2: 2 to 20 characters, none twice.</summary>
    BadWord,
    TooFew,
    TooMany,
    /// <summary>A word stands in another group already.</summary>
    WordTaken,
    NoteTooLong,
    /// <summary>A pinned query would no longer find what it must.</summary>
    BreaksGoldenQuery,
    /// <summary>The word waits already to be decided for this entry or item.</summary>
    AlreadySuggested,
    AlreadyDecided,
    ReasonRequired,
    /// <summary>X4: a caller's number stands in it.</summary>
    PersonalData,
}

/// <summary>同义词: words that mean the same to a caller. Whoever searches for one finds the others, marked as such (R6.2).</summary>
public sealed class SynonymGroup
{
    public const int MaxWords = 20;
    public const int MinWord = 2;
    public const int MaxWord = 30;
    public const int MaxNote = 200;

    public Guid Id { get; init; }

    /// <summary>2 to <see cref="MaxWords"/>, in the order given.</summary>
    public List<string> Words { get; private set; } = [];

    public string Note { get; private set; } = "";

    public string UpdatedBy { get; private set; } = "";

    public DateTime UpdatedAt { get; private set; }

    public int Version { get; private set; }

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"synonyms:{id}";

    /// <summary>Tidied words; refuses what breaks a rule.</summary>
    /// <exception cref="Refusal">422 at <c>words</c>.</exception>
    public static List<string> Tidy(IEnumerable<string?> given)
    {
        var words = given.Select(word => Wording.OneLine(word ?? "")).Where(word => word.Length > 0).ToList();
        if (words.Find(word => word.Length is < MinWord or > MaxWord) is { } wrong)
            throw Refusal.Field(KeywordRule.BadWord, "words", $"“{Wording.Cut(wrong, 24)}”须为 {MinWord} 至 {MaxWord} 个字。");
        if (words.GroupBy(word => word, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Refusal.Field(KeywordRule.BadWord, "words", $"“{twice.Key}”重复。");
        if (words.Count < 2)
            throw Refusal.Field(KeywordRule.TooFew, "words", "一组同义词至少两个词。");
        return words.Count <= MaxWords ? words : throw Refusal.Field(KeywordRule.TooMany, "words", $"一组同义词最多 {MaxWords} 个词。");
    }

    internal SynonymsSaved Save(Actor actor, List<string> words, string note, DateTime now)
    {
        var before = Words;
        (Words, Note, UpdatedBy, UpdatedAt) = (words, note, actor.DisplayName, now);
        Version++;
        return new SynonymsSaved(Id, words, before);
    }
}

/// <param name="Before">Empty for a new group.</param>
[EventKind("synonyms.saved")]
public sealed record SynonymsSaved(Guid Group, IReadOnlyList<string> Words, IReadOnlyList<string> Before) : LedgerEvent(SynonymGroup.SubjectOf(Group));

[EventKind("synonyms.removed")]
public sealed record SynonymsRemoved(Guid Group, IReadOnlyList<string> Words) : LedgerEvent(SynonymGroup.SubjectOf(Group));

internal sealed class SynonymGroupMapping : IEntityTypeConfiguration<SynonymGroup>
{
    public void Configure(EntityTypeBuilder<SynonymGroup> builder)
    {
        builder.ToTable("SynonymGroup");
        builder.Property(group => group.Id).ValueGeneratedNever();
        builder.Property(group => group.Words).HasMaxLength(1000);
        builder.Property(group => group.Note).HasMaxLength(SynonymGroup.MaxNote);
        builder.Property(group => group.UpdatedBy).HasMaxLength(60);
        builder.Property(group => group.Version).IsConcurrencyToken();
        builder.HasIndex(group => group.UpdatedAt);
    }
}

public static class KeywordSets
{
    public static IQueryable<SynonymGroup> SynonymGroups(this HotlineDb db) => db.Set<SynonymGroup>();

    public static IQueryable<KeywordSuggestion> KeywordSuggestions(this HotlineDb db) => db.Set<KeywordSuggestion>();
}
