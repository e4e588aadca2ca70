using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Sharing;

/// <param name="Version">0: never changed, as in R4.7.</param>
public sealed record AccessPolicyDetail(AccessRules Rules, string UpdatedBy, DateTime? UpdatedAt, int Version);

/// <param name="Counties">Its counterparts, by name.</param>
public sealed record CounterpartsOfUnit(UnitItem City, IReadOnlyList<UnitItem> Counties);

/// <summary>查看权限 as it is set (R4.8): readable for whoever works with it.</summary>
public sealed class AccessViews(IDbContextFactory<HotlineDb> databases)
{
    public async Task<AccessPolicyDetail> PolicyAsync(Actor viewer, CancellationToken ct = default)
    {
        Require(viewer);
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.AccessPolicies().AsNoTracking().SingleOrDefaultAsync(ct) is { } policy
            ? new AccessPolicyDetail(AccessRules.Read(policy.Rules), policy.UpdatedBy, policy.UpdatedAt, policy.Version)
            : new AccessPolicyDetail(AccessRules.Regulation, "", null, 0);
    }

    /// <summary>Every city-level unit with its counterparts.</summary>
    /// <param name="text">Part of a name on either side.</param>
    public async Task<IReadOnlyList<CounterpartsOfUnit>> CounterpartsAsync(Actor viewer, string? text = null, CancellationToken ct = default)
    {
        Require(viewer);
        await using var db = await databases.CreateDbContextAsync(ct);
        var units = await UnitViews.Items(db).ToDictionaryAsync(unit => unit.Id, ct);
        var pairs = (await db.Counterparts().AsNoTracking().ToListAsync(ct)).ToLookup(pair => pair.CityUnitId, pair => units[pair.CountyUnitId]);
        var said = Wording.OneLine(text ?? "");
        return [.. units.Values.Where(unit => Jurisdiction.IsCity(unit.Id / 1000)).OrderBy(unit => unit.Id).Select(unit => new CounterpartsOfUnit(unit, [.. pairs[unit.Id].OrderBy(county => county.Id)]))
            .Where(row => said.Length == 0 || row.Counties.Prepend(row.City).Any(unit => unit.Name.Contains(said, StringComparison.OrdinalIgnoreCase) || unit.ShortName.Contains(said, StringComparison.OrdinalIgnoreCase)))];
    }

    /// <summary>Offices see how it is set; the city office sets it.</summary>
    private static void Require(Actor viewer)
    {
        if (!viewer.May(Permission.ConfigureAccess))
            viewer.Require(Permission.SeeAllWork);
    }
}
