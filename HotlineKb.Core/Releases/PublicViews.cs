using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Releases;

public enum Channel
{
    Site,
    Feed,
    Api,
    /// <summary>The interface, with a key.</summary>
    Keys,
}

/// <param name="CategoryId">A branch means everything below it.</param>
public sealed record PublicFilter(int? UnitId = null, int? RegionCode = null, Guid? CategoryId = null);

/// <summary>A released entry as the public reads it. Nothing else of it ever leaves: no ids, no names of clerks, no keywords, no notes.</summary>
/// <param name="Version">Number of the frozen version.</param>
/// <param name="UpdatedAt">When that version was published in the knowledge base.</param>
/// <param name="Since">When it became public.</param>
/// <param name="OnSite">Whether it has a page.</param>
public sealed record PublicEntry(string Code, string Title, string Answer, string Body, string Basis, int UnitId, string Unit, string Region, string Category, int Version, DateTime UpdatedAt, DateTime Since, bool OnSite);

/// <summary>A choice of the public page's filters.</summary>
public sealed record PublicChoice<T>(T Id, string Name, int Count);

public sealed record PublicChoices(IReadOnlyList<PublicChoice<int>> Regions, IReadOnlyList<PublicChoice<int>> Units, IReadOnlyList<PublicChoice<Guid>> Categories);

/// <summary>What anybody may read: released versions and nothing else. The only view without a viewer.</summary>
public sealed class PublicViews(IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    /// <summary>What has become public last first.</summary>
    public async Task<(IReadOnlyList<PublicEntry> Items, int Total)> ListAsync(Channel channel, PublicFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await NarrowAsync(db, In(db, channel), filter, ct);
        var total = await rows.CountAsync(ct);
        var page = await rows.OrderByDescending(row => row.PublicSince).ThenBy(row => row.Id).Skip(skip).Take(top).Select(row => row.Id).ToListAsync(ct);
        return (Ordered(page, await ReadAsync(db, db.Releases().AsNoTracking().Where(row => page.Contains(row.Id)), ct)), total);
    }

    /// <summary>By codes, in the order given; what is not public is left out.</summary>
    public async Task<IReadOnlyList<PublicEntry>> OfAsync(Channel channel, IReadOnlyList<string> codes, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var found = (await ReadAsync(db, In(db, channel).Where(row => codes.Contains(row.Code)), ct)).ToDictionary(row => row.Entry.Code, row => row.Entry);
        return [.. codes.Select(code => found.GetValueOrDefault(code)).OfType<PublicEntry>()];
    }

    /// <returns>Null when nothing of that code is public: whether there is such an entry at all is nobody's business.</returns>
    public async Task<PublicEntry?> FindAsync(Channel channel, string code, CancellationToken ct = default)
    {
        // The same work whether the code is one or not, so that the time tells nothing either.
        var text = EntryCode.TryParse(code)?.ToString() ?? "-";
        await using var db = await databases.CreateDbContextAsync(ct);
        return (await ReadAsync(db, In(db, channel).Where(row => row.Code == text), ct)).SingleOrDefault().Entry;
    }

    /// <summary>Regions and units that have something public, and the categories of the chosen unit.</summary>
    public async Task<PublicChoices> ChoicesAsync(PublicFilter filter, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var counts = await In(db, Channel.Site).GroupBy(row => row.UnitId).Select(group => new { Unit = group.Key, Count = group.Count() }).ToListAsync(ct);
        var ids = counts.ConvertAll(row => row.Unit);
        var units = (await UnitViews.Items(db).Where(unit => ids.Contains(unit.Id)).OrderBy(unit => unit.Id).ToListAsync(ct)).Join(counts, unit => unit.Id, row => row.Unit, (unit, row) => (Unit: unit, row.Count)).ToList();
        var regions = units.GroupBy(row => (row.Unit.RegionCode, row.Unit.Region)).Select(group => new PublicChoice<int>(group.Key.RegionCode, group.Key.Region, group.Sum(row => row.Count))).OrderBy(row => row.Id).ToList();
        var shown = units.Where(row => filter.RegionCode is not { } region || row.Unit.RegionCode == region).Select(row => new PublicChoice<int>(row.Unit.Id, row.Unit.Name, row.Count)).ToList();
        IReadOnlyList<PublicChoice<Guid>> categories = filter.UnitId is not { } chosen ? [] : [.. (await (
                from row in In(db, Channel.Site).Where(row => row.UnitId == chosen)
                join entry in db.Entries() on row.EntryId equals entry.Id
                join category in db.Categories() on entry.CategoryId equals category.Id
                group row by new { category.Id, category.Path } into rows
                select new { rows.Key.Id, rows.Key.Path, Count = rows.Count() }).ToListAsync(ct))
            .Select(row => new PublicChoice<Guid>(row.Id, row.Path, row.Count)).OrderBy(row => row.Name, StringComparer.Ordinal)];
        return new PublicChoices(regions, shown, categories);
    }

    /// <summary>Codes with pages and when they became public, for the map of the site.</summary>
    public async Task<(IReadOnlyList<(string Code, DateTime Since)> Items, int Total)> MapAsync(int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = In(db, Channel.Site);
        var page = await rows.OrderBy(row => row.Code).Skip(skip).Take(top).Select(row => new { row.Code, row.PublicSince }).ToListAsync(ct);
        return (page.ConvertAll(row => (row.Code, row.PublicSince!.Value)), await rows.CountAsync(ct));
    }

    /// <summary>What can be searched: on the pages and in the interface. A feed is read, not searched.</summary>
    internal static IQueryable<Release> Searched(HotlineDb db, DateTime now) => db.InPublic(CityDays.Of(now)).Where(row => row.OnSite || row.InApi);

    /// <summary>What holders of keys search.</summary>
    internal static IQueryable<Release> SearchedByHolders(HotlineDb db, DateTime now) => db.InPublic(CityDays.Of(now)).Where(row => row.ForKeys);

    private static async Task<IQueryable<Release>> NarrowAsync(HotlineDb db, IQueryable<Release> rows, PublicFilter filter, CancellationToken ct)
    {
        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (filter.RegionCode is { } region)
            rows = rows.Where(row => row.UnitId / 1000 == region);
        if (filter.CategoryId is { } category)
        {
            var below = await db.BelowAsync(category, ct);
            rows = rows.Where(row => db.Entries().Any(entry => entry.Id == row.EntryId && below.Contains(entry.CategoryId)));
        }

        return rows;
    }

    private static List<PublicEntry> Ordered(List<Guid> ids, List<(Guid Id, PublicEntry Entry)> rows)
    {
        var found = rows.ToDictionary(row => row.Id, row => row.Entry);
        return [.. ids.Select(id => found[id])];
    }

    private static async Task<List<(Guid Id, PublicEntry Entry)>> ReadAsync(HotlineDb db, IQueryable<Release> releases, CancellationToken ct)
    {
        var rows = from release in releases
                   join version in db.EntryVersions().AsNoTracking() on new { release.EntryId, Number = release.EntryVersion } equals new { version.EntryId, version.Number }
                   join entry in db.Entries().AsNoTracking() on release.EntryId equals entry.Id
                   join unit in UnitViews.Items(db) on release.UnitId equals unit.Id
                   join category in db.Categories() on entry.CategoryId equals category.Id
                   select new { release.Id, release.Code, version.Text, version.PublishedAt, release.UnitId, Unit = unit.Name, unit.Region, category.Path, version.Number, release.PublicSince, release.OnSite };
        return (await rows.ToListAsync(ct)).ConvertAll(row => (row.Id, new PublicEntry(row.Code, row.Text.Title, row.Text.Answer, row.Text.Body, row.Text.Basis, row.UnitId, row.Unit, row.Region, row.Path, row.Number, row.PublishedAt, row.PublicSince!.Value, row.OnSite)));
    }

    private IQueryable<Release> In(HotlineDb db, Channel channel)
    {
        var rows = db.InPublic(CityDays.Of(time.UtcNow()));
        return channel switch
        {
            Channel.Site => rows.Where(row => row.OnSite),
            Channel.Feed => rows.Where(row => row.InFeed),
            Channel.Keys => rows.Where(row => row.ForKeys),
            _ => rows.Where(row => row.InApi),
        };
    }
}
