using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Units;

/// <summary>A unit as lists and choices show it.</summary>
public sealed record UnitItem
{
    public int Id { get; init; }

    public string Name { get; init; } = "";

    public string ShortName { get; init; } = "";

    public UnitLevel Level { get; init; }

    public int RegionCode { get; init; }

    public string Region { get; init; } = "";

    public string Code => Unit.CodeOf(Id);
}

/// <summary>A unit's card in the directory.</summary>
/// <param name="Office">The office responsible for it (R5.1).</param>
/// <param name="Counterparts">对口: units in the same line of business on the other level.</param>
public sealed record UnitDetail(UnitItem Item, string Functions, string Office, IReadOnlyList<UnitItem> Counterparts);

/// <summary>The directory of member units. It is known to everyone who is signed in; what units have written is not.</summary>
public sealed class UnitViews(IDbContextFactory<HotlineDb> databases)
{
    public async Task<IReadOnlyList<UnitItem>> AllAsync(CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Items(db).OrderBy(unit => unit.Id).ToListAsync(ct);
    }

    /// <summary>By code, full name or short name; null when there is none.</summary>
    public async Task<UnitItem?> FindAsync(string? codeOrName, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await FindAsync(db, codeOrName, ct);
    }

    public async Task<IReadOnlyList<Region>> RegionsAsync(CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Regions().AsNoTracking().OrderBy(region => region.Code).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<Office>> OfficesAsync(CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Offices().AsNoTracking().OrderBy(office => office.Id).ToListAsync(ct);
    }

    /// <param name="code">The unit's code, as in addresses.</param>
    /// <exception cref="Refusal">404.</exception>
    public async Task<UnitDetail> GetAsync(string code, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var unit = Unit.IdOf(code) is { } id ? await db.Units().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) : null;
        if (unit is null)
            throw Refusal.NotFound($"单位 {code}");
        var item = await Items(db).SingleAsync(row => row.Id == unit.Id, ct);
        var office = await db.Offices().Where(row => row.Id == unit.RegionCode).Select(row => row.Name).SingleOrDefaultAsync(ct);
        var pairs = await db.Counterparts().Where(pair => pair.CityUnitId == unit.Id || pair.CountyUnitId == unit.Id).ToListAsync(ct);
        var others = pairs.Select(pair => pair.CityUnitId == unit.Id ? pair.CountyUnitId : pair.CityUnitId).ToArray();
        return new UnitDetail(item, unit.Functions, office ?? "", await Items(db).Where(row => others.Contains(row.Id)).OrderBy(row => row.Id).ToListAsync(ct));
    }

    internal static async Task<UnitItem?> FindAsync(HotlineDb db, string? codeOrName, CancellationToken ct)
    {
        // No name holds a zero character, and PostgreSQL would not even look for one.
        if (string.IsNullOrWhiteSpace(codeOrName) || codeOrName.Contains('\0', StringComparison.Ordinal))
            return null;
        var text = codeOrName.Trim();
        if (Unit.IdOf(text) is { } id)
            return await Items(db).SingleOrDefaultAsync(unit => unit.Id == id, ct);
        // A short name could stand for two units; then it names none. A full name always names its own.
        var named = await Items(db).Where(unit => unit.Name == text || unit.ShortName == text).OrderByDescending(unit => unit.Name == text).Take(2).ToListAsync(ct);
        return named.Count == 1 || (named.Count > 1 && named[0].Name == text) ? named[0] : null;
    }

    /// <exception cref="Refusal">422 when there is no such unit.</exception>
    internal static async Task<UnitItem> NeedAsync(HotlineDb db, string? codeOrName, CancellationToken ct) =>
        await FindAsync(db, codeOrName, ct) ?? throw new Refusal(UnitRule.Unknown, string.IsNullOrWhiteSpace(codeOrName) ? "请选择所属单位。" : $"没有编码或名称为“{codeOrName.Trim()}”的单位。");

    internal static IQueryable<UnitItem> Items(HotlineDb db) =>
        from unit in db.Units().AsNoTracking()
        join region in db.Regions() on unit.RegionCode equals region.Code
        select new UnitItem { Id = unit.Id, Name = unit.Name, ShortName = unit.ShortName, Level = unit.Level, RegionCode = unit.RegionCode, Region = region.Name };
}
