using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <summary>
/// Compares entries with the hall whenever one of both changes: at publishing and at sync (R5.4). Position, references, differences and the ledger's rows
/// about them are saved in one act. It reads the whole history: what it keeps follows from what stands now, whenever it is read.
/// </summary>
public sealed class DriftReader(LedgerDoor ledger, LedgerPositions positions, IDbContextFactory<HotlineDb> databases) : ILedgerReader
{
    private static readonly Actor Comparer = Actor.System("drift");

    /// <summary>Rows that concern no reference are passed by without a write; so many may be read again after a restart.</summary>
    private const int Unsaved = 500;

    private long _saved;

    public string Name => "drift";

    public async Task<long> PositionAsync(CancellationToken ct) => _saved = await positions.GetAsync(Name, ct);

    public async Task ReadAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct)
    {
        var last = rows[^1].Number;
        var concern = Concern.Of(rows);
        List<Guid> entries = [];
        if (!concern.IsEmpty)
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            entries = await concern.EntriesAsync(db, ct);
        }

        if (entries.Count > 0)
            await CompareAsync(entries, last, ct);
        else if (last - _saved >= Unsaved)
            await positions.SetAsync(Name, last, ct);
        else
            return;
        _saved = last;
    }

    private async Task CompareAsync(List<Guid> entries, long last, CancellationToken ct)
    {
        // In parts, that people's own acts get their turn between; only the last moves the position.
        var parts = entries.Chunk(DriftCheck.Batch).ToList();
        foreach (var part in parts)
            await ledger.CommitAsync(Comparer, async (db, now) =>
            {
                var position = await LedgerPositions.InActAsync(db, Name, ct, from: 0);
                // Another node, or this one before it was killed, has read them.
                if (position.Number >= last)
                    return [];
                if (part == parts[^1])
                    position.Number = last;
                return await new DriftCheck(db, now, ct).CompareAsync(part);
            }, ct);
    }

    /// <summary>What a batch of rows may have changed.</summary>
    private sealed class Concern
    {
        private readonly HashSet<string> _entries = [];
        private readonly HashSet<string> _items = [];
        private bool _ended;

        public bool IsEmpty => _entries.Count == 0 && _items.Count == 0 && !_ended;

        public static Concern Of(IReadOnlyList<LedgerRow> rows)
        {
            var concern = new Concern();
            foreach (var row in rows)
                switch (row.Kind)
                {
                    case "entry.published" or "entry.withdrawn":
                        concern._entries.Add(After(row.Subject));
                        break;
                    case "approval.added" or "approval.changed" or "approval.withdrawn" or "approval.restored":
                        concern._items.Add(After(row.Subject));
                        break;
                    case "editingRequest.accepted" or "editingRequest.cancelled" or "revision.published" or "revision.abandoned":
                        concern._ended = true;
                        break;
                    default:
                        break;
                }

            return concern;
        }

        /// <summary>Entries that must be compared anew: an item's new value may also explain what an entry says of another item.</summary>
        public async Task<List<Guid>> EntriesAsync(HotlineDb db, CancellationToken ct)
        {
            var found = new HashSet<Guid>();
            if (_entries.Count > 0)
            {
                var codes = _entries.ToArray();
                var published = await (from entry in db.Entries().AsNoTracking()
                                       where codes.Contains(entry.Code)
                                       join version in db.EntryVersions() on new { EntryId = entry.Id, Number = entry.CurrentVersion } equals new { version.EntryId, version.Number }
                                       select new { entry.Id, Codes = version.Text.ApprovalItems, Known = db.EntryReferences().Any(reference => reference.EntryId == entry.Id) }).ToListAsync(ct);
                found.UnionWith(published.Where(row => row.Known || row.Codes.Count > 0).Select(row => row.Id));
            }

            if (_items.Count > 0)
            {
                var codes = _items.ToArray();
                found.UnionWith(await db.EntryReferences().Where(reference => codes.Contains(reference.ItemCode)).Select(reference => reference.EntryId).Distinct().ToListAsync(ct));
            }

            if (_ended)
                found.UnionWith(await DriftCheck.Over(db).Select(drift => drift.EntryId).Distinct().ToListAsync(ct));
            return [.. found.Order()];
        }

        private static string After(string subject) => subject[(subject.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
