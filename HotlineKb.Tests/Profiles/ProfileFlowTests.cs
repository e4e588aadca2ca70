using HotlineKb.Core.Basics;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Profiles;

/// <summary>R2.1 and R2.2 through the real actions: each act by each person in each stage, what the row and the ledger hold afterwards.</summary>
public sealed class ProfileFlowTests
{
    private static readonly Dictionary<(ProfileStage, bool Used, bool Pending), ProfileAct[]> Open = new()
    {
        [(ProfileStage.Drafting, false, true)] = [ProfileAct.Submit],
        [(ProfileStage.Submitted, false, true)] = [ProfileAct.Recall, ProfileAct.Approve, ProfileAct.Return],
        [(ProfileStage.InUse, true, false)] = [ProfileAct.Update, ProfileAct.Confirm],
        [(ProfileStage.InUse, true, true)] = [ProfileAct.Update, ProfileAct.Confirm, ProfileAct.Discard],
    };

    public static TheoryData<string, bool, bool> People => new()
    {
        { "officer.rsj", true, false }, { "lead.rsj", true, false }, { "city.checker", false, true },
        { "city.editor", false, false }, { "city.reviewer", false, false }, { "operator01", false, false }, { "officer.yiliao", false, false }, { "yingde.office", false, false }, { "admin", false, false },
    };

    [Theory]
    [MemberData(nameof(People))]
    public async Task Act_InEveryStage_IsOpenToItsPartyOnly(string person, bool unit, bool office)
    {
        await using var host = await TestHost.StartAsync();
        foreach (var ((stage, _, pending), acts) in Open)
        {
            var state = await ReachAsync(host, stage, pending);
            foreach (var act in Enum.GetValues<ProfileAct>())
            {
                await using var db = host.Db();
                var profile = db.Profiles().Single(row => row.UnitId == Town.Rsj);
                profile.Stage.ShouldBe(stage);
                var objection = profile.Objection(act, Town.Actor(person), reviewUpdates: false);
                var byOffice = act is ProfileAct.Approve or ProfileAct.Return;
                if (acts.Contains(act) && (byOffice ? office : unit))
                    objection.ShouldBeNull($"{person} {stage} {act}");
                else
                    objection.ShouldNotBeNull($"{person} {stage} {act}").RuleValue.ShouldBe(acts.Contains(act) ? BasicRule.NotPermitted : ProfileRule.WrongStage, $"{person} {stage} {act}");
            }

            state.Stage.ShouldBe(stage);
        }
    }

    [Fact]
    public async Task First_IsReviewed_ReturnedWithAReason_AndComesIntoUse()
    {
        await using var host = await TestHost.StartAsync();
        var actions = host.Get<ProfileActions>();
        var state = await AProfile.SubmittedAsync(host);
        (state.Stage, state.InUse).ShouldBe((ProfileStage.Submitted, 0));
        await actions.SaveAsync(Town.Actor("officer.rsj"), Town.Rsj, state.Version, AProfile.Text).ShouldBeRefusedAsync(ProfileRule.WrongStage);
        (await actions.ActAsync(Town.Actor("city.checker"), Town.Rsj, ProfileAct.Return, state.Version).ShouldBeRefusedAsync(ProfileRule.ReasonRequired)).Fields.ShouldContainKey("reason");
        state = await actions.ActAsync(Town.Actor("city.checker"), Town.Rsj, ProfileAct.Return, state.Version, reason: "窗口电话打不通");
        var back = await host.Get<ProfileViews>().GetAsync(Town.Actor("officer.rsj"), Unit.CodeOf(Town.Rsj));
        (back.Stage, back.Reason, back.MayEdit, back.Pending).ShouldBe((ProfileStage.Drafting, "窗口电话打不通", true, AProfile.Text));

        state = await actions.ActAsync(Town.Actor("officer.rsj"), Town.Rsj, ProfileAct.Submit, state.Version);
        state = await actions.ActAsync(Town.Actor("city.checker"), Town.Rsj, ProfileAct.Approve, state.Version);
        (state.Stage, state.InUse).ShouldBe((ProfileStage.InUse, 1));
        await using var db = host.Db();
        var version = db.ProfileVersions().Single();
        (version.Number, version.By, version.ReviewedBy, version.Text).ShouldBe((1, "officer.rsj", "city.checker", AProfile.Text));
        db.Units().Single(unit => unit.Id == Town.Rsj).Functions.ShouldBe(AProfile.Text.Functions);
        var row = (await db.LedgerRowsOf("profile.returned")).Single();
        (row.Actor, row.Subject).ShouldBe(("city.checker", "profile:441800-001"));
        row.Data.ShouldContain("窗口电话打不通");
        (await db.LedgerRowsOf("profile.approved")).Single().Data.ShouldNotContain("13800138000");
    }

    [Fact]
    public async Task Later_Change_IsEffectiveAtOnceWithItsVersionAndDifference()
    {
        await using var host = await TestHost.StartAsync();
        var state = await AProfile.InUseAsync(host);
        await host.Get<ProfileActions>().ActAsync(Town.Actor("officer.rsj"), Town.Rsj, ProfileAct.Update, state.Version, AProfile.Text).ShouldBeRefusedAsync(ProfileRule.NothingNew);
        host.Clock.Advance(TimeSpan.FromDays(40));
        state = await AProfile.UpdatedAsync(host, state.Version, AProfile.Text with { Windows = [AProfile.Text.Windows[0] with { Phones = "0763-3366999" }] });
        (state.Stage, state.InUse).ShouldBe((ProfileStage.InUse, 2));
        var past = await host.Get<ProfileViews>().PastAsync(Town.Actor("operator01"), Town.Rsj);
        past.Select(row => row.Version.Number).ShouldBe([2, 1]);
        past[0].Differences.ShouldHaveSingleItem().Field.ShouldBe("windows");
        var detail = await host.Get<ProfileViews>().GetAsync(Town.Actor("operator01"), "441800-001");
        (detail.Age, detail.ConfirmedAt).ShouldBe((ProfileAge.Fresh, host.Now));
        await using var db = host.Db();
        (await db.LedgerRowsOf("profile.updated")).Single().Data.ShouldContain("\"fields\":[\"windows\"]");
    }

    [Fact]
    public async Task Setting_ThatBringsReviewBack_HasUpdatesSubmitted()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.AddSingleton(Options.Create(new ProfileOptions { ReviewUpdates = true })));
        var state = await AProfile.InUseAsync(host);
        var changed = AProfile.Text with { Functions = "新职能。" };
        await AProfile.UpdatedAsync(host, state.Version, changed).ShouldBeRefusedAsync(ProfileRule.WrongStage);
        state = await host.Get<ProfileActions>().ActAsync(Town.Actor("officer.rsj"), Town.Rsj, ProfileAct.Submit, state.Version, changed);
        (await host.Get<ProfileViews>().GetAsync(Town.Actor("operator01"), "441800-001")).InUse!.Text.Functions.ShouldBe(AProfile.Text.Functions, "what is in use stays until it is reviewed");
        state = await host.Get<ProfileActions>().ActAsync(Town.Actor("city.checker"), Town.Rsj, ProfileAct.Approve, state.Version);
        state.InUse.ShouldBe(2);
    }

    [Fact]
    public async Task TakenOver_IsTheFirstVersionInUse_AndNobodysOwnIsReplaced()
    {
        await using var host = await TestHost.StartAsync();
        await AProfile.SubmittedAsync(host, officer: "officer.yingde.mz", unit: Town.YingdeMz);
        var actions = host.Get<ProfileActions>();
        await actions.LoadAsync(Town.Actor("city.checker"), [(Town.Rsj, AProfile.Text)]).ShouldBeRefusedAsync(BasicRule.NotPermitted);
        await actions.LoadAsync(Actor.System("takeover"), [(Town.Yiliao, AProfile.Text), (Town.Rsj, AProfile.Text with { People = [] })]).ShouldBeRefusedAsync(ProfileRule.Incomplete);
        await using (var db = host.Db())
            db.Profiles().Count().ShouldBe(1, "all or none");

        await actions.LoadAsync(Actor.System("takeover"), [(Town.Rsj, AProfile.Text), (Town.YingdeMz, AProfile.Text)]);
        await actions.LoadAsync(Actor.System("takeover"), [(Town.Rsj, AProfile.Text with { Functions = "另一份。" })]);
        var detail = await host.Get<ProfileViews>().GetAsync(Town.Actor("operator01"), "441800-001");
        (detail.Stage, detail.InUse!.Number, detail.InUse.Text.Functions, detail.Age).ShouldBe((ProfileStage.InUse, 1, AProfile.Text.Functions, ProfileAge.Fresh));
        detail.Pending.ShouldBeNull();
        (await host.Get<ProfileViews>().GetAsync(Town.Actor("yingde.office"), Unit.CodeOf(Town.YingdeMz))).Stage.ShouldBe(ProfileStage.Submitted);
        await using var after = host.Db();
        (await after.LedgerRowsOf("profile.loaded")).Single().Subject.ShouldBe("profile:441800-001");
        // The unit goes on with it as with its own (R2.2).
        (await AProfile.UpdatedAsync(host, detail.Version, AProfile.Text with { Functions = "新职能。" })).InUse.ShouldBe(2);
    }

    [Fact]
    public async Task Draft_BegunOnWhatIsInUse_IsGivenUp()
    {
        await using var host = await TestHost.StartAsync();
        var actions = host.Get<ProfileActions>();
        var state = await AProfile.InUseAsync(host);
        state = await actions.SaveAsync(Town.Actor("officer.rsj"), Town.Rsj, state.Version, AProfile.Text with { Functions = "改到一半" });
        state = await actions.ActAsync(Town.Actor("officer.rsj"), Town.Rsj, ProfileAct.Discard, state.Version);
        var detail = await host.Get<ProfileViews>().GetAsync(Town.Actor("officer.rsj"), "441800-001");
        (detail.Pending, detail.InUse!.Number).ShouldBe((null, 1));
        // Typed and taken back again is no change either.
        state = await actions.SaveAsync(Town.Actor("officer.rsj"), Town.Rsj, state.Version, AProfile.Text with { Functions = "又改" });
        await actions.SaveAsync(Town.Actor("officer.rsj"), Town.Rsj, state.Version, AProfile.Text);
        (await host.Get<ProfileViews>().GetAsync(Town.Actor("officer.rsj"), "441800-001")).Pending.ShouldBeNull();
    }

    [Fact]
    public async Task Two_WhoWriteAtOnce_DoNotOverwriteEachOther()
    {
        await using var host = await TestHost.StartAsync();
        var actions = host.Get<ProfileActions>();
        await actions.SaveAsync(Town.Actor("officer.rsj"), Town.Rsj, 0, AProfile.Text);
        var refusal = await actions.SaveAsync(Town.Actor("officer2.rsj"), Town.Rsj, 0, AProfile.Text with { Functions = "另一份" }).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
        refusal.CurrentVersion.ShouldBe(1);
        await actions.SaveAsync(Town.Actor("officer.yiliao"), Town.Rsj, 1, AProfile.Text).ShouldBeRefusedAsync(BasicRule.NotFound);
    }

    [Fact]
    public async Task Sweep_AsksOnceAMonth_AndShakesNobodyOff()
    {
        await using var host = await TestHost.StartAsync();
        var state = await AProfile.InUseAsync(host);
        var sweep = host.Get<ProfileSweep>();
        host.Clock.Advance(TimeSpan.FromDays(30));
        (await sweep.RunAsync()).ShouldBe(0, "a month has not gone before it has gone");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await sweep.RunAsync()).ShouldBe(1);
        (await sweep.RunAsync()).ShouldBe(0);
        (await host.Get<ProfileViews>().GetAsync(Town.Actor("operator01"), "441800-001")).Age.ShouldBe(ProfileAge.Due);
        // Who was reading when it was asked still confirms.
        state = await host.Get<ProfileActions>().ActAsync(Town.Actor("officer.rsj"), Town.Rsj, ProfileAct.Confirm, state.Version);
        (await host.Get<ProfileViews>().GetAsync(Town.Actor("operator01"), "441800-001")).Age.ShouldBe(ProfileAge.Fresh);
        host.Clock.Advance(TimeSpan.FromDays(29));
        (await sweep.RunAsync()).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromDays(62));
        (await host.Get<ProfileViews>().GetAsync(Town.Actor("operator01"), "441800-001")).Age.ShouldBe(ProfileAge.Stale);
        await using var db = host.Db();
        (await db.LedgerRowsOf("profile.confirmationRequested")).Count.ShouldBe(1);
    }

    private static async Task<ProfileState> ReachAsync(TestHost host, ProfileStage stage, bool pending)
    {
        var actions = host.Get<ProfileActions>();
        var officer = Town.Actor("officer.rsj");
        await using var db = host.Db();
        var version = db.Profiles().SingleOrDefault(row => row.UnitId == Town.Rsj)?.Version ?? 0;
        return (stage, pending) switch
        {
            (ProfileStage.Drafting, _) => await actions.SaveAsync(officer, Town.Rsj, version, AProfile.Text),
            (ProfileStage.Submitted, _) => await actions.ActAsync(officer, Town.Rsj, ProfileAct.Submit, version),
            (_, false) => await actions.ActAsync(Town.Actor("city.checker"), Town.Rsj, ProfileAct.Approve, version),
            _ => await actions.SaveAsync(officer, Town.Rsj, version, AProfile.Text with { Functions = "改到一半" }),
        };
    }
}
