using System.Net;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Keywords;

/// <summary>Keywords, synonyms and pinned queries through programs.</summary>
[Collection(TownServer.Collection)]
public sealed class KeywordsApiTests(TownServer town)
{
    [Fact]
    public async Task Synonyms_AreTriedAddedChangedAndRemoved()
    {
        var editor = await town.Server.ClientAsync("city.editor");
        var tried = (await editor.PostAsync("/synonyms/try", new { words = new[] { "鲟鱼养殖", "养鲟" } })).Is(HttpStatusCode.OK);
        tried["golden"].GetArrayLength().ShouldBe(0);
        var added = (await editor.PostAsync("/synonyms", new { words = new[] { "鲟鱼养殖", "养鲟" }, note = "俗称" })).Is(HttpStatusCode.Created);
        added.Location!.ToString().ShouldEndWith($"/synonyms/{added.Text("id")}");
        (await editor.AskAsync("/synonyms?text=养鲟")).Items.Single().GetProperty("note").GetString().ShouldBe("俗称");
        var path = $"/synonyms/{added.Text("id")}";

        (await editor.PostAsync("/synonyms", new { words = new[] { "养鲟", "鲟鱼" } })).IsProblem(HttpStatusCode.UnprocessableEntity, "keyword.wordTaken").Names("words");
        (await editor.PostAsync("/synonyms", new { words = new string?[] { "独词", null } })).IsProblem(HttpStatusCode.UnprocessableEntity, "keyword.tooFew").Names("words");
        (await editor.PostAsync("/synonyms", new { note = "无词" })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("words");
        (await editor.PutAsync(path, new { words = new[] { "鲟鱼养殖", "养鲟", "养鲟鱼" } })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await editor.PutAsync(path, new { version = 9, words = new[] { "鲟鱼养殖", "养鲟" } })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");
        (await editor.PutAsync(path, new { version = 1, words = new[] { "鲟鱼养殖", "养鲟", "养鲟鱼" } })).Is(HttpStatusCode.OK)["version"].GetInt32().ShouldBe(2);
        (await (await town.Server.ClientAsync("operator01")).PostAsync("/synonyms", new { words = new[] { "甲甲", "乙乙" } })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await editor.DropAsync($"{path}?version=1")).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");
        (await editor.DropAsync($"{path}?version=2")).Is(HttpStatusCode.NoContent);
        (await editor.AskAsync("/synonyms?text=养鲟")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keywords_OverASelection_ArePreviewedAndSet_AndQueriesPinned()
    {
        var code = await PublishedAsync();
        var editor = await town.Server.ClientAsync("city.editor");
        var codes = new[] { code, "没有这个" };
        var seen = (await editor.PostAsync("/keywords", new { codes, add = new string?[] { "鲟鱼户", null }, preview = true })).Is(HttpStatusCode.OK).Items;
        seen[0].GetProperty("after").EnumerateArray().Select(word => word.GetString()).ShouldContain("鲟鱼户");
        seen[1].GetProperty("problem").GetString().ShouldBe("没有这个事项，或已取消。");
        (await editor.AskAsync($"/entries/{code}"))["version"].GetInt32().ShouldBe(1);

        (await editor.PostAsync("/keywords", new { codes, add = new[] { "鲟鱼户" } })).Is(HttpStatusCode.OK);
        (await editor.AskAsync($"/entries/{code}"))["version"].GetInt32().ShouldBe(2);
        (await editor.PostAsync("/keywords", new { codes })).IsProblem(HttpStatusCode.UnprocessableEntity, "basic.malformed").Names("add");
        (await editor.PostAsync("/keywords", new { codes = Array.Empty<string>(), add = new[] { "词语" } })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("codes");
        (await (await town.Server.ClientAsync("officer.rsj")).PostAsync("/keywords", new { codes, add = new[] { "词语" } })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");

        var pinned = (await editor.PostAsync("/golden-queries", new { query = "鲟鱼户怎么办", code })).Is(HttpStatusCode.Created);
        (await editor.AskAsync("/golden-queries")).Items.ShouldContain(row => row.GetProperty("id").GetString() == pinned.Text("id"));
        (await editor.PostAsync("/golden-queries", new { query = "鲟鱼户", code = "没有这个" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.DropAsync($"/golden-queries/{pinned.Text("id")}")).Is(HttpStatusCode.NoContent);
        (await editor.DropAsync($"/golden-queries/{pinned.Text("id")}")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.AskAsync("/searches/failed?days=7")).Is(HttpStatusCode.OK);
        (await (await town.Server.ClientAsync("operator01")).AskAsync("/searches/failed")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
    }

    [Fact]
    public async Task Suggestions_AreMadeListedAcceptedAndDeclined()
    {
        var code = await PublishedAsync();
        var (editor, user) = (await town.Server.ClientAsync("city.editor"), await town.Server.ClientAsync("operator01"));
        var made = (await user.PostAsync("/keyword-suggestions", new { code, word = "鲟鱼苗", reason = "来电常这样问" })).Is(HttpStatusCode.Created);
        made.Location!.ToString().ShouldEndWith($"/keyword-suggestions/{made.Text("id")}");
        var second = (await user.PostAsync("/keyword-suggestions", new { code, word = "鲟鱼种" })).Is(HttpStatusCode.Created);
        (await user.PostAsync("/keyword-suggestions", new { code, word = "鲟鱼苗" })).IsProblem(HttpStatusCode.UnprocessableEntity, "keyword.alreadySuggested").Names("word");
        (await user.PostAsync("/keyword-suggestions", new { code, word = "13800138000" })).IsProblem(HttpStatusCode.UnprocessableEntity, "keyword.personalData").Names("word");
        (await user.PostAsync("/keyword-suggestions", new { code = "没有这个", word = "鲟鱼" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await user.PostAsync("/keyword-suggestions", new { code })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("word");
        (await user.AskAsync($"/keyword-suggestions?state=all&code={code}")).Items.Count.ShouldBe(2);
        (await (await town.Server.ClientAsync("officer.rsj")).AskAsync($"/keyword-suggestions?state=all&code={code}")).Items.ShouldBeEmpty("one's own only");
        var listed = (await editor.AskAsync($"/keyword-suggestions?source=person&code={code}")).Items;
        listed.Count.ShouldBe(2);
        listed.ShouldAllBe(row => row.GetProperty("state").GetString() == "open" && row.GetProperty("suggestedBy").GetString() != "");

        var path = $"/keyword-suggestions/{made.Text("id")}";
        (await user.PostAsync($"{path}/accept", new { version = 1 })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await editor.PostAsync($"{path}/accept", new { })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await editor.PostAsync($"{path}/perhaps", new { version = 1 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("act");
        (await editor.PostAsync($"{path}/accept", new { version = 7 })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");
        (await editor.PostAsync($"{path}/accept", new { version = 1 })).Is(HttpStatusCode.OK).Text("state").ShouldBe("accepted");
        (await editor.AskAsync($"/entries/{code}"))["keywords"].EnumerateArray().Select(word => word.GetString()).ShouldContain("鲟鱼苗");
        var other = $"/keyword-suggestions/{second.Text("id")}";
        (await editor.PostAsync($"{other}/decline", new { version = 1 })).IsProblem(HttpStatusCode.UnprocessableEntity, "keyword.reasonRequired").Names("reason");
        (await editor.PostAsync($"{other}/decline", new { version = 1, reason = "没有人这样说" })).Is(HttpStatusCode.OK).Text("state").ShouldBe("declined");
        (await user.AskAsync($"/keyword-suggestions?state=declined&code={code}")).Items.Single().GetProperty("note").GetString().ShouldBe("没有人这样说");
        (await editor.AskAsync($"/keyword-suggestions?code={code}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keywords_SetOverWhatSomebodyElseChanged_AreRefusedAndNothingIsLost()
    {
        var code = await PublishedAsync();
        var editor = await town.Server.ClientAsync("city.editor");
        var read = (await editor.AskAsync($"/entries/{code}"))["currentVersion"].GetInt32();
        (await editor.PostAsync("/keywords", new { codes = new[] { code }, set = new[] { "鲟鱼甲词" }, version = read })).Is(HttpStatusCode.OK);
        var stale = (await editor.PostAsync("/keywords", new { codes = new[] { code }, set = new[] { "鲟鱼乙词" }, version = read })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");
        (stale["version"].GetInt32(), stale.Text("detail")).ShouldBe((read + 1, $"在您读取（版本 {read}）之后已有修改，现为版本 {read + 1}，关键字：鲟鱼甲词。没有保存，请核对后重新设置。"));
        (await editor.AskAsync($"/entries/{code}"))["keywords"].EnumerateArray().Select(word => word.GetString()).ShouldBe(["鲟鱼甲词"]);
        (await editor.PostAsync("/keywords", new { codes = new[] { code }, set = new[] { "鲟鱼乙词" }, version = read, preview = true })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");
        (await editor.PostAsync("/keywords", new { codes = new[] { code, "441800-001-00099-9" }, set = new[] { "鲟鱼乙词" }, version = read })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await editor.PostAsync("/keywords", new { codes = new[] { code }, set = new[] { "鲟鱼乙词" }, version = read + 1 })).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Publishing_ThatBreaksAPinnedQuery_IsRefused_UntilAccepted()
    {
        var code = await PublishedAsync();
        var (editor, officer, reviewer) = (await town.Server.ClientAsync("city.editor"), await town.Server.ClientAsync("officer.rsj"), await town.Server.ClientAsync("city.reviewer"));
        (await editor.PostAsync("/keywords", new { codes = new[] { code }, set = new[] { "鲟鱼独词" } })).Is(HttpStatusCode.OK);
        await Patience.UntilAsync(() => editor.AskAsync("/search?q=鲟鱼独词"), found => found.Items.Any(row => row.GetProperty("code").GetString() == code));
        var pinned = (await editor.PostAsync("/golden-queries", new { query = "鲟鱼独词", code })).Is(HttpStatusCode.Created);
        var draft = (await officer.PostAsync("/revisions", new { origin = "supplementary", change = "withdraw", entry = code, note = "不再办理" })).Is(HttpStatusCode.Created);
        draft = (await officer.ActAsync(draft, "submit")).Is(HttpStatusCode.OK);
        draft = (await (await town.Server.ClientAsync("city.checker")).ActAsync(draft, "pass")).Is(HttpStatusCode.OK);
        var path = $"/revisions/{draft.Text("id")}/publish";

        var refused = (await reviewer.PostAsync(path, new { version = draft["version"].GetInt32() })).IsProblem(HttpStatusCode.UnprocessableEntity, "keyword.breaksGoldenQuery");

        refused.Text("detail").ShouldNotBeNull().ShouldContain("改后找不到");
        (await reviewer.PostAsync(path, new { version = draft["version"].GetInt32(), accept = true })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("published");
        (await editor.DropAsync($"/golden-queries/{pinned.Text("id")}")).Is(HttpStatusCode.NoContent);
    }

    private async Task<string> PublishedAsync()
    {
        var officer = await town.Server.ClientAsync("officer.rsj");
        var category = (await officer.AskAsync("/categories?unit=市人社局")).Items.First(row => row.GetProperty("isLeaf").GetBoolean()).GetProperty("id").GetString();
        var draft = (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("category", category)))).Is(HttpStatusCode.Created);
        draft = (await officer.ActAsync(draft, "submit")).Is(HttpStatusCode.OK);
        draft = (await (await town.Server.ClientAsync("city.checker")).ActAsync(draft, "pass")).Is(HttpStatusCode.OK);
        return (await (await town.Server.ClientAsync("city.reviewer")).ActAsync(draft, "publish")).Is(HttpStatusCode.OK).Text("code")!;
    }
}
