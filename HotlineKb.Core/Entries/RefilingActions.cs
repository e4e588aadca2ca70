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
    /// <param name="home">A leaf of the same unit; needed when there are entries.</param>
    /// <returns>How many entries were moved.</returns>
    public Task<int> RetireAsync(Actor actor, Guid id, int version, Guid? home, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var tree = await CategoryActions.TreeOfAsync(db, actor, id, version, ct);
            var category = tree.Single(row => row.Id == id);
            var going = CategoryActions.Below(tree, category);
            var ids = going.ConvertAll(row => row.Id);
            // Withdrawn ones too: they may be taken into use again, and would find no category.
            var entries = await db.Entries().Where(entry => ids.Contains(entry.CategoryId)).ToListAsync(ct);
            if (home is null && entries.Count > 0)
                throw Refusal.Field(CategoryRule.HomeRequired, "home", $"“{category.Path}”下有 {entries.Count} 个条目，请选择它们归入的类别。");
            if (home is { } chosen && ids.Contains(chosen))
                throw Refusal.Field(CategoryRule.IntoItself, "home", "归入的类别不能是它自己或它的下级。");
            var target = home is { } to ? await CategoryActions.NeedLeafAsync(db, to, category.UnitId, ct) : null;
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
