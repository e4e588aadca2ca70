using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Sharing;

/// <param name="Row">As given, from 1.</param>
/// <param name="City">As given: a code, a name or a short name.</param>
/// <param name="Problem">Why it was not taken; null when it was, or is there already.</param>
/// <param name="Pair">What it stands for; null with a problem.</param>
/// <param name="Known">It is there already.</param>
public sealed record CounterpartRow(int Row, string City, string County, string? Problem, Counterpart? Pair = null, bool Known = false);

/// <summary>R4.8: who may see what is set by the city office, in one place.</summary>
public sealed class AccessPolicyActions(LedgerDoor ledger)
{
    public const int MostRows = 5_000;

    /// <param name="version">The version that was read, 0 before the first change; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <returns>The new version.</returns>
    public Task<int> SetAsync(Actor actor, AccessRules rules, int version, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            Require(actor);
            rules.Check();
            var policy = await db.AccessPolicies().SingleOrDefaultAsync(ct);
            if ((policy?.Version ?? 0) != version)
                throw Refusal.ChangedMeanwhile(policy?.Version ?? 0);
            var before = policy is null ? AccessRules.Regulation : AccessRules.Read(policy.Rules);
            if (rules.DifferencesFrom(before).Count == 0)
                return Outcome.Nothing(version);
            if (policy is null)
                db.Add(policy = new AccessPolicy());
            var changed = policy.Set(before, rules, actor.DisplayName, now);
            return Outcome.Of(policy.Version, changed);
        }, ct);

    /// <summary>The counterparts of one city-level unit.</summary>
    /// <param name="before">As they were read; when others have changed them since, it is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    public Task SetCounterpartsAsync(Actor actor, int cityUnitId, IReadOnlyCollection<int> before, IReadOnlyCollection<int> after, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            Require(actor);
            await NeedPairAsync(db, cityUnitId, after, ct);
            var known = await db.Counterparts().Where(pair => pair.CityUnitId == cityUnitId).ToListAsync(ct);
            if (!known.Select(pair => pair.CountyUnitId).ToHashSet().SetEquals(before))
                throw Refusal.ChangedMeanwhile(0);
            var gone = known.FindAll(pair => !after.Contains(pair.CountyUnitId));
            var added = after.Except(before).ToList();
            db.RemoveRange(gone);
            db.AddRange(added.Select(county => new Counterpart { CityUnitId = cityUnitId, CountyUnitId = county }));
            return gone.Count + added.Count == 0 ? [] : [new CounterpartsChanged(Unit.CodeOf(cityUnitId), [.. added.Select(Unit.CodeOf)], [.. gone.Select(pair => Unit.CodeOf(pair.CountyUnitId))])];
        }, ct);

    /// <summary>Adds the pairs of a file; rows that cannot be taken say why and stop none of the others.</summary>
    /// <param name="preview">Only say what would become of each.</param>
    public Task<IReadOnlyList<CounterpartRow>> ImportCounterpartsAsync(Actor actor, IReadOnlyList<(string City, string County)> rows, bool preview, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            Require(actor);
            if (rows.Count is 0 or > MostRows)
                throw new Refusal(AccessRule.TooMany, $"一次导入 1 至 {MostRows:N0} 行，现有 {rows.Count:N0} 行。");
            var units = await db.Units().AsNoTracking().ToListAsync(ct);
            var known = (await db.Counterparts().AsNoTracking().ToListAsync(ct)).Select(pair => (pair.CityUnitId, pair.CountyUnitId)).ToHashSet();
            var seen = new HashSet<(int, int)>();
            var added = new List<Counterpart>();
            var results = new List<CounterpartRow>(rows.Count);
            foreach (var (city, county) in rows)
            {
                var (upper, lower) = (Find(city), Find(county));
                var problem = upper is null ? $"没有“{Wording.Cut(city, 40)}”这个单位，或有多个同名。" : lower is null ? $"没有“{Wording.Cut(county, 40)}”这个单位，或有多个同名。"
                    : upper.Level is not UnitLevel.City ? $"“{upper.Name}”不是市级单位。" : lower.Level is not UnitLevel.County ? $"“{lower.Name}”不是县级单位。"
                    : !seen.Add((upper.Id, lower.Id)) ? "与上面的一行重复。" : null;
                var pair = problem is null ? new Counterpart { CityUnitId = upper!.Id, CountyUnitId = lower!.Id } : null;
                var fresh = pair is not null && known.Add((pair.CityUnitId, pair.CountyUnitId));
                results.Add(new CounterpartRow(results.Count + 1, city, county, problem, pair, pair is not null && !fresh));
                if (fresh)
                    added.Add(pair!);
            }

            if (preview)
                return Outcome.Nothing<IReadOnlyList<CounterpartRow>>(results);
            db.AddRange(added);
            return new Outcome<IReadOnlyList<CounterpartRow>>(results, [.. added.GroupBy(pair => pair.CityUnitId).Select(group => new CounterpartsChanged(Unit.CodeOf(group.Key), [.. group.Select(pair => Unit.CodeOf(pair.CountyUnitId))], []))]);

            Unit? Find(string text)
            {
                var said = Wording.OneLine(text);
                var id = Unit.IdOf(said);
                var found = units.FindAll(unit => unit.Id == id || unit.Name == said || unit.ShortName == said);
                return found is [var one] ? one : found.Find(unit => unit.Name == said);
            }
        }, ct);

    internal static void Require(Actor actor)
    {
        actor.Require(Permission.ConfigureAccess);
        if (!actor.IsSystem && !Jurisdiction.IsCity(actor.OfficeId))
            throw Refusal.NotPermitted();
    }

    private static async Task NeedPairAsync(HotlineDb db, int cityUnitId, IReadOnlyCollection<int> counties, CancellationToken ct)
    {
        var ids = counties.Append(cityUnitId).ToArray();
        var units = await db.Units().Where(unit => ids.Contains(unit.Id)).ToDictionaryAsync(unit => unit.Id, unit => unit.Level, ct);
        if (ids.Any(id => !units.ContainsKey(id)))
            throw new Refusal(AccessRule.UnknownUnit, "所选的单位不存在。");
        if (units[cityUnitId] is not UnitLevel.City || counties.Any(id => units[id] is not UnitLevel.County))
            throw new Refusal(AccessRule.NotCounterparts, "对口关系由一个市级单位和一个县级单位组成。");
    }
}
