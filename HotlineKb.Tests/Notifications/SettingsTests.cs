using HotlineKb.Core.Basics;
using HotlineKb.Core.Notifications;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Hosting;
using HotlineKb.Web.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

public sealed class SettingsTests
{
    private static readonly NotificationOptions Hooks = new() { WebhookHosts = ["robot.example.cn", "chat.example.cn:8443"] };

    [Fact]
    public async Task Settings_BeforeAnyone_SendTheUrgentKindsByDefault()
    {
        await using var host = await NotifyHost.StartAsync();
        var own = await host.Get<NotificationViews>().SettingsAsync(Town.Actor("officer.rsj"));

        own.Wishes.MailKinds.ShouldBe([NotificationKind.LastReminder, NotificationKind.Overdue, NotificationKind.EditingRequest, NotificationKind.Urging, NotificationKind.Alarm]);
        (own.Wishes.Mail, own.MailOpen, own.WebhookOpen, own.HasSecret).ShouldBe((null, false, false, false));
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("a@b\r\nBcc: x@example.com")]
    [InlineData("a@example.com,b@example.com")]
    [InlineData("张三 <a@example.com>")]
    [InlineData("a@example.com\n")]
    [InlineData("@example.com")]
    [InlineData("a@-example.com")]
    public async Task Mail_ThatIsNoPlainAddress_IsRefused(string address)
    {
        await using var host = await NotifyHost.StartAsync();
        // Blanks at the ends are nobody's intention and no danger: they are taken away first.
        if (address.Trim() == "a@example.com")
        {
            await host.WantsMailAsync("officer.rsj", address: address);
            (await host.Get<NotificationViews>().SettingsAsync(Town.Actor("officer.rsj"))).Wishes.Mail.ShouldBe("a@example.com");
            return;
        }

        (await host.WantsMailAsync("officer.rsj", address: address).ShouldBeRefusedAsync(NotificationRule.BadAddress)).Fields.ShouldContainKey("mail");
        await using var db = host.Db();
        (await db.Set<NotificationSetting>().AnyAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://robot.example.cn/send?key=1", true)]
    [InlineData("https://ROBOT.example.cn/send", true)]
    [InlineData("https://chat.example.cn:8443/x", true)]
    [InlineData("https://chat.example.cn/x", false)]
    [InlineData("https://robot.example.cn:8443/x", false)]
    [InlineData("https://robot.example.cn.evil.example/x", false)]
    [InlineData("https://robot.example.cn@evil.example/x", false)]
    [InlineData("https://user:pw@robot.example.cn/x", false)]
    [InlineData("ftp://robot.example.cn/x", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("robot.example.cn", false)]
    public async Task Webhook_OfAnAddress_IsAllowedOnlyWhenItsHostIsListed(string url, bool allowed)
    {
        await using var host = await NotifyHost.StartAsync(Hooks);
        var save = host.Get<NotificationSettingsActions>().SaveAsync(Town.Actor("officer.rsj"), NotifyHost.Wishes with { WebhookUrl = url });

        if (allowed)
            (await save).ShouldNotBeNull();
        else
            await save.ShouldBeRefusedAsync(NotificationRule.BadWebhook);
    }

    [Fact]
    public async Task Secret_OfAWebhook_IsShownOnceAndCanBeRenewed()
    {
        await using var host = await NotifyHost.StartAsync(Hooks);
        var (actions, me) = (host.Get<NotificationSettingsActions>(), Town.Actor("officer.rsj"));
        var wishes = NotifyHost.Wishes with { WebhookUrl = "https://robot.example.cn/x" };
        var secret = await actions.SaveAsync(me, wishes);
        secret!.Length.ShouldBeGreaterThan(40);
        (await actions.SaveAsync(me, wishes with { Version = 1 })).ShouldBeNull();

        var renewed = await actions.RenewSecretAsync(me);

        renewed.ShouldNotBe(secret);
        await actions.RenewSecretAsync(Town.Actor("lead.rsj")).ShouldBeRefusedAsync(NotificationRule.WayClosed);
        await using var db = host.Db();
        var rows = await db.LedgerRowsOf("notification.settingsChanged");
        rows.Count.ShouldBe(3);
        rows.ShouldAllBe(row => !row.Data.Contains(secret) && !row.Data.Contains(renewed) && !row.Data.Contains("robot"));
    }

    [Fact]
    public async Task Settings_SavedFromTwoScreens_AreNotOverwritten()
    {
        await using var host = await NotifyHost.StartAsync();
        await host.WantsMailAsync("officer.rsj");

        var refusal = await host.WantsMailAsync("officer.rsj", address: "other@example.gov.cn").ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);

        refusal.CurrentVersion.ShouldBe(1);
    }

    [Fact]
    public async Task Test_OfAWay_IsReallySentAndSaysHowItWent()
    {
        var mail = new FakeWay();
        await using var host = await NotifyHost.StartAsync(null, mail);
        var (actions, me) = (host.Get<NotificationSettingsActions>(), Town.Actor("officer.rsj"));
        await actions.SendTestAsync(me, DeliveryWay.Mail).ShouldBeRefusedAsync(NotificationRule.WayClosed);
        await actions.SendTestAsync(me, DeliveryWay.Webhook).ShouldBeRefusedAsync(NotificationRule.WayClosed);
        await host.WantsMailAsync("officer.rsj");

        (await actions.SendTestAsync(me, DeliveryWay.Mail)).ShouldBeNull();
        await actions.SendTestAsync(me, DeliveryWay.Mail).ShouldBeRefusedAsync(BasicRule.TooMany);
        host.Clock.Advance(TimeSpan.FromSeconds(11));
        mail.Answers = _ => new SendOutcome(SendResult.Later, "连接不上邮件服务器。");
        (await actions.SendTestAsync(me, DeliveryWay.Mail)).ShouldBe("连接不上邮件服务器。");

        mail.Sent.Single().Items.Single().Title.ShouldBe("测试提醒");
        await using var db = host.Db();
        (await db.LedgerRowsOf("notification.tested")).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("Mail:Port", "70000")]
    [InlineData("Mail:Security", "Ssl3")]
    [InlineData("Mail:From", "")]
    [InlineData("Mail:From", "no address\r\n")]
    [InlineData("Mail:From", "evil")]
    [InlineData("PublicUrl", "kb.example.gov.cn")]
    [InlineData("Notifications:WebhookHosts", "*.example.cn")]
    [InlineData("Notifications:WebhookHosts", "https://robot.example.cn/x")]
    [InlineData("Notifications:AllowPrivateTargets", "maybe")]
    public void Setting_ThatCannotBeMeant_StopsTheStartByName(string name, string value)
    {
        var settings = new Dictionary<string, string?> { ["Mail:Host"] = "mail.example.gov.cn", ["Mail:From"] = "kb@example.gov.cn", [name] = value };

        Should.Throw<WrongSetting>(() => Read(settings)).Message.ShouldContain($"HotlineKb:{name}");
    }

    [Fact]
    public void Settings_LeftOut_CloseEveryWay()
    {
        var options = Read([]);
        (options.MailHost, options.WebhookHosts.Count, options.AllowPrivateTargets, options.Link("/x")).ShouldBe((null, 0, false, null));
        Read(new() { ["Mail:Host"] = "mail.example.gov.cn", ["Mail:From"] = "kb@example.gov.cn", ["Mail:Security"] = "StartTls" }).MailPort.ShouldBe(587);
        Read(new() { ["PublicUrl"] = "https://kb.example.gov.cn/hotline/" }).Link("/work").ShouldBe("https://kb.example.gov.cn/hotline/work");
    }

    private static NotificationOptions Read(Dictionary<string, string?> settings) =>
        NotificationsSetting.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => $"HotlineKb:{pair.Key}", pair => pair.Value)).Build().GetSection("HotlineKb"));
}
