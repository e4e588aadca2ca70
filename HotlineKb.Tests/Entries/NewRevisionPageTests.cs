using Bunit;
using HotlineKb.Core.Entries;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

public sealed class NewRevisionPageTests
{
    [Fact]
    public async Task FromAWorkOrder_WithItsUnit_IsDraftedAtOnce_Masked()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        await page.Host.Get<WorkOrderActions>().ImportAsync(page.Actor,
            [new WorkOrderRow("GD-9", "社保卡怎么补办", "我叫什么无关，电话13812345678", "您好，请带身份证到网点补办。\n联系人电话13812345678，<请勿外传>。", "市人社局", page.Host.Now, page.Host.Now)]);

        var screen = page.Show<NewRevisionPage>("/revisions/new?origin=workOrder&workOrder=GD-9");

        var row = await DraftedAsync(page, screen);
        (row.Origin, row.UnitId, row.WorkOrderNumber).ShouldBe((Origin.WorkOrder, Town.Rsj, "GD-9"));
        row.Text.Title.ShouldBe("社保卡怎么补办");
        row.Text.Answer.ShouldBe("您好，请带身份证到网点补办。");
        row.Text.Body.ShouldBe("<p>您好，请带身份证到网点补办。</p><p>联系人电话138******78，&lt;请勿外传&gt;。</p>");
        page.Navigation.Uri.ShouldEndWith($"/revisions/{row.Id}");
    }

    [Fact]
    public async Task FromAWorkOrder_AlreadyUsed_LeadsToItFirst()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var entry = AnEntry.FromWorkOrder(page.Host);
        await entry;

        var screen = page.Show<NewRevisionPage>("/revisions/new?origin=workOrder&workOrder=GD-1");

        PageTest.Until(screen, () => screen.Find($"a[href='/revisions/{entry.Id}']"));
        (await page.LedgerAsync("revision.drafted")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ByAnOfficer_AsksTheTitleOnly()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var screen = page.Show<NewRevisionPage>("/revisions/new?origin=supplementary");
        PageTest.Until(screen, () => screen.Find("#title"));
        screen.FindAll(".unit-picker").ShouldBeEmpty();

        await PageTest.TypeAsync(screen, "#title", "失业金怎么领");
        await PageTest.PressAsync(screen, "开始编写");

        var row = await DraftedAsync(page, screen);
        (row.Origin, row.UnitId, row.Text.Title).ShouldBe((Origin.Supplementary, Town.Rsj, "失业金怎么领"));
    }

    [Fact]
    public async Task Collected_WithoutAUnit_SaysSo()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var screen = page.Show<NewRevisionPage>("/revisions/new?origin=collected");
        PageTest.Until(screen, () => screen.Find("#title"));

        await PageTest.PressAsync(screen, "开始编写");

        screen.Find("[role=alert]").TextContent.ShouldBe("请选择所属单位。");
        (await page.LedgerAsync("revision.drafted")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Update_BeginsWithTheTextInUse_AndAnotherOneLeadsToIt()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        await entry;

        var screen = page.Show<NewRevisionPage>($"/revisions/new?change=update&entry={entry.Code}");

        var row = await DraftedAsync(page, screen);
        (row.Change, row.BaseVersion, row.Text.Answer).ShouldBe((ChangeKind.Update, 1, AnEntry.AText.Answer));
        await page.LeaveAsync();
        var again = page.Show<NewRevisionPage>($"/revisions/new?change=update&entry={entry.Code}");
        PageTest.Until(again, () => page.Navigation.Uri.ShouldEndWith($"/revisions/{row.Id}"));
    }

    [Fact]
    public async Task Withdraw_NeedsAReason()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        await entry;
        var screen = page.Show<NewRevisionPage>($"/revisions/new?change=withdraw&entry={entry.Code}");
        PageTest.Until(screen, () => screen.Find("#note"));
        var begin = () => PageTest.PressAsync(screen, "开始编写");
        await begin();
        screen.Find("[role=alert]").TextContent.ShouldBe("请写明撤下理由。");

        await PageTest.TypeAsync(screen, "#note", "政策已废止");
        await begin();

        var row = await DraftedAsync(page, screen);
        (row.Change, row.Note).ShouldBe((ChangeKind.Withdraw, "政策已废止"));
    }

    [Theory]
    [InlineData("您好。请带身份证。", "")]
    [InlineData("您好，请带身份证到网点补办。其余见下。", "您好，请带身份证到网点补办。")]
    [InlineData("没有句号的一整段", "")]
    public void FirstSentence_OfAReply_IsTakenWhenItSaysSomething(string reply, string expected) =>
        NewRevision.FirstSentence(reply).ShouldBe(expected);

    private static async Task<Revision> DraftedAsync(PageTest page, IRenderedComponent<Screen> screen)
    {
        PageTest.Until(screen, () => page.Navigation.Uri.ShouldContain("/revisions/0"));
        await using var db = page.Host.Db();
        var id = Guid.Parse(page.Navigation.Uri[^36..]);
        return await db.Revisions().AsNoTracking().SingleAsync(row => row.Id == id);
    }
}
