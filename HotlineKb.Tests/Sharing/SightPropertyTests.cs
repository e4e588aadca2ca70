using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace HotlineKb.Tests.Sharing;

/// <summary>
/// R4.7 written down once more, independently of the program, over random organisations, counterparts, grants and viewers:
/// what each path gives is exactly what the truth table says.
/// </summary>
public sealed class SightPropertyTests(ITestOutputHelper output)
{
    private const string Word = "窗口办事指南";

    /// <summary>An entry as the truth table knows it.</summary>
    /// <param name="Branch">The upper category.</param>
    private sealed record Known(string Code, int Unit, string Branch, string Leaf);

    /// <summary>A grant as the truth table knows it.</summary>
    private sealed record Given(int To, int Owner, SharedWhat What, string? Path, string? Code, bool InForce);

    /// <param name="Set">What the city office has set otherwise than the regulation (R4.8).</param>
    /// <param name="Items">Approval items by unit.</param>
    private sealed record World(List<Unit> Units, HashSet<(int City, int County)> Pairs, List<Known> Entries, List<Given> Grants, List<Actor> Viewers, List<ReachRule> Set, Dictionary<int, string> Items)
    {
        /// <summary>The regulation, sentence by sentence, unless the city office has set it otherwise.</summary>
        public bool SeesUnit(Actor viewer, InformationKind kind, int unit)
        {
            if (!viewer.May(Permission.ReadEntries) || (viewer.OfficeId is null && viewer.UnitId is null))
                return false;
            var ofCity = (viewer.OfficeId ?? viewer.UnitId!.Value / 1000) == Town.City;
            var (who, rule) = viewer switch
            {
                // （1）市热线办及话务员可以查看所有成员单位的信息
                { OfficeId: not null } when ofCity => (viewer.UserName.StartsWith("operator", StringComparison.Ordinal) ? ViewerKind.Operators : ViewerKind.CityOffice, Reach.All),
                // （2）县（市、区）热线办可以查看本区所有成员单位的信息
                { OfficeId: not null } => (ViewerKind.CountyOffice, Reach.Region),
                // （3）市级成员单位可以查看本单位及对口的县（市、区）级成员单位信息; a county-level unit: its own
                _ when ofCity => (ViewerKind.CityUnit, Reach.OwnAndCounterparts),
                _ => (ViewerKind.CountyUnit, Reach.Own),
            };
            if (viewer.OfficeId is null && viewer.UnitId == unit)
                return true;
            return (Set.Find(set => set.Viewer == who && set.Information == kind)?.Reach ?? rule) switch
            {
                Reach.All => true,
                Reach.Region => unit / 1000 == (viewer.OfficeId ?? viewer.UnitId!.Value / 1000),
                Reach.OwnAndCounterparts => Pairs.Contains((viewer.UnitId!.Value, unit)) || Pairs.Contains((unit, viewer.UnitId.Value)),
                _ => false,
            };
        }

        public bool Sees(Actor viewer, Known entry)
        {
            if (SeesUnit(viewer, InformationKind.Entries, entry.Unit))
                return true;
            if (!viewer.May(Permission.ReadEntries) || viewer.OfficeId is not null || viewer.UnitId is not { } own)
                return false;
            // （5）经申请可查看、共享其他成员单位的常用信息，但要征得其他单位的同意
            return Grants.Exists(grant => grant.InForce && grant.To == own && grant.Owner == entry.Unit && grant.What switch
            {
                SharedWhat.All => true,
                SharedWhat.Categories => grant.Path == entry.Branch || grant.Path == $"{entry.Branch}/{entry.Leaf}",
                _ => grant.Code == entry.Code,
            });
        }
    }

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, Random.Shared.Next(1000, 1_000_000)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task EveryPath_GivesWhatTheTruthTableSays(int seed)
    {
        output.WriteLine($"seed {seed}");
        await using var host = await SearchHost.StartAsync();
        var world = await BuildAsync(host, new Random(seed));
        await host.CatchUpAsync();
        var (views, search, access) = (host.Get<EntryViews>(), host.Get<SearchViews>(), host.Get<EntryAccess>());
        foreach (var viewer in world.Viewers)
        {
            var expected = world.Entries.Where(entry => world.Sees(viewer, entry)).Select(entry => entry.Code).Order().ToList();
            var who = $"seed {seed}, {viewer.UserName}";

            var (listed, total) = await views.ListAsync(viewer, new EntryFilter(), 0, 500);
            listed.Select(item => item.Code).Order().ToList().ShouldBe(expected, customMessage: who);
            total.ShouldBe(expected.Count, who);

            var found = await search.SearchAsync(viewer, new SearchQuery(Word, SearchKind.Entry, Top: 100));
            found.Items.Select(hit => hit.Code).Order().ToList().ShouldBe(expected, customMessage: who);
            found.Total.ShouldBe(expected.Count, who);
            found.Counts.Units.Sum(count => count.Count).ShouldBe(expected.Count, who);
            // The most frequent ones are counted, twenty at most.
            if (found.Counts.Categories.Count < 20)
                found.Counts.Categories.Sum(count => count.Count).ShouldBe(expected.Count, who);
            found.Counts.Regions.Sum(count => count.Count).ShouldBe(expected.Count, who);

            foreach (var entry in world.Entries)
            {
                var sees = expected.Contains(entry.Code);
                (await SeenAsync(() => views.GetAsync(viewer, entry.Code))).ShouldBe(sees, who);
                (await SeenAsync(() => views.VersionsAsync(viewer, entry.Code))).ShouldBe(sees, who);
                (await SeenAsync(() => views.HistoryAsync(viewer, entry.Code))).ShouldBe(sees, who);
            }

            await AgreeAsync(host, world, viewer, expected, who);

            // The sentence says what the paths do.
            if (Town.Names.Contains(viewer.UserName) && viewer.UserName is not ("city.supervisor" or "admin" or "security" or "audit"))
                foreach (var entry in world.Entries.Take(6))
                    (await access.WhyAsync(Town.Actor("city.supervisor"), viewer.UserName, entry.Code)).Seen.ShouldBe(expected.Contains(entry.Code), who);
        }
    }

    /// <summary>Further ways to hear of an entry or an item.</summary>
    private static async Task AgreeAsync(TestHost host, World world, Actor viewer, List<string> expected, string who)
    {
        var items = world.Items.Where(item => world.SeesUnit(viewer, InformationKind.Approvals, item.Key)).Select(item => item.Value).Order().ToList();
        var (approvals, search) = (host.Get<ApprovalViews>(), host.Get<SearchViews>());
        (await approvals.ListAsync(viewer, new ApprovalFilter(Text: "审批通道"), 0, 500)).Items.Select(item => item.Code).Order().ToList().ShouldBe(items, customMessage: who);
        (await approvals.CountAsync(viewer, new ApprovalFilter(Text: "审批通道"))).ShouldBe(items.Count, who);
        (await search.SearchAsync(viewer, new SearchQuery("审批通道", SearchKind.Approval, Top: 100))).Items.Select(hit => hit.Code).Order().ToList().ShouldBe(items, customMessage: who);
        foreach (var (unit, code) in world.Items)
        {
            (await SeenAsync(() => approvals.GetAsync(viewer, code))).ShouldBe(items.Contains(code), who);
            // Who refers to it, and how much is filed, is told of what may be seen.
            var ofUnit = world.Entries.Where(entry => entry.Unit == unit).Select(entry => entry.Code).ToList();
            (await host.Get<ReferenceViews>().EntriesAsync(viewer, code, 0, 100)).Items.Select(entry => entry.Code).Order().ToList().ShouldBe([.. ofUnit.Where(expected.Contains).Order()], customMessage: who);
            (await host.Get<CategoryViews>().TreeAsync(viewer, unit)).Sum(category => category.Own).ShouldBe(
                world.SeesUnit(viewer, InformationKind.Entries, unit) || world.Grants.Exists(grant => grant.InForce && grant.To == viewer.UnitId && grant.Owner == unit && grant.What is SharedWhat.All) ? ofUnit.Count : 0, who);
        }

        // A title is not told by what was said about the entry.
        if (!viewer.May(Permission.ReadEntries))
            return;
        var hidden = world.Entries.Where(entry => !expected.Contains(entry.Code)).Select(entry => entry.Code).ToHashSet();
        foreach (var said in (await host.Get<FeedbackViews>().ListAsync(viewer, new FeedbackFilter(), 0, 500)).Items.Where(said => hidden.Contains(said.Item.Feedback.EntryCode ?? "")))
            said.Item.Title.ShouldBeNull(who);
        foreach (var suggested in (await host.Get<KeywordSuggestions>().ListAsync(viewer, new SuggestionFilter(), 0, 500)).Items.Where(row => hidden.Contains(row.Suggestion.Code)))
            suggested.Title.ShouldBeNullOrEmpty(who);
    }

    private static async Task<bool> SeenAsync(Func<Task> path)
    {
        try
        {
            await path();
            return true;
        }
        catch (Refusal refusal) when (refusal.Kind is RefusalKind.NotFound)
        {
            return false;
        }
    }

    private static async Task<World> BuildAsync(TestHost host, Random random)
    {
        await PageTest.AddPeopleAsync(host);
        var today = CityDays.Of(host.Now);
        var counties = Enumerable.Range(0, random.Next(1, 4)).Select(i => 441823 + i).ToList();
        var cities = Enumerable.Range(0, random.Next(2, 5)).Select(i => NewUnit(Town.City, 100 + i, UnitLevel.City)).ToList();
        var lower = counties.SelectMany(county => Enumerable.Range(0, random.Next(1, 4)).Select(i => NewUnit(county, 100 + i, UnitLevel.County))).ToList();
        var pairs = cities.SelectMany(city => lower.Where(_ => random.Next(3) == 0).Select(county => (city.Id, county.Id))).ToHashSet();
        await host.Get<UnitActions>().ImportAsync(Actor.System("test"), new Organisation(
            [.. counties.Select(code => new Region { Code = code, Name = $"县{code}" })], [.. counties.Select(code => new Office { Id = code, Name = $"县{code}热线办", Level = OfficeLevel.County })],
            [.. cities, .. lower], [.. pairs.Select(pair => new Counterpart { CityUnitId = pair.Item1, CountyUnitId = pair.Item2 })]));
        List<Unit> units = [.. cities, .. lower];
        var (entries, ids) = (new List<Known>(), new Dictionary<(int, string), Guid>());
        var items = units.ToDictionary(unit => unit.Id, unit => AnApproval.Named($"审批通道{unit.Number}").Of(unit.Id));
        await host.TakeInAsync([.. items.Values]);
        foreach (var unit in units)
        {
            await host.Get<CategoryActions>().AddAsync(Actor.System("test"), unit.Id, ["甲/一", "甲/二", "乙/一"]);
            foreach (var category in await host.Get<CategoryViews>().TreeAsync(Town.Actor("city.reviewer"), unit.Id))
                ids[(unit.Id, category.Path)] = category.Id;
            foreach (var (branch, leaf) in new[] { ("甲", "一"), ("甲", "二"), ("乙", "一") }.Where(_ => random.Next(4) > 0))
            {
                var codes = await host.LoadAsync([(unit.Id, new EntryText { Title = $"{unit.Name}{branch}{leaf}{Word}", Answer = "请到窗口办理。", Body = "<p>正文</p>", CategoryId = ids[(unit.Id, $"{branch}/{leaf}")] })]);
                entries.Add(new Known(codes[0], unit.Id, branch, leaf));
            }
        }

        var viewers = Town.Names.Select(Town.Actor).ToList();
        viewers.AddRange(units.Select(unit => new Actor(Guid.NewGuid(), $"officer.{unit.Id}", "采集员", Roles.PermissionsOf([Role.InformationOfficer]), null, unit.Id)));
        viewers.AddRange(counties.Select(county => new Actor(Guid.NewGuid(), $"office.{county}", "县办", Roles.PermissionsOf([Role.CountyOffice]), county, null)));

        var grants = new List<Given>();
        for (var i = 0; i < 12; i++)
        {
            var (to, owner) = (units[random.Next(units.Count)], units[random.Next(units.Count)]);
            if (to == owner || pairs.Contains((to.Id, owner.Id)))
                continue;
            var what = (SharedWhat)random.Next(3);
            var path = new[] { "甲", "乙", "甲/二" }[random.Next(3)];
            var ofOwner = entries.FindAll(entry => entry.Unit == owner.Id);
            var code = ofOwner.Count == 0 ? null : ofOwner[random.Next(ofOwner.Count)].Code;
            if (what is SharedWhat.Entries && code is null)
                continue;
            if (grants.Exists(given => given.To == to.Id && given.Owner == owner.Id))
                continue;
            var fate = random.Next(6);
            await ShareAsync(host, to.Id, owner.Id, what, what is SharedWhat.Categories ? ids[(owner.Id, path)] : null, code, today.AddDays(fate == 5 ? 1 : 30), fate);
            grants.Add(new Given(to.Id, owner.Id, what, path, code, InForce: fate is 3));
        }

        // As the reader of the ledger would book it.
        await host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), async (db, _) =>
        {
            foreach (var entry in await db.Entries().AsNoTracking().ToListAsync())
                db.Add(new EntryReference { EntryId = entry.Id, ItemCode = items[entry.UnitId].Code });
            return [];
        });

        // Operators see everything until the city office sets it otherwise.
        foreach (var entry in entries.Take(6))
        {
            await AFeedback.WrongAsync(host, entry.Code);
            await host.Get<KeywordSuggestions>().SuggestAsync(Town.Actor("operator01"), entry.Code, "办事通道", "来电常这样说");
        }

        var set = new List<ReachRule>();
        foreach (var viewer in Enum.GetValues<ViewerKind>())
            foreach (var information in Enum.GetValues<InformationKind>())
                if (AccessRules.Choices(viewer) is { Count: > 1 } choices && random.Next(2) == 0)
                    set.Add(new ReachRule(viewer, information, choices[random.Next(choices.Count)]));
        // Every other city is as in the regulation.
        if (random.Next(2) == 0)
            set.Clear();
        else
            await host.Get<AccessPolicyActions>().SetAsync(Town.Actor("city.supervisor"), new AccessRules(set, []), 0);

        // What was granted until tomorrow has run out; nobody has swept.
        host.Clock.Advance(TimeSpan.FromDays(2));
        return new World(units, pairs, entries, grants, viewers, set, items.ToDictionary(item => item.Key, item => item.Value.Code));

        static Unit NewUnit(int region, int number, UnitLevel level) =>
            new() { Id = (region * 1000) + number, RegionCode = region, Number = number, Level = level, Name = $"{region}第{number}局", ShortName = $"{number}局{region}" };
    }

    /// <param name="fate">0 applied, 1 consented, 2 declined, 3 granted, 4 granted and ended, 5 granted and run out.</param>
    private static async Task ShareAsync(TestHost host, int to, int owner, SharedWhat what, Guid? category, string? code, DateOnly until, int fate)
    {
        var (applicant, holder, city) = (Officer(to), Officer(owner), Town.Actor("city.reviewer"));
        var actions = host.Get<SharingActions>();
        var request = await actions.ApplyAsync(applicant, new NewSharing(Unit.CodeOf(owner), what, category is { } id ? [id] : null, code is null ? null : [code], "联合办理", until));
        if (fate is 2)
            await actions.ActAsync(holder, request.Id, SharingAct.Decline, request.Version, "不便共享");
        if (fate is 0 or 2)
            return;
        request = await actions.ActAsync(holder, request.Id, SharingAct.Consent, request.Version);
        if (fate is 1)
            return;
        request = await actions.ActAsync(city, request.Id, SharingAct.Grant, request.Version);
        if (fate is 4)
            await actions.ActAsync(holder, request.Id, SharingAct.End, request.Version, "事项办结");

        static Actor Officer(int unit) => new(Guid.NewGuid(), $"officer.{unit}", "采集员", Roles.PermissionsOf([Role.InformationOfficer]), null, unit);
    }
}
