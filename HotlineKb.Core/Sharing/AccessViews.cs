using System.Text.Json;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Sharing;

/// <param name="Version">0: never changed, as in R4.7.</param>
public sealed record AccessPolicyDetail(AccessRules Rules, string UpdatedBy, DateTime? UpdatedAt, int Version);

/// <param name="Counties">Its counterparts, by name.</param>
public sealed record CounterpartsOfUnit(UnitItem City, IReadOnlyList<UnitItem> Counties);

/// <summary>Somebody the viewer may look as, or ask about.</summary>
/// <param name="Workplace">Unit or office.</param>
public sealed record AccessPerson(string UserName, string DisplayName, string Workplace, bool Disabled);

/// <summary>A change of who sees what, as the ledger has it.</summary>
/// <param name="Words">What was changed.</param>
public sealed record AccessChange(long Number, DateTime At, string By, IReadOnlyList<string> Words);

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

    /// <summary>Who changed what, newest first; read from the ledger, which is where it cannot be altered.</summary>
    public async Task<(IReadOnlyList<AccessChange> Items, int Total)> HistoryAsync(Actor viewer, int skip, int top, CancellationToken ct = default)
    {
        Require(viewer);
        await using var db = await databases.CreateDbContextAsync(ct);
        var (policy, counterparts) = (LedgerEvent.KindOf(typeof(AccessPolicyChanged)), LedgerEvent.KindOf(typeof(CounterpartsChanged)));
        var rows = db.LedgerRows().Where(row => row.Kind == policy || row.Kind == counterparts);
        var total = await rows.CountAsync(ct);
        var page = await rows.OrderByDescending(row => row.Number).Skip(Math.Max(0, skip)).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct);
        var names = page.Exists(row => row.Kind == counterparts) ? await db.Units().ToDictionaryAsync(unit => Unit.CodeOf(unit.Id), unit => unit.Name, ct) : [];
        var actors = page.Select(row => row.Actor).Distinct().ToArray();
        var people = await db.Accounts().Where(account => actors.Contains(account.UserName)).ToDictionaryAsync(account => account.UserName, account => account.DisplayName, ct);
        return (page.ConvertAll(row => new AccessChange(row.Number, row.At, people.GetValueOrDefault(row.Actor, row.Actor), row.Kind == policy ? Texts(row, "differences") : Pairs(row))), total);

        IReadOnlyList<string> Pairs(LedgerRow row)
        {
            var city = Name(Root(row).GetProperty("city").GetString()!);
            return [.. Texts(row, "added").Select(code => $"{city} + {Name(code)}"), .. Texts(row, "removed").Select(code => $"{city} − {Name(code)}")];
        }

        string Name(string code) => names.GetValueOrDefault(code, code);

        static JsonElement Root(LedgerRow row) => JsonSerializer.Deserialize<JsonElement>(row.Data);

        static IReadOnlyList<string> Texts(LedgerRow row, string list) => [.. Root(row).GetProperty(list).EnumerateArray().Select(text => text.GetString()!)];
    }

    /// <summary>Whom the viewer may look as, and ask about, by account, name or workplace.</summary>
    public async Task<IReadOnlyList<AccessPerson>> PeopleAsync(Actor viewer, string? text, int top = 30, CancellationToken ct = default)
    {
        viewer.Require(Permission.SeeAllWork);
        await using var db = await databases.CreateDbContextAsync(ct);
        var (units, offices) = (await db.Units().ToDictionaryAsync(unit => unit.Id, unit => unit.Name, ct), await db.Offices().ToDictionaryAsync(office => office.Id, office => office.Name, ct));
        var accounts = await WorkSight.Of(viewer).Filter(db.Accounts().AsNoTracking(), office => row => row.OfficeId == office || row.UnitId / 1000 == office, _ => _ => false)
            .Where(row => row.Id != viewer.AccountId).OrderBy(row => row.NormalizedUserName).ToListAsync(ct);
        var said = Wording.OneLine(text ?? "");
        return [.. accounts.Where(row => !row.Roles.Any(Roles.Administrators.Contains))
            .Select(row => new AccessPerson(row.UserName, row.DisplayName, row.UnitId is { } unit ? units[unit] : row.OfficeId is { } office ? offices[office] : "", row.Disabled))
            .Where(person => said.Length == 0 || person.UserName.Contains(said, StringComparison.OrdinalIgnoreCase) || person.DisplayName.Contains(said, StringComparison.OrdinalIgnoreCase) || person.Workplace.Contains(said, StringComparison.OrdinalIgnoreCase))
            .Take(top)];
    }

    /// <summary>Offices see how it is set; the city office sets it.</summary>
    private static void Require(Actor viewer)
    {
        if (!viewer.May(Permission.ConfigureAccess))
            viewer.Require(Permission.SeeAllWork);
    }
}
