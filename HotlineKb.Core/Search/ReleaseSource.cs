using HotlineKb.Core.Access;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>Released versions, each with the text that is public, which may be older than the one in use.</summary>
/// <param name="searched">Which of them.</param>
internal sealed class ReleaseSource(IDbContextFactory<HotlineDb> databases, TimeProvider time, Func<HotlineDb, DateTime, IQueryable<Release>> searched) : SearchSource
{
    private static readonly string Prefix = Release.SubjectOf("");
    private static readonly string EntryPrefix = Entry.SubjectOf("");
    private static readonly HashSet<string> Moved = [.. new[] { typeof(ReleaseApproved), typeof(ReleaseRecalled), typeof(ReleaseExpired) }.Select(LedgerEvent.KindOf)];
    private static readonly HashSet<string> Entries = [.. new[] { typeof(EntryWithdrawn), typeof(EntryRefiled) }.Select(LedgerEvent.KindOf)];

    public override SearchKind Kind => SearchKind.Entry;

    public override string? ChangedBy(LedgerRow row) => Moved.Contains(row.Kind) ? row.Subject[Prefix.Length..] : Entries.Contains(row.Kind) ? row.Subject[EntryPrefix.Length..] : null;

    public override async Task<IReadOnlyList<string>> CodesAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Found(db).OrderByDescending(row => row.PublicSince).Select(row => row.Code).ToListAsync(ct);
    }

    public override async Task<IReadOnlyList<SearchDocument>> LoadAsync(IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await (from release in Found(db).Where(row => codes.Contains(row.Code))
                          join entry in db.Entries().AsNoTracking() on release.EntryId equals entry.Id
                          join version in db.EntryVersions().AsNoTracking() on new { release.EntryId, Number = release.EntryVersion } equals new { version.EntryId, version.Number }
                          join unit in db.Units() on release.UnitId equals unit.Id
                          join region in db.Regions() on unit.RegionCode equals region.Code
                          join category in db.Categories() on entry.CategoryId equals category.Id
                          select new { release.Code, release.UnitId, entry.CategoryId, version.Number, version.PublishedAt, version.Text, Unit = unit.Name, unit.ShortName, Region = region.Name, category.Path })
            .ToListAsync(ct);
        // Keywords are for operators and stay inside; they are not even found by.
        return rows.ConvertAll(row => EntrySource.DocumentOf(row.Code, row.UnitId, row.CategoryId, row.Number, row.PublishedAt, row.Text with { Keywords = [] }, row.Unit, row.ShortName, row.Region, row.Path));
    }

    public override async Task<IReadOnlySet<string>> VisibleAsync(VisibleScope scope, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Found(db).Where(row => codes.Contains(row.Code)).Select(row => row.Code).ToHashSetAsync(ct);
    }

    public override async Task<IReadOnlyDictionary<string, StandingDocument>> ShowAsync(VisibleScope scope, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await (from release in Found(db).Where(row => codes.Contains(row.Code))
                      join entry in db.Entries() on release.EntryId equals entry.Id
                      join version in db.EntryVersions() on new { release.EntryId, Number = release.EntryVersion } equals new { version.EntryId, version.Number }
                      join category in db.Categories() on entry.CategoryId equals category.Id
                      select new StandingDocument(release.Code, release.UnitId, entry.CategoryId, category.Path, version.Number, version.PublishedAt, version.Text.Title, version.Text.Answer))
            .ToDictionaryAsync(row => row.Code, ct);
    }

    private IQueryable<Release> Found(HotlineDb db) => searched(db, time.UtcNow());
}
