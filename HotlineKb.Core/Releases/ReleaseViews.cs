using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Releases;

public enum ReleaseTab
{
    /// <summary>待发布: to approve, or to mend.</summary>
    Proposed,
    /// <summary>已发布.</summary>
    Public,
    /// <summary>已撤回, and what ended otherwise.</summary>
    Ended,
    /// <summary>公开台账: everything that ever was public.</summary>
    Ledger,
    /// <summary>All there was of what is asked for, in whatever stage.</summary>
    Entry,
}

/// <param name="Text">In the title, or a code.</param>
public sealed record ReleaseFilter(ReleaseTab Tab = ReleaseTab.Proposed, string? Text = null, int? UnitId = null, int? RegionCode = null);

/// <param name="Title">Of the frozen version.</param>
/// <param name="PublicVersion">The version of the entry that is public now.</param>
public sealed record ReleaseItem(Release Release, string Title, string Unit, string Region, int? PublicVersion);

/// <param name="Public">The text that is public now, which this would replace; null when none is.</param>
/// <param name="Disclosure">What is recorded of the entry.</param>
/// <param name="Acts">What the viewer may do now.</param>
public sealed record ReleaseDetail(Release Release, EntryText Text, EntryText? Public, int? PublicVersion, IReadOnlyList<Finding> Findings, EntryDisclosure? Disclosure, IReadOnlyList<ReleaseMove> Acts);

public sealed record ReleaseCounts(int Proposed, int Public, int Ended, int Ledger);

/// <summary>How an entry stands to the public, for whoever may see the entry.</summary>
/// <param name="PublicVersion">Null when it is not public.</param>
/// <param name="Open">Null when nothing is proposed.</param>
public sealed record ReleaseStanding(int? PublicVersion, DateTime? Since, ReleaseStage? Open, int? OpenVersion, Disclosure? Disclosure, string? Basis);

/// <summary>A published entry that is not public, for proposing many at once.</summary>
public sealed record Candidate
{
    public string Code { get; init; } = "";

    public string Title { get; init; } = "";

    public string Unit { get; init; } = "";

    public string Region { get; init; } = "";

    public string Category { get; init; } = "";

    public int Version { get; init; }

    public DateTime UpdatedAt { get; init; }

    /// <summary>依申请公开 or 不予公开, when that is recorded.</summary>
    public Disclosure? Disclosure { get; init; }

    public string? Basis { get; init; }
}

/// <summary>What the city office sees of releases, within the viewer's scope.</summary>
public sealed class ReleaseViews(IDbContextFactory<HotlineDb> databases, Visibility visibility, LedgerDoor ledger, IOptions<ReleaseOptions> options, TimeProvider time)
{
    /// <summary>Rows of one export.</summary>
    public const int MostExported = 100_000;

    /// <summary>The city office, but for its operators.</summary>
    public static bool Sees(Actor viewer) => Jurisdiction.IsCity(viewer.OfficeId) && viewer.May(Permission.SeeAllWork);

    public async Task<(IReadOnlyList<ReleaseItem> Items, int Total)> ListAsync(Actor viewer, ReleaseFilter filter, int skip, int top, CancellationToken ct = default)
    {
        var scope = await ScopeAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Rows(db, scope, filter);
        var total = await rows.CountAsync(ct);
        return (await ReadAsync(db, Sorted(rows, filter.Tab).Skip(skip).Take(Math.Clamp(top, 1, 500)), filter.Tab, ct), total);
    }

    public async Task<ReleaseCounts> CountsAsync(Actor viewer, CancellationToken ct = default)
    {
        var scope = await ScopeAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var counts = new int[4];
        for (var tab = ReleaseTab.Proposed; tab <= ReleaseTab.Ledger; tab++)
            counts[(int)tab] = await Rows(db, scope, new ReleaseFilter(tab)).CountAsync(ct);
        return new ReleaseCounts(counts[0], counts[1], counts[2], counts[3]);
    }

    /// <summary>Keys in force first, the newest first among them.</summary>
    public async Task<IReadOnlyList<ReleaseKey>> KeysAsync(Actor viewer, CancellationToken ct = default)
    {
        await ScopeAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.ReleaseKeys().AsNoTracking().OrderBy(row => row.RevokedAt != null).ThenByDescending(row => row.IssuedAt).ThenBy(row => row.Id).Take(1_000).ToListAsync(ct);
    }

    /// <summary>What waits for the viewer: to approve, or to mend.</summary>
    public async Task<int> OwedAsync(Actor viewer, CancellationToken ct = default)
    {
        if (!Sees(viewer) || !viewer.May(Permission.ProposeReleases))
            return 0;
        var scope = await ScopeAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var (me, approves) = (viewer.AccountId, viewer.May(Permission.ReleaseEntries));
        return await scope.Entries.Filter(db.Releases(), row => row.UnitId).CountAsync(row => row.OpenEntryId != null
            && (row.Stage == ReleaseStage.Proposed ? approves && (row.ProposedById == null || row.ProposedById != me) : row.ProposedById == null || row.ProposedById == me), ct);
    }

    /// <exception cref="Refusal">404.</exception>
    public async Task<ReleaseDetail> GetAsync(Actor viewer, Guid id, CancellationToken ct = default)
    {
        var scope = await ScopeAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var release = await scope.Entries.Filter(db.Releases().AsNoTracking(), row => row.UnitId).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这项发布");
        var text = await TextAsync(db, release, ct);
        var current = release.PublicEntryId is null ? await db.Releases().AsNoTracking().SingleOrDefaultAsync(row => row.PublicEntryId == release.EntryId, ct) : null;
        return new ReleaseDetail(release, text, current is null ? null : await TextAsync(db, current, ct), current?.EntryVersion, ReleaseCheck.Find(text, options.Value),
            await db.Disclosures().AsNoTracking().SingleOrDefaultAsync(row => row.EntryId == release.EntryId, ct), ActsOf(release, viewer));
    }

    public static IReadOnlyList<ReleaseMove> ActsOf(Release release, Actor viewer) => [.. ReleaseFlow.Table.From(release.Stage).Where(move => release.Objection(move.Act, viewer) is null)];

    /// <summary>For the entry's page; within the viewer's scope.</summary>
    /// <returns>Null for what the viewer may not see.</returns>
    public async Task<ReleaseStanding?> StandingAsync(Actor viewer, string code, CancellationToken ct = default)
    {
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        if (await scope.FilterEntries(db.Entries().AsNoTracking(), row => row.UnitId, row => row.CategoryId, row => row.Code).Where(row => row.Code == code).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(ct) is not { } id)
            return null;
        var current = await db.InPublic(CityDays.Of(time.UtcNow())).SingleOrDefaultAsync(row => row.EntryId == id, ct);
        var open = await db.Releases().AsNoTracking().SingleOrDefaultAsync(row => row.OpenEntryId == id, ct);
        var recorded = await db.Disclosures().AsNoTracking().SingleOrDefaultAsync(row => row.EntryId == id, ct);
        return new ReleaseStanding(current?.EntryVersion, current?.PublicSince, open?.Stage, open?.EntryVersion, recorded?.Disclosure, recorded?.Basis);
    }

    /// <summary>Published entries of which nothing is public or proposed, newest first.</summary>
    public async Task<(IReadOnlyList<Candidate> Items, int Total)> CandidatesAsync(Actor viewer, EntryFilter filter, int skip, int top, CancellationToken ct = default)
    {
        var scope = await ScopeAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var entries = scope.FilterEntries(db.Entries().AsNoTracking(), entry => entry.UnitId, entry => entry.CategoryId, entry => entry.Code)
            .Where(entry => entry.State == EntryState.Published && !db.Releases().Any(row => row.OpenEntryId == entry.Id || row.PublicEntryId == entry.Id));
        if (filter.UnitId is { } unit)
            entries = entries.Where(entry => entry.UnitId == unit);
        if (filter.RegionCode is { } region)
            entries = entries.Where(entry => entry.UnitId / 1000 == region);
        if (filter.CategoryId is { } category)
        {
            var below = await db.BelowAsync(category, ct);
            entries = entries.Where(entry => below.Contains(entry.CategoryId));
        }

        var today = CityDays.Of(time.UtcNow());
        var (lower, code) = Words(filter.Text);
        var rows = from entry in entries
                   join version in db.EntryVersions() on new { entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
                   where (version.Text.ExpiresOn == null || version.Text.ExpiresOn >= today) && (lower == null || version.Text.Title.ToLower().Contains(lower) || entry.Code == code)
                   select new { entry, version.Text.Title };
        var total = await rows.CountAsync(ct);
        var items = from row in rows.OrderByDescending(row => row.entry.UpdatedAt).ThenBy(row => row.entry.Id).Skip(skip).Take(Math.Clamp(top, 1, 500))
                    join unitRow in UnitViews.Items(db) on row.entry.UnitId equals unitRow.Id
                    join categoryRow in db.Categories() on row.entry.CategoryId equals categoryRow.Id
                    orderby row.entry.UpdatedAt descending, row.entry.Id
                    let recorded = db.Disclosures().Where(known => known.EntryId == row.entry.Id && known.Disclosure != Disclosure.Active).FirstOrDefault()
                    select new Candidate
                    {
                        Code = row.entry.Code,
                        Title = row.Title,
                        Unit = unitRow.Name,
                        Region = unitRow.Region,
                        Category = categoryRow.Path,
                        Version = row.entry.CurrentVersion,
                        UpdatedAt = row.entry.UpdatedAt,
                        Disclosure = recorded == null ? null : recorded.Disclosure,
                        Basis = recorded == null ? null : recorded.Basis,
                    };
        return (await items.ToListAsync(ct), total);
    }

    /// <summary>The whole book under the filter, for a file that leaves the system; recorded.</summary>
    /// <param name="form"><c>xlsx</c> or <c>csv</c>.</param>
    public async Task<IReadOnlyList<ReleaseItem>> ExportAsync(Actor viewer, ReleaseFilter filter, string form, CancellationToken ct = default)
    {
        viewer.RequireActing();
        var scope = await ScopeAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var book = filter with { Tab = ReleaseTab.Ledger };
        var rows = await ReadAsync(db, Sorted(Rows(db, scope, book), book.Tab).Take(MostExported), book.Tab, ct);
        await ledger.CommitAsync(viewer, (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([new ReleasesExported(rows.Count, form)]), ct);
        return rows;
    }

    private async Task<VisibleScope> ScopeAsync(Actor viewer, CancellationToken ct) =>
        Sees(viewer) ? await visibility.ScopeOfAsync(viewer, ct) : throw Refusal.NotPermitted();

    private static IQueryable<Release> Rows(HotlineDb db, VisibleScope scope, ReleaseFilter filter)
    {
        var rows = scope.Entries.Filter(db.Releases().AsNoTracking(), row => row.UnitId);
        rows = filter.Tab switch
        {
            ReleaseTab.Proposed => rows.Where(row => row.OpenEntryId != null),
            ReleaseTab.Public => rows.Where(row => row.Stage == ReleaseStage.Public),
            ReleaseTab.Ended => rows.Where(row => row.Stage == ReleaseStage.Recalled || row.Stage == ReleaseStage.Expired || row.Stage == ReleaseStage.Cancelled),
            ReleaseTab.Entry => rows,
            _ => rows.Where(row => row.PublicSince != null),
        };
        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (filter.RegionCode is { } region)
            rows = rows.Where(row => row.UnitId / 1000 == region);
        var (lower, code) = Words(filter.Text);
        return lower is null ? rows : rows.Where(row => row.Code == code || db.EntryVersions().Any(version => version.EntryId == row.EntryId && version.Number == row.EntryVersion && version.Text.Title.ToLower().Contains(lower)));
    }

    private static IQueryable<Release> Sorted(IQueryable<Release> rows, ReleaseTab tab) => tab switch
    {
        // What waits longest first.
        ReleaseTab.Proposed => rows.OrderBy(row => row.ProposedAt).ThenBy(row => row.Id),
        ReleaseTab.Entry => rows.OrderByDescending(row => row.ProposedAt).ThenBy(row => row.Id),
        ReleaseTab.Ended => rows.OrderByDescending(row => row.UpdatedAt).ThenBy(row => row.Id),
        _ => rows.OrderByDescending(row => row.PublicSince).ThenBy(row => row.Id),
    };

    private static async Task<IReadOnlyList<ReleaseItem>> ReadAsync(HotlineDb db, IQueryable<Release> page, ReleaseTab tab, CancellationToken ct)
    {
        var rows = from release in page
                   join version in db.EntryVersions() on new { release.EntryId, Number = release.EntryVersion } equals new { version.EntryId, version.Number }
                   join unit in UnitViews.Items(db) on release.UnitId equals unit.Id
                   select new { release, version.Text.Title, Unit = unit.Name, unit.Region, Public = db.Releases().Where(other => other.PublicEntryId == release.EntryId).Select(other => (int?)other.EntryVersion).FirstOrDefault() };
        var read = (await rows.ToListAsync(ct)).ConvertAll(row => new ReleaseItem(row.release, row.Title, row.Unit, row.Region, row.Public)).ToDictionary(item => item.Release.Id);
        // The joins do not keep the order of the page.
        return [.. Sorted(read.Values.Select(item => item.Release).AsQueryable(), tab).AsEnumerable().Select(release => read[release.Id])];
    }

    private static async Task<EntryText> TextAsync(HotlineDb db, Release release, CancellationToken ct) =>
        (await db.EntryVersions().AsNoTracking().SingleAsync(row => row.EntryId == release.EntryId && row.Number == release.EntryVersion, ct)).Text;

    // Databases differ in whether capitals matter; here they never do.
    private static (string? Lower, string? Code) Words(string? text) =>
        string.IsNullOrWhiteSpace(text) ? (null, null) : (text.Trim().ToLowerInvariant(), EntryCode.TryParse(text)?.ToString() ?? text.Trim());
}
