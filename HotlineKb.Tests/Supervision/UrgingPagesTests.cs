using System.Net;
using Bunit;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Supervision;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

public sealed class UrgingPagesTests
{
    [Fact]
    public async Task Unit_SeesTheUrgingWhereItWorks_AndAnswers()
    {
        await using var page = await PageTest.StartAsync("officer.rsj");
        var entry = await AnEntry.Drafted(page.Host, text: AnEntry.AText with { Title = "社保卡补办" }).SubmittedToUnit();
        var id = await UrgeAsync(page, entry);

        var revision = page.Show<RevisionPage>($"/revisions/{entry.Id}", ("Id", entry.Id));
        PageTest.Until(revision, () => revision.Find(".revision-side .notice").TextContent.ShouldContain("请今天审定"));
        revision.Find(".revision-side .notice a").GetAttribute("href").ShouldBe($"/urgings/{id}");

        await page.LeaveAsync();
        var screen = page.Show<UrgingPage>($"/urgings/{id}", ("Id", id));
        PageTest.Until(screen, () => screen.Find("h1").TextContent.ShouldBe("督办：社保卡补办"));
        await PageTest.PressAsync(screen, "回复需延时");
        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldBe("请写明为什么需要更多时间。"));
        await PageTest.TypeAsync(screen, "#urging-text", "负责人出差");
        await PageTest.PressAsync(screen, "回复需延时");

        PageTest.Until(screen, () => screen.Find(".entry-head strong").TextContent.ShouldBe("已回复"));
        screen.Find(".facts-list").TextContent.ShouldContain("负责人出差");
        screen.Find(".history li").TextContent.ShouldMatch("回复督办 需延至 .+：负责人出差");
        (await page.LedgerAsync("urging.answered")).Single().Actor.ShouldBe("officer.rsj");
        screen.FindAll(".form button").Select(button => button.TextContent.Trim()).ShouldBe(["回复已办理", "回复需延时"]);
    }

    [Fact]
    public async Task List_WhileOpen_ShowsWhatIsUrgedAndAnsweredElsewhere()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        var entry = await AnEntry.Drafted(page.Host).SubmittedToUnit();
        var screen = page.Show<UrgingsPage>("/urgings");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("督办看板"));

        var id = await UrgeAsync(page, entry);
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tbody tr").TextContent.ShouldContain("尚未回复"));

        await page.Host.Get<UrgingActions>().ActAsync(Town.Actor("officer.rsj"), id, UrgingAct.Done, 1, "已提交");
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tbody tr").TextContent.ShouldContain("已办理：已提交"));
        page.Navigation.NavigateTo("/urgings?stage=closed");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("没有符合条件的督办"));
    }

    [Fact]
    public async Task Panel_OfChosenAssignments_SaysWhatWasNotUrged()
    {
        await using var page = await PageTest.StartAsync("city.supervisor");
        var own = (await (await AnEntry.Drafted(page.Host).SubmittedToUnit()).ClocksAsync()).Single().Id;
        var county = (await (await AnEntry.Drafted(page.Host, unit: Town.YingdeMz).SubmittedToUnit()).ClocksAsync()).Single().Id;
        var screen = page.Show<UrgePanel>("/supervision", ("Assignments", new[] { own, county }));
        PageTest.Until(screen, () => screen.Find("label").TextContent.ShouldContain("2"));

        await PageTest.PressAsync(screen, "督办");
        PageTest.Until(screen, () => screen.Find(".field-wrong").TextContent.ShouldBe("请写明督办内容。"));
        await PageTest.TypeAsync(screen, "#urge-text", "请尽快");
        await PageTest.PressAsync(screen, "督办");

        PageTest.Until(screen, () => screen.Find("ul.field-wrong").TextContent.ShouldContain("该单位由其所属的热线办督办。"));
        (await page.LedgerAsync("urging.sent")).Count.ShouldBe(1);
    }

    private static async Task<Guid> UrgeAsync(PageTest page, AnEntry entry) =>
        (await page.Host.Get<UrgingActions>().UrgeAsync(Town.Actor("city.supervisor"), [(await entry.ClocksAsync()).Single().Id], "请今天审定")).Single().Urging!.Value;
}

/// <summary>The same through programs: statuses, rules, nothing told to strangers.</summary>
[Collection(TownServer.Collection)]
public sealed class UrgingApiTests(TownServer town)
{
    [Fact]
    public async Task Urging_ThroughTheApi_IsSentAnsweredAndClosed()
    {
        var editor = await town.Server.ClientAsync("city.editor");
        var draft = (await editor.PostAsync("/revisions", Calls.Draft())).Is(HttpStatusCode.Created);
        await editor.ActAsync(draft, "submit");
        var supervisor = await town.Server.ClientAsync("city.supervisor");
        var assignment = (await supervisor.AskAsync("/assignments?state=open&unit=市人社局")).Items.Single(row => row.GetProperty("subject").GetString() == $"revision:{draft.Text("id")}").GetProperty("id").GetString();

        var sent = (await supervisor.PostAsync("/urgings", new { assignments = new[] { assignment }, text = "请今天审定" })).Is(HttpStatusCode.OK);
        sent.Items.Single().GetProperty("status").GetString().ShouldBe("sent");
        var path = $"/urgings/{sent.Items.Single().GetProperty("urging").GetString()}";
        (await supervisor.PostAsync("/urgings", new { assignments = new[] { assignment }, text = "" })).IsProblem(HttpStatusCode.UnprocessableEntity, "urging.textRequired").Names("text");
        (await supervisor.PostAsync("/urgings", new { text = "x" })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("assignments");
        (await editor.PostAsync("/urgings", new { assignments = new[] { assignment }, text = "x" })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await (await town.Server.ClientAsync("officer.yiliao")).AskAsync(path)).IsProblem(HttpStatusCode.NotFound, "basic.notFound");

        var officer = await town.Server.ClientAsync("officer.rsj");
        (await officer.PostAsync($"{path}/needTime", new { version = 1, text = "出差", until = "2000-01-01T00:00:00Z" })).IsProblem(HttpStatusCode.UnprocessableEntity, "urging.badTime").Names("until");
        (await officer.PostAsync($"{path}/needTime", new { version = 1, text = "出差", until = TimeProvider.System.GetUtcNow().AddHours(5) })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("answered");
        (await officer.PostAsync($"{path}/close", new { version = 2 })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await supervisor.PostAsync($"{path}/close", new { version = 1 })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");
        (await supervisor.PostAsync($"{path}/close", new { version = 2 })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("closed");
        var shown = (await officer.AskAsync(path)).Is(HttpStatusCode.OK);
        (shown.Text("answer"), shown.Text("answerText"), shown.Text("kind")).ShouldBe(("needTime", "出差", "unitRevision"));
    }
}
