using System.Collections.Frozen;
using System.Globalization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Sharing;

/// <summary>What decides about a viewer's scope, read from the database or as a change would make it.</summary>
/// <param name="UnitsOf">Units of a region.</param>
/// <param name="CounterpartsOf">Of a unit, either way.</param>
/// <param name="GrantsTo">What other units share with a unit, in force; categories with everything below them.</param>
internal sealed record AccessFacts(AccessRules Rules, Func<int, IEnumerable<int>> UnitsOf, Func<int, IEnumerable<int>> CounterpartsOf, Func<int, IEnumerable<SharedWith>> GrantsTo);

/// <summary>One grant as the scope takes it in.</summary>
/// <param name="Whole">All of the owner's common information.</param>
internal sealed record SharedWith(Guid RequestId, int OwnerUnitId, bool Whole, IReadOnlyCollection<Guid> Categories, IReadOnlyCollection<string> Codes);

/// <summary>R4.7, in one place: the policy's rules, the counterpart map, the grants between units.</summary>
public sealed class Visibility(IDbContextFactory<HotlineDb> databases) : ICountSight
{
    private static readonly FrozenSet<string> Changing = new[] { typeof(AccessPolicyChanged), typeof(CounterpartsChanged), typeof(OrganisationImported), typeof(SharingGranted), typeof(SharingEnded), typeof(SharingExpired) }.Select(LedgerEvent.KindOf).ToFrozenSet();

    /// <summary>Whether a ledger row may have changed who sees what: then every open screen looks again.</summary>
    public static bool ChangedBy(LedgerRow row) => Changing.Contains(row.Kind);

    public async Task<VisibleScope> ScopeOfAsync(Actor viewer, CancellationToken ct = default)
    {
        if (viewer.IsSystem)
            return VisibleScope.Everything;
        await using var db = await databases.CreateDbContextAsync(ct);
        return await ScopeOfAsync(db, viewer, ct);
    }

    async Task<bool> ICountSight.SeesAsync(Actor viewer, int unitId, CancellationToken ct) => (await ScopeOfAsync(viewer, ct)).Entries.Includes(unitId);

    /// <summary>The pure rule: what a viewer sees, by the facts.</summary>
    internal static VisibleScope ScopeOf(Actor viewer, AccessFacts facts)
    {
        if (viewer.IsSystem)
            return VisibleScope.Everything;
        if (!viewer.May(Permission.ReadEntries) || AccessRules.KindOf(viewer) is not { } kind)
            return VisibleScope.Nothing;
        var grants = viewer.UnitId is { } unit && viewer.OfficeId is null ? facts.GrantsTo(unit).ToList() : [];
        return new VisibleScope
        {
            // (5) what another unit shares is common information, nothing else.
            Entries = Units(InformationKind.Entries, grants.Where(grant => grant.Whole).Select(grant => grant.OwnerUnitId)),
            Approvals = Units(InformationKind.Approvals, []),
            Profiles = Units(InformationKind.Profiles, []),
            Categories = grants.SelectMany(grant => grant.Categories).ToFrozenSet(),
            Codes = grants.SelectMany(grant => grant.Codes).ToFrozenSet(),
            Parts = Enum.GetValues<ProfilePart>().Where(part => facts.Rules.Sees(kind, part)).ToFrozenSet(),
        };

        VisibleUnits Units(InformationKind information, IEnumerable<int> shared) => facts.Rules.Of(kind, information) switch
        {
            Reach.All => VisibleUnits.Everything,
            Reach.Region => VisibleUnits.Of([.. facts.UnitsOf(viewer.OfficeId ?? Jurisdiction.OfficeOf(viewer.UnitId!.Value)), .. Own(), .. shared]),
            Reach.OwnAndCounterparts => VisibleUnits.Of([.. Own(), .. facts.CounterpartsOf(viewer.UnitId!.Value), .. shared]),
            Reach.Own => VisibleUnits.Of([.. Own(), .. shared]),
            _ => VisibleUnits.Of(shared),
        };

        IEnumerable<int> Own() => viewer.UnitId is { } own ? [own] : [];
    }

    /// <summary>The facts as they are, for the whole city: for previews.</summary>
    internal static async Task<AccessFacts> FactsAsync(HotlineDb db, CancellationToken ct)
    {
        var units = (await db.Units().Select(unit => new { unit.Id, unit.RegionCode }).ToListAsync(ct)).ToLookup(unit => unit.RegionCode, unit => unit.Id);
        var pairs = await db.Counterparts().AsNoTracking().ToListAsync(ct);
        var grants = (await GrantsAsync(db, null, ct)).ToLookup(grant => grant.To, grant => grant.Shared);
        return new AccessFacts(await db.AccessRulesAsync(ct), region => units[region], Both(pairs), unit => grants[unit]);
    }

    internal static Func<int, IEnumerable<int>> Both(IReadOnlyCollection<Counterpart> pairs)
    {
        var (down, up) = (pairs.ToLookup(pair => pair.CityUnitId, pair => pair.CountyUnitId), pairs.ToLookup(pair => pair.CountyUnitId, pair => pair.CityUnitId));
        return unit => down[unit].Concat(up[unit]);
    }

    internal static async Task<VisibleScope> ScopeOfAsync(HotlineDb db, Actor viewer, CancellationToken ct)
    {
        if (viewer.IsSystem)
            return VisibleScope.Everything;
        if (!viewer.May(Permission.ReadEntries) || AccessRules.KindOf(viewer) is not { } kind)
            return VisibleScope.Nothing;
        // Only what this viewer's rules ask for is read: operators, who search most, cost one row.
        var rules = await db.AccessRulesAsync(ct);
        var reaches = Enum.GetValues<InformationKind>().Select(information => rules.Of(kind, information)).ToHashSet();
        int[] units = [], counterparts = [];
        var grants = new List<(int To, SharedWith Shared)>();
        if (reaches.Contains(Reach.Region))
        {
            var region = viewer.OfficeId ?? Jurisdiction.OfficeOf(viewer.UnitId!.Value);
            units = await db.Units().Where(unit => unit.RegionCode == region).Select(unit => unit.Id).ToArrayAsync(ct);
        }

        if (viewer is { OfficeId: null, UnitId: { } own })
        {
            if (reaches.Contains(Reach.OwnAndCounterparts))
                counterparts = await db.Counterparts().Where(pair => pair.CityUnitId == own || pair.CountyUnitId == own).Select(pair => pair.CityUnitId == own ? pair.CountyUnitId : pair.CityUnitId).ToArrayAsync(ct);
            grants = await GrantsAsync(db, own, ct);
        }

        return ScopeOf(viewer, new AccessFacts(rules, _ => units, _ => counterparts, _ => grants.Select(grant => grant.Shared)));
    }

    private static async Task<List<(int To, SharedWith Shared)>> GrantsAsync(HotlineDb db, int? to, CancellationToken ct)
    {
        // By the day, not by whether the sweep has been round.
        var today = CityDays.Of(db.Clock.UtcNow());
        var rows = await db.SharingRequests().AsNoTracking().Where(row => row.Stage == SharingStage.Granted && row.Until >= today && (to == null || row.UnitId == to)).ToListAsync(ct);
        var grants = new List<(int, SharedWith)>(rows.Count);
        foreach (var row in rows)
            grants.Add((row.UnitId, await SharedAsync(db, row, ct)));
        return grants;
    }

    /// <summary>
    /// What a request is about, as the scope takes it in: a category with everything below it now. One that was merged or retired since shares nothing:
    /// what it was merged into is more than the owner has consented to.
    /// </summary>
    internal static async Task<SharedWith> SharedAsync(HotlineDb db, SharingRequest request, CancellationToken ct)
    {
        var below = new HashSet<Guid>();
        foreach (var category in request.What is SharedWhat.Categories ? request.Categories : [])
            if (Guid.Parse(category, CultureInfo.InvariantCulture) is var id && await db.CategoriesInUse().AnyAsync(row => row.Id == id && row.UnitId == request.OwnerUnitId, ct))
                below.UnionWith(await db.BelowAsync(id, ct));
        return new SharedWith(request.Id, request.OwnerUnitId, request.What is SharedWhat.All, below, request.What is SharedWhat.Entries ? request.Codes : []);
    }
}
