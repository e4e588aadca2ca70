using System.Net;
using System.Text.Json;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Api;

/// <summary>Editing requirements by programs alone (R5.3, X7): asked, answered by a revision, accepted; and what is refused.</summary>
[Collection(TownServer.Collection)]
public sealed class EditingRequestTests(TownServer town)
{
    private static readonly HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    [Fact]
    public async Task Requirement_AnsweredByARevision_IsAcceptedWhenPublished()
    {
        var (editor, officer, checker, audit) = (await As("city.editor"), await As("officer.rsj"), await As("city.checker"), await As("audit"));
        var made = await MakeAsync(editor, ("title", "请补充灵活就业参保办法"), ("text", "写明条件和材料。"));
        made.Location!.ToString().ShouldBe($"/api/v1/editing-requests/{made.Text("id")}");
        (made.Text("stage"), made["version"].GetInt32()).ShouldBe(("open", 1));
        var due = made["dueAt"].GetDateTime();
        var path = $"/editing-requests/{made.Text("id")}";
        var subject = $"editing-request:{made.Text("id")}";
        var clock = (await officer.AskAsync("/assignments?state=open&unit=市人社局")).Items.Single(row => row.GetProperty("subject").GetString() == subject);
        (clock.GetProperty("kind").GetString(), clock.GetProperty("dueAt").GetDateTime()).ShouldBe(("editingRequest", due));
        (await officer.AskAsync("/editing-requests?owed=true&stage=open&unit=441800-001")).Items.ShouldContain(row => row.GetProperty("id").GetString() == made.Text("id"));
        (await editor.AskAsync("/editing-requests?owed=true")).Items.ShouldNotContain(row => row.GetProperty("id").GetString() == made.Text("id"));
        var claimed = (await ActAsync(officer, made, "claim")).Is(HttpStatusCode.OK);
        (await officer.AskAsync(path)).ShouldSatisfyAllConditions(
            row => row.Text("claimedBy").ShouldBe("officer.rsj"),
            row => row["acts"].EnumerateArray().Select(act => act.GetString()).ShouldBe(["answer", "decline"], ignoreOrder: true));

        var draft = (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("editingRequest", made.Text("id"))))).Is(HttpStatusCode.Created);
        var revision = await officer.AskAsync($"/revisions/{draft.Text("id")}");
        (revision.Text("editingRequest"), revision["dueAt"].GetDateTime()).ShouldBe((made.Text("id"), due));
        var submitted = (await officer.ActAsync(draft, "submit")).Is(HttpStatusCode.OK);

        var answered = (await checker.AskAsync(path)).Is(HttpStatusCode.OK);
        (answered.Text("stage"), answered.Text("revision"), answered["onTime"].GetBoolean(), answered["dueAt"].ValueKind).ShouldBe(("answered", draft.Text("id"), true, JsonValueKind.Null));
        answered["acts"].EnumerateArray().Select(act => act.GetString()).ShouldBe(["accept", "askAgain"], ignoreOrder: true);
        submitted = (await checker.ActAsync(submitted, "return", ("reason", "请补充依据"))).Is(HttpStatusCode.OK);
        (await officer.AskAsync(path)).Text("stage").ShouldBe("open");
        await officer.ActAsync(submitted, "submit");
        answered = await checker.AskAsync(path);
        var accepted = (await ActAsync(checker, answered, "accept")).Is(HttpStatusCode.OK);
        accepted.Body.EnumerateObject().Select(property => property.Name).ShouldBe(["id", "stage", "version"]);
        accepted.Text("stage").ShouldBe("accepted");
        (await audit.AskAsync($"/ledger?subject={subject}&after=0")).Items.Select(row => row.GetProperty("kind").GetString())
            .ShouldBe(["editingRequest.made", "editingRequest.claimed", "editingRequest.answered", "editingRequest.askedAgain", "editingRequest.answered", "editingRequest.accepted"]);
        claimed["version"].GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Make_WithBadInput_NamesTheField()
    {
        var editor = await As("city.editor");
        (await editor.PostAsync("/editing-requests", new { unit = "市人社局", title = " " })).IsProblem(Unprocessable, "editingRequest.incomplete").Names("title");
        (await editor.PostAsync("/editing-requests", new { unit = "市人社局" })).IsProblem(Unprocessable, "editingRequest.incomplete").Names("title");
        (await editor.AskAsync($"/editing-requests/{(await editor.PostAsync("/editing-requests", new { unit = "市人社局", text = "请补充居住证的材料。\n越快越好" })).Is(HttpStatusCode.Created).Text("id")}")).Text("title").ShouldBe("请补充居住证的材料");
        (await editor.PostAsync("/editing-requests", new { unit = "市人社局", title = "请回复", text = "来电人 13800138000 在等" })).IsProblem(Unprocessable, "editingRequest.personalData").Names("text");
        (await editor.PostAsync("/editing-requests", new { title = "请补充" })).IsProblem(Unprocessable, "editingRequest.incomplete").Names("unit");
        (await editor.PostAsync("/editing-requests", new { unit = "市人社局", title = new string('长', 121) })).IsProblem(Unprocessable, "editingRequest.tooLong").Names("title");
        (await editor.PostAsync("/editing-requests", new { unit = "市人社局", title = "请补充", text = new string('长', 2001) })).IsProblem(Unprocessable, "editingRequest.tooLong").Names("text");
        (await editor.PostAsync("/editing-requests", new { unit = "火星事务局", title = "请补充" })).IsProblem(Unprocessable, "unit.unknown");
        (await editor.PostAsync("/editing-requests", new { title = "请更新", entry = "441800-001-00001-0" })).Status.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
        (await editor.PostRawAsync("/editing-requests", "{")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");
        (await editor.AskAsync("/editing-requests?stage=nowhere")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("stage");
        (await editor.AskAsync("/editing-requests?owed=perhaps")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("owed");
        (await editor.AskAsync("/editing-requests/7")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("id");
    }

    [Fact]
    public async Task Act_WithBadInput_IsRefusedAndChangesNothing()
    {
        var (editor, officer) = (await As("city.editor"), await As("officer.rsj"));
        var made = await MakeAsync(editor);
        var path = $"/editing-requests/{made.Text("id")}";
        foreach (var word in new[] { "resume", "publish", "claim,answer", "0" })
            (await officer.PostAsync($"{path}/{word}", new { version = 1 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("act");
        (await officer.PostAsync($"{path}/claim", new { })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await officer.PostAsync($"{path}/claim", new { version = 9 })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile")["version"].GetInt32().ShouldBe(1);
        (await ActAsync(officer, made, "decline", ("reason", " "))).IsProblem(Unprocessable, "editingRequest.reasonRequired").Names("reason");
        (await ActAsync(officer, made, "answer")).IsProblem(Unprocessable, "editingRequest.noAnswer").Names("revision");
        (await ActAsync(officer, made, "answer", ("revision", Guid.NewGuid()))).IsProblem(Unprocessable, "editingRequest.noAnswer").Names("revision");
        (await ActAsync(editor, made, "accept")).IsProblem(Unprocessable, "editingRequest.wrongStage");
        (await ActAsync(editor, made, "claim")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await officer.AskAsync(path))["version"].GetInt32().ShouldBe(1);
        (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("editingRequest", "x")))).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("editingRequest");
        (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("editingRequest", Guid.NewGuid())))).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.PostAsync("/revisions", Calls.Draft(("editingRequest", made.Text("id"))))).IsProblem(Unprocessable, "revision.wrongOrigin");
    }

    [Fact]
    public async Task Foreign_IsNotThere_AndAskingOutsideOnesJurisdictionIsNotPermitted()
    {
        var made = await MakeAsync(await As("city.editor"));
        var path = $"/editing-requests/{made.Text("id")}";
        foreach (var stranger in new[] { "yingde.office", "officer.yiliao", "officer.yingde.rsj", "operator01", "admin", "audit" })
        {
            var client = await As(stranger);
            (await client.AskAsync(path)).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
            (await ActAsync(client, made, "claim")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
            (await client.AskAsync("/editing-requests")).Is(HttpStatusCode.OK).Items.ShouldNotContain(row => row.GetProperty("id").GetString() == made.Text("id"));
        }

        (await (await As("yingde.office")).PostAsync("/editing-requests", new { unit = "市人社局", title = "请补充" })).IsProblem(HttpStatusCode.Forbidden, "editingRequest.outsideJurisdiction");
        (await (await As("officer.rsj")).PostAsync("/editing-requests", new { unit = "市人社局", title = "请补充" })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
    }

    private Task<HttpClient> As(string account) => town.Server.ClientAsync(account);

    private static async Task<Answer> MakeAsync(HttpClient client, params (string Name, object? Value)[] given)
    {
        var asked = new Dictionary<string, object?> { ["unit"] = "市人社局", ["title"] = "请补充参保办法" };
        foreach (var (name, value) in given)
            asked[name] = value;
        return (await client.PostAsync("/editing-requests", asked)).Is(HttpStatusCode.Created);
    }

    private static async Task<Answer> ActAsync(HttpClient client, Answer request, string act, params (string Name, object? Value)[] given)
    {
        var body = new Dictionary<string, object?> { ["version"] = request["version"].GetInt32() };
        foreach (var (name, value) in given)
            body[name] = value;
        return await client.PostAsync($"/editing-requests/{request.Text("id")}/{act}", body);
    }
}
