using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

public sealed class MainJourneyTests
{
    [Fact]
    public async Task Collected_ThroughEveryStep_IsPublishedWithItsCodeAndLedger()
    {
        await using var host = await TestHost.StartAsync();
        var actions = host.Get<EntryActions>();
        var category = await host.CategoryAsync(Town.Rsj);

        var state = await actions.DraftAsync(Town.Actor("city.editor"), new DraftRequest(Origin.Collected, ChangeKind.New, "市人社局", null,
            new EntryText { Title = "社保卡怎么补办", Answer = "带身份证到合作银行网点补办。", Body = "<p>携带身份证</p><script>alert(1)</script>" }));
        state = await actions.ActAsync(Town.Actor("city.editor"), state.Id, RevisionAct.Submit, state.Version);
        state.Stage.ShouldBe(Stage.UnitRevision);
        state = await actions.EditAsync(Town.Actor("officer.rsj"), state.Id, state.Version, text => text with { Answer = "带身份证到任一合作银行网点即可补办。" });
        state = await actions.ActAsync(Town.Actor("officer.rsj"), state.Id, RevisionAct.Approve, state.Version);
        state = await actions.ActAsync(Town.Actor("city.checker"), state.Id, RevisionAct.Pass, state.Version);
        state = await actions.ActAsync(Town.Actor("city.reviewer"), state.Id, RevisionAct.Publish, state.Version, keywords: ["社保卡", "补卡"], categoryId: category);

        state.Stage.ShouldBe(Stage.Published);
        state.Code.ShouldBe("441800-001-00001-" + state.Code![^1]);
        var detail = await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), state.Code);
        detail.Shown.Text.Answer.ShouldBe("带身份证到任一合作银行网点即可补办。");
        detail.Shown.Text.Body.ShouldBe("<p>携带身份证</p>");
        await using var db = host.Db();
        var kinds = await db.LedgerRows().OrderBy(row => row.Number).Select(row => row.Kind).ToListAsync();
        kinds[^7..].ShouldBe(["revision.drafted", "revision.submitted", "revision.edited", "revision.approved", "revision.passed", "revision.published", "entry.published"]);
        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
        var (items, total) = await host.Get<EntryViews>().ListAsync(Town.Actor("operator01"), new EntryFilter("社保"), 0, 10);
        total.ShouldBe(1);
        items[0].Category.ShouldBe("业务/常见问题");
        (await host.Get<RevisionViews>().ListAsync(Town.Actor("officer.rsj"), new RevisionFilter(WorkTab.Sent), 0, 10)).Total.ShouldBe(0);
        (await host.Get<RevisionViews>().GetAsync(Town.Actor("officer.rsj"), state.Id)).History.Count.ShouldBeGreaterThan(4);
    }
}
