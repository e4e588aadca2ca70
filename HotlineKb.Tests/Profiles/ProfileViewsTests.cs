using HotlineKb.Core.Profiles;
using HotlineKb.Core.Search;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Notifications;
using HotlineKb.Tests.Search;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Units;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Profiles;

/// <summary>Who sees what of a profile: on the card, in lists, in search, in notifications.</summary>
public sealed class ProfileViewsTests
{
    [Theory]
    [InlineData("officer.rsj", true, true)]
    [InlineData("city.editor", true, true)]
    [InlineData("operator01", true, false)]
    [InlineData("officer.yiliao", false, false)]
    [InlineData("yingde.office", false, false)]
    [InlineData("admin", false, false)]
    public async Task Card_IsSeenByScope_MobilesByOfficesAndTheUnit(string person, bool visible, bool mobile)
    {
        await using var host = await TestHost.StartAsync();
        await AProfile.InUseAsync(host);
        var detail = await host.Get<ProfileViews>().GetAsync(Town.Actor(person), "441800-001");
        detail.Visible.ShouldBe(visible);
        (detail.InUse is not null).ShouldBe(visible);
        (detail.InUse?.Text.People[0].Mobile == "13800138000").ShouldBe(mobile);
        var past = await host.Get<ProfileViews>().PastAsync(Town.Actor(person), Town.Rsj);
        past.Count.ShouldBe(visible ? 1 : 0);
        past.Any(row => row.Text.People[0].Mobile.Length > 0 || row.Differences.Any(field => field.Parts.Any(part => part.Text.Contains("13800138000")))).ShouldBe(mobile);
    }

    [Fact]
    public async Task Mobile_IsInNoSnippetNoFileAndNoDifferenceOfThoseWhoMayNotSeeIt()
    {
        await using var host = await SearchHost.StartAsync();
        var state = await AProfile.InUseAsync(host, officer: "officer.yingde.rsj", checker: "yingde.office", unit: Town.YingdeRsj);
        await AProfile.UpdatedAsync(host, state.Version, AProfile.Text with { People = [AProfile.Text.People[0] with { Mobile = "13900139000" }, AProfile.Text.People[1]] }, "officer.yingde.rsj", Town.YingdeRsj);
        await host.CatchUpAsync();

        // The counterpart above it sees the card (R4.7), as operators do; both without.
        foreach (var person in new[] { "operator01", "officer.rsj" })
        {
            (await host.Get<ProfileViews>().GetAsync(Town.Actor(person), Unit.CodeOf(Town.YingdeRsj))).InUse!.Text.People.ShouldAllBe(line => line.Mobile == "", person);
            var past = await host.Get<ProfileViews>().PastAsync(Town.Actor(person), Town.YingdeRsj);
            past.Count.ShouldBe(2);
            past.SelectMany(row => row.Text.People).ShouldAllBe(line => line.Mobile == "", person);
            past[0].Differences.ShouldBeEmpty(person);
        }

        (await host.Get<ProfileViews>().PastAsync(Town.Actor("yingde.office"), Town.YingdeRsj))[0].Differences.ShouldHaveSingleItem().Parts
            .ShouldContain(part => part.Kind == Core.Entries.DifferenceKind.Added && part.Text == "13900139000");
        // Not even an office finds it by searching, nor reads it there.
        foreach (var person in new[] { "operator01", "city.editor", "yingde.office", "officer.yingde.rsj" })
            foreach (var hit in (await host.SearchAsync("陈志强", person)).Items)
                hit.ToString().ShouldNotContain("1390013", Case.Sensitive, person);

        foreach (var (person, rows) in new[] { ("city.editor", 5), ("yingde.office", 5), ("qingcheng.office", 0), ("officer.rsj", 0) })
        {
            IReadOnlyList<ProfileRow> written = [];
            await host.Get<ProfileTransfer>().ExportAsync(Town.Actor(person), file => { written = file; return Task.CompletedTask; });
            (written.Count, written.Any(row => row.Mobile == "13900139000")).ShouldBe((rows, rows > 0), person);
        }
    }

    [Fact]
    public async Task Search_FindsWhatWasTakenOver_AtOnce()
    {
        await using var host = await SearchHost.StartAsync();
        await host.CatchUpAsync();
        await host.Get<ProfileActions>().LoadAsync(Core.Basics.Actor.System("takeover"), [(Town.Yiliao, AProfile.Text with { Windows = [AProfile.Text.Windows[0] with { Phones = "0763-3355667" }] })]);
        await host.CatchUpAsync();
        (await host.SearchAsync("0763-3355667")).Items.First().Code.ShouldBe(Unit.CodeOf(Town.Yiliao));
    }

    [Fact]
    public void Difference_NamesTheLinesThatChanged_AndNoOthers()
    {
        ProfileWindow[] windows = [.. Enumerable.Range(1, 20).Select(i => AProfile.Text.Windows[0] with { Name = $"窗口{i}" })];
        var before = AProfile.Text with { Windows = [.. windows] };
        var after = before with { Windows = [.. windows[..9], windows[9] with { Phones = "0763-3366999" }, .. windows[10..]] };
        var field = ProfileDifference.Between(before, after).ShouldHaveSingleItem();
        var text = string.Concat(field.Parts.Where(part => part.Kind != Core.Entries.DifferenceKind.Removed).Select(part => part.Text));
        text.ShouldStartWith("窗口10 · ");
        text.ShouldNotContain("窗口9 ");
        text.ShouldContain("0763-3366999");
        // Another order alone shows all: no line is new, none is gone.
        var moved = ProfileDifference.Between(before, before with { Windows = [.. windows.Reverse()] }).ShouldHaveSingleItem();
        string.Concat(moved.Parts.Where(part => part.Kind != Core.Entries.DifferenceKind.Removed).Select(part => part.Text)).ShouldContain("窗口9 ");
    }

    [Fact]
    public async Task Pending_IsNobodysButTheUnitsAndItsOffices()
    {
        await using var host = await TestHost.StartAsync();
        await AProfile.SubmittedAsync(host, officer: "officer.yingde.rsj", unit: Town.YingdeRsj);
        foreach (var (person, sees) in new[] { ("officer.yingde.rsj", true), ("yingde.office", true), ("city.editor", true), ("qingcheng.office", false), ("officer.rsj", false), ("operator01", false) })
            ((await host.Get<ProfileViews>().GetAsync(Town.Actor(person), Unit.CodeOf(Town.YingdeRsj))).Pending is not null).ShouldBe(sees, person);
    }

    [Fact]
    public async Task List_PutsWhatWaitsFirst_WithinTheOfficesOwn()
    {
        await using var host = await TestHost.StartAsync();
        await AProfile.InUseAsync(host);
        await AProfile.SubmittedAsync(host, officer: "officer.yingde.mz", unit: Town.YingdeMz);
        var views = host.Get<ProfileViews>();
        var (items, total) = await views.ListAsync(Town.Actor("city.editor"), new ProfileFilter(), 0, 10);
        total.ShouldBe(5);
        items.Take(2).Select(item => item.Unit.Id).ShouldBe([Town.YingdeMz, Town.Rsj]);
        (await views.ListAsync(Town.Actor("yingde.office"), new ProfileFilter(), 0, 10)).Items.Select(item => item.Unit.Id).ShouldBe([Town.YingdeMz, Town.YingdeRsj]);
        (await views.CountAsync(Town.Actor("yingde.office"), new ProfileFilter(None: true))).ShouldBe(2);
        (await views.CountAsync(Town.Actor("city.editor"), new ProfileFilter(ProfileStage.Submitted))).ShouldBe(1);
        (await views.ListAsync(Town.Actor("officer.yiliao"), new ProfileFilter(), 0, 10)).Items.Select(item => item.Unit.Id).ShouldBe([Town.Yiliao]);
        (await views.CountAsync(Town.Actor("operator01"), new ProfileFilter())).ShouldBe(0);
        host.Clock.Advance(ProfileSweep.Month + TimeSpan.FromSeconds(1));
        (await views.ListAsync(Town.Actor("city.editor"), new ProfileFilter(Age: ProfileAge.Due, Text: "人力\0资源"), 0, 10)).Items.ShouldHaveSingleItem().Age.ShouldBe(ProfileAge.Due);
    }

    [Theory]
    [InlineData("0763-3366124")]
    [InlineData("3366124")]
    [InlineData("社保综合窗口")]
    [InlineData("人民二路12号")]
    [InlineData("养老保险政策解释")]
    [InlineData("李晓梅")]
    [InlineData("社会保险基金管理局")]
    public async Task Search_FindsTheUnitByWhatItsCardSays(string asked)
    {
        await using var host = await SearchHost.StartAsync();
        await AProfile.InUseAsync(host);
        await host.CatchUpAsync();
        var hit = (await host.SearchAsync(asked)).Items.First();
        (hit.Kind, hit.Code).ShouldBe((SearchKind.Unit, "441800-001"));
        (await host.SearchAsync(asked, "officer.yiliao")).Items.ShouldNotContain(found => found.Code == "441800-001");
    }

    [Fact]
    public async Task Search_NeverByAMobileNumber_AndByTheNewNumberAtOnce()
    {
        await using var host = await SearchHost.StartAsync();
        var state = await AProfile.InUseAsync(host);
        await host.CatchUpAsync();
        foreach (var person in new[] { "operator01", "city.editor", "officer.rsj" })
            (await host.SearchAsync("13800138000", person)).Items.ShouldNotContain(hit => !hit.IsLoose, person);
        await AProfile.UpdatedAsync(host, state.Version, AProfile.Text with { Windows = [AProfile.Text.Windows[0] with { Phones = "0763-3399888" }] });
        await host.CatchUpAsync();
        (await host.SearchAsync("0763-3399888")).Items.First().Code.ShouldBe("441800-001");
        (await host.SearchAsync("0763-3366124")).Items.ShouldNotContain(hit => !hit.IsLoose);
    }

    [Fact]
    public async Task People_AreToldOfWhatConcernsThem()
    {
        await using var host = await NotifyHost.StartAsync();
        var actions = host.Get<ProfileActions>();
        var state = await AProfile.SubmittedAsync(host);
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.HandedOver)).ShouldBe(["city.all", "city.checker"]);
        (await host.ToldAsync())[0].Subject.ShouldBe("profile:441800-001");
        state = await actions.ActAsync(Town.Actor("city.checker"), Town.Rsj, ProfileAct.Return, state.Version, reason: "缺窗口");
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.SentBack)).ShouldBe(["officer.rsj", "officer2.rsj"]);
        state = await actions.ActAsync(Town.Actor("officer.rsj"), Town.Rsj, ProfileAct.Submit, state.Version);
        state = await actions.ActAsync(Town.Actor("city.checker"), Town.Rsj, ProfileAct.Approve, state.Version);
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.Finished)).ShouldBe(["officer.rsj", "officer2.rsj"]);
        await AProfile.UpdatedAsync(host, state.Version, AProfile.Text with { Functions = "新职能。", Institutions = [] });
        await host.TellAsync();
        var updated = (await host.ToldAsync(NotificationKind.Finished)).Where(row => row.Text.Contains("更新")).ToList();
        updated.Select(row => row.AccountId).ShouldBe([Town.IdOf("city.all"), Town.IdOf("city.checker")], ignoreOrder: true);
        updated[0].Text.ShouldBe("清远市人力资源和社会保障局更新了主要职能、直属及下属机构，已生效；差异见历次版本。");
        host.Clock.Advance(TimeSpan.FromDays(31));
        await host.Get<ProfileSweep>().RunAsync();
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.Reminder)).ShouldBe(["officer.rsj", "officer2.rsj"]);
    }
}
