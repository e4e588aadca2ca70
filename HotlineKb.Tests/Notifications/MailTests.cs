using HotlineKb.Core.Notifications;
using HotlineKb.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>Over a real line to a mail server.</summary>
public sealed class MailTests
{
    private static readonly Uri Public = new("https://kb.example.gov.cn/");

    [Fact]
    public async Task Letter_OverARealLine_HasTextLinksAndTheRightHeaders()
    {
        await using var smtp = FakeSmtp.Start();
        await using var host = await StartAsync(smtp);
        await host.WantsMailAsync("officer.rsj");
        var entry = await AnEntry.Drafted(host, text: AnEntry.AText with { Title = "甲<b>&乙" }).SubmittedToUnit();
        await host.TellAsync();

        await host.DeliverAsync();

        var mail = smtp.Received.ShouldHaveSingleItem();
        mail.Subject.ShouldBe("[12345 知识库] 待审定：甲<b>&乙");
        mail.To.ToString().ShouldBe("officer.rsj@example.gov.cn");
        mail.From.Mailboxes.Single().Address.ShouldBe("kb@example.gov.cn");
        mail.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        mail.TextBody!.ShouldContain($"https://kb.example.gov.cn/revisions/{entry.Id}");
        mail.TextBody!.ShouldContain("请在 11-24 14:00 前办理");
        mail.HtmlBody!.ShouldContain("甲&lt;b&gt;&amp;乙");
        mail.HtmlBody!.ShouldNotContain("甲<b>");
    }

    [Fact]
    public async Task Server_DownAndBack_GetsEverythingInOneLetter()
    {
        await using var smtp = FakeSmtp.Start();
        await using var host = await StartAsync(smtp);
        await host.WantsMailAsync("officer.rsj");
        await smtp.GoDownAsync();
        foreach (var title in new[] { "第一份", "第二份" })
        {
            await AnEntry.Drafted(host, text: AnEntry.AText with { Title = title }).SubmittedToUnit();
            await host.TellAsync();
            (await host.DeliverAsync()).Sent.ShouldBe(0);
        }

        for (var hour = 0; hour < 9; hour++)
        {
            host.Clock.Advance(TimeSpan.FromHours(1));
            (await host.DeliverAsync()).Sent.ShouldBe(0);
        }

        (await host.OutboxAsync()).ShouldContain(row => row.LastError == "连接不上邮件服务器。");
        smtp.ComeBack();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.DeliverAsync();
        await host.DeliverAsync();

        var mail = smtp.Received.ShouldHaveSingleItem();
        mail.Subject.ShouldBe("[12345 知识库] 您有 2 条提醒");
        mail.TextBody!.ShouldContain("第一份");
        mail.TextBody!.ShouldContain("第二份");
        (await host.OutboxAsync()).ShouldAllBe(row => row.State == DeliveryState.Sent);
    }

    [Fact]
    public async Task Recipient_RefusedForGood_IsGivenUpAndOthersGetTheirs()
    {
        await using var smtp = FakeSmtp.Start();
        smtp.RefusesRecipient = to => to.StartsWith("officer2", StringComparison.Ordinal) ? "550 no such user" : null;
        await using var host = await StartAsync(smtp);
        await host.WantsMailAsync("officer.rsj");
        await host.WantsMailAsync("officer2.rsj");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();

        await host.DeliverAsync();

        smtp.Received.Count.ShouldBe(1);
        var refused = (await host.OutboxAsync()).Single(row => row.AccountId == Town.IdOf("officer2.rsj"));
        (refused.State, refused.LastError).ShouldBe((DeliveryState.GivenUp, "邮件服务器不接受这个收件地址（550）。"));
    }

    [Fact]
    public async Task Recipient_RefusedForNow_IsTriedAgain()
    {
        await using var smtp = FakeSmtp.Start();
        smtp.RefusesRecipient = _ => "450 later";
        await using var host = await StartAsync(smtp);
        await host.WantsMailAsync("officer.rsj");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();
        await host.DeliverAsync();

        smtp.RefusesRecipient = _ => null;
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.DeliverAsync();

        smtp.Received.Count.ShouldBe(1);
        (await host.OutboxAsync()).Single().Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task Server_ThatHangsUpAfterTakingALetter_DoesNotGetItTwice()
    {
        await using var smtp = FakeSmtp.Start();
        smtp.HangsUpAfterData = true;
        await using var host = await StartAsync(smtp);
        await host.WantsMailAsync("officer.rsj");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();

        await host.DeliverAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.DeliverAsync();

        smtp.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Title_WithLineBreaks_BecomesNoHeader()
    {
        await using var host = await NotifyHost.StartAsync(new NotificationOptions { MailHost = "127.0.0.1", MailFrom = "kb@example.gov.cn" });
        var way = host.Services.GetServices<IDeliveryWay>().OfType<MailWay>().Single();

        using var message = way.Compose(new Letter(Guid.NewGuid(), "a@example.gov.cn", [new LetterItem(Guid.NewGuid(), NotificationKind.Overdue, "甲\r\nBcc: x@example.com\u2028乙", "", "revision:1", "", null, host.Now)]));

        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes);
        bytes.Position = 0;
        using var read = await MimeMessage.LoadAsync(bytes);
        read.Bcc.ShouldBeEmpty();
        read.Subject.ShouldBe("[12345 知识库] 甲  Bcc: x@example.com 乙");
    }

    private static Task<TestHost> StartAsync(FakeSmtp smtp) =>
        NotifyHost.StartAsync(new NotificationOptions { MailHost = "127.0.0.1", MailPort = smtp.Port, MailFrom = "12345 热线知识库 <kb@example.gov.cn>", PublicUrl = Public });
}
