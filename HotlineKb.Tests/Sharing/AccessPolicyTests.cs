using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Profiles;
using HotlineKb.Tests.Notifications;
using HotlineKb.Web.Sharing;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Sharing;

/// <summary>R4.8: who may see what is set by the city office, in one place.</summary>
public sealed class AccessPolicyTests
{
    private static readonly AccessRules Open = new([new(ViewerKind.CountyUnit, InformationKind.Entries, Reach.Region)], []);

    [Fact]
    public async Task Policy_SetByAnyone_IsTheCityOfficesAlone()
    {
        await using var host = await TestHost.StartAsync();
        var (actions, views) = (host.Get<AccessPolicyActions>(), host.Get<AccessViews>());
        string[] may = ["city.reviewer", "city.supervisor", "city.all"];
        foreach (var person in Town.Names.Except(may))
        {
            await actions.SetAsync(Town.Actor(person), Open, 0).ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
            await actions.SetCounterpartsAsync(Town.Actor(person), Town.Rsj, [Town.YingdeRsj, Town.QingchengRsj], []).ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
            await actions.ImportCounterpartsAsync(Town.Actor(person), [("市人社局", "英德市民政局")], preview: false).ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
            await host.Get<EntryAccess>().PreviewAsync(Town.Actor(person), Open).ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
            if (person.StartsWith("city.", StringComparison.Ordinal) || person.EndsWith(".office", StringComparison.Ordinal))
                (await views.PolicyAsync(Town.Actor(person))).Version.ShouldBe(0, person);
            else
                await views.PolicyAsync(Town.Actor(person)).ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
        }

        (await actions.SetAsync(Town.Actor("city.supervisor"), Open, 0)).ShouldBe(1);
        await using var db = host.Db();
        var row = (await db.LedgerRowsOf("accessPolicy.changed")).ShouldHaveSingleItem();
        row.Actor.ShouldBe("city.supervisor");
        row.Data.ShouldContain("县（市、区）级成员单位查看常用信息：本单位 → 本县（市、区）各单位");
        (await actions.SetAsync(Town.Actor("city.reviewer"), Open, 1)).ShouldBe(1, "nothing is changed");
        await actions.SetAsync(Town.Actor("city.reviewer"), AccessRules.Regulation, 0).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
        await actions.SetAsync(Town.Actor("city.reviewer"), new([new(ViewerKind.CityOffice, InformationKind.Entries, Reach.None)], []), 1).ShouldBeRefusedAsync(AccessRule.BadReach);
        await actions.SetAsync(Town.Actor("city.reviewer"), new([], [new(ViewerKind.Operators, ProfilePart.People, false), new(ViewerKind.Operators, ProfilePart.Mobiles, true)]), 1).ShouldBeRefusedAsync(AccessRule.BadPart);
        await actions.SetAsync(Town.Actor("city.reviewer"), new([], [new(ViewerKind.CityOffice, ProfilePart.Mobiles, false)]), 1).ShouldBeRefusedAsync(AccessRule.BadPart);
        (await actions.SetAsync(Town.Actor("city.reviewer"), AccessRules.Regulation, 1)).ShouldBe(2);
        (await views.PolicyAsync(Town.Actor("yingde.office"))).Rules.DifferencesFrom(AccessRules.Regulation).ShouldBeEmpty();
        var (history, total) = await views.HistoryAsync(Town.Actor("city.editor"), 0, 10);
        (total, history[0].By, history[1].By).ShouldBe((2, "city.reviewer", "city.supervisor"));
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Preview_OfAnyChange_IsTheDifferenceThatComesOfIt(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        await PageTest.AddPeopleAsync(host);
        foreach (var (unit, at) in new[] { Town.Rsj, Town.Rsj, Town.Yiliao, Town.YingdeRsj, Town.YingdeMz, Town.YingdeMz, Town.QingchengRsj }.Select((unit, at) => (unit, at)))
            await host.LoadOneAsync(unit, $"事项 {at}");
        await host.TakeInAsync(AnApproval.Named("社保卡申领").Of(Town.Rsj), AnApproval.Named("医保参保").Of(Town.Yiliao), AnApproval.Named("低保申请").Of(Town.YingdeMz), AnApproval.Named("已取消的").Of(Town.YingdeMz).Cancelled());
        await AProfile.InUseAsync(host);
        await AProfile.SubmittedAsync(host, officer: "officer.yiliao", unit: Town.Yiliao);
        var (access, actions, city) = (host.Get<EntryAccess>(), host.Get<AccessPolicyActions>(), Town.Actor("city.supervisor"));

        var rules = new AccessRules([new(ViewerKind.CityUnit, InformationKind.Approvals, Reach.All), new(ViewerKind.CountyUnit, InformationKind.Profiles, Reach.All), new(ViewerKind.CountyUnit, InformationKind.Entries, Reach.Region), new(ViewerKind.CityUnit, InformationKind.Entries, Reach.Own), new(ViewerKind.Operators, InformationKind.Profiles, Reach.None)], []);
        await AgreesAsync(await access.PreviewAsync(city, rules), () => actions.SetAsync(city, rules, 0));
        await AgreesAsync(await access.PreviewAsync(city, AccessRules.Regulation), () => actions.SetAsync(city, AccessRules.Regulation, 1));
        await AgreesAsync(await access.PreviewAsync(city, Town.Rsj, [Town.YingdeMz]), () => actions.SetCounterpartsAsync(city, Town.Rsj, [Town.YingdeRsj, Town.QingchengRsj], [Town.YingdeMz]));
        await AgreesAsync(await access.PreviewAsync(city, [new Counterpart { CityUnitId = Town.Yiliao, CountyUnitId = Town.YingdeMz }]), () => actions.ImportCounterpartsAsync(city, [("市医保局", "英德市民政局")], preview: false));

        async Task AgreesAsync(IReadOnlyList<AccessShift> shifts, Func<Task> change)
        {
            var before = await SeenAsync();
            await change();
            var after = await SeenAsync();
            foreach (var person in Town.Names)
            {
                var shift = shifts.SingleOrDefault(shift => shift.Accounts.Contains($"{person}（{person}）"));
                foreach (var (kind, told) in new[] { ('e', new SightShift(shift?.Gained ?? 0, shift?.Lost ?? 0)), ('a', shift?.Approvals ?? default), ('p', shift?.Profiles ?? default) })
                    told.ShouldBe(new SightShift(Of(after, kind).Except(Of(before, kind)).Count(), Of(before, kind).Except(Of(after, kind)).Count()), $"{person} {kind}");

                IEnumerable<string> Of(Dictionary<string, List<string>> seen, char kind) => seen[person].Where(code => code[0] == kind);
            }
        }

        async Task<Dictionary<string, List<string>>> SeenAsync()
        {
            var seen = new Dictionary<string, List<string>>();
            foreach (var person in Town.Names)
            {
                var viewer = Town.Actor(person);
                seen[person] = [.. (await host.Get<EntryViews>().ListAsync(viewer, new EntryFilter(), 0, 500)).Items.Select(item => $"e{item.Code}"),
                    .. (await host.Get<ApprovalViews>().ListAsync(viewer, new ApprovalFilter(), 0, 500)).Items.Select(item => $"a{item.Code}")];
                var profiles = (await host.Get<Visibility>().ScopeOfAsync(viewer)).Profiles;
                if (profiles.Includes(Town.Rsj))
                    seen[person].Add("p");
            }

            return seen;
        }
    }

    [Fact]
    public async Task Counterparts_Set_AreRecordedAndConflictsAreTold()
    {
        await using var host = await TestHost.StartAsync();
        var (actions, city) = (host.Get<AccessPolicyActions>(), Town.Actor("city.reviewer"));
        await actions.SetCounterpartsAsync(city, Town.Rsj, [Town.YingdeRsj], []).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
        await actions.SetCounterpartsAsync(city, Town.YingdeRsj, [], [Town.YingdeMz]).ShouldBeRefusedAsync(AccessRule.NotCounterparts);
        await actions.SetCounterpartsAsync(city, Town.Rsj, [], [999]).ShouldBeRefusedAsync(AccessRule.UnknownUnit);
        await actions.SetCounterpartsAsync(city, Town.Rsj, [Town.YingdeRsj, Town.QingchengRsj], [Town.YingdeRsj, Town.YingdeMz]);
        await using var db = host.Db();
        (await db.LedgerRowsOf("counterparts.changed")).ShouldHaveSingleItem().Data.ShouldBe("""{"city":"441800-001","added":["441881-002"],"removed":["441802-001"]}""");
        (await db.Counterparts().Where(pair => pair.CityUnitId == Town.Rsj).Select(pair => pair.CountyUnitId).ToListAsync()).ShouldBe([Town.YingdeRsj, Town.YingdeMz], ignoreOrder: true);
        (await host.Get<AccessViews>().HistoryAsync(city, 0, 10)).Items.ShouldHaveSingleItem().Words.ShouldBe(["清远市人力资源和社会保障局 + 英德市民政局", "清远市人力资源和社会保障局 − 清城区人力资源和社会保障局"]);
    }

    [Fact]
    public async Task File_WithWrongAndDuplicateRows_ImportsTheGoodOnesAndReturnsTheRest()
    {
        await using var host = await TestHost.StartAsync();
        var (actions, city) = (host.Get<AccessPolicyActions>(), Town.Actor("city.reviewer"));
        (string City, string County)[] given = [("市医保局", "441881-002"), ("市医保局", "英德市民政局"), ("市人社局", "英德市人社局"), ("没有这个局", "英德市民政局"), ("英德市民政局", "市医保局"), ("-局", "")];
        var pairs = CounterpartSheet.Read(Sheet(given));
        pairs.ShouldBe(given);
        var preview = await actions.ImportCounterpartsAsync(city, pairs, preview: true);
        await using (var before = host.Db())
            (await before.Counterparts().CountAsync()).ShouldBe(2, "a preview adds nothing");
        var rows = await actions.ImportCounterpartsAsync(city, pairs, preview: false);
        rows.Select(row => (row.Problem is null, row.Known)).ShouldBe(preview.Select(row => (row.Problem is null, row.Known)));
        rows.Select(row => (row.Problem is null, row.Known)).ShouldBe([(true, false), (false, false), (true, true), (false, false), (false, false), (false, false)]);
        await using var db = host.Db();
        (await db.Counterparts().CountAsync()).ShouldBe(3);
        (await db.LedgerRowsOf("counterparts.changed")).Count.ShouldBe(1);
        var rest = CounterpartSheet.Rest(rows).Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        rest.Select(row => row["市级单位"]?.ToString()).ShouldBe(["市医保局", "没有这个局", "英德市民政局", "'-局"]);
        rest.ShouldAllBe(row => row["原因"]!.ToString()!.EndsWith('。'));

        var all = await host.Get<AccessViews>().CounterpartsAsync(city);
        CounterpartSheet.Read(CounterpartSheet.Write(all)).Count.ShouldBe(3);
        (await host.Get<AccessViews>().CounterpartsAsync(city, "民政")).ShouldHaveSingleItem().City.Id.ShouldBe(Town.Yiliao);
        Should.Throw<Refusal>(() => CounterpartSheet.Read(new MemoryStream("这不是 Excel"u8.ToArray())));
        Should.Throw<Refusal>(() => CounterpartSheet.Read(Sheet([])));
    }

    [Fact]
    public async Task LookAs_ByAnyOffice_IsReadOnlyRecordedAndEndsWithTheAccount()
    {
        await using var host = await NotifyHost.StartAsync();
        await PageTest.AddPeopleAsync(host);
        var viewing = host.Get<ViewAsActions>();
        var asOfficer = await viewing.StartAsync(Town.Actor("city.editor"), "officer.yiliao");
        (asOfficer.ReadOnly, asOfficer.UnitId).ShouldBe((true, Town.Yiliao));
        await SharingActionTests.ApplyAsync(host, 1);
        await host.Get<SharingActions>().ApplyAsync(asOfficer, new NewSharing("441800-001", SharedWhat.All, null, null, "看看", CityDays.Of(host.Now))).ShouldBeRefusedAsync(BasicRule.ReadOnly);
        await host.Get<Core.Notifications.NotificationActions>().ReadAsync(asOfficer).ShouldBeRefusedAsync(BasicRule.ReadOnly);
        foreach (var (by, other) in new[] { ("yingde.office", "officer.rsj"), ("yingde.office", "city.editor"), ("city.editor", "admin"), ("city.editor", "security"), ("city.editor", "city.editor") })
            await viewing.StartAsync(Town.Actor(by), other).ShouldBeRefusedAsync(AccessRule.NotViewable, other);
        foreach (var person in new[] { "operator01", "officer.rsj", "admin", "audit", "security" })
            await viewing.StartAsync(Town.Actor(person), "officer.yingde.mz").ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
        (await viewing.StartAsync(Town.Actor("yingde.office"), "officer.yingde.mz")).UnitId.ShouldBe(Town.YingdeMz);
        await viewing.StartAsync(asOfficer, "officer.rsj").ShouldBeRefusedAsync(BasicRule.ReadOnly);
        await using var db = host.Db();
        (await db.LedgerRowsOf("account.viewed")).Select(row => (row.Actor, row.Subject)).ShouldBe([("city.editor", "account:officer.yiliao"), ("yingde.office", "account:officer.yingde.mz")]);

        (await viewing.AgainAsync(Town.Actor("city.editor"), "officer.yiliao")).ReadOnly.ShouldBeTrue();
        await host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), async (tx, _) =>
        {
            (await tx.Accounts().SingleAsync(account => account.UserName == "officer.yiliao")).Disabled = true;
            return [new AccessPolicyChanged(["停用"])];
        });
        await viewing.AgainAsync(Town.Actor("city.editor"), "officer.yiliao").ShouldBeRefusedAsync(AccessRule.NotViewable);
        await viewing.StartAsync(Town.Actor("city.editor"), "officer.yiliao").ShouldBeRefusedAsync(AccessRule.NotViewable);
        var people = await host.Get<AccessViews>().PeopleAsync(Town.Actor("yingde.office"), null);
        people.Select(person => person.UserName).ShouldBe(["officer.yingde.mz", "officer.yingde.rsj"]);
        (await host.Get<AccessViews>().PeopleAsync(Town.Actor("city.editor"), "医疗保障")).ShouldHaveSingleItem().Disabled.ShouldBeTrue();
    }

    private static MemoryStream Sheet((string City, string County)[] pairs)
    {
        var file = new MemoryStream();
        file.SaveAs(pairs.Select(pair => new Dictionary<string, object?> { ["市级单位"] = pair.City, ["县级单位"] = pair.County }));
        file.Position = 0;
        return file;
    }
}
