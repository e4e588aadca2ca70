using Bunit;
using HotlineKb.Core.Notifications;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Notifications;
using HotlineKb.Web.Shell;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

public sealed class NotificationPagesTests
{
    [Fact]
    public async Task Bell_WhenSomethingHappens_CountsAndOpensTheSubject()
    {
        await using var page = await StartAsync("officer.rsj");
        var screen = page.Show<Bell>("/work", ("Actor", page.Actor));
        PageTest.Until(screen, () => Name(screen).ShouldBe("提醒，没有未读"));
        var entry = await AnEntry.Drafted(page.Host).SubmittedToUnit();
        await page.Host.TellAsync();
        await page.HearAsync();
        PageTest.Until(screen, () => Name(screen).ShouldBe("提醒，1 条未读"));
        screen.Find("a.bell-item").GetAttribute("href").ShouldBe($"/revisions/{entry.Id}");
        screen.Find("[role=status]").TextContent.ShouldBe("提醒，1 条未读");

        await screen.InvokeAsync(() => screen.Find("a.bell-item").Click());

        PageTest.Until(screen, () => Name(screen).ShouldBe("提醒，没有未读"));
        (await page.LedgerAsync("notification.read")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Bell_OfAnother_HearsNothing()
    {
        await using var page = await StartAsync("officer.yiliao");
        var screen = page.Show<Bell>("/work", ("Actor", page.Actor));
        await AnEntry.Drafted(page.Host).SubmittedToUnit();
        await page.Host.TellAsync();
        await page.HearAsync();

        screen.FindAll("a.bell-item").ShouldBeEmpty();
        Name(screen).ShouldBe("提醒，没有未读");
    }

    [Fact]
    public async Task List_OfOnesOwn_IsFilteredInTheAddressAndReadAtOnce()
    {
        await using var page = await StartAsync("officer.rsj");
        await AnEntry.Drafted(page.Host, text: AnEntry.AText with { Title = "第一份" }).SubmittedToUnit();
        await page.Host.TellAsync();
        await page.Host.PassAsync(TimeSpan.FromHours(12));
        var screen = page.Show<NotificationsPage>("/notifications");
        PageTest.Until(screen, () => screen.FindAll("tr.unread").Count.ShouldBe(2));
        screen.Find(".total").TextContent.ShouldContain("共 2 条，2 条未读");

        await screen.InvokeAsync(() => screen.Find("select").Change("reminder"));
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        page.Navigation.Uri.ShouldEndWith("/notifications?kind=reminder");
        screen.Find("a.row-link").TextContent.ShouldContain("时限已过 50%：第一份");

        await PageTest.PressAsync(screen, "全部已读");
        await page.HearAsync();
        PageTest.Until(screen, () => screen.FindAll("tr.unread").ShouldBeEmpty());
        await using var db = page.Host.Db();
        db.Notifications().Count(row => row.AccountId == page.Actor.AccountId && row.ReadAt == null).ShouldBe(0);
    }

    [Fact]
    public async Task List_WithNothing_SaysWhatComesHere()
    {
        await using var page = await StartAsync("operator01");
        var screen = page.Show<NotificationsPage>("/notifications");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.ShouldContain("还没有提醒"));
    }

    [Fact]
    public async Task Settings_Saved_AreKeptAndTheTestSaysHowItWent()
    {
        var mail = new FakeWay();
        await using var page = await StartAsync("officer.rsj", null, mail);
        var screen = page.Show<NotificationSettingsPage>("/notifications/settings");
        PageTest.Until(screen, () => screen.Find("#notify-mail"));

        await screen.InvokeAsync(() => screen.Find("#notify-mail").Change("nobody"));
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find("[role=alert].field-wrong").TextContent.ShouldContain("邮箱地址不正确"));
        screen.Find("#notify-mail").GetAttribute("value").ShouldBe("nobody", "what was typed stays");

        await screen.InvokeAsync(() => screen.Find("#notify-mail").Change("rsj@example.gov.cn"));
        await screen.InvokeAsync(() => screen.Find("input[aria-label='交办：邮件']").Change(true));
        await screen.InvokeAsync(() => screen.Find("input[aria-label='超时：邮件']").Change(false));
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.FindAll(".field-wrong").ShouldBeEmpty());
        var wishes = (await page.Host.Get<NotificationViews>().SettingsAsync(page.Actor)).Wishes;
        wishes.Mail.ShouldBe("rsj@example.gov.cn");
        wishes.MailKinds.ShouldBe([NotificationKind.HandedOver, NotificationKind.LastReminder, NotificationKind.EditingRequest, NotificationKind.Urging, NotificationKind.Alarm]);

        await screen.InvokeAsync(() => screen.Find("button[aria-label='发送测试邮件']").Click());
        PageTest.Until(screen, () => screen.Find("p.done").TextContent.ShouldContain("测试已送出"));
        mail.Sent.Single().Address.ShouldBe("rsj@example.gov.cn");
    }

    [Fact]
    public async Task Settings_OfAWebhook_ShowTheSecretOnceAndRefuseABadTemplate()
    {
        await using var page = await StartAsync("officer.rsj", new NotificationOptions { WebhookHosts = ["robot.example.cn"] });
        var screen = page.Show<NotificationSettingsPage>("/notifications/settings");
        PageTest.Until(screen, () => screen.Find("#notify-hook"));
        screen.Find("form").TextContent.ShouldContain("系统没有设置邮件服务器");
        await screen.InvokeAsync(() => screen.Find("#notify-hook").Change("https://robot.example.cn/x"));
        await screen.InvokeAsync(() => screen.Find("select").Change("Own"));
        await screen.InvokeAsync(() => screen.Find("#notify-template").Change("{title}"));
        await PageTest.SubmitAsync(screen, "form");
        PageTest.Until(screen, () => screen.Find("[role=alert].field-wrong").TextContent.ShouldContain("JSON"));

        await screen.InvokeAsync(() => screen.Find("#notify-template").Change("""{"msg":"{title}"}"""));
        await PageTest.SubmitAsync(screen, "form");

        PageTest.Until(screen, () => screen.Find("code.secret").TextContent.Length.ShouldBeGreaterThan(40));
        var secret = screen.Find("code.secret").TextContent;
        await PageTest.PressAsync(screen, "我已保存");
        PageTest.Until(screen, () => screen.FindAll("code.secret").ShouldBeEmpty());
        await PageTest.PressAsync(screen, "更换签名密钥");
        PageTest.Until(screen, () => screen.Find("code.secret").TextContent.ShouldNotBe(secret));
    }

    [Fact]
    public async Task Log_ForSupervisors_ShowsWhoWasToldAndHow()
    {
        var mail = new FakeWay { Answers = _ => new SendOutcome(SendResult.Later, "连接不上邮件服务器。", WayDown: true) };
        await using var page = await StartAsync("city.supervisor", null, mail);
        await page.Host.WantsMailAsync("officer.rsj");
        await AnEntry.Drafted(page.Host).SubmittedToUnit();
        await page.Host.TellAsync();
        await page.Host.DeliverAsync();

        var screen = page.Show<DeliveryLogPage>($"/notifications/log?unit={Town.Rsj}&person=officer.rsj");

        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        var row = screen.Find("tbody tr").TextContent;
        row.ShouldContain("officer.rsj");
        row.ShouldContain("待发送");
        row.ShouldContain("连接不上邮件服务器。");
        screen.Find(".total").TextContent.ShouldContain("待发送 1 条");
    }

    [Theory]
    [InlineData("audit", true)]
    [InlineData("city.supervisor", true)]
    [InlineData("officer.rsj", false)]
    public async Task Log_InTheMenu_StandsForWhoMayReadIt(string name, bool stands)
    {
        await using var page = await PageTest.StartAsync(name);
        var menu = page.Show<NavMenu>("/", ("Actor", page.Actor));
        PageTest.Until(menu, () => menu.Find("a[href='/units']"));
        menu.FindAll("a[href='/notifications/log']").Count.ShouldBe(stands ? 1 : 0);
    }

    [Theory]
    [InlineData("officer.rsj")]
    [InlineData("city.editor")]
    public async Task Log_ForOthers_IsNotThere(string name)
    {
        await using var page = await StartAsync(name);
        page.Show<DeliveryLogPage>("/notifications/log").Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }

    private static async Task<PageTest> StartAsync(string name, NotificationOptions? options = null, params FakeWay[] ways) =>
        await PageTest.StartAsync(name, await NotifyHost.StartAsync(options, ways));

    private static string? Name(IRenderedComponent<Screen> screen) => screen.Find("details.bell summary").GetAttribute("aria-label");
}
