using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Releases;

/// <summary>The public site as anybody on the internet finds it: the real program, no account.</summary>
public sealed class OpenSite : IAsyncLifetime
{
    public LiveServer Server { get; private set; } = null!;

    public string Released { get; private set; } = "";

    public string Inside { get; private set; } = "";

    public string Recalled { get; private set; } = "";

    public async Task InitializeAsync() => Server = await LiveServer.StartAsync(prepare: PrepareAsync, settings: new() { ["HotlineKb:Open:Burst"] = "5000", ["HotlineKb:Open:PerSecond"] = "5000" });

    public Task DisposeAsync() => Server.DisposeAsync().AsTask();

    private async Task PrepareAsync(string directory)
    {
        await Town.FillAsync(directory);
        await using var host = TestHost.Open(directory);
        Released = await host.EntryAsync(ARelease.Text with { Title = "社保卡怎么补办<script>", Body = "<h3>办理</h3><p>携带<a href=\"https://www.gdzwfw.gov.cn/\">身份证</a>办理。</p>", Keywords = ["仅内部检索词"] });
        await host.PublicAsync(Released);
        Inside = await host.EntryAsync(ARelease.Text with { Title = "内部口径不公开" });
        Recalled = await host.PublicEntryAsync("医保怎么参保", Town.Yiliao);
        for (var n = 0; n < 25; n++)
            await host.PublicEntryAsync($"英德低保问答{n}", Town.YingdeMz);
    }
}

public sealed class OpenSiteTests(OpenSite site) : IClassFixture<OpenSite>
{
    private HttpClient Anybody => site.Server.Anonymous();

    [Fact]
    public async Task List_IsPlain_Accessible_AndSetsNothing()
    {
        var (response, page) = await PageAsync("/open");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self'");
        response.Headers.CacheControl!.ToString().ShouldBe("public, no-cache");
        IsPlain(page);
        page.QuerySelector("input[type=search]")!.GetAttribute("name").ShouldBe("q");
        page.QuerySelectorAll("ol.rows li").Length.ShouldBe(20);
        page.QuerySelector(".pages a[rel=next]")!.GetAttribute("href").ShouldBe("/open?page=2");
        page.Body!.TextContent.ShouldNotContain("内部口径");
        (await PageAsync("/open?page=2")).Page.QuerySelectorAll("ol.rows li").Length.ShouldBeGreaterThan(5);
        (await PageAsync("/open?page=999")).Page.QuerySelector(".none")!.TextContent.ShouldContain("没有内容");
        (await PageAsync($"/open?unit=441881-002")).Page.QuerySelector(".total")!.TextContent.ShouldContain("25");
        (await PageAsync($"/open?region=441881")).Page.QuerySelectorAll("select[name=region] option[selected]").Single().TextContent.ShouldContain("英德市");
    }

    [Fact]
    public async Task Entry_ShowsWhatIsPublicAndNothingInternal()
    {
        var (response, page) = await PageAsync($"/open/{site.Released}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        IsPlain(page);
        page.QuerySelector("h1")!.TextContent.ShouldBe("社保卡怎么补办<script>");
        page.QuerySelector("link[rel=canonical]")!.GetAttribute("href").ShouldEndWith($"/open/{site.Released}");
        page.QuerySelector(".body h3")!.TextContent.ShouldBe("办理");
        var text = page.DocumentElement.OuterHtml;
        foreach (var internalWord in new[] { "仅内部检索词", "city.editor", "city.reviewer", "system:", "test", ARelease.Basis })
            text.ShouldNotContain(internalWord);
        text.ShouldNotContain("<script");
    }

    [Fact]
    public async Task WhatIsNotReleased_IsAnsweredLikeWhatThereNeverWas()
    {
        var none = new Core.Taxonomy.EntryCode(Town.Rsj, 99_998).ToString();
        foreach (var path in new[] { "/open/", "/open/v1/entries/" })
        {
            var answers = new List<(HttpStatusCode, string)>();
            foreach (var code in new[] { site.Inside, none, "441800-001-00001-0", "garbage", "%E4%B8%AD" })
            {
                using var response = await Anybody.GetAsync(path + code);
                answers.Add((response.StatusCode, await response.Content.ReadAsStringAsync()));
            }

            answers.Distinct().Count().ShouldBe(1);
            answers[0].Item1.ShouldBe(HttpStatusCode.NotFound);
        }

        JsonDocument.Parse(await (await Anybody.GetAsync($"/open/v1/entries/{site.Inside}")).Content.ReadAsStringAsync()).RootElement.GetProperty("rule").GetString().ShouldBe("basic.notFound");
    }

    [Fact]
    public async Task Search_FindsReleasedTexts_AndMarksThem()
    {
        await PatientlyAsync(async () =>
        {
            var page = (await PageAsync("/open?q=社保卡")).Page;
            page.QuerySelector("ol.rows li a")!.GetAttribute("href").ShouldBe($"/open/{site.Released}");
            page.QuerySelector("ol.rows mark")!.TextContent.ShouldBe("社保卡");
            page.QuerySelector("meta[name=robots]")!.GetAttribute("content").ShouldBe("noindex");
        });
        (await PageAsync("/open?q=内部口径")).Page.QuerySelectorAll("mark").Select(mark => mark.TextContent).ShouldNotContain("内部口径");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("'; DROP TABLE Entry;--")]
    [InlineData("\u0001\u0008\u202E社保")]
    [InlineData("\uD83D\uDE00 \u200B")]
    [InlineData("((((\"-社保 *?~ OR AND")]
    [InlineData("%")]
    public async Task Hostile_WordsAreSearchedFor_AndNeverBecomeMarkup(string words)
    {
        var (response, page) = await PageAsync($"/open?q={Uri.EscapeDataString(words)}&region=x&unit=%27&category=1&page=-1");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        IsPlain(page);
        page.QuerySelectorAll("img").ShouldBeEmpty();
        (await Anybody.GetAsync($"/open/v1/entries?q={Uri.EscapeDataString(words)}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Hostile_LengthsAndZeros_AreTurnedAway()
    {
        (await Anybody.GetAsync("/open?q=" + new string('a', 7_000))).StatusCode.ShouldBe(HttpStatusCode.OK);
        ((int)(await Anybody.GetAsync("/open?q=" + new string('a', 10_000))).StatusCode).ShouldBeOneOf(200, 414);
        (await Anybody.GetAsync("/open?q=a%00b")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Anybody.GetAsync("/open/v1/entries?top=x")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Anybody.GetAsync("/open/v1/entries?unit=没有的单位")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Anybody.PostAsync("/open/v1/entries", null)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await Anybody.GetAsync("/open/v1/nothing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Anybody.GetAsync("/open/no/such/page")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Anybody.DeleteAsync($"/open/{site.Released}")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Answer_ThatStillHolds_IsNotSentAgain()
    {
        foreach (var path in new[] { "/open", $"/open/{site.Released}", "/open/v1/entries", $"/open/v1/entries/{site.Released}", "/open/v1/feed.atom", "/open/v1/feed.json", "/open/sitemap.xml", "/robots.txt" })
        {
            using var first = await Anybody.GetAsync(path);
            first.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
            using var again = await Anybody.SendAsync(request);
            again.StatusCode.ShouldBe(HttpStatusCode.NotModified, path);
            again.Headers.ETag.ShouldBe(first.Headers.ETag);
            (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
            using var other = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"other\"") } } };
            (await Anybody.SendAsync(other)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
            using var head = await Anybody.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            (head.StatusCode, head.Headers.ETag).ShouldBe((HttpStatusCode.OK, first.Headers.ETag), path);
        }
    }

    [Fact]
    public async Task Recalled_IsGoneFromEverythingWithTheNextRequest()
    {
        var code = site.Recalled;
        string[] lists = ["/open?unit=441800-002", "/open?q=医保怎么参保", "/open/v1/entries?unit=441800-002", "/open/v1/feed.atom", "/open/v1/feed.json", "/open/sitemap.xml"];
        var tags = new Dictionary<string, EntityTagHeaderValue>();
        await PatientlyAsync(async () => (await Anybody.GetStringAsync("/open?q=医保怎么参保")).ShouldContain(code));
        foreach (var path in lists)
        {
            using var response = await Anybody.GetAsync(path);
            var text = await response.Content.ReadAsStringAsync();
            // The feed holds the newest fifty, and the site has fewer.
            text.ShouldContain(code, Case.Sensitive, path);
            tags[path] = response.Headers.ETag!;
        }

        string[] wholes = [$"/open/{code}", $"/open/v1/entries/{code}"];
        foreach (var path in wholes)
        {
            using var response = await Anybody.GetAsync(path);
            (response.StatusCode, response.Headers.CacheControl!.ToString()).ShouldBe((HttpStatusCode.OK, "public, no-cache"), path);
            tags[path] = response.Headers.ETag!;
        }

        using var clerk = await site.Server.ClientAsync("city.checker");
        var listed = (await clerk.AskAsync($"/releases?tab=public&q={code}")).Is(HttpStatusCode.OK).Items.Single();
        (await clerk.PostAsync($"/releases/{listed.GetProperty("id").GetString()}/recall", new { version = listed.GetProperty("version").GetInt32(), reason = "政策已调整" })).Is(HttpStatusCode.OK);

        foreach (var path in lists)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { tags[path] } } };
            using var response = await Anybody.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await response.Content.ReadAsStringAsync()).ShouldNotContain(code, Case.Sensitive, path);
        }

        // A cache that asks whether what it keeps still holds is told that there is none, never that it does.
        foreach (var path in wholes)
            foreach (var tag in new[] { null, tags[path], EntityTagHeaderValue.Any })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                if (tag is not null)
                    request.Headers.IfNoneMatch.Add(tag);
                using var response = await Anybody.SendAsync(request);
                (response.StatusCode, response.Headers.ETag).ShouldBe((HttpStatusCode.NotFound, null), path);
                response.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
                (await response.Content.ReadAsStringAsync()).ShouldNotContain("医保怎么参保");
            }
    }

    [Fact]
    public async Task Interface_GivesListsAndWholes()
    {
        var list = JsonDocument.Parse(await Anybody.GetStringAsync("/open/v1/entries?unit=英德市民政局&top=3&skip=1")).RootElement;
        (list.GetProperty("total").GetInt32(), list.GetProperty("items").GetArrayLength()).ShouldBe((25, 3));
        await PatientlyAsync(async () => JsonDocument.Parse(await Anybody.GetStringAsync("/open/v1/entries?q=英德低保问答")).RootElement.GetProperty("total").GetInt32().ShouldBe(25));
        var whole = JsonDocument.Parse(await Anybody.GetStringAsync($"/open/v1/entries/{site.Released}")).RootElement;
        whole.EnumerateObject().Select(property => property.Name).ShouldBe(["body", "basis", "code", "title", "answer", "unit", "region", "category", "version", "updatedAt", "releasedAt"], ignoreOrder: true);
        whole.GetProperty("unit").GetProperty("name").GetString().ShouldBe("清远市人力资源和社会保障局");
    }

    [Fact]
    public async Task Feeds_AndMaps_AreWhatTheirReadersExpect()
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        using var response = await Anybody.GetAsync("/open/v1/feed.atom");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/atom+xml");
        var feed = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        feed.Name.ShouldBe(atom + "feed");
        foreach (var needed in new[] { "id", "title", "updated" })
            feed.Elements(atom + needed).Count().ShouldBe(1);
        var entries = feed.Elements(atom + "entry").ToList();
        entries.Count.ShouldBeGreaterThan(20);
        entries.ShouldAllBe(entry => entry.Element(atom + "id")!.Value.StartsWith("urn:") && entry.Element(atom + "author")!.Element(atom + "name")!.Value.Length > 0 && DateTimeOffset.Parse(entry.Element(atom + "updated")!.Value).Year == 2026);
        entries.Select(entry => entry.Element(atom + "id")!.Value).ShouldBeUnique();
        entries.Select(entry => entry.Element(atom + "title")!.Value).ShouldContain("社保卡怎么补办<script>");

        var json = JsonDocument.Parse(await Anybody.GetStringAsync("/open/v1/feed.json")).RootElement;
        json.GetProperty("version").GetString().ShouldBe("https://jsonfeed.org/version/1.1");
        json.GetProperty("items").EnumerateArray().ShouldAllBe(item => item.GetProperty("id").GetString()!.Length > 0 && item.GetProperty("content_html").GetString()!.Length > 0 && Uri.IsWellFormedUriString(item.GetProperty("url").GetString(), UriKind.Absolute));

        XNamespace map = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var places = XDocument.Parse(await Anybody.GetStringAsync("/open/sitemap.xml")).Root!.Elements(map + "url").Select(url => url.Element(map + "loc")!.Value).ToList();
        places.ShouldContain($"{site.Server.Address.GetLeftPart(UriPartial.Authority)}/open/{site.Released}");
        places.ShouldNotContain(place => place.EndsWith(site.Inside, StringComparison.Ordinal));
        (await Anybody.GetStringAsync("/robots.txt")).ShouldContain("Disallow: /\nSitemap: http");
        (await Anybody.GetAsync("/open/sitemap-2.xml")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Anybody.GetAsync("/open.css")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Book_IsTakenByTheCityOfficeOnly()
    {
        (await Anybody.GetAsync("/releases/export")).StatusCode.ShouldBe(HttpStatusCode.Found);
        using var unit = await site.Server.SessionAsync("officer.rsj");
        (await unit.GetAsync("/releases/export")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var office = await site.Server.SessionAsync("city.reviewer");
        using var csv = await office.GetAsync("/releases/export?form=csv");
        csv.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        (await csv.Content.ReadAsStringAsync()).ShouldContain(site.Released);
    }

    [Fact]
    public async Task Address_ThatAsksTooMuch_IsToldToWait_AndNobodyElse()
    {
        await using var server = await LiveServer.StartAsync(prepare: Town.FillAsync, settings: new() { ["HotlineKb:Open:Burst"] = "3", ["HotlineKb:Open:PerSecond"] = "1", ["HotlineKb:Proxy:Networks"] = "127.0.0.0/8" });
        using var client = server.Anonymous();
        var statuses = new List<HttpStatusCode>();
        for (var n = 0; n < 12; n++)
            statuses.Add((await client.GetAsync("/open")).StatusCode);
        statuses.ShouldContain(HttpStatusCode.OK);
        statuses.ShouldContain(HttpStatusCode.TooManyRequests);
        using var refused = await UntilRefusedAsync(client, "/open/v1/entries");
        refused.Headers.RetryAfter!.ToString().ShouldBe("1");
        JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("rule").GetString().ShouldBe("basic.tooMany");
        using var other = new HttpRequestMessage(HttpMethod.Get, "/open") { Headers = { { "X-Forwarded-For", "203.0.113.7" } } };
        (await client.SendAsync(other)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> UntilRefusedAsync(HttpClient client, string path)
    {
        while (true)
        {
            var response = await client.GetAsync(path);
            if (response.StatusCode is HttpStatusCode.TooManyRequests)
                return response;
            response.Dispose();
        }
    }

    private async Task<(HttpResponseMessage Response, IHtmlDocument Page)> PageAsync(string path)
    {
        var response = await Anybody.GetAsync(path);
        return (response, new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>No script, no circuit, no outside host; language, one main heading, landmarks, a way past the head, a label for every field.</summary>
    private static void IsPlain(IHtmlDocument page)
    {
        page.QuerySelectorAll("script, iframe, style, [style], [onclick]").ShouldBeEmpty();
        page.QuerySelectorAll("link[href^=http]:not([rel=canonical]), img[src^=http]").ShouldBeEmpty();
        page.DocumentElement.GetAttribute("lang").ShouldBe("zh-CN");
        page.Title.ShouldNotBeNullOrWhiteSpace();
        page.QuerySelectorAll("h1").Length.ShouldBe(1);
        foreach (var landmark in new[] { "header", "main", "footer" })
            page.QuerySelectorAll($"body > {landmark}").Length.ShouldBe(1);
        page.QuerySelector("body > a")!.GetAttribute("href").ShouldBe("#main");
        foreach (var field in page.QuerySelectorAll("input, select"))
            (field.Closest("label") ?? page.QuerySelector($"label[for={field.Id}]")).ShouldNotBeNull();
        page.QuerySelectorAll("nav").ShouldAllBe(nav => nav.HasAttribute("aria-label"));
    }

    private static async Task PatientlyAsync(Func<Task> assertion)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await assertion();
                return;
            }
            catch (ShouldAssertException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }
}
