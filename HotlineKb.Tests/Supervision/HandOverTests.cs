using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

/// <summary>R5.2: when an officer leaves, everything open goes to the successor, and the record keeps both.</summary>
public sealed class HandOverTests
{
    [Fact]
    public async Task HandOver_MovesClaimsDraftsAndRequests_AndEndsTheAccount()
    {
        await using var host = await TestHost.StartAsync();
        await PageTest.AddPeopleAsync(host);
        var claimed = await AnEntry.Drafted(host).SubmittedToUnit().Claimed("officer.rsj");
        var draft = await AnEntry.WrittenByUnit(host);
        var others = await AnEntry.WrittenByUnit(host, by: "officer2.rsj", text: AnEntry.AText with { Title = "别人的草稿" });
        await using (var before = host.Db())
            (await before.Assignments().SingleAsync(row => row.SubjectId == claimed.Id)).ClaimedBy.ShouldBe("officer.rsj");
        (await host.Get<HandOverActions>().PeopleAsync(Town.Actor("lead.rsj"), Town.Rsj)).Single(person => person.UserName == "officer.rsj").Duties.ShouldBe(2);

        var moved = await host.Get<HandOverActions>().HandOverAsync(Town.Actor("lead.rsj"), Town.IdOf("officer.rsj"), Town.IdOf("lead.rsj"), disable: true);

        moved.ShouldBe(2);
        await using var db = host.Db();
        var clock = await db.Assignments().SingleAsync(row => row.SubjectId == claimed.Id);
        (clock.ClaimedById, clock.ClaimedBy, clock.ClosedAt).ShouldBe((Town.IdOf("lead.rsj"), "lead.rsj", null));
        (await db.Revisions().SingleAsync(row => row.Id == draft.Id)).CreatedById.ShouldBe(Town.IdOf("lead.rsj"));
        (await db.Revisions().SingleAsync(row => row.Id == others.Id)).CreatedById.ShouldBe(Town.IdOf("officer2.rsj"));
        (await db.Accounts().SingleAsync(row => row.UserName == "officer.rsj")).Disabled.ShouldBeTrue();
        var row = (await db.LedgerRowsOf("account.handedOver")).Single();
        (row.Actor, row.Subject).ShouldBe(("lead.rsj", "account:officer.rsj"));
        row.Data.ShouldContain("\"successor\":\"lead.rsj\"");
        (await db.LedgerRowsOf("duty.handedOver")).Select(duty => duty.Subject).ShouldBe([Revision.SubjectOf(claimed.Id), Revision.SubjectOf(draft.Id)], ignoreOrder: true);
        (await db.LedgerRowsOf("account.disabled")).Count.ShouldBe(1);
        // The successor goes on where the leaver was.
        await host.Get<EntryActions>().ActAsync(Town.Actor("lead.rsj"), claimed.Id, RevisionAct.Approve, (await db.Revisions().SingleAsync(r => r.Id == claimed.Id)).Version);
    }

    [Theory]
    [InlineData("admin", true)]
    [InlineData("lead.rsj", true)]
    [InlineData("officer2.rsj", false)]
    [InlineData("officer.yiliao", false)]
    [InlineData("city.supervisor", false)]
    [InlineData("security", false)]
    public async Task HandOver_IsForTheAdministratorAndTheUnitsLead(string person, bool may)
    {
        await using var host = await TestHost.StartAsync();
        await PageTest.AddPeopleAsync(host);
        var act = host.Get<HandOverActions>().HandOverAsync(Town.Actor(person), Town.IdOf("officer.rsj"), Town.IdOf("officer2.rsj"), disable: false);
        if (may)
            (await act).ShouldBe(0);
        else
            await act.ShouldBeRefusedAsync(BasicRule.NotFound);
        (await host.Get<HandOverActions>().PeopleAsync(Town.Actor(person), Town.Rsj)).Any().ShouldBe(may);
    }

    [Fact]
    public async Task HandOver_ToWhoIsNotFit_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        await PageTest.AddPeopleAsync(host);
        var actions = host.Get<HandOverActions>();
        var lead = Town.Actor("lead.rsj");
        foreach (var unfit in new[] { "officer.rsj", "officer.yiliao", "city.editor" })
            (await actions.HandOverAsync(lead, Town.IdOf("officer.rsj"), Town.IdOf(unfit), false).ShouldBeRefusedAsync(HandOverRule.SuccessorUnfit)).Fields.ShouldContainKey("successor");
        await host.Get<AccountActions>().DisableAsync(Town.Actor("admin"), Town.IdOf("officer2.rsj"));
        await actions.HandOverAsync(lead, Town.IdOf("officer.rsj"), Town.IdOf("officer2.rsj"), false).ShouldBeRefusedAsync(HandOverRule.SuccessorUnfit);
        await actions.HandOverAsync(lead, Town.IdOf("lead.rsj"), Town.IdOf("officer.rsj"), true).ShouldBeRefusedAsync(HandOverRule.OnSelf);
        await actions.HandOverAsync(Town.Actor("admin"), Town.IdOf("city.editor"), Town.IdOf("city.checker"), true).ShouldBeRefusedAsync(HandOverRule.NotOfAUnit);
    }
}
