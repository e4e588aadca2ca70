using Bunit;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Approvals;
using HotlineKb.Web.Entries;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

public sealed class DriftPageTests
{
    [Fact]
    public async Task Office_SeesBothSides_AndAsksWithOneClick()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var (entry, item, _) = await page.Host.DifferingAsync();
        var screen = page.Show<DriftPage>("/approvals/drift");
        PageTest.Until(screen, () => screen.Find(".drift tbody th").TextContent.ShouldBe("咨询电话"));
        screen.FindAll(".drift tbody td").Select(cell => cell.TextContent).ShouldBe([DriftTown.Phone, "0763-3369999"]);
        screen.FindAll(".drift mark").Count.ShouldBeGreaterThan(1);
        screen.Find($".drift a[href='/entries/{entry.Code}']").TextContent.ShouldBe("社保卡怎么补办");
        screen.Find($".drift a[href='/approvals/{item.Code}']").TextContent.ShouldBe("残疾人证办理");
        await PageTest.PressAsync(screen, "要求更新");
        PageTest.Until(screen, () => screen.Find(".drift header .tag").TextContent.ShouldBe("已要求更新"));
        (await page.LedgerAsync("drift.requested")).Single().Actor.ShouldBe("city.editor");
        screen.FindAll(".drift footer a").ShouldContain(link => link.GetAttribute("href")!.StartsWith("/editing-requests/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Office_SaysThatItIsNone_WithAReason()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        await page.Host.DifferingAsync();
        var screen = page.Show<DriftPage>("/approvals/drift?field=phone");
        PageTest.Until(screen, () => screen.FindAll(".drift").Count.ShouldBe(1));
        await PageTest.PressAsync(screen, "不算差异");
        await PageTest.TypeAsync(screen, ".reason-panel textarea", "来电人 13800138000 说的");
        await PageTest.PressAsync(screen, "不算差异", ".reason-panel");
        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldContain("个人信息"));
        await PageTest.TypeAsync(screen, ".reason-panel textarea", "另一窗口的电话");
        await PageTest.PressAsync(screen, "不算差异", ".reason-panel");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有符合条件的差异"));
        (await page.Host.DriftsAsync()).Single().Stage.ShouldBe(DriftStage.Dismissed);
    }

    [Fact]
    public async Task Unit_SeesItsOwn_AndMayReviseAtOnce()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var (entry, _, _) = await page.Host.DifferingAsync();
        await page.Host.DifferingAsync(Town.YingdeMz);
        var screen = page.Show<DriftPage>("/approvals/drift");
        PageTest.Until(screen, () => screen.FindAll(".drift").Count.ShouldBe(1));
        screen.Find(".drift footer a").GetAttribute("href").ShouldBe($"/revisions/new?origin=supplementary&change=update&entry={entry.Code}");
        screen.FindAll(".drift footer button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Entry_ShowsItsItemsAndThatItDiffers()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var (entry, _, _) = await page.Host.DifferingAsync();
        var shown = page.Show<EntryPage>($"/entries/{entry.Code}", ("Code", entry.Code));
        PageTest.Until(shown, () => shown.Find($"a[href='/approvals/drift?entry={entry.Code}']").TextContent.ShouldBe("与办事大厅不一致"));
        PageTest.Until(shown, () => shown.FindAll(".referred a").Select(link => link.TextContent).ShouldBe(["残疾人证办理"]));
    }

    [Fact]
    public async Task List_WhileItIsOpen_TakesInWhatIsFound_AndSaysWhatToDoWhenEmpty()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        var screen = page.Show<DriftPage>("/approvals/drift");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("引用审批事项后"));
        await page.Host.DifferingAsync();
        await page.HearAsync();
        PageTest.Until(screen, () => screen.FindAll(".drift").Count.ShouldBe(1));
    }

    [Fact]
    public async Task Form_SuggestsFindsAndKeepsItems_AndTheDifferenceNamesThem()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var like = await DriftTown.AnItem("社保卡补办").In(page.Host);
        var other = await DriftTown.AnItem("残疾人证办理").In(page.Host);
        var draft = await AnEntry.WrittenByUnit(page.Host);
        var screen = page.Show<RevisionPage>($"/revisions/{draft.Id}", ("Id", draft.Id));
        PageTest.Until(screen, () => screen.Find("[aria-label='引用审批事项 社保卡补办']"));
        await screen.InvokeAsync(() => screen.Find("[aria-label='引用审批事项 社保卡补办']").Click());
        await PageTest.TypeAsync(screen, "#approvals", "残疾人");
        PageTest.Until(screen, () => screen.Find("[aria-label='引用审批事项 残疾人证办理']"));
        await screen.InvokeAsync(() => screen.Find("[aria-label='引用审批事项 残疾人证办理']").Click());
        PageTest.Until(screen, () => screen.FindAll("[aria-label^='移除审批事项']").Count.ShouldBe(2));
        await screen.InvokeAsync(() => screen.Find("[aria-label='移除审批事项 社保卡补办']").Click());
        PageTest.Until(screen, () => Items().ShouldBe([other.Code]));
        like.Code.ShouldNotBe(other.Code);

        List<string> Items()
        {
            using var db = page.Host.Db();
            return db.Revisions().AsNoTracking().Single(row => row.Id == draft.Id).Text.ApprovalItems;
        }
    }

    [Fact]
    public async Task Difference_OfReferences_NamesTheItems()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var item = await DriftTown.AnItem().In(page.Host);
        var screen = page.Show<TextsDifference>("/", ("Before", DriftTown.Saying("打电话")), ("After", DriftTown.Saying("打电话", item.Code)));
        PageTest.Until(screen, () => screen.Find("section[aria-label='审批事项'] ins").TextContent.ShouldBe("残疾人证办理"));
    }

    [Fact]
    public async Task Item_ShowsWhoRefersToIt()
    {
        await using var page = await PageTest.StartAsync("operator01");
        var (entry, item, _) = await page.Host.DifferingAsync();
        var screen = page.Show<ReferringEntries>("/", ("Item", item.Code));
        PageTest.Until(screen, () => screen.Find("li a").GetAttribute("href").ShouldBe($"/entries/{entry.Code}"));
    }
}
