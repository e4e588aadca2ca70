using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Entries;

/// <summary>What of an entry has grown old, or is about to (R5.2). An entry is in one of the first three at most.</summary>
public enum EntryDue
{
    /// <summary>已失效: its last day is over.</summary>
    Expired,
    /// <summary>待复核: its day of review has come.</summary>
    Review,
    /// <summary>即将到期: the nearest of its days is no further away than units are told ahead.</summary>
    Soon,
    /// <summary>All of these.</summary>
    Any,
}

/// <param name="NoKeywords">The queue of R6.2.</param>
/// <param name="Due">Entries in use that have grown old, the oldest first; only of units whose affairs are the viewer's (R5.1).</param>
public sealed record EntryFilter(string? Text = null, int? UnitId = null, int? RegionCode = null, Guid? CategoryId = null, EntryState? State = EntryState.Published, int? ChangedWithinDays = null, bool NoKeywords = false, EntryDue? Due = null);

/// <summary>An entry as lists show it.</summary>
public sealed record EntryItem
{
    public string Code { get; init; } = "";

    public string Title { get; init; } = "";

    public int UnitId { get; init; }

    public string Unit { get; init; } = "";

    public IReadOnlyList<string> Keywords { get; init; } = [];

    public string Region { get; init; } = "";

    public string Category { get; init; } = "";

    public EntryState State { get; init; }

    public int Version { get; init; }

    public DateTime UpdatedAt { get; init; }

    public DateOnly? ReviewBy { get; init; }

    public DateOnly? ExpiresOn { get; init; }

    /// <summary>Where the revision under way stands, when the viewer may see it.</summary>
    public Stage? OpenStage { get; init; }

    /// <summary>When its running clock ends.</summary>
    public DateTime? OpenDueAt { get; init; }
}

/// <summary>An entry in full, at one of its versions.</summary>
/// <param name="OpenRevisionId">The revision under way, when the viewer may see it.</param>
/// <param name="OpenStage">Where that revision stands.</param>
/// <param name="OpenDueAt">When its running clock ends.</param>
public sealed record EntryDetail(string Code, UnitItem Unit, EntryState State, int CurrentVersion, EntryVersion Shown, string Category, DateTime FirstPublishedAt, DateTime UpdatedAt, Guid? OpenRevisionId, Stage? OpenStage = null, DateTime? OpenDueAt = null)
{
    public bool IsCurrent => Shown.Number == CurrentVersion;
}

/// <summary>A row of "who did what".</summary>
/// <param name="Actor">User name, as in the ledger.</param>
/// <param name="Name">The person's name; for the system what it acted as.</param>
public sealed record HistoryItem(DateTime At, string Actor, string Kind, string Data, string Name);

/// <summary>How much of a unit's has grown old.</summary>
public sealed record OutdatedUnit(UnitItem Unit, int Expired, int Review, int Soon);

public sealed class EntryViews(IDbContextFactory<HotlineDb> databases, Visibility visibility, ReadingMeter reading, IOptions<ReviewOptions> review, TimeProvider time)
{
    /// <summary>Published ones without any keyword (R6.2).</summary>
    internal static IQueryable<Entry> WithoutKeywords(HotlineDb db) => WithoutKeywords(db, db.Entries().AsNoTracking().Where(entry => entry.State == EntryState.Published));

    /// <summary>Newest first, what has grown old by its day; filtered, counted and paged in the database.</summary>
    public async Task<(IReadOnlyList<EntryItem> Items, int Total)> ListAsync(Actor viewer, EntryFilter filter, int skip, int top, CancellationToken ct = default)
    {
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var entries = db.Entries().AsNoTracking().Visible(scope);
        if (filter.UnitId is { } unit)
            entries = entries.Where(entry => entry.UnitId == unit);
        if (filter.RegionCode is { } region)
            entries = entries.Where(entry => entry.UnitId / 1000 == region);
        if (filter.NoKeywords)
            entries = WithoutKeywords(db, entries);
        if (filter.Due is not null)
            entries = WorkSight.Of(viewer).Filter(entries.Where(entry => entry.State == EntryState.Published), office => entry => entry.UnitId / 1000 == office, own => entry => entry.UnitId == own);
        else if (filter.State is { } state)
            entries = entries.Where(entry => entry.State == state);
        if (filter.ChangedWithinDays is { } days)
        {
            var since = time.UtcNow().AddDays(-days);
            entries = entries.Where(entry => entry.UpdatedAt >= since);
        }

        if (filter.CategoryId is { } category)
        {
            var below = await db.BelowAsync(category, ct);
            entries = entries.Where(entry => below.Contains(entry.CategoryId));
        }

        var joined = from entry in entries
                     join version in db.EntryVersions() on new { Id = entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
                     let day = version.Text.ExpiresOn == null || version.Text.ReviewBy < version.Text.ExpiresOn ? version.Text.ReviewBy : version.Text.ExpiresOn
                     select new { entry, version, day };
        if (filter.Due is { } due)
        {
            var (today, until) = DueDays();
            joined = due switch
            {
                EntryDue.Expired => joined.Where(row => row.version.Text.ExpiresOn < today),
                EntryDue.Review => joined.Where(row => row.version.Text.ReviewBy <= today && (row.version.Text.ExpiresOn == null || row.version.Text.ExpiresOn >= today)),
                EntryDue.Soon => joined.Where(row => row.day <= until && (row.version.Text.ReviewBy == null || row.version.Text.ReviewBy > today) && (row.version.Text.ExpiresOn == null || row.version.Text.ExpiresOn >= today)),
                _ => joined.Where(row => row.day <= until),
            };
        }

        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var words = filter.Text.Trim();
            var code = EntryCode.TryParse(words)?.ToString() ?? words;
            // Databases differ in whether capitals matter; here they never do.
            var lower = words.ToLowerInvariant();
            joined = joined.Where(row => row.version.Text.Title.ToLower().Contains(lower) || row.entry.Code == code);
        }

        var total = await joined.CountAsync(ct);
        var page = (filter.Due is null ? joined.OrderByDescending(row => row.entry.UpdatedAt).ThenBy(row => row.entry.Id) : joined.OrderBy(row => row.day).ThenBy(row => row.entry.Id)).Skip(skip).Take(Math.Clamp(top, 1, 500));
        var items = from row in page
                    join unitRow in UnitViews.Items(db) on row.entry.UnitId equals unitRow.Id
                    join categoryRow in db.Categories() on row.entry.CategoryId equals categoryRow.Id
                    select new { row.entry, row.version, row.day, Unit = unitRow.Name, unitRow.Region, Category = categoryRow.Path };
        items = filter.Due is null ? items.OrderByDescending(row => row.entry.UpdatedAt).ThenBy(row => row.entry.Id) : items.OrderBy(row => row.day).ThenBy(row => row.entry.Id);
        var shown = await items.Select(row => new EntryItem
        {
            Code = row.entry.Code,
            Title = row.version.Text.Title,
            UnitId = row.entry.UnitId,
            Unit = row.Unit,
            Keywords = row.version.Text.Keywords,
            Region = row.Region,
            Category = row.Category,
            State = row.entry.State,
            Version = row.entry.CurrentVersion,
            UpdatedAt = row.entry.UpdatedAt,
            ReviewBy = row.version.Text.ReviewBy,
            ExpiresOn = row.version.Text.ExpiresOn,
        }).ToListAsync(ct);
        var codes = shown.Select(item => item.Code).ToArray();
        var open = await (from row in OpenOf(db, viewer) join entry in db.Entries() on row.EntryId equals entry.Id where codes.Contains(entry.Code) select new { entry.Code, Row = row }).ToDictionaryAsync(row => row.Code, row => row.Row, ct);
        return (shown.ConvertAll(item => open.GetValueOrDefault(item.Code) is { } under ? item with { OpenStage = under.Stage, OpenDueAt = under.DueAt } : item), total);
    }

    /// <summary>What has grown old, unit by unit: of the units whose affairs are the viewer's, those that have any; the worst first.</summary>
    /// <param name="unitId">Of this one alone.</param>
    public async Task<IReadOnlyList<OutdatedUnit>> OutdatedAsync(Actor viewer, int? unitId = null, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var (today, until) = DueDays();
        var entries = WorkSight.Of(viewer).Filter(db.Entries().Where(entry => entry.State == EntryState.Published && (unitId == null || entry.UnitId == unitId)), office => entry => entry.UnitId / 1000 == office, own => entry => entry.UnitId == own);
        var due = from entry in entries
                  join version in db.EntryVersions() on new { entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
                  where version.Text.ReviewBy <= until || version.Text.ExpiresOn <= until
                  select new { entry.UnitId, Kind = version.Text.ExpiresOn < today ? EntryDue.Expired : version.Text.ReviewBy <= today ? EntryDue.Review : EntryDue.Soon };
        var counts = (await due.GroupBy(row => row).Select(group => new { group.Key.UnitId, group.Key.Kind, Count = group.Count() }).ToListAsync(ct)).ToLookup(row => row.UnitId);
        var ids = counts.Select(group => group.Key).ToArray();
        var units = await UnitViews.Items(db).Where(unit => ids.Contains(unit.Id)).ToListAsync(ct);
        return [.. units.Select(unit => new OutdatedUnit(unit, Of(unit.Id, EntryDue.Expired), Of(unit.Id, EntryDue.Review), Of(unit.Id, EntryDue.Soon)))
            .OrderByDescending(row => row.Expired + row.Review).ThenByDescending(row => row.Soon).ThenBy(row => row.Unit.Id)];

        int Of(int unit, EntryDue kind) => counts[unit].Where(row => row.Kind == kind).Sum(row => row.Count);
    }

    /// <param name="version">Null for the one in use.</param>
    /// <exception cref="Refusal">400 for a wrong check digit; 404 when there is none or the viewer may not see it; 429 where a limit is set on reading, and reached.</exception>
    public async Task<EntryDetail> GetAsync(Actor viewer, string code, int? version = null, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var (entry, unit) = await NeedAsync(db, viewer, code, ct);
        reading.Note(viewer, entry.Id);
        var number = version ?? entry.CurrentVersion;
        var shown = await db.EntryVersions().AsNoTracking().SingleOrDefaultAsync(row => row.EntryId == entry.Id && row.Number == number, ct) ?? throw Refusal.NotFound($"第 {number} 版");
        // Of the version in use where it stands now: categories are merged without a new version.
        var category = (number == entry.CurrentVersion ? entry.CategoryId : shown.Text.CategoryId) is { } id ? await db.Categories().Where(row => row.Id == id).Select(row => row.Path).SingleOrDefaultAsync(ct) : null;
        var open = await OpenOf(db, viewer).SingleOrDefaultAsync(row => row.EntryId == entry.Id, ct);
        return new EntryDetail(entry.Code, unit, entry.State, entry.CurrentVersion, shown, category ?? "", entry.FirstPublishedAt, entry.UpdatedAt, open?.RevisionId, open?.Stage, open?.DueAt);
    }

    /// <summary>Every version, newest first.</summary>
    public async Task<IReadOnlyList<EntryVersion>> VersionsAsync(Actor viewer, string code, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var (entry, _) = await NeedAsync(db, viewer, code, ct);
        reading.Note(viewer, entry.Id);
        return await db.EntryVersions().AsNoTracking().Where(row => row.EntryId == entry.Id).OrderByDescending(row => row.Number).ToListAsync(ct);
    }

    /// <summary>Who did what to it, newest first, through all its revisions.</summary>
    public async Task<IReadOnlyList<HistoryItem>> HistoryAsync(Actor viewer, string code, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var (entry, _) = await NeedAsync(db, viewer, code, ct);
        var revisions = await db.Revisions().InSight(viewer).Where(row => row.EntryId == entry.Id).Select(row => row.Id).ToListAsync(ct);
        return await RevisionViews.HistoryAsync(db, [entry.Subject, .. revisions.Select(Revision.SubjectOf)], ct);
    }

    private static IQueryable<Entry> WithoutKeywords(HotlineDb db, IQueryable<Entry> entries)
    {
        // The list is one text to the database: only whole lists compare.
        var none = new List<string>();
        return entries.Where(entry => db.EntryVersions().Any(version => version.EntryId == entry.Id && version.Number == entry.CurrentVersion && version.Text.Keywords == none));
    }

    private (DateOnly Today, DateOnly Until) DueDays()
    {
        var today = CityDays.Of(time.UtcNow());
        return (today, today.AddDays(review.Value.WarnDays));
    }

    /// <summary>Revisions under way, as far as the viewer may see them.</summary>
    private static IQueryable<OpenRevision> OpenOf(HotlineDb db, Actor viewer) => db.Revisions().InSight(viewer).Where(row => row.OpenEntryId != null).Select(row => new OpenRevision
    {
        EntryId = row.OpenEntryId!.Value,
        RevisionId = row.Id,
        Stage = row.Stage,
        DueAt = row.Clock != null && row.Clock.ClosedAt == null ? row.Clock.DueAt
            : row.Stage == Stage.Drafting && row.EditingRequest!.Stage == RequestStage.Open ? row.EditingRequest.Clock!.DueAt : null,
    });

    private sealed record OpenRevision
    {
        public Guid EntryId { get; init; }

        public Guid RevisionId { get; init; }

        public Stage Stage { get; init; }

        public DateTime? DueAt { get; init; }
    }

    private async Task<(Entry Entry, UnitItem Unit)> NeedAsync(HotlineDb db, Actor viewer, string code, CancellationToken ct)
    {
        var text = EntryCode.Parse(code).ToString();
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        var entry = await db.Entries().AsNoTracking().Visible(scope).SingleOrDefaultAsync(row => row.Code == text, ct) ?? throw Refusal.NotFound($"条目 {text}");
        return (entry, await UnitViews.Items(db).SingleAsync(unit => unit.Id == entry.UnitId, ct));
    }
}
