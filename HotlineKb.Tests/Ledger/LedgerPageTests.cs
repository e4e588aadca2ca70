using Bunit;
using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Ledger;

public sealed class LedgerPageTests
{
    [Fact]
    public async Task Ledger_ForTheAuditor_ShowsWordAndStableKind()
    {
        await using var page = await PageTest.StartAsync("audit");
        var revision = await AnEntry.Drafted(page.Host).SubmittedToUnit();

        var screen = page.Show<LedgerPage>($"/admin/ledger?subject=revision:{revision.Id}");

        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(2));
        screen.Find("tbody tr").TextContent.ShouldContain("提交审定 revision.submitted");
        screen.Find("tbody pre").TextContent.ShouldContain("\"to\": \"unitRevision\"");
        page.Navigation.NavigateTo("/admin/ledger?kind=revision.drafted&actor=city.editor");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("security")]
    [InlineData("city.supervisor")]
    public async Task Ledger_ForOthers_IsNotThere(string name)
    {
        await using var page = await PageTest.StartAsync(name);

        page.Show<LedgerPage>("/admin/ledger").Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }

    [Fact]
    public async Task Check_OfAnAlteredLedger_NamesTheFirstBrokenRow()
    {
        await using var page = await PageTest.StartAsync("audit");
        await AnEntry.Drafted(page.Host).SubmittedToUnit();
        var screen = page.Show<LedgerPage>("/admin/ledger");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").ShouldNotBeEmpty());

        await PageTest.PressAsync(screen, "校验台账");
        PageTest.Until(screen, () => screen.Find(".verdict").TextContent.ShouldContain("台账完整"));
        await using (var db = page.Host.Db())
            await db.Database.ExecuteSqlRawAsync("UPDATE \"Ledger\" SET \"Actor\" = 'nobody' WHERE \"Number\" = 2");
        await PageTest.PressAsync(screen, "校验台账");

        PageTest.Until(screen, () => screen.Find(".verdict[role=alert]").TextContent.ShouldContain("第一条有问题的记录：第 2 条"));
    }

    [Fact]
    public void Words_ForEveryKind_AreThere()
    {
        var kinds = new[] { typeof(LedgerEvent).Assembly, typeof(LedgerPage).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsSubclassOf(typeof(LedgerEvent)) && !type.IsAbstract).Select(LedgerEvent.KindOf);

        kinds.Where(kind => EventWords.Of(kind) == kind).ShouldBeEmpty("each kind of event needs its Chinese word in EventWords");
    }
}
