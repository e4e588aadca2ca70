using System.Net;
using System.Text.Json;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Api;

/// <summary>The main job by programs alone: a work order's reply becomes an entry that an operator finds.</summary>
[Collection(TownServer.Collection)]
public sealed class JourneyTests(TownServer town)
{
    [SkippableFact]
    public async Task TwentyRealWorkOrders_ThroughEveryStep_AreFoundByTheOperator()
    {
        var file = Path.Combine("shared", "data", "workorders", "workorders.jsonl");
        var folder = LiveServer.Above(file);
        Skip.If(folder is null, "the real work orders (shared/data/workorders) are not on this machine.");
        var rows = (await File.ReadAllLinesAsync(Path.Combine(folder!, file))).Take(20).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        var (editor, officer, checker, reviewer, user, audit) = (await As("city.editor"), await As("officer.rsj"), await As("city.checker"), await As("city.reviewer"), await As("operator01"), await As("audit"));
        var orders = rows.ConvertAll(row => new
        {
            number = "REAL-" + row.GetProperty("id").GetString(),
            title = row.GetProperty("title").GetString(),
            content = row.GetProperty("content").GetString(),
            reply = row.GetProperty("reply").GetString(),
            unit = "清远市人力资源和社会保障局",
            receivedAt = row.GetProperty("date").GetString(),
            repliedAt = row.GetProperty("reply_date").GetString(),
        });
        (await editor.PostAsync("/work-orders", orders)).Is(HttpStatusCode.OK).Items.ShouldAllBe(row => row.GetProperty("status").GetString() == "added");
        (await editor.PostAsync("/work-orders", orders)).Is(HttpStatusCode.OK).Items.ShouldAllBe(row => row.GetProperty("status").GetString() == "unchanged");
        var category = (await reviewer.AskAsync("/categories?unit=441800-001")).Items.First(row => row.GetProperty("isLeaf").GetBoolean()).GetProperty("id").GetString();

        var codes = new HashSet<string>();
        foreach (var (order, index) in orders.Select((order, index) => (order, index)))
        {
            var title = $"第{index + 1}件：{order.title}";
            var draft = (await editor.PostAsync("/revisions", new
            {
                origin = "workOrder", change = "new", unit = order.unit, workOrder = order.number,
                title = title[..Math.Min(title.Length, 120)], answer = order.reply![..Math.Min(order.reply!.Length, 1900)], body = $"<p>{WebUtility.HtmlEncode(order.reply)}</p>",
            })).Is(HttpStatusCode.Created);
            draft.Location!.ToString().ShouldBe($"/api/v1/revisions/{draft.Text("id")}");
            draft.Text("stage").ShouldBe("drafting");
            var state = (await editor.ActAsync(draft, "submit")).Is(HttpStatusCode.OK);
            state.Text("stage").ShouldBe("unitRevision");
            var path = $"/revisions/{draft.Text("id")}";
            (await officer.AskAsync($"/assignments?state=open&unit=441800-001")).Items.ShouldContain(row => row.GetProperty("subject").GetString() == $"revision:{draft.Text("id")}" && row.GetProperty("kind").GetString() == "unitRevision");
            state = (await officer.ActAsync(state, "claim")).Is(HttpStatusCode.OK);
            state = (await officer.PutAsync(path, new { version = state["version"].GetInt32(), basis = "《社会保险法》", keywords = new[] { "来信答复", $"旅程{index}" } })).Is(HttpStatusCode.OK);
            state = (await officer.ActAsync(state, "approve")).Is(HttpStatusCode.OK);
            state.Text("stage").ShouldBe("officeCheck");
            state = (await checker.ActAsync(state, "pass")).Is(HttpStatusCode.OK);
            state.Text("stage").ShouldBe("finalReview");
            state = (await reviewer.ActAsync(state, "publish", ("category", category))).Is(HttpStatusCode.OK);
            state.Text("stage").ShouldBe("published");
            codes.Add(state.Text("code")!).ShouldBeTrue();

            var entry = (await user.AskAsync($"/entries/{state.Text("code")}")).Is(HttpStatusCode.OK);
            entry.Text("title")!.ShouldStartWith($"第{index + 1}件");
            entry["category"].GetProperty("id").GetString().ShouldBe(category);
            entry.Text("basis").ShouldBe("《社会保险法》");
            var kinds = (await audit.AskAsync($"/ledger?subject=revision:{draft.Text("id")}&after=0")).Items.Select(row => row.GetProperty("kind").GetString()).ToList();
            kinds.ShouldBe(["revision.drafted", "revision.submitted", "revision.claimed", "revision.edited", "revision.approved", "revision.passed", "revision.published"]);
            (await audit.AskAsync($"/ledger?subject=entry:{state.Text("code")}")).Items.Single().GetProperty("kind").GetString().ShouldBe("entry.published");
        }

        var found = await UntilAsync(() => user.AskAsync("/search?q=" + Uri.EscapeDataString("来信") + "&top=50"), answer => codes.IsSubsetOf(answer.Items.Select(row => row.GetProperty("code").GetString()!)));
        found["total"].GetInt32().ShouldBeGreaterThanOrEqualTo(20);
        found["tookMs"].GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        found.Items[0].GetProperty("match").GetString().ShouldBe("literal");
        (found.Items[0].GetProperty("title").GetString() + found.Items[0].GetProperty("snippet").GetString()).ShouldNotContain("<script");
        var verdict = (await audit.AskAsync("/ledger/verify")).Is(HttpStatusCode.OK);
        verdict["ok"].GetBoolean().ShouldBeTrue();
        verdict.Text("head")!.Length.ShouldBe(64);
    }

    [Fact]
    public async Task Entry_UpdatedAndWithdrawn_KeepsItsCodeAndItsVersions()
    {
        var (officer, checker, reviewer, user) = (await As("officer.rsj"), await As("city.checker"), await As("city.reviewer"), await As("operator01"));
        var category = (await reviewer.AskAsync("/categories?unit=市人社局")).Items.First(row => row.GetProperty("isLeaf").GetBoolean()).GetProperty("id").GetString();
        var code = (await PublishAsync(Calls.Draft(("origin", "supplementary"), ("category", category), ("reviewBy", "2027-06-30"), ("expiresOn", "2027-12-31T23:00:00+08:00")))).Text("code")!;
        var first = (await user.AskAsync($"/entries/{code}")).Is(HttpStatusCode.OK);
        first.Text("reviewBy").ShouldBe("2027-06-30");
        first.Text("expiresOn").ShouldBe("2027-12-31");

        var update = Calls.Draft(("origin", "supplementary"), ("change", "update"), ("entry", code), ("answer", "现在也可以在网上办理。"));
        var open = (await officer.PostAsync("/revisions", update)).Is(HttpStatusCode.Created);
        open.Text("code").ShouldBe(code);
        (await officer.PostAsync("/revisions", update)).IsProblem(HttpStatusCode.UnprocessableEntity, "revision.entryHasOpenRevision");
        (await user.AskAsync($"/entries/{code}"))["version"].GetInt32().ShouldBe(1);
        (await PassOnAsync(open)).Text("code").ShouldBe(code);
        var second = await user.AskAsync($"/entries/{code}");
        second["version"].GetInt32().ShouldBe(2);
        second.Text("answer").ShouldBe("现在也可以在网上办理。");
        (await user.AskAsync($"/entries/{code}?version=1")).Text("answer").ShouldBe(first.Text("answer"));
        (await user.AskAsync($"/entries/{code}?version=3")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await user.AskAsync($"/entries/{code}/versions"))["total"].GetInt32().ShouldBe(2);

        await PublishAsync(new Dictionary<string, object?> { ["origin"] = "supplementary", ["change"] = "withdraw", ["unit"] = "市人社局", ["entry"] = code, ["note"] = "政策已废止。" });
        (await user.AskAsync($"/entries/{code}")).Text("state").ShouldBe("withdrawn");
        (await officer.PostAsync("/revisions", update)).IsProblem(HttpStatusCode.UnprocessableEntity, "revision.entryNotInUse");

        async Task<Answer> PublishAsync(Dictionary<string, object?> draft) => await PassOnAsync((await officer.PostAsync("/revisions", draft)).Is(HttpStatusCode.Created));

        async Task<Answer> PassOnAsync(Answer state)
        {
            state = (await officer.ActAsync(state, "submit")).Is(HttpStatusCode.OK);
            state = (await checker.ActAsync(state, "pass")).Is(HttpStatusCode.OK);
            return (await reviewer.ActAsync(state, "publish")).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Edit_WithNulls_ClearsThemAndLeavesTheRest()
    {
        var officer = await As("officer.rsj");
        var category = (await officer.AskAsync("/categories")).Items.First(row => row.GetProperty("isLeaf").GetBoolean()).GetProperty("id").GetString();
        var draft = (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("category", category), ("reviewBy", "2027-06-30"), ("basis", "依据"), ("keywords", new[] { "参保" })))).Is(HttpStatusCode.Created);
        var path = $"/revisions/{draft.Text("id")}";
        (await officer.PutAsync(path, new { version = 1, answer = "新的口径。" })).Is(HttpStatusCode.OK);
        var kept = await officer.AskAsync(path);
        kept.Text("answer").ShouldBe("新的口径。");
        kept["category"].GetProperty("id").GetString().ShouldBe(category);
        kept["category"].GetProperty("path").GetString().ShouldBe("业务/常见问题");
        kept.Text("reviewBy").ShouldBe("2027-06-30");
        kept["keywords"][0].GetString().ShouldBe("参保");
        kept["mayEdit"].GetBoolean().ShouldBeTrue();
        kept["acts"].EnumerateArray().Select(act => act.GetString()).ShouldBe(["submit", "abandon"], ignoreOrder: true);
        (await officer.PutAsync(path, new Dictionary<string, object?> { ["version"] = 2, ["category"] = null, ["reviewBy"] = null })).Is(HttpStatusCode.OK);
        var cleared = await officer.AskAsync(path);
        cleared["category"].GetProperty("id").ValueKind.ShouldBe(JsonValueKind.Null);
        cleared["reviewBy"].ValueKind.ShouldBe(JsonValueKind.Null);
        cleared.Text("basis").ShouldBe("依据");
        (await officer.PutAsync(path, new { version = 3, title = "" })).IsProblem(HttpStatusCode.UnprocessableEntity, "revision.incomplete").Names("title");
    }

    [Fact]
    public async Task Lists_InPages_TogetherAreTheWhole()
    {
        var officer = await As("officer.yiliao");
        for (var number = 0; number < 5; number++)
            (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("unit", "市医保局"), ("title", $"分页用的第{number}份")))).Is(HttpStatusCode.Created);
        var whole = await officer.AskAsync("/revisions?mine=true&stage=drafting");
        whole["total"].GetInt32().ShouldBe(5);
        var paged = new List<string?>();
        for (var skip = 0; skip < 5; skip += 2)
        {
            var page = await officer.AskAsync($"/revisions?mine=true&stage=drafting&top=2&skip={skip}");
            page["total"].GetInt32().ShouldBe(5);
            paged.AddRange(page.Items.Select(row => row.GetProperty("id").GetString()));
        }

        paged.ShouldBe(whole.Items.Select(row => row.GetProperty("id").GetString()));
        var units = await officer.AskAsync("/units");
        units["total"].GetInt32().ShouldBe(5);
        units.Items[0].EnumerateObject().Select(property => property.Name).ShouldBe(["code", "name", "shortName", "level", "region", "regionCode"]);
        units.Items[0].GetProperty("level").GetString().ShouldBe("city");
    }

    [Fact]
    public async Task Entry_OutsideTheCallersScope_IsNotThere()
    {
        var (officer, checker, reviewer) = (await As("officer.rsj"), await As("city.checker"), await As("city.reviewer"));
        var category = (await officer.AskAsync("/categories")).Items.First(row => row.GetProperty("isLeaf").GetBoolean()).GetProperty("id").GetString();
        var state = (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("title", "只有本单位和市办看得到"), ("category", category)))).Is(HttpStatusCode.Created);
        state = await officer.ActAsync(state, "submit");
        state = await checker.ActAsync(state, "pass");
        state = (await reviewer.ActAsync(state, "publish")).Is(HttpStatusCode.OK);
        var code = state.Text("code");
        foreach (var stranger in new[] { "officer.yiliao", "officer.yingde.rsj", "yingde.office", "audit", "admin" })
        {
            var client = await As(stranger);
            (await client.AskAsync($"/entries/{code}")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
            (await client.AskAsync($"/entries/{code}/versions")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
            (await client.AskAsync("/entries?q=只有本单位")).Is(HttpStatusCode.OK)["total"].GetInt32().ShouldBe(0);
        }

        (await officer.AskAsync("/entries?q=只有本单位"))["total"].GetInt32().ShouldBe(1);
        await UntilAsync(() => officer.AskAsync("/search?q=只有本单位"), answer => answer["total"].GetInt32() == 1);
        (await (await As("officer.yiliao")).AskAsync("/search?q=只有本单位"))["total"].GetInt32().ShouldBe(0);
    }

    private Task<HttpClient> As(string account) => town.Server.ClientAsync(account);

    private static Task<Answer> UntilAsync(Func<Task<Answer>> ask, Func<Answer, bool> enough) => Patience.UntilAsync(async () => (await ask()).Is(HttpStatusCode.OK), enough);
}
