using System.Collections.Frozen;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Access;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>Units with their basic information in use (R1.1): found by name, a window's name, an address, a telephone, an official's duty. Never by mobile numbers.</summary>
internal sealed class UnitSource(IDbContextFactory<HotlineDb> databases) : SearchSource
{
    private static readonly FrozenSet<string> Changing = new[] { typeof(ProfileLoaded), typeof(ProfileApproved), typeof(ProfileUpdated) }.Select(LedgerEvent.KindOf).ToFrozenSet();
    private static readonly string Policy = LedgerEvent.KindOf(typeof(AccessPolicyChanged));
    private static readonly string Imported = LedgerEvent.KindOf(typeof(OrganisationImported));

    public override SearchKind Kind => SearchKind.Unit;

    public override string? ChangedBy(LedgerRow row) =>
        Changing.Contains(row.Kind) ? row.Subject[(row.Subject.IndexOf(':', StringComparison.Ordinal) + 1)..] : row.Kind == Imported || row.Kind == Policy ? $"{Many}" : null;

    public override async Task<IReadOnlyList<string>> CodesAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return (await db.Units().OrderBy(unit => unit.Id).Select(unit => unit.Id).ToListAsync(ct)).ConvertAll(Unit.CodeOf);
    }

    public override async Task<IReadOnlyList<SearchDocument>> LoadAsync(IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        // One document for all: only what everybody may see is searched by, and mobile numbers never (R4.8).
        var rules = await db.AccessRulesAsync(ct);
        var parts = Enum.GetValues<ProfilePart>().Where(part => part is not ProfilePart.Mobiles && rules.SeenByAll(part)).ToFrozenSet();
        return (await ReadAsync(db.Units(), db, codes, ct)).ConvertAll(read =>
        {
            var row = read with { Profile = read.Profile.Seen(parts) };
            var body = string.Join('\n', ProfileDifference.Read(row.Profile).Where(part => part.Text.Length > 0).Select(part => $"{part.Name}：{part.Text}"));
            return new SearchDocument(Kind, Unit.CodeOf(row.Unit.Id), row.Unit.Id, null, row.Version, row.UpdatedAt, row.Unit.Name, [row.Unit.ShortName], Said(row), body, row.Region) { OtherCodes = [.. DriftPhones.DigitsOf(body)] };
        });
    }

    public override async Task<IReadOnlySet<string>> VisibleAsync(VisibleScope scope, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var ids = IdsOf(codes);
        return (await scope.Profiles.Filter(db.Units(), unit => unit.Id).Where(unit => ids.Contains(unit.Id)).Select(unit => unit.Id).ToListAsync(ct)).Select(Unit.CodeOf).ToHashSet();
    }

    public override async Task<IReadOnlyDictionary<string, StandingDocument>> ShowAsync(VisibleScope scope, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return (await ReadAsync(scope.Profiles.Filter(db.Units(), unit => unit.Id), db, codes, ct)).ConvertAll(row => row with { Profile = row.Profile.Seen(scope.Parts) })
            .ToDictionary(row => Unit.CodeOf(row.Unit.Id), row => new StandingDocument(Unit.CodeOf(row.Unit.Id), row.Unit.Id, null, "", row.Version, row.UpdatedAt, row.Unit.Name, Said(row)));
    }

    /// <summary>Where to go and whom to ring, before what the unit is for.</summary>
    private static string Said(Row row) =>
        string.Join('\n', row.Profile.Windows.Select(window => string.Join("，", new[] { window.Name, window.Address, window.Hours, window.Phones }.Where(part => part.Length > 0)))
            .Concat(row.Profile.People.Where(person => person.Role is PersonRole.Contact).Select(person => $"联系人{person.Name}{(person.Phone.Length > 0 ? $"，{person.Phone}" : "")}"))
            .Append(row.Profile.Functions.Length > 0 ? row.Profile.Functions : row.Unit.Functions).Where(line => line.Length > 0));

    private static async Task<List<Row>> ReadAsync(IQueryable<Unit> units, HotlineDb db, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        var ids = IdsOf(codes);
        var rows = await (from unit in units.AsNoTracking().Where(unit => ids.Contains(unit.Id))
                          join region in db.Regions() on unit.RegionCode equals region.Code
                          join profile in db.Profiles() on unit.Id equals profile.UnitId into profiles
                          from profile in profiles.DefaultIfEmpty()
                          select new { Unit = unit, Region = region.Name, Version = profile == null ? 0 : profile.CurrentVersion }).ToListAsync(ct);
        var texts = await (from profile in db.Profiles().Where(profile => ids.Contains(profile.UnitId))
                           join version in db.ProfileVersions() on new { profile.UnitId, Number = profile.CurrentVersion } equals new { version.UnitId, version.Number }
                           select version).AsNoTracking().ToDictionaryAsync(version => version.UnitId, ct);
        return rows.ConvertAll(row => texts.GetValueOrDefault(row.Unit.Id) is { } version
            ? new Row(row.Unit, row.Region, version.Text, version.Number, version.At)
            : new Row(row.Unit, row.Region, new ProfileText { Functions = row.Unit.Functions }, row.Version, DateTime.UnixEpoch));
    }

    private static int[] IdsOf(IReadOnlyCollection<string> codes) => [.. codes.Select(Unit.IdOf).OfType<int>()];

    private sealed record Row(Unit Unit, string Region, ProfileText Profile, int Version, DateTime UpdatedAt);
}
