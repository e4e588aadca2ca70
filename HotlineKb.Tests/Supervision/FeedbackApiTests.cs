using System.Net;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

/// <summary>Feedback through programs: statuses, rules, nothing told to strangers.</summary>
[Collection(TownServer.Collection)]
public sealed class FeedbackApiTests(TownServer town)
{
    [Fact]
    public async Task Feedback_ThroughTheApi_IsSentListedAskedOfTheUnitAndClosed()
    {
        var code = await PublishedAsync();
        var operators = await town.Server.ClientAsync("operator01");
        var sent = (await operators.PostAsync("/feedback", new { kind = "wrong", code, text = "地址已经变了" })).Is(HttpStatusCode.Created);
        sent.Text("stage").ShouldBe("open");
        var path = $"/feedback/{sent.Text("id")}";
        sent.Location!.ToString().ShouldEndWith(path);
        var shown = (await operators.AskAsync(path)).Is(HttpStatusCode.OK);
        (shown.Text("kind"), shown.Text("code"), shown["entryVersion"].GetInt32(), shown.Text("text"), shown["acts"].GetArrayLength()).ShouldBe(("wrong", code, 1, "地址已经变了", 0));
        (await (await As("officer.yiliao")).AskAsync(path)).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await (await As("officer.yiliao")).AskAsync("/feedback")).Items.ShouldNotContain(row => row.GetProperty("id").GetString() == sent.Text("id"));

        var editor = await As("city.editor");
        (await editor.AskAsync("/feedback?stage=open&kind=wrong&unit=市人社局")).Items.ShouldContain(row => row.GetProperty("id").GetString() == sent.Text("id"));
        (await editor.PostAsync("/editing-requests", new { feedback = sent.Text("id"), entry = code, title = "请核对" })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("entry");
        (await editor.PostAsync("/editing-requests", new { feedback = Guid.NewGuid(), title = "请核对" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        var request = (await editor.PostAsync("/editing-requests", new { feedback = sent.Text("id"), title = "请核对办理地址" })).Is(HttpStatusCode.Created);
        var asked = (await editor.AskAsync($"/editing-requests/{request.Text("id")}")).Is(HttpStatusCode.OK);
        (asked.Text("source"), asked.Text("feedback"), asked.Text("entry"), asked["unit"].GetProperty("name").GetString()).ShouldBe(("feedback", sent.Text("id"), code, "清远市人力资源和社会保障局"));
        (await operators.AskAsync(path)).Text("stage").ShouldBe("requested");

        (await operators.PostAsync($"{path}/close", new { version = 2, reason = "已修订" })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await editor.PostAsync($"{path}/close", new { version = 1, reason = "已修订" })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile")["version"].GetInt32().ShouldBe(2);
        (await editor.PostAsync($"{path}/close", new { version = 2 })).IsProblem(HttpStatusCode.UnprocessableEntity, "feedback.reasonRequired").Names("reason");
        (await editor.PostAsync($"{path}/close", new { reason = "已修订" })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await editor.PostAsync($"{path}/close", new { version = 2, reason = "已修订" })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("closed");
        (await operators.AskAsync("/feedback?mine=true&stage=closed")).Items.ShouldContain(row => row.GetProperty("reason").GetString() == "已修订");
    }

    [Fact]
    public async Task Feedback_WithBadInput_IsRefusedWithTheField()
    {
        var code = await PublishedAsync();
        var operators = await As("operator01");
        var before = (await operators.AskAsync("/feedback?mine=true"))["total"].GetInt32();
        await RefusedAsync(new { kind = "wrong", code = new EntryCode(Town.Rsj, 98_765).ToString(), text = "不对" }, HttpStatusCode.NotFound, "basic.notFound");
        await RefusedAsync(new { kind = "wrong", code = code[..^1] + (code[^1] == '0' ? '1' : '0'), text = "不对" }, HttpStatusCode.BadRequest, "entryCode.wrongCheckDigit");
        await RefusedAsync(new { kind = "wrong", code = "abc", text = "不对" }, HttpStatusCode.BadRequest, "entryCode.badForm");
        await RefusedAsync(new { kind = "wrong", text = "不对" }, HttpStatusCode.BadRequest, "basic.malformed", "code");
        await RefusedAsync(new { kind = "notFound", code, text = "没有" }, HttpStatusCode.BadRequest, "basic.malformed", "code");
        await RefusedAsync(new { kind = "wrong", code, version = 9, text = "不对" }, HttpStatusCode.BadRequest, "basic.malformed", "version");
        await RefusedAsync(new { kind = "wrong", code, text = " " }, HttpStatusCode.UnprocessableEntity, "feedback.textRequired", "text");
        await RefusedAsync(new { kind = "notFound" }, HttpStatusCode.UnprocessableEntity, "feedback.textRequired", "text");
        await RefusedAsync(new { kind = "wrong", code, text = new string('长', 501) }, HttpStatusCode.UnprocessableEntity, "feedback.textTooLong", "text");
        await RefusedAsync(new { kind = "notFound", query = new string('长', 201) }, HttpStatusCode.UnprocessableEntity, "feedback.queryTooLong", "query");
        await RefusedAsync(new { kind = "wrong", code, text = "来电人电话13800138000" }, HttpStatusCode.UnprocessableEntity, "feedback.personalData", "text");
        await RefusedAsync(new { code, text = "不对" }, HttpStatusCode.BadRequest, "basic.malformed", "kind");
        await RefusedAsync(new { kind = "praise", text = "好" }, HttpStatusCode.BadRequest, "basic.malformed", "kind");
        (await operators.AskAsync("/feedback?mine=true"))["total"].GetInt32().ShouldBe(before);

        (await (await As("officer.yiliao")).PostAsync("/feedback", new { kind = "wrong", code, text = "不对" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await (await As("admin")).PostAsync("/feedback", new { kind = "notFound", query = "鲟鱼" })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await operators.AskAsync("/feedback?kind=praise")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("kind");
        (await operators.AskAsync("/feedback/abc")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("id");
        (await operators.AskAsync($"/feedback/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await operators.PostAsync("/feedback", new { kind = "notFound", query = "鲟鱼养殖补贴", text = "" })).Is(HttpStatusCode.Created);

        async Task RefusedAsync(object body, HttpStatusCode status, string rule, string? field = null)
        {
            var answer = (await operators.PostAsync("/feedback", body)).IsProblem(status, rule);
            if (field is not null)
                answer.Names(field);
        }
    }

    private Task<HttpClient> As(string name) => town.Server.ClientAsync(name);

    private async Task<string> PublishedAsync()
    {
        var officer = await As("officer.rsj");
        var category = (await officer.AskAsync("/categories?unit=市人社局")).Items.First(row => row.GetProperty("isLeaf").GetBoolean()).GetProperty("id").GetString();
        var draft = (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("category", category)))).Is(HttpStatusCode.Created);
        draft = (await officer.ActAsync(draft, "submit")).Is(HttpStatusCode.OK);
        draft = (await (await As("city.checker")).ActAsync(draft, "pass")).Is(HttpStatusCode.OK);
        return (await (await As("city.reviewer")).ActAsync(draft, "publish")).Is(HttpStatusCode.OK).Text("code")!;
    }
}
