using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Releases;

/// <summary>
/// What becomes of releases when their entries change: a newer version is proposed, never released by itself; a withdrawn entry's release is recorded as recalled.
/// It only records: that nobody reads a withdrawn entry any more holds from the commit that withdrew it (<see cref="ReleaseSets.InPublic"/>).
/// </summary>
public sealed class ReleaseReader(LedgerDoor ledger, LedgerPositions positions, IDbContextFactory<HotlineDb> databases) : ILedgerReader
{
    public const string Withdrawn = "条目已撤下";
    public const string Outdated = "条目已有新版本";

    private static readonly Actor Follower = Actor.System("releases");

    /// <summary>Rows that concern no release are passed by without a write; so many may be read again after a restart.</summary>
    private const int Unsaved = 500;

    private static readonly string PublishedKind = LedgerEvent.KindOf(typeof(EntryPublished));
    private static readonly string WithdrawnKind = LedgerEvent.KindOf(typeof(EntryWithdrawn));
    private static readonly int Prefix = Entry.SubjectOf("").Length;

    private long _saved;

    public string Name => "releases";

    public async Task<long> PositionAsync(CancellationToken ct) => _saved = await positions.GetAsync(Name, ct);

    public async Task ReadAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct)
    {
        var last = rows[^1].Number;
        var concerned = await ConcernedAsync(rows, ct);
        if (concerned.Count > 0)
            await ledger.CommitAsync(Follower, async (db, now) =>
            {
                var position = await LedgerPositions.InActAsync(db, Name, ct, from: 0);
                // Another node, or this one before it was killed, has read them.
                if (position.Number >= last)
                    return [];
                position.Number = last;
                var events = new List<LedgerEvent>();
                foreach (var row in concerned)
                    events.AddRange(row.Kind == WithdrawnKind ? await EndAsync(db, row, now, ct) : await RenewAsync(db, row.Subject[Prefix..], now, ct));
                return events;
            }, ct);
        else if (last - _saved >= Unsaved)
            await positions.SetAsync(Name, last, ct);
        else
            return;
        _saved = last;
    }

    /// <summary>Each entry's last word, and every withdrawal, as far as there is a release to concern.</summary>
    private async Task<List<LedgerRow>> ConcernedAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct)
    {
        var about = rows.Where(row => row.Kind == PublishedKind || row.Kind == WithdrawnKind).ToList();
        if (about.Count == 0)
            return [];
        var codes = about.Select(row => row.Subject[Prefix..]).Distinct().ToArray();
        await using var db = await databases.CreateDbContextAsync(ct);
        var released = await db.Releases().Where(row => codes.Contains(row.Code) && (row.OpenEntryId != null || row.PublicEntryId != null)).Select(row => row.Code).ToHashSetAsync(ct);
        return [.. about.Where(row => released.Contains(row.Subject[Prefix..]))];
    }

    private static async Task<List<LedgerEvent>> EndAsync(HotlineDb db, LedgerRow withdrawn, DateTime now, CancellationToken ct)
    {
        var code = withdrawn.Subject[Prefix..];
        var events = new List<LedgerEvent>();
        foreach (var release in await OnTheWayAsync(db, code, ct))
        {
            // What was proposed or approved after it was in use again is not meant.
            if (release.Stage is ReleaseStage.Public && release.PublicSince <= withdrawn.At)
                events.Add(release.Follow(Withdrawn, withdrawn.At, now));
            else if (release.OpenEntryId is not null && release.ProposedAt <= withdrawn.At)
                events.Add(release.Cancel(Withdrawn, now));
        }

        return events;
    }

    private static async Task<List<LedgerEvent>> RenewAsync(HotlineDb db, string code, DateTime now, CancellationToken ct)
    {
        var entry = await db.Entries().SingleAsync(row => row.Code == code, ct);
        var rows = await OnTheWayAsync(db, code, ct);
        if (entry.State is not EntryState.Published || rows.Count == 0 || rows.TrueForAll(row => row.EntryVersion >= entry.CurrentVersion) || rows.Exists(row => row.OpenEntryId is not null && row.EntryVersion >= entry.CurrentVersion))
            return [];
        var events = new List<LedgerEvent>();
        var open = rows.Find(row => row.OpenEntryId is not null);
        if (open is not null)
            events.Add(open.Cancel(Outdated, now));
        var from = open ?? rows[0];
        var version = await db.EntryVersions().AsNoTracking().SingleAsync(row => row.EntryId == entry.Id && row.Number == entry.CurrentVersion, ct);
        // Whoever proposed the older version has proposed this one too, as far as four eyes go.
        var (release, proposed) = Release.Propose(entry, version, from.Basis, from.Channels, open is { ProposedById: { } id } ? (id, open.ProposedBy) : null, now);
        db.Add(release);
        events.Add(proposed);
        return events;
    }

    private static async Task<List<Release>> OnTheWayAsync(HotlineDb db, string code, CancellationToken ct) =>
        // Also what this act has made or ended itself, for an entry that was published twice.
        [.. (await db.Releases().Where(row => row.Code == code && (row.OpenEntryId != null || row.PublicEntryId != null)).ToListAsync(ct))
            .Concat(db.ChangeTracker.Entries<Release>().Select(row => row.Entity).Where(row => row.Code == code)).Distinct().Where(row => row.OpenEntryId is not null || row.PublicEntryId is not null)];
}

/// <summary>Records what has left the public with its last day.</summary>
public sealed class ReleaseSweep(LedgerSweep sweep)
{
    /// <returns>How many.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default) =>
        (await sweep.RunAsync(
            (db, now) => Over(db, now).AnyAsync(ct),
            async (db, now) => [.. (await Over(db, now).OrderBy(row => row.Id).Take(LedgerSweep.Batch).ToListAsync(ct)).Select(row => row.Expire(now))], ct)).Count;

    private static IQueryable<Release> Over(HotlineDb db, DateTime now)
    {
        var today = CityDays.Of(now);
        return db.Releases().Where(row => row.Stage == ReleaseStage.Public && row.ExpiresOn < today);
    }
}
