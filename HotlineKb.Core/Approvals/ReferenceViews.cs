using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <summary>An item that an entry refers to.</summary>
/// <param name="Name">Its code where the viewer may not see it.</param>
/// <param name="State">Null where the viewer may not see it, or it is not there.</param>
public sealed record ReferredItem(string Code, string Name, ApprovalState? State);

/// <summary>An entry that refers to an item.</summary>
public sealed record ReferringEntry(string Code, string Title, string Unit);

/// <summary>Which entries refer to which items, from either side, within the viewer's scope (R4.7).</summary>
public sealed class ReferenceViews(IDbContextFactory<HotlineDb> databases, Visibility visibility)
{
    /// <summary>So many of a unit's items are compared with a title.</summary>
    private const int MostCompared = 5_000;

    private const double Alike = 0.3;

    /// <summary>In the order given.</summary>
    public async Task<IReadOnlyList<ReferredItem>> ItemsAsync(Actor viewer, IReadOnlyCollection<string> codes, CancellationToken ct = default)
    {
        if (codes.Count == 0)
            return [];
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var known = await ApprovalViews.Visible(db, scope).Where(item => codes.Contains(item.Code)).Select(item => new ReferredItem(item.Code, item.Name, item.State)).ToDictionaryAsync(item => item.Code, ct);
        return [.. codes.Select(code => known.GetValueOrDefault(code) ?? new ReferredItem(code, code, null))];
    }

    /// <summary>Published entries that refer to an item, newest first.</summary>
    public async Task<(IReadOnlyList<ReferringEntry> Items, int Total)> EntriesAsync(Actor viewer, string item, int skip, int top, CancellationToken ct = default)
    {
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = db.Entries().AsNoTracking().Visible(scope)
            .Where(entry => entry.State == EntryState.Published && db.EntryReferences().Any(reference => reference.EntryId == entry.Id && reference.ItemCode == item));
        var items = await (from entry in rows.OrderByDescending(entry => entry.UpdatedAt).ThenBy(entry => entry.Id).Skip(skip).Take(Math.Clamp(top, 1, 500))
                           join version in db.EntryVersions() on new { EntryId = entry.Id, Number = entry.CurrentVersion } equals new { version.EntryId, version.Number }
                           join unit in db.Units() on entry.UnitId equals unit.Id
                           orderby entry.UpdatedAt descending, entry.Id
                           select new ReferringEntry(entry.Code, version.Text.Title, unit.Name)).ToListAsync(ct);
        return (items, await rows.CountAsync(ct));
    }

    /// <summary>Items in force whose name or code holds the words; those of the unit first.</summary>
    public async Task<IReadOnlyList<ReferredItem>> FindAsync(Actor viewer, int unitId, string words, int top, CancellationToken ct = default)
    {
        var text = words.Trim().Replace("\0", "", StringComparison.Ordinal);
        if (text.Length is 0 or > 200)
            return [];
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        return await ApprovalViews.Visible(db, scope).Where(item => item.State == ApprovalState.InForce && (item.Name.Contains(text) || item.TaskCode == text || item.Code == text))
            .OrderBy(item => item.UnitId == unitId ? 0 : 1).ThenBy(item => item.Name.Length).ThenBy(item => item.Id).Take(top)
            .Select(item => new ReferredItem(item.Code, item.Name, item.State)).ToListAsync(ct);
    }

    /// <summary>Items of the unit that are called like the entry, the likest first.</summary>
    public async Task<IReadOnlyList<ReferredItem>> SuggestAsync(Actor viewer, int unitId, string title, IReadOnlyCollection<string> chosen, int top, CancellationToken ct = default)
    {
        var asked = Pairs(title);
        if (asked.Count == 0)
            return [];
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var items = await ApprovalViews.Visible(db, scope).Where(item => item.UnitId == unitId && item.State == ApprovalState.InForce).OrderBy(item => item.Id).Take(MostCompared)
            .Select(item => new ReferredItem(item.Code, item.Name, item.State)).ToListAsync(ct);
        return [.. items.Where(item => !chosen.Contains(item.Code)).Select(item => (Item: item, Likeness: Likeness(asked, Pairs(item.Name)))).Where(pair => pair.Likeness >= Alike)
            .OrderByDescending(pair => pair.Likeness).ThenBy(pair => pair.Item.Name.Length).Take(top).Select(pair => pair.Item)];
    }

    private static double Likeness(HashSet<string> one, HashSet<string> other) => other.Count == 0 ? 0 : 2.0 * one.Count(other.Contains) / (one.Count + other.Count);

    private static HashSet<string> Pairs(string text)
    {
        var letters = string.Concat(text.Where(char.IsLetterOrDigit));
        return [.. Enumerable.Range(0, Math.Max(0, letters.Length - 1)).Select(i => letters.Substring(i, 2))];
    }
}
