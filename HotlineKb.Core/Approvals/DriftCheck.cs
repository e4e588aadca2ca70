using HotlineKb.Core.Assignments;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <summary>Compares some entries with the items they refer to, within an act, and brings references and differences to what stands now.</summary>
internal sealed class DriftCheck(HotlineDb db, DateTime now, CancellationToken ct)
{
    /// <summary>Entries in one act.</summary>
    public const int Batch = 50;

    /// <summary>So many earlier versions of an item are looked through for stale values.</summary>
    private const int Earlier = 20;

    /// <summary>Differences whose requirement is done, or will bring nothing, though both still differ. An answer accepted before its publishing is waited for.</summary>
    public static IQueryable<Drift> Over(HotlineDb db) =>
        from drift in db.Drifts()
        where drift.Stage == DriftStage.Requested
        join request in db.EditingRequests() on drift.RequestId equals (Guid?)request.Id
        let answer = db.Revisions().Where(revision => revision.Id == request.RevisionId).Select(revision => (Stage?)revision.Stage).FirstOrDefault()
        where request.Stage == RequestStage.Cancelled || (request.Stage == RequestStage.Accepted && (request.RevisionId == null || answer == Stage.Published || answer == Stage.Abandoned))
        select drift;

    public async Task<IReadOnlyList<LedgerEvent>> CompareAsync(IReadOnlyCollection<Guid> entryIds)
    {
        var entries = await (from entry in db.Entries().AsNoTracking()
                             where entryIds.Contains(entry.Id)
                             join version in db.EntryVersions().AsNoTracking() on new { EntryId = entry.Id, Number = entry.CurrentVersion } equals new { version.EntryId, version.Number }
                             orderby entry.Id
                             select new { Entry = entry, version.Text }).ToListAsync(ct);
        var wanted = entries.ToDictionary(row => row.Entry.Id, row => row.Entry.State is EntryState.Published ? row.Text.ApprovalItems : []);
        await ReferAsync(entryIds, wanted);
        var items = await ItemsAsync([.. wanted.Values.SelectMany(codes => codes).Distinct()]);
        var drifts = (await db.Drifts().Where(drift => entryIds.Contains(drift.EntryId) && drift.OpenPair != null).ToListAsync(ct)).ToDictionary(drift => (drift.EntryId, drift.ItemId));
        var over = drifts.Count == 0 ? [] : (await Over(db).Where(drift => entryIds.Contains(drift.EntryId)).Select(drift => drift.Id).ToListAsync(ct)).ToHashSet();
        var events = new List<LedgerEvent>();
        foreach (var row in entries)
        {
            var referred = wanted[row.Entry.Id].Select(code => items.GetValueOrDefault(code)).OfType<Compared>().ToList();
            var text = referred.Count == 0 ? "" : DriftFinder.PlainText(row.Text);
            foreach (var one in referred)
            {
                var fields = DriftFinder.Find(text, one.Facts, [.. referred.Where(other => other != one && !other.Facts.Withdrawn).Select(other => other.Facts.Guide)]);
                drifts.Remove((row.Entry.Id, one.Item.Id), out var drift);
                if (Judge(row.Entry, one.Item, drift, fields, over) is { } happened)
                    events.Add(happened);
            }
        }

        // What is left is referred to no more.
        events.AddRange(drifts.Values.OrderBy(drift => drift.Id).Select(drift => drift.Settle(now)));
        return events;
    }

    private DriftEvent? Judge(Entry entry, ApprovalItem item, Drift? drift, List<DriftField> fields, HashSet<Guid> over)
    {
        if (drift is not null)
            return fields.Count == 0 ? drift.Settle(now) : drift.See(entry, item, fields, over.Contains(drift.Id), now);
        if (fields.Count == 0)
            return null;
        var (found, happened) = Drift.Find(entry, item, fields, now);
        db.Add(found);
        return happened;
    }

    private async Task ReferAsync(IReadOnlyCollection<Guid> entryIds, Dictionary<Guid, List<string>> wanted)
    {
        var known = await db.EntryReferences().Where(reference => entryIds.Contains(reference.EntryId)).ToListAsync(ct);
        db.RemoveRange(known.Where(reference => !wanted[reference.EntryId].Contains(reference.ItemCode)));
        foreach (var (entry, codes) in wanted)
            db.AddRange(codes.Where(code => !known.Exists(reference => reference.EntryId == entry && reference.ItemCode == code)).Select(code => new EntryReference { EntryId = entry, ItemCode = code }));
    }

    private async Task<Dictionary<string, Compared>> ItemsAsync(string[] codes)
    {
        if (codes.Length == 0)
            return [];
        var items = await db.ApprovalItems().AsNoTracking().Where(item => codes.Contains(item.Code)).ToListAsync(ct);
        var ids = items.ConvertAll(item => item.Id);
        var versions = (await (from item in db.ApprovalItems()
                               join version in db.ApprovalVersions().AsNoTracking() on item.Id equals version.ItemId
                               where ids.Contains(item.Id) && version.Number >= item.CurrentVersion - Earlier
                               select version).ToListAsync(ct)).ToLookup(version => version.ItemId);
        return items.ToDictionary(item => item.Code, item => new Compared(item, new DriftItem(
            item.State is ApprovalState.Withdrawn,
            versions[item.Id].Single(version => version.Number == item.CurrentVersion).Guide,
            [.. versions[item.Id].Where(version => version.Number < item.CurrentVersion).OrderByDescending(version => version.Number).Select(version => version.Guide)])));
    }

    private sealed record Compared(ApprovalItem Item, DriftItem Facts);
}
