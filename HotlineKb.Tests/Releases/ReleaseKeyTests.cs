using System.Net;
using System.Text.Json;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Ledger;
using HotlineKb.Tests.Search;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Releases;

/// <summary>R4.7(4): channels of a release; holders of keys.</summary>
public sealed class ReleaseKeyTests
{
    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Key_Issued_IsKeptAsAHashAndRecordedWithoutIt(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var keys = host.Get<ReleaseKeyActions>();
        var issued = await keys.IssueAsync(Town.Actor("city.reviewer"), " 清远日报 ", "便民栏目");
        await using (var db = host.Db())
        {
            var row = await db.ReleaseKeys().SingleAsync();
            (row.Holder, row.Purpose, row.IssuedBy, row.Start, row.Hash).ShouldBe(("清远日报", "便民栏目", "city.reviewer", issued.Key[..10], ReleaseKeyActions.HashOf(issued.Key)));
            var recorded = (await db.LedgerRowsOf("releaseKey.issued")).Single();
            (recorded.Actor, recorded.Subject).ShouldBe(("city.reviewer", $"release-key:{issued.Id}"));
            recorded.Data.ShouldNotContain(issued.Key);
            recorded.Data.ShouldNotContain(row.Hash);
        }

        // The day of its use is recorded once.
        for (var n = 0; n < 3; n++)
            (await keys.ResolveAsync(issued.Key)).ShouldBe(issued.Id);
        host.Clock.Advance(TimeSpan.FromDays(1));
        (await keys.ResolveAsync(issued.Key)).ShouldBe(issued.Id);
        (await keys.ResolveAsync(issued.Key + "x")).ShouldBeNull();

        await keys.RevokeAsync(Town.Actor("city.checker"), issued.Id, " ").ShouldBeRefusedAsync(ReleaseRule.ReasonRequired);
        await keys.RevokeAsync(Town.Actor("city.checker"), issued.Id, "联系人13800138000").ShouldBeRefusedAsync(ReleaseRule.PersonalData);
        await keys.RevokeAsync(Town.Actor("city.checker"), issued.Id, "不再使用");
        await keys.RevokeAsync(Town.Actor("city.checker"), issued.Id, "不再使用");
        (await keys.ResolveAsync(issued.Key)).ShouldBeNull();
        await using var after = host.Db();
        ((await after.LedgerRowsOf("releaseKey.used")).Count, (await after.LedgerRowsOf("releaseKey.revoked")).Count).ShouldBe((2, 1));
        (await after.ReleaseKeys().SingleAsync()).Reason.ShouldBe("不再使用");
        var another = await keys.IssueAsync(Town.Actor("city.reviewer"), "南方日报", "便民栏目");
        (await host.Get<ReleaseViews>().KeysAsync(Town.Actor("city.editor"))).Select(row => row.Id).ShouldBe([another.Id, issued.Id], "those in force first");
    }

    [Fact]
    public async Task Key_ByOthersOrIncomplete_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var keys = host.Get<ReleaseKeyActions>();
        foreach (var person in new[] { "city.editor", "city.supervisor", "yingde.office", "officer.rsj", "operator01", "admin" })
            await keys.IssueAsync(Town.Actor(person), "清远日报", "便民栏目").ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
        var reviewer = Town.Actor("city.reviewer");
        await keys.IssueAsync(reviewer, " ", "便民栏目").ShouldBeRefusedAsync(ReleaseRule.KeyIncomplete);
        await keys.IssueAsync(reviewer, "清远日报", "").ShouldBeRefusedAsync(ReleaseRule.KeyIncomplete);
        await keys.IssueAsync(reviewer, new string('长', 61), "便民栏目").ShouldBeRefusedAsync(ReleaseRule.TooLong);
        await keys.IssueAsync(reviewer, "张三13800138000", "便民栏目").ShouldBeRefusedAsync(ReleaseRule.PersonalData);
        var issued = await keys.IssueAsync(reviewer, "清远日报", "便民栏目");
        foreach (var person in new[] { "yingde.office", "officer.rsj", "operator01" })
        {
            await keys.RevokeAsync(Town.Actor(person), issued.Id, "不再使用").ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
            await host.Get<ReleaseViews>().KeysAsync(Town.Actor(person)).ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
        }

        await keys.RevokeAsync(reviewer, Guid.NewGuid(), "不再使用").ShouldBeRefusedAsync(BasicRule.NotFound);
    }

    [Fact]
    public async Task WhatIsForHoldersAlone_IsNeitherFoundNorCountedByAnybodyElse()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublicEntryAsync("社保卡补办只给媒体", channels: new Channels(false, false, false, true));
        await host.PublicEntryAsync("社保卡补办给所有人");
        await host.PublicEntryAsync("社保卡补办只在网站", channels: new Channels(true, false, false, false));
        await host.FollowedAsync();
        (await host.PublicTitlesAsync(Channel.Keys)).ShouldBe(["社保卡补办给所有人", "社保卡补办只给媒体"], ignoreOrder: true);
        foreach (var channel in new[] { Channel.Site, Channel.Feed, Channel.Api })
            (await host.PublicTitlesAsync(channel)).ShouldNotContain("社保卡补办只给媒体");
        var anybody = await host.Get<PublicSearch>().SearchAsync("社保卡", new PublicFilter(), 0, 10);
        (anybody.Total, anybody.Counts.Kinds.Values.Sum(), anybody.Items.Count(hit => hit.Title.Contains("媒体"))).ShouldBe((2, 2, 0));
        var holders = await host.Get<HolderSearch>().SearchAsync("社保卡", new PublicFilter(), 0, 10);
        (holders.Total, holders.Items.Count(hit => hit.Title.Contains("网站"))).ShouldBe((2, 0));
    }

    [Fact]
    public async Task Interface_WithAKey_GivesWhatIsForHolders_UntilItIsRevoked()
    {
        string only = "", open = "", siteOnly = "";
        await using var server = await LiveServer.StartAsync(prepare: async directory =>
        {
            await Town.FillAsync(directory);
            await using var host = TestHost.Open(directory);
            only = await host.PublicEntryAsync("社保卡补办只给媒体", channels: new Channels(false, false, false, true));
            open = await host.PublicEntryAsync("社保卡补办给所有人");
            siteOnly = await host.PublicEntryAsync("社保卡补办只在网站", channels: new Channels(true, false, false, false));
        }, settings: new() { ["HotlineKb:Open:Burst"] = "60", ["HotlineKb:Open:PerSecond"] = "1", ["HotlineKb:Open:KeyBurst"] = "100", ["HotlineKb:Open:KeyPerSecond"] = "1" });
        using var reviewer = await server.ClientAsync("city.reviewer");
        var issued = (await reviewer.PostAsync("/releases/keys", new { holder = "清远日报", purpose = "便民栏目" })).Is(HttpStatusCode.Created);
        using var editor = await server.ClientAsync("city.editor");
        (await editor.PostAsync("/releases/keys", new { holder = "清远日报", purpose = "便民栏目" })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        using var anybody = server.Anonymous();
        using var holder = server.Anonymous();
        holder.DefaultRequestHeaders.Add("X-Api-Key", issued.Text("key"));
        using var stranger = server.Anonymous();
        stranger.DefaultRequestHeaders.Add("X-Api-Key", "hkr_nothing");

        using (var list = await holder.GetAsync("/open/v1/entries"))
        {
            (list.StatusCode, list.Headers.CacheControl!.ToString(), list.Headers.Vary.Single()).ShouldBe((HttpStatusCode.OK, "no-cache, private", "X-Api-Key"));
            Codes(await list.Content.ReadAsStringAsync()).ShouldBe([open, only], ignoreOrder: true);
        }

        System.Net.Http.Headers.EntityTagHeaderValue tag;
        using (var whole = await holder.GetAsync($"/open/v1/entries/{only}"))
            tag = whole.Headers.ETag!;
        using (var list = await anybody.GetAsync("/open/v1/entries"))
        {
            (list.Headers.CacheControl!.ToString(), list.Headers.Vary.Single()).ShouldBe(("public, no-cache", "X-Api-Key"));
            Codes(await list.Content.ReadAsStringAsync()).ShouldBe([open]);
        }

        await Patience.UntilAsync(async () => Codes(await holder.GetStringAsync("/open/v1/entries?q=社保卡")), codes => codes.Count == 2);
        (await holder.GetAsync($"/open/v1/entries/{only}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await holder.GetAsync($"/open/v1/entries/{siteOnly}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await anybody.GetAsync($"/open/v1/entries/{only}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await anybody.GetAsync($"/open/{only}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var path in new[] { "/open?q=社保卡", "/open/v1/entries?q=社保卡", "/open/v1/feed.atom", "/open/v1/feed.json", "/open/sitemap.xml" })
            (await anybody.GetStringAsync(path)).ShouldNotContain(only, Case.Sensitive, path);
        using (var refused = await stranger.GetAsync("/open/v1/entries"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("rule").GetString().ShouldBe("release.unknownKey");
        }

        // Tried keys count for their address, a key that was used once for itself.
        (await UntilAsync(stranger)).ShouldBeInRange(1, 120);
        (await holder.GetAsync("/open/v1/entries")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await UntilAsync(holder)).ShouldBeInRange(50, 200);

        (await editor.PostAsync($"/releases/keys/{issued.Text("id")}/revoke", new { reason = "不再使用" })).Is(HttpStatusCode.NoContent);
        await Patience.UntilAsync(async () => (await holder.GetAsync("/open/v1/entries")).StatusCode, status => status is HttpStatusCode.Unauthorized);
        using (var again = new HttpRequestMessage(HttpMethod.Get, $"/open/v1/entries/{only}") { Headers = { IfNoneMatch = { tag } } })
        using (var gone = await holder.SendAsync(again))
            (gone.StatusCode, gone.Headers.CacheControl!.NoStore).ShouldBe((HttpStatusCode.Unauthorized, true), "a cache that asks again is told that the key opens nothing");
        using var audit = await server.ClientAsync("audit");
        foreach (var kind in new[] { "releaseKey.issued", "releaseKey.used", "releaseKey.revoked" })
            (await audit.AskAsync($"/ledger?kind={kind}")).Items.Count.ShouldBe(1, kind);
        (await editor.AskAsync("/releases/keys")).Items.Single().TryGetProperty("hash", out _).ShouldBeFalse();
    }

    private static async Task<int> UntilAsync(HttpClient client)
    {
        for (var asked = 1; ; asked++)
        {
            using var answer = await client.GetAsync("/open/v1/entries?top=1");
            if (answer.StatusCode is HttpStatusCode.TooManyRequests)
                return asked;
        }
    }

    private static List<string> Codes(string json) => [.. JsonDocument.Parse(json).RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("code").GetString()!)];
}
