using Bunit;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Supervision;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

public sealed class EditingRequestPagesTests
{
    [Fact]
    public async Task New_WithWhatIsWrong_SaysSoAtTheFields_KeepsIt_AndThenAsks()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var screen = page.Show<NewEditingRequestPage>("/editing-requests/new?unit=441800-001");
        PageTest.Until(screen, () => screen.Find("#title"));
        await PageTest.SubmitAsync(screen, "form.new-request");
        PageTest.Until(screen, () => screen.Find("#title-wrong").TextContent.ShouldBe("请写明要求采编什么。"));
        screen.Find("#title").GetAttribute("aria-invalid").ShouldBe("true");
        await PageTest.TypeAsync(screen, "#text", "请写明地点。");
        await PageTest.TypeAsync(screen, "#title", new string('长', EditingRequest.MaxTitle + 1));

        await PageTest.SubmitAsync(screen, "form.new-request");

        PageTest.Until(screen, () => screen.Find("#title-wrong").TextContent.ShouldBe("标题最多 120 个字。"));
        screen.Find("#text").GetAttribute("value").ShouldBe("请写明地点。");
        await PageTest.TypeAsync(screen, "#title", "补充参保办法");
        await PageTest.SubmitAsync(screen, "form.new-request");

        PageTest.Until(screen, () => page.Navigation.Uri.ShouldContain("/editing-requests/0"));
        var row = await TheOneAsync(page);
        (row.UnitId, row.Title, row.Text, row.OfficeId).ShouldBe((Town.Rsj, "补充参保办法", "请写明地点。", Town.City));
        (await page.LedgerAsync("editingRequest.made")).Single().Actor.ShouldBe("city.editor");
    }

    [Fact]
    public async Task New_WithoutAUnit_SaysSo()
    {
        await using var page = await PageTest.StartAsync("yingde.office");
        var screen = page.Show<NewEditingRequestPage>("/editing-requests/new");
        PageTest.Until(screen, () => screen.Find("#title"));
        await PageTest.TypeAsync(screen, "#title", "补充参保办法");

        await PageTest.SubmitAsync(screen, "form.new-request");

        PageTest.Until(screen, () => screen.Markup.ShouldContain("请选择单位。"));
        screen.Find("#title").GetAttribute("value").ShouldBe("补充参保办法");
        (await page.LedgerAsync("editingRequest.made")).ShouldBeEmpty();
    }

    [Fact]
    public async Task New_ForAnEntry_AsksItsUnit()
    {
        await using var page = await PageTest.StartAsync("city.checker");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        var onEntry = page.Show<EntryPage>($"/entries/{entry.Code}", (nameof(EntryPage.Code), entry.Code));
        PageTest.Until(onEntry, () => onEntry.FindAll("a").ShouldContain(link => link.TextContent.Trim() == "要求更新" && link.GetAttribute("href") == $"/editing-requests/new?entry={entry.Code}"));

        await page.LeaveAsync();
        var screen = page.Show<NewEditingRequestPage>($"/editing-requests/new?entry={entry.Code}");
        PageTest.Until(screen, () => screen.Find("form.new-request").TextContent.ShouldContain(AnEntry.AText.Title));
        screen.FindAll(".unit-picker").ShouldBeEmpty();
        await PageTest.TypeAsync(screen, "#title", "网点地址已变");
        await PageTest.SubmitAsync(screen, "form.new-request");

        PageTest.Until(screen, () => page.Navigation.Uri.ShouldContain("/editing-requests/0"));
        var row = await TheOneAsync(page);
        (row.UnitId, row.Source, row.SourceRef).ShouldBe((Town.Rsj, RequestSource.Entry, entry.Code));
    }

    [Theory]
    [InlineData("city.reviewer")]
    [InlineData("officer.rsj")]
    public async Task New_OfSomeoneWhoMayNotAsk_IsRefused(string person)
    {
        await using var page = await PageTest.StartAsync(person);
        var screen = page.Show<NewEditingRequestPage>("/editing-requests/new");
        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain("没有进行此项操作的权限"));
    }

    [Theory]
    [InlineData("officer.rsj", RequestStage.Open, new[] { "编写答复", "认领", "说明不采编" })]
    [InlineData("city.checker", RequestStage.Open, new[] { "取消要求" })]
    [InlineData("city.reviewer", RequestStage.Open, new string[0])]
    [InlineData("officer.rsj", RequestStage.Declined, new string[0])]
    [InlineData("city.supervisor", RequestStage.Declined, new[] { "认可", "再次要求" })]
    [InlineData("city.editor", RequestStage.Cancelled, new string[0])]
    public async Task Acts_AtEveryStage_AreThoseOfTheTable(string person, RequestStage stage, string[] acts)
    {
        await using var page = await PageTest.StartAsync(person);
        var request = await AnEditingRequest.Made(page.Host).UpTo(stage);
        var screen = await OpenAsync(page, request);
        screen.FindAll(".request-acts :is(a, button)").Select(act => act.TextContent.Trim()).ShouldBe(acts);
    }

    [Fact]
    public async Task Decline_AsksForTheReason_AndIsSeenByTheOffice()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var request = await AnEditingRequest.Made(page.Host);
        var screen = await OpenAsync(page, request);
        await PageTest.PressAsync(screen, "说明不采编");
        PageTest.Until(screen, () => screen.Find(".reason-panel"));
        await PageTest.PressAsync(screen, "说明不采编");
        PageTest.Until(screen, () => screen.Find(".reason-panel [role=alert]").TextContent.ShouldBe("请写明原因。"));

        await PageTest.TypeAsync(screen, "#reason", "已有条目写明");
        await PageTest.PressAsync(screen, "说明不采编");

        PageTest.Until(screen, () => screen.Find(".notice").TextContent.ShouldContain("不采编的理由：已有条目写明"));
        (await request.RowAsync()).Stage.ShouldBe(RequestStage.Declined);
        (await request.KindsAsync())[^1].ShouldBe("editingRequest.declined");
    }

    [Fact]
    public async Task Act_ChangedMeanwhile_KeepsTheReason_AndGoesThroughTheSecondTime()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var request = await AnEditingRequest.Made(page.Host);
        var screen = await OpenAsync(page, request);
        await PageTest.PressAsync(screen, "取消要求");
        PageTest.Until(screen, () => screen.Find("#reason"));
        await PageTest.TypeAsync(screen, "#reason", "不再需要");
        await request.Claimed("officer.rsj");

        await PageTest.PressAsync(screen, "取消要求");

        PageTest.Until(screen, () => screen.Find(".notice").TextContent.ShouldContain("officer.rsj 于 16:00 认领采编要求"));
        screen.Find("#reason").GetAttribute("value").ShouldBe("不再需要");
        (await request.RowAsync()).Stage.ShouldBe(RequestStage.Open);
        await PageTest.PressAsync(screen, "取消要求");
        PageTest.Until(screen, () => screen.Find("header .tag").TextContent.ShouldBe("已取消"));
    }

    [Fact]
    public async Task Answer_WithAnExistingRevision_NamesIt()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var revision = await AnEntry.WrittenByUnit(page.Host).SubmittedToOffice();
        await AnEntry.WrittenByUnit(page.Host, text: AnEntry.AText with { Title = "还没有提交" });
        var request = await AnEditingRequest.Made(page.Host);
        var screen = await OpenAsync(page, request);
        await PageTest.PressAsync(screen, "用已有修订答复");
        PageTest.Until(screen, () => screen.FindAll("#answer option").Count.ShouldBe(2));
        await PageTest.SubmitAsync(screen, "form.reason-panel");
        PageTest.Until(screen, () => screen.Find("#answer-wrong").TextContent.ShouldBe("请选择本单位已提交的修订。"));

        await screen.InvokeAsync(() => screen.Find("#answer").ChangeAsync(revision.Id.ToString()));
        await PageTest.SubmitAsync(screen, "form.reason-panel");

        PageTest.Until(screen, () => screen.Find($".answers a[href='/revisions/{revision.Id}']"));
        (await request.RowAsync()).RevisionId.ShouldBe(revision.Id);
    }

    [Fact]
    public async Task Acts_OfOthers_AreSeenAtOnce()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var request = await AnEditingRequest.Made(page.Host);
        var screen = await OpenAsync(page, request);

        var revision = await AnEntry.Answering(request);
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find($".answers a[href='/revisions/{revision.Id}']"));
        await revision.SubmittedToOffice();
        await page.HearAsync();

        PageTest.Until(screen, () => screen.Find("header .tag").TextContent.ShouldBe("已答复"));
        screen.FindAll(".request-acts button").Select(act => act.TextContent.Trim()).ShouldBe(["认可", "再次要求"]);
        screen.FindAll(".countdown").ShouldBeEmpty();
    }

    [Fact]
    public async Task List_FiltersInTheAddress_AndComesByItself()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var screen = page.Show<EditingRequestsPage>("/editing-requests");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("点“新建采编要求”"));

        await AnEditingRequest.Made(page.Host, title: "给人社局的");
        await AnEditingRequest.Made(page.Host, title: "给民政局的", unit: Town.YingdeMz).Declined();
        await AnEditingRequest.Made(page.Host, title: "取消了的").Cancelled();
        await page.HearAsync();
        PageTest.Until(screen, () => Titles(screen).ShouldBe(["给人社局的", "给民政局的"]));
        screen.Find(".countdown").TextContent.ShouldBe("剩 22 小时 0 分");

        await FindAsync("?owed=true", "给民政局的");
        await FindAsync("?unit=441800-001", "给人社局的");
        await FindAsync("?stage=cancelled", "取消了的");
        await FindAsync("?stage=all&unit=441881-002", "给民政局的");
        page.Navigation.NavigateTo("/editing-requests?stage=answered");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有符合条件的采编要求。"));

        async Task FindAsync(string query, string title)
        {
            await screen.InvokeAsync(() => page.Navigation.NavigateTo("/editing-requests" + query));
            PageTest.Until(screen, () => Titles(screen).ShouldBe([title], query));
        }
    }

    [Fact]
    public async Task Foreign_IsNotThere()
    {
        await using var page = await PageTest.StartAsync("officer.yiliao");
        var request = await AnEditingRequest.Made(page.Host);
        var screen = page.Show<EditingRequestPage>($"/editing-requests/{request.Id}", (nameof(EditingRequestPage.Id), request.Id));
        PageTest.Until(screen, () => screen.Find("[role=alert]").TextContent.ShouldContain("没有找到这项采编要求"));
    }

    [Fact]
    public async Task NewRevision_ForARequirement_ShowsWhatIsWanted_AndAnswersIt()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var request = await AnEditingRequest.Made(page.Host, title: "请补充参保办法", text: "写明材料。");
        var screen = page.Show<NewRevisionPage>($"/revisions/new?origin=supplementary&request={request.Id}");
        PageTest.Until(screen, () => screen.Find(".asked-of-unit").TextContent.ShouldContain("写明材料。"));
        screen.Find(".asked-of-unit .countdown").TextContent.ShouldBe("剩 22 小时 0 分");

        await PageTest.TypeAsync(screen, "#title", "灵活就业怎么参保");
        await PageTest.PressAsync(screen, "开始编写");

        PageTest.Until(screen, () => page.Navigation.Uri.ShouldContain("/revisions/0"));
        await using var db = page.Host.Db();
        (await db.Revisions().SingleAsync()).EditingRequestId.ShouldBe(request.Id);
        await page.LeaveAsync();
        var second = page.Show<NewRevisionPage>($"/revisions/new?origin=supplementary&request={request.Id}");
        PageTest.Until(second, () => second.Find("a[href^='/revisions/0']"));
        second.FindAll("button").ShouldNotContain(button => button.TextContent.Trim() == "仍然新建");
    }

    [Fact]
    public async Task NewRevision_ForAnEntryUnderOtherRevision_SaysWhatToDo()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        var request = await AnEditingRequest.Made(page.Host, entry: entry.Code);
        var other = await AnEntry.WrittenByUnit(page.Host, change: ChangeKind.Update, entry: entry.Code);
        var screen = page.Show<NewRevisionPage>(RequestWords.Writing(request.Id, entry.Code, null));
        PageTest.Until(screen, () => screen.Find(".new-revision").TextContent.ShouldContain("它不会自动答复采编要求"));
        screen.Find($"a[href='/revisions/{other.Id}']").TextContent.ShouldBe("打开");
    }

    [Fact]
    public async Task RevisionPage_OfAnAnswer_ShowsTheRequirementAndItsCountdown()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var request = await AnEditingRequest.Made(page.Host, title: "请补充参保办法");
        var revision = await AnEntry.Answering(request);
        page.Host.Clock.Advance(TimeSpan.FromHours(21));
        page.OpenEditor(revision.Version);
        var screen = page.Show<RevisionPage>($"/revisions/{revision.Id}", (nameof(RevisionPage.Id), revision.Id));

        PageTest.Until(screen, () => screen.Find(".revision-side .clock .countdown").TextContent.ShouldBe("即将到期 1 小时 00 分 00 秒"));
        screen.Find($".asked-of-unit a[href='/editing-requests/{request.Id}']").TextContent.ShouldBe("请补充参保办法");
        await request.Cancelled();
        await page.HearAsync();
        PageTest.Until(screen, () => screen.FindAll(".revision-side .clock").ShouldBeEmpty());
        screen.Find(".asked-of-unit .tag").TextContent.ShouldBe("已取消");
    }

    [Fact]
    public async Task Work_ListsBothKinds_WithChipsAndCounts()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        await AnEntry.Drafted(page.Host).SubmittedToUnit();
        page.Host.Clock.Advance(TimeSpan.FromHours(1));
        var screen = page.Show<WorkPage>("/work");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        var request = await AnEditingRequest.Made(page.Host, title: "要求一");
        await page.HearAsync();

        PageTest.Until(screen, () => screen.FindAll("a.row-link").Select(link => link.TextContent).ShouldBe([AnEntry.AText.Title, "要求一"]));
        screen.FindAll("tbody tr")[1].ClassList.ShouldContain("changed");
        screen.Find(".work-tabs a.active").TextContent.Trim().ShouldBe("待我办理 2");
        screen.FindAll(".stages a").Select(chip => chip.TextContent.Trim()).ShouldBe(["全部步骤", "修改审定 1", "采编要求 1"]);
        await screen.InvokeAsync(() => page.Navigation.NavigateTo("/work?stage=editingRequest"));
        PageTest.Until(screen, () => screen.FindAll("a.row-link").Single().GetAttribute("href").ShouldBe($"/editing-requests/{request.Id}"));
    }

    private static async Task<EditingRequest> TheOneAsync(PageTest page)
    {
        await using var db = page.Host.Db();
        return await db.EditingRequests().SingleAsync();
    }

    private static async Task<IRenderedComponent<Screen>> OpenAsync(PageTest page, AnEditingRequest request)
    {
        var screen = page.Show<EditingRequestPage>($"/editing-requests/{request.Id}", (nameof(EditingRequestPage.Id), request.Id));
        PageTest.Until(screen, () => screen.Find("article.request"));
        await page.HearAsync();
        return screen;
    }

    private static IEnumerable<string> Titles(IRenderedComponent<Screen> screen) => screen.FindAll("a.row-link").Select(link => link.TextContent);
}
