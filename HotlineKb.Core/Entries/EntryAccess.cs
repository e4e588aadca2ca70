using System.Globalization;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Entries;

/// <summary>Accounts whose sight a change would alter in the same way.</summary>
/// <param name="Gained">Published entries that they would see besides.</param>
/// <param name="Lost">Published entries that they would see no more.</param>
/// <param name="Other">They gain or lose approval items, or basic information, be there some now or not.</param>
/// <param name="Parts">What is seen of basic information changes.</param>
public sealed record AccessShift(IReadOnlyList<string> Accounts, int Gained, int Lost, bool Other, SightShift Approvals, SightShift Profiles, bool Parts);

/// <summary>How much more and how much less of one kind of information.</summary>
public readonly record struct SightShift(int Gained, int Lost);

/// <summary>How much of a kind of information beside entries somebody sees that somebody else does not; each kind counts its own.</summary>
public interface ISightCount
{
    InformationKind Kind { get; }

    Task<int> CountAsync(HotlineDb db, VisibleScope seen, VisibleScope notSeen, CancellationToken ct);
}

/// <summary>Whether somebody sees an entry, and why, in one sentence.</summary>
/// <param name="Form">The sentence with places for <paramref name="Parts"/>.</param>
/// <param name="Withdrawn">The entry is seen in the past only.</param>
public sealed record AccessReason(bool Seen, string Form, IReadOnlyList<string> Parts, bool Withdrawn = false)
{
    public const string OfThePast = "该条目已撤下，只在历史中可见。";

    public string Sentence => string.Format(CultureInfo.InvariantCulture, Form, [.. Parts]) + (Withdrawn ? OfThePast : "");
}

/// <summary>R4.8: what a change of who-sees-what would do, before it is made; and for any account and any entry, why it is seen or not.</summary>
public sealed class EntryAccess(IDbContextFactory<HotlineDb> databases, IEnumerable<ISightCount> counts)
{
    /// <summary>What other rules would do.</summary>
    public async Task<IReadOnlyList<AccessShift>> PreviewAsync(Actor actor, AccessRules rules, CancellationToken ct = default)
    {
        AccessPolicyActions.Require(actor);
        rules.Check();
        return await PreviewAsync(facts => facts with { Rules = rules }, ct);
    }

    /// <summary>What other counterparts of a city-level unit would do.</summary>
    public async Task<IReadOnlyList<AccessShift>> PreviewAsync(Actor actor, int cityUnitId, IReadOnlyCollection<int> counties, CancellationToken ct = default)
    {
        AccessPolicyActions.Require(actor);
        return await PreviewAsync(facts => facts with
        {
            CounterpartsOf = unit => unit == cityUnitId ? counties
                : counties.Contains(unit) ? facts.CounterpartsOf(unit).Append(cityUnitId) : facts.CounterpartsOf(unit).Where(other => other != cityUnitId),
        }, ct);
    }

    /// <summary>What more pairs of counterparts would do, as a file brings them.</summary>
    public async Task<IReadOnlyList<AccessShift>> PreviewAsync(Actor actor, IReadOnlyCollection<Counterpart> added, CancellationToken ct = default)
    {
        AccessPolicyActions.Require(actor);
        var more = Visibility.Both(added);
        return await PreviewAsync(facts => facts with { CounterpartsOf = unit => facts.CounterpartsOf(unit).Concat(more(unit)) }, ct);
    }

    /// <summary>What a sharing request would do if it were granted; when it is granted, what ending it would do.</summary>
    /// <exception cref="Refusal">For whoever asks for it: how much there is, the owner tells or does not.</exception>
    public async Task<IReadOnlyList<AccessShift>> PreviewAsync(Actor actor, SharingRequest request, CancellationToken ct = default)
    {
        if ((request.PartiesOf(actor) & (SharingParties.Owner | SharingParties.CityOffice)) == 0)
            throw Refusal.NotPermitted();
        await using var db = await databases.CreateDbContextAsync(ct);
        var shared = await Visibility.SharedAsync(db, request, ct);
        return await PreviewAsync(facts => facts with
        {
            GrantsTo = unit => unit != request.UnitId ? facts.GrantsTo(unit)
                : request.Stage is SharingStage.Granted ? facts.GrantsTo(unit).Where(grant => grant.RequestId != request.Id) : facts.GrantsTo(unit).Append(shared),
        }, ct);
    }

    /// <summary>Titles of the entries that a request names, as far as the viewer may see them.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TitlesAsync(Actor viewer, SharingRequest request, CancellationToken ct = default)
    {
        if (request.Codes.Count == 0)
            return new Dictionary<string, string>();
        await using var db = await databases.CreateDbContextAsync(ct);
        var codes = request.Codes.ToArray();
        return await db.Entries().AsNoTracking().Visible(await Visibility.ScopeOfAsync(db, viewer, ct)).Where(entry => codes.Contains(entry.Code) && entry.UnitId == request.OwnerUnitId)
            .Join(db.EntryVersions(), entry => new { entry.Id, Number = entry.CurrentVersion }, version => new { Id = version.EntryId, version.Number }, (entry, version) => new { entry.Code, version.Text.Title })
            .ToDictionaryAsync(entry => entry.Code, entry => entry.Title, ct);
    }

    /// <param name="code">Of any entry; what the asker may not see counts as not there.</param>
    /// <exception cref="Refusal">For accounts outside the asker's jurisdiction.</exception>
    public async Task<AccessReason> WhyAsync(Actor asker, string? userName, string? code, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var account = await ViewAsActions.NeedAsync(db, asker, userName, ct);
        var entry = await EntryActions.FindAsync(db, asker, code, ct);
        var unit = await db.Units().SingleAsync(row => row.Id == entry.UnitId, ct);
        var viewer = account.ToActor();
        var who = $"{account.DisplayName}（{account.UserName}）";
        if (account.Disabled)
            return new AccessReason(false, "{0}看不到：账号已停用。", [who]);
        if (!viewer.May(Permission.ReadEntries) || AccessRules.KindOf(viewer) is not { } kind)
            return new AccessReason(false, "{0}看不到：其角色不查看知识库内容。", [who]);
        var reach = (await db.AccessRulesAsync(ct)).Of(kind, InformationKind.Entries);
        string[] rule = [who, AccessRules.NameOf(kind), AccessRules.NameOf(reach)];
        var withdrawn = entry.State is EntryState.Withdrawn;
        var scope = await Visibility.ScopeOfAsync(db, viewer, ct);
        if (!scope.IncludesEntry(entry.UnitId, entry.CategoryId, entry.Code))
            return new AccessReason(false, viewer.UnitId is null ? "{0}看不到：{1}可查看{2}的常用信息，该条目属于{3}，不在其范围内。" : "{0}看不到：{1}可查看{2}的常用信息，该条目属于{3}，不是其本单位或范围内的单位，也没有该单位的有效授权。", [.. rule, unit.Name], withdrawn);
        var byRule = new AccessReason(true, "{0}能看到：{1}可查看{2}的常用信息。", rule, withdrawn);
        if (reach is Reach.All)
            return byRule;
        if (viewer.UnitId == entry.UnitId)
            return new AccessReason(true, "{0}能看到：该条目属于其本单位{1}。", [who, unit.Name], withdrawn);
        if (reach is Reach.Region && (viewer.OfficeId ?? Jurisdiction.OfficeOf(viewer.UnitId!.Value)) == unit.RegionCode)
            return new AccessReason(true, "{0}能看到：{1}可查看{2}的常用信息，{3}属于本县（市、区）。", [.. rule, unit.Name], withdrawn);
        if (reach is Reach.OwnAndCounterparts && await db.Counterparts().AnyAsync(pair => (pair.CityUnitId == viewer.UnitId && pair.CountyUnitId == entry.UnitId) || (pair.CountyUnitId == viewer.UnitId && pair.CityUnitId == entry.UnitId), ct))
            return new AccessReason(true, "{0}能看到：{1}是其对口单位。", [who, unit.Name], withdrawn);
        var grants = await db.SharingRequests().AsNoTracking().Where(row => row.Stage == SharingStage.Granted && row.UnitId == viewer.UnitId && row.OwnerUnitId == entry.UnitId).ToListAsync(ct);
        foreach (var grant in grants.OrderByDescending(grant => grant.Until))
            if (await Visibility.SharedAsync(db, grant, ct) is var shared && (shared.Whole || shared.Categories.Contains(entry.CategoryId) || shared.Codes.Contains(entry.Code)))
                return new AccessReason(true, "{0}能看到：{1}已共享给其单位（{2}于 {3} 授权，至 {4}）。", [who, unit.Name, grant.GrantedBy ?? "", Day(CityDays.Of(grant.GrantedAt!.Value)), Day(grant.Until)], withdrawn);
        return byRule;

        static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private async Task<IReadOnlyList<AccessShift>> PreviewAsync(Func<AccessFacts, AccessFacts> change, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var facts = await Visibility.FactsAsync(db, ct);
        var changed = change(facts);
        var accounts = await db.Accounts().AsNoTracking().Where(account => !account.Disabled).OrderBy(account => account.UserName).ToListAsync(ct);
        var groups = new Dictionary<string, (VisibleScope Before, VisibleScope After, List<string> Accounts)>();
        foreach (var account in accounts)
        {
            var viewer = account.ToActor();
            var (before, after) = (Visibility.ScopeOf(viewer, facts), Visibility.ScopeOf(viewer, changed));
            if (before.Key == after.Key && before.Parts.SetEquals(after.Parts))
                continue;
            var key = $"{before.Key}>{after.Key}:{string.Join(',', before.Parts.Order())}>{string.Join(',', after.Parts.Order())}";
            if (!groups.TryGetValue(key, out var group))
                groups[key] = group = (before, after, []);
            group.Accounts.Add($"{account.DisplayName}（{account.UserName}）");
        }

        var shifts = new List<AccessShift>(groups.Count);
        foreach (var (before, after, names) in groups.Values)
        {
            var (approvals, profiles) = (await ShiftAsync(InformationKind.Approvals, before, after), await ShiftAsync(InformationKind.Profiles, before, after));
            shifts.Add(new AccessShift(names, await CountAsync(after, before), await CountAsync(before, after),
                before.Approvals.Key != after.Approvals.Key || before.Profiles.Key != after.Profiles.Key || !before.Parts.SetEquals(after.Parts), approvals, profiles, !before.Parts.SetEquals(after.Parts)));
        }

        return [.. shifts.GroupBy(shift => (shift.Gained, shift.Lost, shift.Other, shift.Approvals, shift.Profiles, shift.Parts)).Select(group => group.First() with { Accounts = [.. group.SelectMany(shift => shift.Accounts)] })
            .OrderByDescending(shift => shift.Lost + shift.Approvals.Lost + shift.Profiles.Lost).ThenByDescending(shift => shift.Gained + shift.Approvals.Gained + shift.Profiles.Gained)];

        async Task<SightShift> ShiftAsync(InformationKind kind, VisibleScope before, VisibleScope after) =>
            counts.FirstOrDefault(one => one.Kind == kind) is { } counter ? new SightShift(await counter.CountAsync(db, after, before, ct), await counter.CountAsync(db, before, after, ct)) : default;

        async Task<int> CountAsync(VisibleScope seen, VisibleScope notSeen)
        {
            var published = db.Entries().AsNoTracking().Where(entry => entry.State == EntryState.Published);
            var hidden = published.Visible(notSeen).Select(entry => entry.Id);
            return await published.Visible(seen).CountAsync(entry => !hidden.Contains(entry.Id), ct);
        }
    }
}
