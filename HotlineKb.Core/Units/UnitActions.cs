using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Units;

public enum UnitRule
{
    /// <summary>No unit of this code or name.</summary>
    Unknown,
}

[EventKind("organisation.imported")]
public sealed record OrganisationImported(int Regions, int Offices, int Units, int Counterparts) : LedgerEvent("organisation:all");

/// <summary>A whole organisation as it comes from a file: what is there already is left as it is.</summary>
public sealed record Organisation(IReadOnlyList<Region> Regions, IReadOnlyList<Office> Offices, IReadOnlyList<Unit> Units, IReadOnlyList<Counterpart> Counterparts);

public sealed class UnitActions(LedgerDoor ledger)
{
    /// <summary>Adds the regions, offices, units and counterparts that are not there yet.</summary>
    public Task ImportAsync(Actor actor, Organisation organisation, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            actor.Require(Permission.OperateSystem);
            var regions = await AddMissingAsync(db, db.Regions(), organisation.Regions, region => region.Code, ct);
            var offices = await AddMissingAsync(db, db.Offices(), organisation.Offices, office => office.Id, ct);
            var units = await AddMissingAsync(db, db.Units(), organisation.Units, unit => unit.Id, ct);
            var pairs = await AddMissingAsync(db, db.Counterparts(), organisation.Counterparts, pair => (pair.CityUnitId, pair.CountyUnitId), ct);
            return regions + offices + units + pairs == 0 ? [] : [new OrganisationImported(regions, offices, units, pairs)];
        }, ct);

    private static async Task<int> AddMissingAsync<T, TKey>(HotlineDb db, IQueryable<T> stored, IReadOnlyList<T> given, Func<T, TKey> key, CancellationToken ct)
        where T : class
    {
        var known = (await stored.AsNoTracking().ToListAsync(ct)).Select(key).ToHashSet();
        var missing = given.Where(item => !known.Contains(key(item))).ToList();
        db.AddRange(missing);
        return missing.Count;
    }
}
