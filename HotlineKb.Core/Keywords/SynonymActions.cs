using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Keywords;

/// <summary>同义词, kept by the city office (R6.2).</summary>
public sealed class SynonymActions(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases)
{
    /// <param name="id">Null for a new group.</param>
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    public Task<SynonymGroup> SaveAsync(Actor actor, Guid? id, int version, IReadOnlyList<string> words, string? note, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.KeepKeywords);
            var tidy = SynonymGroup.Tidy(words);
            var said = Wording.OneLine(note ?? "");
            if (said.Length > SynonymGroup.MaxNote)
                throw Refusal.Field(KeywordRule.NoteTooLong, "note", $"说明最多 {SynonymGroup.MaxNote} 个字。");
            var group = id is { } known ? await NeedAsync(db, known, version, ct) : new SynonymGroup { Id = Guid.CreateVersion7(new DateTimeOffset(now)) };
            // A word in two groups would join them without anybody having said so.
            var others = await db.SynonymGroups().AsNoTracking().Where(row => row.Id != group.Id).Select(row => row.Words).ToListAsync(ct);
            if (others.SelectMany(row => row).FirstOrDefault(word => tidy.Contains(word, StringComparer.OrdinalIgnoreCase)) is { } taken)
                throw Refusal.Field(KeywordRule.WordTaken, "words", $"“{taken}”已在另一组同义词中，请在那一组里增加。");
            if (id is null)
                db.Add(group);
            else if (group.Words.SequenceEqual(tidy) && group.Note == said)
                return Outcome.Nothing(group);
            return Outcome.Of(group, group.Save(actor, tidy, said, now));
        }, ct);

    public Task RemoveAsync(Actor actor, Guid id, int version, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            actor.Require(Permission.KeepKeywords);
            var group = await NeedAsync(db, id, version, ct);
            db.Remove(group);
            return [new SynonymsRemoved(group.Id, group.Words)];
        }, ct);

    /// <summary>Newest first.</summary>
    /// <param name="text">Part of a word.</param>
    public async Task<(IReadOnlyList<SynonymGroup> Items, int Total)> ListAsync(Actor viewer, string? text, int skip, int top, CancellationToken ct = default)
    {
        viewer.Require(Permission.ReadEntries);
        await using var db = await databases.CreateDbContextAsync(ct);
        // A few hundred at most, and a list column is no column to the database: looked through here.
        var rows = await db.SynonymGroups().AsNoTracking().OrderByDescending(row => row.UpdatedAt).ThenBy(row => row.Id).ToListAsync(ct);
        if (text?.Trim() is { Length: > 0 } part)
            rows = rows.FindAll(row => row.Words.Exists(word => word.Contains(part, StringComparison.OrdinalIgnoreCase)));
        return ([.. rows.Skip(skip).Take(Math.Clamp(top, 1, 500))], rows.Count);
    }

    private static async Task<SynonymGroup> NeedAsync(HotlineDb db, Guid id, int version, CancellationToken ct)
    {
        var group = await db.SynonymGroups().SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这组同义词");
        return group.Version == version ? group : throw Refusal.ChangedMeanwhile(group.Version);
    }
}
