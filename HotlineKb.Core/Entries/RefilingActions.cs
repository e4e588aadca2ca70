using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Taxonomy;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Entries;

/// <summary>An entry stands in another category; its code, version and text are the same (R4.5).</summary>
[EventKind("entry.refiled")]
public sealed record EntryRefiled(string Code, Guid From, Guid To) : LedgerEvent(Entry.SubjectOf(Code));

/// <param name="Home">Where its entries went; null when it had none.</param>
[EventKind("category.retired")]
public sealed record CategoryRetired(int Unit, Guid Category, string Path, Guid? Home, int Entries) : LedgerEvent($"categories:{Units.Unit.CodeOf(Unit)}");

/// <summary>What moves entries from one category to another: retiring and merging (R4.5, city office only).</summary>
public sealed class RefilingActions(LedgerDoor ledger)
{
    /// <summary>
    /// Takes a category with all below it out of use; its entries go to <paramref name="home"/>, and so does what is still on its way there.
    /// Merging is retiring into the other one.
    /// </summary>
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <param name="home">A category in use of the same unit that is a leaf, or will be one afterwards; needed when there are entries.</param>
    /// <param name="below">How many categories below it were seen: what a colleague has added meanwhile is not retired along with it unseen. Null where nobody looked.</param>
    /// <returns>How many entries were moved.</returns>
    public Task<int> RetireAsync(Actor actor, Guid id, int version, Guid? home, int? below = null, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            var tree = await CategoryActions.TreeOfAsync(db, actor, id, version, ct);
            var category = tree.Single(row => row.Id == id);
            var going = CategoryActions.Below(tree, category);
            var ids = going.ConvertAll(row => row.Id);
            if (below is { } seen && seen != going.Count - 1)
                throw new Refusal(CategoryRule.GrownMeanwhile, $"“{category.Path}”的下级类别刚刚有变动，现有 {going.Count - 1} 个，请看过再停用。", RefusalKind.ChangedMeanwhile) { CurrentVersion = category.Version };
            // Withdrawn ones too: they may be taken into use again, and would find no category.
            var entries = new List<Entry>();
            foreach (var some in ids.Chunk(500))
                entries.AddRange(await db.Entries().Where(entry => some.Contains(entry.CategoryId)).ToListAsync(ct));
            if (home is null && entries.Count > 0)
                throw Refusal.Field(CategoryRule.HomeRequired, "home", $"“{category.Path}”下有 {entries.Count} 个条目，请选择它们归入的类别。");
            if (home is { } chosen && ids.Contains(chosen))
                throw Refusal.Field(CategoryRule.IntoItself, "home", "归入的类别不能是它自己或它的下级。");
            // In use, so that homes make no ring; its last children may be those that go.
            var target = home is { } to ? tree.Find(row => row.Id == to) ?? throw Refusal.Field(CategoryRule.Unknown, "home", "没有要归入的类别，或已停用，或不属于这个单位。") : null;
            if (target is not null && tree.Exists(row => row.ParentId == target.Id && !ids.Contains(row.Id)))
                throw Refusal.Field(CategoryRule.NotLeaf, "home", $"“{target.Path}”下还有子类别，条目只能归入末级类别。");
            var events = new List<LedgerEvent>();
            foreach (var entry in entries)
            {
                events.Add(entry.Refile(target!.Id));
                if (entry.State is EntryState.Published)
                    target.EntryCount++;
            }

            foreach (var row in going)
            {
                row.EntryCount = 0;
                row.Retire(target?.Id);
            }

            events.Add(new CategoryRetired(category.UnitId, id, category.Path, target?.Id, entries.Count));
            return new Outcome<int>(entries.Count, events);
        }, ct);
}
