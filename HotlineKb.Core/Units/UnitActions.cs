using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Units;

public enum UnitRule
{
    /// <summary>No unit of this code or name.</summary>
    Unknown,
    /// <summary>Another unit has this name already.</summary>
    NameTaken,
    /// <summary>A unit of a region that is not there.</summary>
    UnknownRegion,
}

[EventKind("organisation.imported")]
public sealed record OrganisationImported(int Regions, int Offices, int Units, int Counterparts) : LedgerEvent("organisation:all");

/// <summary>A whole organisation as it comes from a file: what is there already is left as it is.</summary>
public sealed record Organisation(IReadOnlyList<Region> Regions, IReadOnlyList<Office> Offices, IReadOnlyList<Unit> Units, IReadOnlyList<Counterpart> Counterparts);

public sealed class UnitActions(LedgerDoor ledger)
{
    /// <summary>Adds the regions, offices, units and counterparts that are not there yet.</summary>
    /// <returns>How many of each were added.</returns>
    public Task<OrganisationImported> ImportAsync(Actor actor, Organisation organisation, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            actor.Require(Permission.OperateSystem);
            var regions = await AddMissingAsync(db, db.Regions(), organisation.Regions, region => region.Code, ct);
            var offices = await AddMissingAsync(db, db.Offices(), organisation.Offices, office => office.Id, ct);
            var units = await AddMissingAsync(db, db.Units(), organisation.Units, unit => unit.Id, ct);
            await CheckAsync(db, ct);
            var pairs = await AddMissingAsync(db, db.Counterparts(), organisation.Counterparts, pair => (pair.CityUnitId, pair.CountyUnitId), ct);
            var imported = new OrganisationImported(regions, offices, units, pairs);
            return regions + offices + units + pairs == 0 ? Outcome.Nothing(imported) : Outcome.Of(imported, imported);
        }, ct);

    private static async Task CheckAsync(HotlineDb db, CancellationToken ct)
    {
        var added = db.ChangeTracker.Entries<Unit>().Select(entry => entry.Entity).ToList();
        var names = added.Select(unit => unit.Name).ToArray();
        if (await db.Units().Where(unit => names.Contains(unit.Name)).Select(unit => unit.Name).FirstOrDefaultAsync(ct) is { } taken)
            throw new Refusal(UnitRule.NameTaken, $"单位“{taken}”已有另一个编码；单位的编码不能更改。");
        var known = (await db.Regions().Select(region => region.Code).ToListAsync(ct)).Concat(db.ChangeTracker.Entries<Region>().Select(entry => entry.Entity.Code)).ToHashSet();
        if (added.Find(unit => !known.Contains(unit.RegionCode)) is { } stray)
            throw new Refusal(UnitRule.UnknownRegion, $"单位“{stray.Name}”的地区 {stray.RegionCode} 不存在。");
    }

    private static async Task<int> AddMissingAsync<T, TKey>(HotlineDb db, IQueryable<T> stored, IReadOnlyList<T> given, Func<T, TKey> key, CancellationToken ct)
        where T : class
    {
        var known = (await stored.AsNoTracking().ToListAsync(ct)).Select(key).ToHashSet();
        var missing = given.Where(item => !known.Contains(key(item))).ToList();
        db.AddRange(missing);
        return missing.Count;
    }
}
