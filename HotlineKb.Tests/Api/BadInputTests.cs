using System.Net;
using System.Text.Json;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Api;

/// <summary>Bad input from programs: a clear sentence, the right status, the stable rule, and nothing lost.</summary>
[Collection(TownServer.Collection)]
public sealed class BadInputTests(TownServer town)
{
    private static readonly HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    [Fact]
    public async Task Draft_ForAnUnknownUnit_IsRefused()
    {
        var editor = await As("city.editor");
        (await editor.PostAsync("/revisions", Calls.Draft(("unit", "火星事务局")))).IsProblem(Unprocessable, "unit.unknown")["detail"].GetString()!.ShouldContain("火星事务局");
        (await editor.AskAsync("/revisions?unit=999999-999")).IsProblem(Unprocessable, "unit.unknown");
        (await editor.AskAsync("/units/999999-999")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
    }

    [Theory]
    [InlineData("/editing-requests?entry=a%00")]
    [InlineData("/feedback?unit=%00")]
    [InlineData("/notifications/log?person=%00")]
    public async Task Address_WithAZeroCharacter_IsMalformed(string address) =>
        (await (await As("city.supervisor")).AskAsync(address)).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");

    [Theory]
    [InlineData("origin", "supplementary,collected")]
    [InlineData("change", "update, withdraw")]
    [InlineData("origin", "3")]
    public async Task Draft_WithAWordThatIsNone_IsRefusedAndBreaksNoList(string field, string value)
    {
        var editor = await As("city.editor");
        (await editor.PostAsync("/revisions", Calls.Draft((field, value)))).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names(field);
        (await editor.AskAsync("/revisions?stage=drafting")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Draft_OfANewEntryWithACode_IsRefused() =>
        (await (await As("city.editor")).PostAsync("/revisions", Calls.Draft(("entry", "441800-001-00001-6")))).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("entry");

    [Fact]
    public async Task Revision_OfAForeignUnit_IsNotThere()
    {
        var draft = (await (await As("officer.rsj")).PostAsync("/revisions", Calls.Draft(("origin", "supplementary")))).Is(HttpStatusCode.Created);
        var foreign = await As("officer.yiliao");
        var path = $"/revisions/{draft.Text("id")}";
        var missing = $"/revisions/{Guid.NewGuid()}";
        foreach (var (there, nowhere) in new[]
        {
            (await foreign.AskAsync(path), await foreign.AskAsync(missing)),
            (await foreign.PutAsync(path, new { version = 1, title = "改" }), await foreign.PutAsync(missing, new { version = 1, title = "改" })),
            (await foreign.PostAsync($"{path}/submit", new { version = 1 }), await foreign.PostAsync($"{missing}/submit", new { version = 1 })),
        })
        {
            there.IsProblem(HttpStatusCode.NotFound, "basic.notFound");
            there.Body.ToString().ShouldBe(nowhere.Body.ToString());
        }

        (await foreign.AskAsync("/revisions")).Items.ShouldNotContain(row => row.GetProperty("id").GetString() == draft.Text("id"));
        (await (await As("officer.rsj")).AskAsync(path)).Is(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Draft_OutsideOnesJurisdiction_IsNotPermitted()
    {
        (await (await As("yingde.office")).PostAsync("/revisions", Calls.Draft())).IsProblem(HttpStatusCode.Forbidden, "revision.outsideJurisdiction");
        (await (await As("officer.rsj")).PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("unit", "市医保局")))).IsProblem(HttpStatusCode.Forbidden, "revision.outsideJurisdiction");
    }

    [Fact]
    public async Task Act_InAWrongStage_IsRefused()
    {
        var editor = await As("city.editor");
        var draft = await DraftAsync(editor);
        draft = (await editor.ActAsync(draft, "submit")).Is(HttpStatusCode.OK);
        (await editor.ActAsync(draft, "submit")).IsProblem(Unprocessable, "revision.wrongStage");
        (await editor.PutAsync($"/revisions/{draft.Text("id")}", new { version = draft["version"].GetInt32(), title = "又改" })).Status.ShouldBeOneOf(HttpStatusCode.Forbidden, Unprocessable);
    }

    [Fact]
    public async Task SendingBack_WithoutAReason_IsRefusedWithItsField()
    {
        var draft = await DraftAsync(await As("city.editor"));
        draft = (await (await As("city.editor")).ActAsync(draft, "submit")).Is(HttpStatusCode.OK);
        (await (await As("officer.rsj")).ActAsync(draft, "refuse", ("reason", "  "))).IsProblem(Unprocessable, "revision.reasonRequired").Names("reason");
        (await (await As("officer.rsj")).ActAsync(draft, "refuse", ("reason", "不属于本单位职责。"))).Is(HttpStatusCode.OK).Text("stage").ShouldBe("drafting");
    }

    [Fact]
    public async Task Edit_WithAStaleVersion_IsAConflictThatNamesTheCurrentOne()
    {
        var editor = await As("city.editor");
        var draft = await DraftAsync(editor);
        var path = $"/revisions/{draft.Text("id")}";
        var edited = (await editor.PutAsync(path, new { version = 1, title = "第一次修改的标题" })).Is(HttpStatusCode.OK);
        edited["version"].GetInt32().ShouldBe(2);
        (await editor.PutAsync(path, new { version = 1, title = "第二次修改的标题" })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile")["version"].GetInt32().ShouldBe(2);
        (await editor.PostAsync($"{path}/submit", new { version = 1 })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile")["version"].GetInt32().ShouldBe(2);
        (await editor.AskAsync(path)).Text("title").ShouldBe("第一次修改的标题");
    }

    [Theory]
    [InlineData("title", "", "title")]
    [InlineData("title", "　 ", "title")]
    [InlineData("answer", " ", "answer")]
    [InlineData("body", "<p> </p>", "body")]
    public async Task Draft_WithBlankText_IsRefusedWithTheField(string name, string value, string field)
    {
        var editor = await As("city.editor");
        var before = (await editor.AskAsync("/revisions?top=1"))["total"].GetInt32();
        (await editor.PostAsync("/revisions", Calls.Draft((name, value)))).IsProblem(Unprocessable, "revision.incomplete").Names(field);
        (await editor.AskAsync("/revisions?top=1"))["total"].GetInt32().ShouldBe(before);
    }

    [Fact]
    public async Task Draft_WithTooMuchText_IsRefusedWithTheField()
    {
        var editor = await As("city.editor");
        (await editor.PostAsync("/revisions", Calls.Draft(("title", new string('长', 121))))).IsProblem(Unprocessable, "revision.tooLong").Names("title");
        (await editor.PostAsync("/revisions", Calls.Draft(("answer", new string('长', EntryTextRules.MaxAnswer + 1))))).IsProblem(Unprocessable, "revision.tooLong").Names("answer");
        (await editor.PostAsync("/revisions", Calls.Draft(("body", new string('长', 400_001))))).IsProblem(Unprocessable, "revision.tooLong").Names("body");
        (await editor.PostAsync("/revisions", Calls.Draft(("keywords", new[] { "社" })))).IsProblem(Unprocessable, "revision.badKeywords").Names("keywords");
        (await editor.PostAsync("/revisions", Calls.Draft(("keywords", new string?[] { null })))).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("keywords");
    }

    [Fact]
    public async Task Draft_With200Kilobytes_IsKeptWhole()
    {
        var editor = await As("city.editor");
        var body = $"<p>{new string('文', 199_000)}末</p>";
        var draft = (await editor.PostAsync("/revisions", Calls.Draft(("body", body)))).Is(HttpStatusCode.Created);
        (await editor.AskAsync($"/revisions/{draft.Text("id")}")).Text("body").ShouldBe(body);
    }

    [Fact]
    public async Task Draft_WithScript_KeepsTheTextAndDropsTheScript()
    {
        var editor = await As("city.editor");
        var draft = (await editor.PostAsync("/revisions", Calls.Draft(
            ("title", "标题<script>alert(1)</script>"), ("body", "<p onclick=\"alert(1)\">正文</p><script>alert(1)</script><img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">链接</a>")))).Is(HttpStatusCode.Created);
        var read = await editor.AskAsync($"/revisions/{draft.Text("id")}");
        read.Text("body")!.ShouldStartWith("<p>正文</p>");
        foreach (var bad in new[] { "script", "onclick", "onerror", "<img" })
            read.Text("body")!.ShouldNotContain(bad);
        read.Text("title").ShouldBe("标题<script>alert(1)</script>");
    }

    [Theory]
    [InlineData("441800-001-00001-0", "entryCode.wrongCheckDigit")]
    [InlineData("441800-001-00001", "entryCode.badForm")]
    [InlineData("abc", "entryCode.badForm")]
    public async Task Entry_OfAWrongCode_IsMalformed(string code, string rule)
    {
        var editor = await As("city.editor");
        (await editor.AskAsync($"/entries/{code}")).IsProblem(HttpStatusCode.BadRequest, rule);
        (await editor.AskAsync($"/entries/{code}/versions")).IsProblem(HttpStatusCode.BadRequest, rule);
        (await editor.PostAsync("/revisions", Calls.Draft(("change", "update"), ("entry", code)))).IsProblem(HttpStatusCode.BadRequest, rule);
    }

    [Fact]
    public async Task WorkOrders_WithANumberThatIsTaken_KeepTheStoredText()
    {
        var editor = await As("city.editor");
        var order = new { number = "BAD-1", title = "路灯不亮", content = "人民路路灯不亮。", reply = "已修复。", receivedAt = "2026-11-20 08:00:00" };
        (await editor.PostAsync("/work-orders", new[] { order })).Is(HttpStatusCode.OK).Items[0].GetProperty("status").GetString().ShouldBe("added");
        (await editor.PostAsync("/work-orders", new[] { order })).Items[0].GetProperty("status").GetString().ShouldBe("unchanged");
        var result = (await editor.PostAsync("/work-orders", new[] { order with { content = "另一件事。" } })).Is(HttpStatusCode.OK).Items[0];
        result.GetProperty("status").GetString().ShouldBe("duplicate");
        result.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        (await editor.AskAsync("/work-orders/BAD-1")).Text("content").ShouldBe("人民路路灯不亮。");
        // Without an offset a time is the city's.
        (await editor.AskAsync("/work-orders/BAD-1")).Text("receivedAt").ShouldBe("2026-11-20T00:00:00Z");
    }

    [Fact]
    public async Task WorkOrders_WithBadRows_GiveOneResultPerRow()
    {
        var editor = await As("city.editor");
        var answer = (await editor.PostRawAsync("/work-orders", """
            [ { "number": "MIX-1", "title": "一", "content": "内容", "receivedAt": "2026-11-20T08:00:00+08:00" },
              { "number": 2, "title": "二", "content": "内容", "receivedAt": "2026-11-20T08:00:00Z" },
              null,
              { "number": "MIX-4", "title": "四", "content": "内容", "receivedAt": "昨天" },
              { "number": "MIX-5", "title": "五", "content": "内容", "unit": "火星事务局", "receivedAt": "2026-11-20T08:00:00Z" },
              { "number": "MIX-6", "title": "六", "content": "内容", "unit": "市人社局", "receivedAt": "2026-11-20T08:00:00Z" } ]
            """)).Is(HttpStatusCode.OK);
        answer["total"].GetInt32().ShouldBe(6);
        answer.Items.Select(row => row.GetProperty("status").GetString()).ShouldBe(["added", "refused", "refused", "refused", "refused", "added"]);
        answer.Items[3].GetProperty("number").GetString().ShouldBe("MIX-4");
        answer.Items[3].GetProperty("message").GetString()!.ShouldContain("receivedAt");
        (await editor.PostRawAsync("/work-orders", "{}")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");
        (await editor.PostAsync("/work-orders", Enumerable.Range(0, 1001).Select(n => new { number = $"N{n}" }))).IsProblem(Unprocessable, "workOrder.tooMany");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("{", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("{\"origin\":\"collected\",\"change\":\"new\",}", null)]
    [InlineData("{\"origin\":\"somewhere\"}", "origin")]
    [InlineData("{\"origin\":1}", "origin")]
    [InlineData("{\"origin\":\"collected\",\"change\":\"new\",\"unit\":\"市人社局\",\"title\":7}", "title")]
    [InlineData("{\"origin\":\"collected\",\"change\":\"new\",\"unit\":\"市人社局\",\"answer\":\"口径\",\"body\":\"<p>正文</p>\"}", "title")]
    [InlineData("{\"origin\":\"collected\",\"change\":\"new\",\"unit\":\"市人社局\",\"title\":null,\"answer\":\"口径\",\"body\":\"<p>正文</p>\"}", "title")]
    [InlineData("{\"change\":\"new\",\"unit\":\"市人社局\",\"title\":\"标题\",\"answer\":\"口径\",\"body\":\"<p>正文</p>\"}", "origin")]
    [InlineData("{\"origin\":\"collected\",\"change\":\"new\",\"title\":\"标题\",\"answer\":\"口径\",\"body\":\"<p>正文</p>\"}", "unit")]
    [InlineData("{\"origin\":\"collected\",\"change\":\"update\",\"title\":\"标题\",\"answer\":\"口径\",\"body\":\"<p>正文</p>\"}", "entry")]
    [InlineData("{\"origin\":\"collected\",\"change\":\"new\",\"category\":\"abc\"}", "category")]
    [InlineData("{\"origin\":\"collected\",\"change\":\"new\",\"unit\":\"市人社局\",\"title\":\"\\ud800\"}", "title")]
    [InlineData("{\"origin\":\"collected\",\"change\":\"new\",\"reviewBy\":\"2027-13-01\"}", "reviewBy")]
    public async Task Draft_Malformed_IsA400ThatNamesTheField(string body, string? field)
    {
        var answer = (await (await As("city.editor")).PostRawAsync("/revisions", body)).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");
        if (field is not null)
            answer.Names(field).Text("detail")!.ShouldContain(field);
    }

    [Theory]
    [InlineData("/revisions?stage=nowhere", "stage")]
    [InlineData("/revisions?stage=2", "stage")]
    [InlineData("/revisions?mine=perhaps", "mine")]
    [InlineData("/revisions?top=0", "top")]
    [InlineData("/revisions?skip=-1", "skip")]
    [InlineData("/assignments?state=late", "state")]
    [InlineData("/search?q=a&kind=person", "kind")]
    [InlineData("/search?q=a&category=abc", "category")]
    [InlineData("/search?q=a&region=月球", "region")]
    [InlineData("/entries/441800-001-00001-7?version=abc", "version")]
    [InlineData("/revisions/abc", "id")]
    [InlineData("/categories", "unit")]
    public async Task Address_WithAWrongValue_IsA400ThatNamesIt(string path, string name)
    {
        (await (await As("city.editor")).AskAsync(path)).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names(name);
    }

    [Fact]
    public async Task Address_WithEmptyValues_TakesThemAsNotGiven()
    {
        var editor = await As("city.editor");
        foreach (var path in new[] { "/revisions?stage=&unit=&mine=&top=&skip=", "/assignments?state=&unit=", "/search?q=&kind=&unit=&region=&category=&top=&skip=", "/entries?q=&unit=&region=&category=" })
            (await editor.AskAsync(path)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Act_ThatIsNone_OrWithoutAVersion_IsMalformed()
    {
        var editor = await As("city.editor");
        var draft = await DraftAsync(editor);
        (await editor.PostAsync($"/revisions/{draft.Text("id")}/explode", new { version = 1 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("act");
        (await editor.PostAsync($"/revisions/{draft.Text("id")}/submit", new { })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await editor.PutAsync($"/revisions/{draft.Text("id")}", new { title = "没有版本" })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
    }

    [Fact]
    public async Task Caller_WithoutAValidToken_IsNotSignedIn()
    {
        using var anonymous = town.Server.Anonymous();
        (await anonymous.AskAsync("/units")).IsProblem(HttpStatusCode.Unauthorized, "basic.notSignedIn");
        anonymous.DefaultRequestHeaders.Authorization = new("Bearer", "hkb_nonsense");
        (await anonymous.AskAsync("/units")).IsProblem(HttpStatusCode.Unauthorized, "basic.notSignedIn");
        (await anonymous.PostAsync("/revisions", Calls.Draft())).IsProblem(HttpStatusCode.Unauthorized, "basic.notSignedIn");
        anonymous.DefaultRequestHeaders.Authorization = new("Basic", "YTpi");
        (await anonymous.AskAsync("/nonsense")).IsProblem(HttpStatusCode.Unauthorized, "basic.notSignedIn");
    }

    [Fact]
    public async Task Caller_WithoutThePermission_IsToldSo()
    {
        var caller = await As("operator01");
        (await caller.PostAsync("/revisions", Calls.Draft())).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await caller.PostAsync("/work-orders", Array.Empty<object>())).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await caller.AskAsync("/ledger")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await caller.AskAsync("/ledger/verify")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await caller.AskAsync("/revisions"))["total"].GetInt32().ShouldBe(0);
        var auditor = await As("audit");
        (await auditor.PostAsync("/revisions", Calls.Draft())).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await auditor.AskAsync("/entries"))["total"].GetInt32().ShouldBe(0);
        (await auditor.AskAsync("/ledger")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Request_ThatNoEndpointTakes_IsAProblemToo()
    {
        var editor = await As("city.editor");
        (await editor.AskAsync("/nonsense")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.CallAsync(HttpMethod.Delete, "/units")).IsProblem(HttpStatusCode.MethodNotAllowed, "basic.methodNotAllowed");
        (await editor.PostRawAsync("/revisions", "hello", "text/plain")).IsProblem(HttpStatusCode.UnsupportedMediaType, "basic.unsupportedMediaType");
        (await editor.PostRawAsync("/revisions", JsonSerializer.Serialize(Calls.Draft(("body", new string('x', 4 * 1024 * 1024)))))).IsProblem(HttpStatusCode.RequestEntityTooLarge, "basic.tooLarge");
    }

    private Task<HttpClient> As(string account) => town.Server.ClientAsync(account);

    private static async Task<Answer> DraftAsync(HttpClient client) => (await client.PostAsync("/revisions", Calls.Draft())).Is(HttpStatusCode.Created);
}
