using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Releases;

/// <summary>R4.7(4) through the real actions: each act by each person in each stage, what the row and the ledger hold afterwards.</summary>
public sealed class ReleaseFlowTests
{
    private static readonly Dictionary<ReleaseStage, ReleaseAct[]> Open = new()
    {
        [ReleaseStage.Proposed] = [ReleaseAct.Approve, ReleaseAct.Return, ReleaseAct.Cancel],
        [ReleaseStage.Returned] = [ReleaseAct.Repropose, ReleaseAct.Cancel],
        [ReleaseStage.Public] = [ReleaseAct.Recall, ReleaseAct.Replace, ReleaseAct.Expire],
        [ReleaseStage.Cancelled] = [], [ReleaseStage.Recalled] = [], [ReleaseStage.Replaced] = [], [ReleaseStage.Expired] = [],
    };

    /// <summary>Who may propose, cancel and recall; who may approve and return.</summary>
    private static readonly Dictionary<string, (bool Proposes, bool Approves)> People = Town.Names.ToDictionary(name => name, name => name switch
    {
        "city.editor" or "city.checker" => (true, false),
        "city.reviewer" or "city.all" => (true, true),
        _ => (false, false),
    });

    public static TheoryData<ReleaseStage> Stages => new(Enum.GetValues<ReleaseStage>());

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Act_InAStage_IsOpenToItsPeopleOnly(ReleaseStage stage)
    {
        await using var host = await TestHost.StartAsync();
        var release = await ReachAsync(host, stage);
        release.Stage.ShouldBe(stage);
        foreach (var (person, (proposes, approves)) in People)
            foreach (var act in Enum.GetValues<ReleaseAct>())
            {
                var who = Town.Actor(person);
                var objection = release.Objection(act, who);
                var may = act switch { ReleaseAct.Replace or ReleaseAct.Expire => false, ReleaseAct.Approve or ReleaseAct.Return => approves, _ => proposes };
                if (!Open[stage].Contains(act))
                    objection.ShouldNotBeNull($"{person} {stage} {act}").RuleValue.ShouldBe(ReleaseRule.WrongStage);
                else if (may)
                    objection.ShouldBeNull($"{person} {stage} {act}");
                else
                    objection.ShouldNotBeNull($"{person} {stage} {act}").RuleValue.ShouldBe(BasicRule.NotPermitted);
                // The action says the same as the guard; nothing of it is left behind.
                if (objection is not null && act is not (ReleaseAct.Replace or ReleaseAct.Expire))
                    await ActAsync(host, release, act, who).ShouldBeRefusedAsync(ReleaseViews.Sees(who) ? objection.RuleValue : BasicRule.NotFound, $"{person} {stage} {act}");
            }

        (await host.ReleasesAsync()).Single(row => row.Id == release.Id).Version.ShouldBe(release.Version);
    }

    [Fact]
    public void Word_OfEveryStageAndAct_IsItsOwn()
    {
        Enum.GetValues<ReleaseStage>().Select(ReleaseFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<ReleaseAct>().Select(ReleaseFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<Disclosure>().Select(ReleaseFlow.NameOf).ShouldBeUnique();
    }

    [Fact]
    public async Task Entry_ProposedAndApproved_IsPublic_WithRowsOfBoth()
    {
        await using var host = await TestHost.StartAsync();
        var code = await host.EntryAsync();
        var state = await host.ProposedAsync(code);
        (await host.PublicTitlesAsync()).ShouldBeEmpty("proposed is not released");
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Get<ReleaseActions>().ApproveAsync(Town.Actor("city.reviewer"), state.Id, state.Version);

        var row = (await host.ReleasesAsync()).Single();
        (row.Stage, row.EntryVersion, row.ProposedBy, row.ApprovedBy, row.PublicSince, row.PublicUntil, row.Basis).ShouldBe((ReleaseStage.Public, 1, "city.editor", "city.reviewer", host.Now, null, ARelease.Basis));
        (await host.PublicTitlesAsync()).ShouldBe([AnEntry.AText.Title]);
        await using var db = host.Db();
        (await db.LedgerKindsAsync($"release:{code}")).ShouldBe(["disclosure.recorded", "release.proposed", "release.approved"]);
        (await db.LedgerRowsOf("release.approved")).Single().Actor.ShouldBe("city.reviewer");
        var recorded = await db.Disclosures().SingleAsync();
        (recorded.Disclosure, recorded.Basis, recorded.RecordedBy).ShouldBe((Disclosure.Active, ARelease.Basis, "city.editor"));
    }

    [Fact]
    public async Task Proposer_NeverApproves_EvenWithEveryRole()
    {
        await using var host = await TestHost.StartAsync();
        var state = await host.ProposedAsync(await host.EntryAsync(), "city.all");
        await host.Get<ReleaseActions>().ApproveAsync(Town.Actor("city.all"), state.Id, state.Version).ShouldBeRefusedAsync(ReleaseRule.FourEyes);
        // Nor by proposing again what another had proposed.
        var other = await host.ProposedAsync(await host.EntryAsync(ARelease.Text with { Title = "另一条" }));
        var returned = await host.Get<ReleaseActions>().ActAsync(Town.Actor("city.reviewer"), other.Id, ReleaseAct.Return, other.Version, "依据不足");
        var again = await host.Get<ReleaseActions>().ReproposeAsync(Town.Actor("city.reviewer"), other.Id, returned.Version, ARelease.Said);
        await host.Get<ReleaseActions>().ApproveAsync(Town.Actor("city.reviewer"), other.Id, again.Version).ShouldBeRefusedAsync(ReleaseRule.FourEyes);
        (await host.Get<ReleaseActions>().ApproveAsync(Town.Actor("city.all"), other.Id, again.Version)).Stage.ShouldBe(ReleaseStage.Public);
    }

    [Fact]
    public async Task Proposal_WithoutBasisOrChannel_OrTwice_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var (actions, editor, code) = (host.Get<ReleaseActions>(), Town.Actor("city.editor"), await host.EntryAsync());
        (await actions.ProposeAsync(editor, code, ARelease.Said with { Basis = " " }).ShouldBeRefusedAsync(ReleaseRule.BasisRequired)).Fields.ShouldContainKey("basis");
        await actions.ProposeAsync(editor, code, ARelease.Said with { Basis = new string('长', 501) }).ShouldBeRefusedAsync(ReleaseRule.TooLong);
        await actions.ProposeAsync(editor, code, ARelease.Said with { Basis = "请联系13800138000" }).ShouldBeRefusedAsync(ReleaseRule.PersonalData);
        await actions.ProposeAsync(editor, code, ARelease.Said with { Channels = new Channels(false, false, false, false) }).ShouldBeRefusedAsync(ReleaseRule.NoChannel);
        await actions.ProposeAsync(Town.Actor("officer.rsj"), code, ARelease.Said).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await actions.ProposeAsync(Town.Actor("yingde.office"), code, ARelease.Said).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await actions.ProposeAsync(editor, "441800-001-99999-5", ARelease.Said).ShouldBeRefusedAsync(Core.Taxonomy.EntryCodeRule.WrongCheckDigit);
        var state = await host.ProposedAsync(code);
        await actions.ProposeAsync(editor, code, ARelease.Said).ShouldBeRefusedAsync(ReleaseRule.AlreadyProposed);
        await actions.ApproveAsync(Town.Actor("city.reviewer"), state.Id, state.Version + 1).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
        await actions.ApproveAsync(Town.Actor("city.reviewer"), state.Id, state.Version);
        await actions.ProposeAsync(editor, code, ARelease.Said).ShouldBeRefusedAsync(ReleaseRule.AlreadyPublic);
        (await host.RowsAsync()).Count(row => row.Kind.StartsWith("release.", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task WhatIsNotOpen_IsRecordedWithItsBasis_AndKeepsNobodyFromProposingLater()
    {
        await using var host = await TestHost.StartAsync();
        var (actions, editor, code) = (host.Get<ReleaseActions>(), Town.Actor("city.editor"), await host.EntryAsync());
        await actions.WithholdAsync(editor, code, Disclosure.Active, ARelease.Basis).ShouldBeRefusedAsync(BasicRule.Malformed);
        await actions.WithholdAsync(editor, code, Disclosure.Withheld, "").ShouldBeRefusedAsync(ReleaseRule.BasisRequired);
        await actions.WithholdAsync(editor, code, Disclosure.Withheld, "第十六条：内部事务信息");
        (await host.PublicTitlesAsync()).ShouldBeEmpty();
        var standing = (await host.Get<ReleaseViews>().StandingAsync(Town.Actor("operator01"), code))!;
        (standing.Disclosure, standing.Basis, standing.PublicVersion).ShouldBe((Disclosure.Withheld, "第十六条：内部事务信息", null));
        (await host.Get<ReleaseViews>().StandingAsync(Town.Actor("officer.yiliao"), code)).ShouldBeNull("who does not see the entry does not see this of it");

        var state = await host.ProposedAsync(code);
        await actions.WithholdAsync(editor, code, Disclosure.OnRequest, "依申请").ShouldBeRefusedAsync(ReleaseRule.UnderWay);
        (await host.Get<ReleaseViews>().GetAsync(Town.Actor("city.reviewer"), state.Id)).Disclosure!.Disclosure.ShouldBe(Disclosure.Active);
        await using var db = host.Db();
        (await db.LedgerKindsAsync($"release:{code}")).ShouldBe(["disclosure.recorded", "disclosure.recorded", "release.proposed"]);
    }

    [Fact]
    public async Task Many_ProposedAtOnce_GoEachByItself()
    {
        await using var host = await TestHost.StartAsync();
        var (first, second) = (await host.EntryAsync(), await host.EntryAsync(ARelease.Text with { Title = "另一条" }));
        await host.ProposedAsync(second);
        var actions = host.Get<ReleaseActions>();
        var lines = await actions.ProposeManyAsync(Town.Actor("city.editor"), [first, second, first], ARelease.Said);
        lines.Select(line => (line.Code, line.Refusal?.RuleValue)).ShouldBe([(first, null), (second, ReleaseRule.AlreadyProposed)]);
        await actions.ProposeManyAsync(Town.Actor("city.editor"), [first], ARelease.Said with { Basis = null }).ShouldBeRefusedAsync(ReleaseRule.BasisRequired);
        await actions.ProposeManyAsync(Town.Actor("city.editor"), [.. Enumerable.Range(0, 201).Select(n => $"{n}")], ARelease.Said).ShouldBeRefusedAsync(BasicRule.Malformed);
    }

    private static Task ActAsync(TestHost host, Release release, ReleaseAct act, Actor who) => act switch
    {
        ReleaseAct.Approve => host.Get<ReleaseActions>().ApproveAsync(who, release.Id, release.Version),
        ReleaseAct.Repropose => host.Get<ReleaseActions>().ReproposeAsync(who, release.Id, release.Version, ARelease.Said),
        _ => host.Get<ReleaseActions>().ActAsync(who, release.Id, act, release.Version, "原因"),
    };

    /// <summary>By people who hold none of the tested accounts' places in four eyes.</summary>
    private static async Task<Release> ReachAsync(TestHost host, ReleaseStage stage)
    {
        var (actions, reviewer) = (host.Get<ReleaseActions>(), Town.Actor("city.reviewer"));
        var expires = stage is ReleaseStage.Expired ? new DateOnly(2026, 11, 24) : (DateOnly?)null;
        var code = await host.EntryAsync(ARelease.Text with { ExpiresOn = expires });
        var elsewhere = Town.Actor("city.editor") with { AccountId = Guid.NewGuid(), DisplayName = "elsewhere" };
        var state = await actions.ProposeAsync(elsewhere, code, ARelease.Said);
        if (stage is ReleaseStage.Returned or ReleaseStage.Cancelled)
            await actions.ActAsync(reviewer, state.Id, stage is ReleaseStage.Returned ? ReleaseAct.Return : ReleaseAct.Cancel, state.Version, "原因");
        else if (stage is not ReleaseStage.Proposed)
            state = await actions.ApproveAsync(reviewer, state.Id, state.Version);
        if (stage is ReleaseStage.Recalled)
            await actions.ActAsync(reviewer, state.Id, ReleaseAct.Recall, state.Version, "原因");
        if (stage is ReleaseStage.Expired)
        {
            host.Clock.Advance(TimeSpan.FromDays(2));
            (await host.Get<ReleaseSweep>().RunAsync()).ShouldBe(1);
        }

        if (stage is ReleaseStage.Replaced)
        {
            await Search.SearchHost.ReviseAsync(host, code, ChangeKind.Update, text => text with { Answer = "新的答复。" });
            await host.FollowedAsync();
            var newer = (await host.ReleasesAsync()).Single(row => row.Stage is ReleaseStage.Proposed);
            await actions.ApproveAsync(reviewer, newer.Id, newer.Version);
        }

        return (await host.ReleasesAsync()).Single(row => row.Id == state.Id);
    }
}
