using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HotlineKb.Core.Notifications;
using HotlineKb.Tests.Kit;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>Over a real line to a webhook.</summary>
public sealed class WebhookTests
{
    [Fact]
    public async Task Call_OverARealLine_IsSignedAndHoldsEverything()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var host = await StartAsync(receiver);
        var secret = await WantsAsync(host, receiver);
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();

        await host.DeliverAsync();

        var call = receiver.Calls.ShouldHaveSingleItem();
        var (stamp, signature) = Parts(call.Headers[WebhookWay.SignatureHeader]);
        stamp.ShouldBe(new DateTimeOffset(host.Now).ToUnixTimeSeconds());
        signature.ShouldBe(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret!), Encoding.UTF8.GetBytes($"{stamp}.{call.Text}"))));
        using var json = JsonDocument.Parse(call.Body);
        json.RootElement.GetProperty("title").GetString().ShouldBe("待审定：社保卡怎么补办");
        var item = json.RootElement.GetProperty("items")[0];
        item.GetProperty("kind").GetString().ShouldBe("handedOver");
        item.GetProperty("url").GetString().ShouldBe($"https://kb.example.gov.cn/revisions/{entry.Id}");
        (await host.OutboxAsync()).Single().State.ShouldBe(DeliveryState.Sent);
    }

    [Fact]
    public async Task Receiver_ThatFailsAndRecovers_GetsItAgain()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var host = await StartAsync(receiver);
        await WantsAsync(host, receiver);
        await TellOneAsync(host);
        receiver.Answers = Status(500);
        await host.DeliverAsync();
        (await host.OutboxAsync()).Single().LastError.ShouldBe("对方暂时没有接受（500）。");

        receiver.Answers = Status(200);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.DeliverAsync();

        receiver.Calls.Count.ShouldBe(2);
        receiver.Calls.Select(call => call.Headers["X-HotlineKb-Delivery"]).Distinct().Count().ShouldBe(1, "a repetition can be told");
        (await host.OutboxAsync()).Single().State.ShouldBe(DeliveryState.Sent);
    }

    [Theory]
    [InlineData(408, DeliveryState.Waiting)]
    [InlineData(429, DeliveryState.Waiting)]
    [InlineData(503, DeliveryState.Waiting)]
    [InlineData(404, DeliveryState.GivenUp)]
    [InlineData(410, DeliveryState.GivenUp)]
    [InlineData(204, DeliveryState.Sent)]
    public async Task Answer_OfTheReceiver_DecidesWhatBecomesOfIt(int status, DeliveryState expected)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var host = await StartAsync(receiver);
        await WantsAsync(host, receiver);
        await TellOneAsync(host);
        receiver.Answers = Status(status);

        await host.DeliverAsync();

        (await host.OutboxAsync()).Single().State.ShouldBe(expected);
    }

    [Fact]
    public async Task Redirect_IsNotFollowed()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var host = await StartAsync(receiver);
        await WantsAsync(host, receiver);
        await TellOneAsync(host);
        receiver.Answers = context =>
        {
            context.Response.Redirect($"{receiver.Address}elsewhere");
            return Task.CompletedTask;
        };

        await host.DeliverAsync();

        receiver.Calls.Select(call => call.Path).ShouldBe(["/hook"]);
        (await host.OutboxAsync()).Single().LastError.ShouldBe("对方要求转到别处（302），不予跟随。");
    }

    [Fact]
    public async Task Target_InAPrivateNetwork_IsRefusedWhenConnecting()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var host = await StartAsync(receiver, allowPrivate: false);
        await WantsAsync(host, receiver);
        await TellOneAsync(host);

        await host.DeliverAsync();

        receiver.Calls.ShouldBeEmpty();
        var row = (await host.OutboxAsync()).Single();
        (row.State, row.LastError).ShouldBe((DeliveryState.GivenUp, "Webhook 地址指向内部网络，不允许发送。"));
    }

    [Fact]
    public async Task Answer_WithoutEnd_IsNotReadToIts()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var host = await StartAsync(receiver);
        await WantsAsync(host, receiver);
        await TellOneAsync(host);
        receiver.Answers = async context =>
        {
            var block = new byte[16 * 1024];
            for (var i = 0; i < 64 && !context.RequestAborted.IsCancellationRequested; i++)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        };

        await host.DeliverAsync();

        (await host.OutboxAsync()).Single().State.ShouldBe(DeliveryState.Waiting);
    }

    [Fact]
    public async Task Robot_ThatSaysNoWith200_IsTriedAgain()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var host = await StartAsync(receiver);
        await WantsAsync(host, receiver, WebhookPreset.WeCom);
        await TellOneAsync(host);
        receiver.Answers = context => context.Response.WriteAsync("""{"errcode":45009,"errmsg":"limit"}""");
        await host.DeliverAsync();
        (await host.OutboxAsync()).Single().LastError.ShouldBe("群机器人没有接受（错误码 45009）。");

        receiver.Answers = context => context.Response.WriteAsync("""{"errcode":0,"errmsg":"ok"}""");
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.DeliverAsync();

        using var json = JsonDocument.Parse(receiver.Calls.Last().Body);
        json.RootElement.GetProperty("msgtype").GetString().ShouldBe("text");
        json.RootElement.GetProperty("text").GetProperty("content").GetString()!.ShouldStartWith("待审定：社保卡怎么补办\n");
    }

    [Theory]
    [InlineData("甲\",\"admin\":true,\"x\":\"乙")]
    [InlineData("{url}{text}\\")]
    [InlineData("第一行\r\n第二行\t\u0000")]
    [InlineData("<script>alert(1)</script>'&")]
    public void Template_WithAnyTitle_StaysWhatItWas(string title)
    {
        var letter = new Letter(Guid.NewGuid(), "https://robot.example.cn/", [new LetterItem(Guid.NewGuid(), NotificationKind.Overdue, title, "说明", "revision:1", "某局", null, TestHost.Start.UtcDateTime)]);
        foreach (var form in new[] { new WebhookForm(WebhookPreset.WeCom, null, "s"), new WebhookForm(WebhookPreset.DingTalk, null, "s"), new WebhookForm(WebhookPreset.Own, """{"a":"{title}","b":["{unit}","{due}"]}""", "s") })
        {
            using var json = JsonDocument.Parse(WebhookTemplate.Render(form, letter, new NotificationOptions()));
            var own = form.Preset is WebhookPreset.Own;
            json.RootElement.EnumerateObject().Select(property => property.Name).ShouldBe(own ? ["a", "b"] : ["msgtype", "text"]);
            if (own)
                json.RootElement.GetProperty("a").GetString().ShouldBe(title);
        }
    }

    [Theory]
    [InlineData("""{"text":"{title} {due}"}""", true)]
    [InlineData("""{"text":{title}}""", false)]
    [InlineData("""{"text":"{titel}"}""", false)]
    [InlineData("""["{title}"]""", false)]
    [InlineData("{title}", false)]
    [InlineData("", false)]
    public void Template_OfOnesOwn_IsCheckedBeforeItIsKept(string template, bool fits) => (WebhookTemplate.Objection(template) is null).ShouldBe(fits);

    [Theory]
    [InlineData("127.0.0.1"), InlineData("10.1.2.3"), InlineData("172.16.0.1"), InlineData("172.31.255.255"), InlineData("192.168.1.1"), InlineData("169.254.169.254"), InlineData("100.64.0.1"), InlineData("0.0.0.0"), InlineData("255.255.255.255")]
    [InlineData("::1"), InlineData("::"), InlineData("fe80::1"), InlineData("fd00::1"), InlineData("::ffff:127.0.0.1"), InlineData("::ffff:10.0.0.1"), InlineData("64:ff9b::7f00:1"), InlineData("2002:7f00:1::"), InlineData("ff02::1")]
    public void Address_OfAPrivateNetwork_IsKnown(string address) => PrivateTargets.Includes(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("8.8.8.8"), InlineData("172.32.0.1"), InlineData("113.96.1.1"), InlineData("240e::1"), InlineData("::ffff:8.8.8.8")]
    public void Address_OfThePublicNet_IsOpen(string address) => PrivateTargets.Includes(IPAddress.Parse(address)).ShouldBeFalse();

    private static Task<TestHost> StartAsync(FakeReceiver receiver, bool allowPrivate = true) => NotifyHost.StartAsync(
        new NotificationOptions { WebhookHosts = [receiver.Name], AllowPrivateTargets = allowPrivate, PublicUrl = new Uri("https://kb.example.gov.cn") });

    private static Task<string?> WantsAsync(TestHost host, FakeReceiver receiver, WebhookPreset preset = WebhookPreset.Json) =>
        host.Get<NotificationSettingsActions>().SaveAsync(Town.Actor("officer.rsj"), NotifyHost.Wishes with { WebhookUrl = $"{receiver.Address}hook", WebhookPreset = preset });

    private static async Task TellOneAsync(TestHost host)
    {
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();
    }

    private static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static (long Stamp, string Signature) Parts(string header)
    {
        var parts = header.Split(',').ToDictionary(part => part.Split('=')[0], part => part.Split('=')[1]);
        return (long.Parse(parts["t"], System.Globalization.CultureInfo.InvariantCulture), parts["v1"]);
    }
}
