using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Notifications;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>The outbox: nothing lost, nothing doubled, nothing sent that is not worth it any more.</summary>
public sealed class DeliveryTests
{
    private static readonly SendOutcome Down = new(SendResult.Later, "连接不上邮件服务器。", WayDown: true);

    [Fact]
    public async Task Letter_Sent_IsRecordedInTheRowAndTheLedger()
    {
        var mail = new FakeWay();
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();

        (await host.DeliverAsync()).ShouldBe(new DeliveryReport(1, 0));
        (await host.DeliverAsync()).ShouldBe(new DeliveryReport(0, 0));

        var letter = mail.Sent.ShouldHaveSingleItem();
        letter.Address.ShouldBe("officer.rsj@example.gov.cn");
        letter.Items.Single().Unit.ShouldBe("清远市人力资源和社会保障局");
        var row = (await host.OutboxAsync()).Single();
        (row.State, row.Attempts, row.ClosedAt, row.LeasedUntil).ShouldBe((DeliveryState.Sent, 1, host.Now, null));
        await using var db = host.Db();
        var data = (await db.LedgerRowsOf("notification.delivered")).Single().Data;
        data.ShouldContain(Town.IdOf("officer.rsj").ToString());
        data.ShouldContain("\"way\":\"mail\"");
        data.ShouldNotContain("@");
    }

    [Fact]
    public async Task MailServer_DownForADay_LosesAndDoublesNothingAndThenSendsOneLetter()
    {
        var mail = new FakeWay { Answers = _ => Down };
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj");
        await host.WantsMailAsync("officer2.rsj");
        for (var hour = 0; hour < 24; hour++)
        {
            if (hour % 6 == 0)
                await AnEntry.Drafted(host, text: AnEntry.AText with { Title = $"第 {hour} 时的修订" }).SubmittedToUnit();
            await host.PassAsync(TimeSpan.FromHours(1));
            await host.DeliverAsync();
        }

        (await host.OutboxAsync()).ShouldAllBe(row => row.State == DeliveryState.Waiting);
        var waiting = (await host.OutboxAsync()).Count;
        mail.Answers = _ => SendOutcome.Sent;
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.DeliverAsync();
        await host.DeliverAsync();

        mail.Sent.Select(letter => letter.Address).ShouldBe(["officer.rsj@example.gov.cn", "officer2.rsj@example.gov.cn"], ignoreOrder: true);
        mail.Sent.Sum(letter => letter.Items.Count).ShouldBe(waiting);
        mail.Sent.First().Items.Count(item => item.Kind is NotificationKind.HandedOver).ShouldBe(4);
        (await host.OutboxAsync()).ShouldAllBe(row => row.State == DeliveryState.Sent);
        await using var db = host.Db();
        (await db.LedgerRowsOf("notification.delivered")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task MailServer_Down_IsTriedAtGrowingDistances()
    {
        var mail = new FakeWay { Answers = _ => Down };
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();

        var tries = new List<int>();
        for (var minute = 0; minute < 150; minute++)
        {
            var before = mail.Tries;
            await host.DeliverAsync();
            if (mail.Tries > before)
                tries.Add(minute);
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        tries.ShouldBe([0, 1, 6, 21, 81, 141]);
        (await host.OutboxAsync()).Single().LastError.ShouldBe("连接不上邮件服务器。");
    }

    [Fact]
    public async Task Letter_TriedForThreeDays_IsGivenUpAndSaidSo()
    {
        var mail = new FakeWay { Answers = _ => new SendOutcome(SendResult.Later, "邮件服务器暂不接受这个收件地址（450）。") };
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("city.editor");
        await AnEntry.Drafted(host).SubmittedToUnit().Returned();
        await host.TellAsync();
        for (var hour = 0; hour <= 73; hour++)
        {
            await host.DeliverAsync();
            host.Clock.Advance(TimeSpan.FromHours(1));
        }

        var row = (await host.OutboxAsync()).Single();
        row.State.ShouldBe(DeliveryState.GivenUp);
        await using var db = host.Db();
        (await db.LedgerRowsOf("notification.undeliverable")).Single().Data.ShouldContain("450");
    }

    [Fact]
    public async Task Reminder_AnsweredMeanwhile_IsLeftOutAndSaidSo()
    {
        var mail = new FakeWay { Answers = _ => Down };
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj");
        var entry = AnEntry.Drafted(host).SubmittedToUnit();
        await entry;
        await AnEntry.Drafted(host, text: AnEntry.AText with { Title = "还没有审定的" }).SubmittedToUnit();
        await host.PassAsync(TimeSpan.FromHours(21));
        await host.DeliverAsync();
        await entry.Approved();

        mail.Answers = _ => SendOutcome.Sent;
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.DeliverAsync();

        mail.Sent.Single().Items.Select(item => item.Title).ShouldAllBe(title => title.EndsWith("还没有审定的", StringComparison.Ordinal));
        (await host.OutboxAsync()).Count(row => row.State == DeliveryState.Superseded && row.LastError == "已办结，不再发送。").ShouldBe(2);
        await using var db = host.Db();
        (await db.LedgerRowsOf("notification.superseded")).Single().Data.ShouldContain("已办结");
    }

    [Fact]
    public async Task Nodes_TwoAtOnce_SendEachLetterOnce()
    {
        var (one, two) = (new FakeWay(), new FakeWay());
        await using var host = await NotifyHost.StartAsync(null, one);
        await using var second = host.Second(NotifyHost.Configure(null, two));
        foreach (var name in new[] { "officer.rsj", "officer2.rsj", "city.checker", "city.all" })
            await host.WantsMailAsync(name);
        for (var round = 0; round < 6; round++)
        {
            await AnEntry.Drafted(host, text: AnEntry.AText with { Title = $"第 {round} 份" }).SubmittedToUnit();
            await host.TellAsync();
            await AnEntry.WrittenByUnit(host, text: AnEntry.AText with { Title = $"补充 {round}" }).SubmittedToOffice();
            await host.TellAsync();
            await Task.WhenAll(host.DeliverAsync(), second.DeliverAsync());
        }

        var sent = one.Sent.Concat(two.Sent).SelectMany(letter => letter.Items.Select(item => (letter.Address, item.Notification))).ToList();
        sent.ShouldBeUnique();
        var outbox = await host.OutboxAsync();
        sent.Count.ShouldBe(outbox.Count);
        outbox.Count.ShouldBe(24);
        outbox.ShouldAllBe(row => row.State == DeliveryState.Sent && row.Attempts == 1);
    }

    [Fact]
    public async Task Node_ThatDiesWhileSending_LeavesTheLetterToTheNextAfterTheLease()
    {
        var mail = new FakeWay { Answers = _ => throw new OperationCanceledException("killed") };
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();
        await Should.ThrowAsync<OperationCanceledException>(host.DeliverAsync());

        mail.Answers = _ => SendOutcome.Sent;
        await host.DeliverAsync();
        mail.Sent.ShouldBeEmpty("it may still be on its way");
        host.Clock.Advance(Delivery.Lease);
        await host.DeliverAsync();

        mail.Sent.Count.ShouldBe(1);
        (await host.OutboxAsync()).Single().Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task QuietHours_OverMidnight_HoldBackWhatCanWait()
    {
        var mail = new FakeWay();
        await using var host = await NotifyHost.StartAsync(null, mail);
        // The town's clock stands at 16:00 in the city.
        await host.WantsMailAsync("officer.rsj", new QuietHours(22 * 60, 8 * 60));
        await AnEntry.Drafted(host, text: AnEntry.AText with { Title = "先前的" }).SubmittedToUnit();
        await host.TellAsync();
        await host.DeliverAsync();
        await host.PassAsync(TimeSpan.FromHours(11)); // 03:00: half the time has gone.
        await host.DeliverAsync();
        mail.Sent.Count.ShouldBe(1);
        (await host.OutboxAsync())[^1].NextAttemptAt.ShouldBe(new DateTime(2026, 11, 24, 0, 0, 0, DateTimeKind.Utc));

        await host.PassAsync(TimeSpan.FromHours(5)); // 08:00
        await host.DeliverAsync();
        mail.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task QuietHours_WhenAUnitIsLate_AreNoReasonToWait()
    {
        var mail = new FakeWay();
        await using var host = await NotifyHost.StartAsync(null, mail);
        // The clock of 22 hours runs out at 14:00 in the city.
        await host.WantsMailAsync("lead.rsj", new QuietHours(13 * 60, 15 * 60));
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.PassAsync(TimeSpan.FromHours(22) + TimeSpan.FromMinutes(5));

        await host.DeliverAsync();

        mail.Sent.Single().Items.Single().Kind.ShouldBe(NotificationKind.Overdue);
    }

    [Theory]
    [InlineData(22, 8, "2026-11-23T23:00", "2026-11-24T08:00")]
    [InlineData(22, 8, "2026-11-24T07:59", "2026-11-24T08:00")]
    [InlineData(22, 8, "2026-11-24T08:00", "2026-11-24T08:00")]
    [InlineData(22, 8, "2026-11-24T21:59", "2026-11-24T21:59")]
    [InlineData(12, 14, "2026-11-24T13:00", "2026-11-24T14:00")]
    [InlineData(12, 14, "2026-11-24T14:00", "2026-11-24T14:00")]
    public void QuietHours_AtAMoment_EndWhenTheyEnd(int from, int to, string city, string expected)
    {
        DateTime Utc(string text) => DateTime.SpecifyKind(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture).AddHours(-8), DateTimeKind.Utc);
        new QuietHours(from * 60, to * 60).After(Utc(city)).ShouldBe(Utc(expected));
    }

    [Fact]
    public async Task Account_DisabledBeforeSending_GetsNothing()
    {
        var mail = new FakeWay();
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();
        await host.Get<AccountActions>().DisableAsync(Town.Actor("admin"), Town.IdOf("officer.rsj"));

        await host.DeliverAsync();

        mail.Sent.ShouldBeEmpty();
        (await host.OutboxAsync()).Single().State.ShouldBe(DeliveryState.Superseded);
    }

    [Fact]
    public async Task Person_WhoHasMovedAway_IsNotSentWhatIsNoLongerInSight()
    {
        var mail = new FakeWay();
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();
        await host.Get<AccountActions>().AssignAsync(Town.Actor("security"), Town.IdOf("officer.rsj"), [Role.InformationOfficer], null, Town.Yiliao);

        await host.DeliverAsync();

        mail.Sent.ShouldBeEmpty();
        (await host.OutboxAsync()).Single().LastError.ShouldBe("收件人已无权查看。");
    }

    [Fact]
    public async Task Mailbox_SharedByTwo_GetsOneLetterAndBothAreRecorded()
    {
        var mail = new FakeWay();
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj", address: "rsj@example.gov.cn");
        await host.WantsMailAsync("officer2.rsj", address: "rsj@example.gov.cn");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();

        await host.DeliverAsync();

        mail.Sent.Single().Items.Count.ShouldBe(1);
        await using var db = host.Db();
        (await db.LedgerRowsOf("notification.delivered")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Address_MendedWhileItWaits_IsTheOneUsed()
    {
        var mail = new FakeWay { Answers = _ => Down };
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj", address: "oficer@example.gov.cn");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();
        await host.DeliverAsync();
        await host.WantsMailAsync("officer.rsj", address: "officer@example.gov.cn", version: 1);

        mail.Answers = _ => SendOutcome.Sent;
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await host.DeliverAsync();

        mail.Sent.Single().Address.ShouldBe("officer@example.gov.cn");
    }

    [Fact]
    public async Task Way_ClosedByItsOwner_LeavesOutWhatWaits()
    {
        var mail = new FakeWay { Answers = _ => Down };
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj");
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();
        await host.DeliverAsync();
        await host.Get<NotificationSettingsActions>().SaveAsync(Town.Actor("officer.rsj"), NotifyHost.Wishes with { Version = 1 });

        (await host.OutboxAsync()).Single().State.ShouldBe(DeliveryState.Superseded);
        await using var db = host.Db();
        (await db.LedgerRowsOf("notification.superseded")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Log_OfAUnit_AnswersWeWereNeverTold()
    {
        var mail = new FakeWay();
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj");
        await host.WantsMailAsync("officer.yingde.mz");
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        await AnEntry.Drafted(host, unit: Town.YingdeMz).SubmittedToUnit();
        await host.TellAsync();
        await host.DeliverAsync();
        await host.Get<NotificationActions>().ReadAsync(Town.Actor("officer.rsj"));
        var log = host.Get<DeliveryLog>();

        var (items, total) = await log.ListAsync(Town.Actor("city.supervisor"), new ToldFilter(Town.Rsj, Revision.SubjectOf(entry.Id), "OFFICER.rsj"), 0, 50);

        total.ShouldBe(1);
        items[0].ReadAt.ShouldBe(host.Now);
        var delivery = items[0].Deliveries.Single();
        (delivery.Way, delivery.Address, delivery.State, delivery.ClosedAt).ShouldBe((DeliveryWay.Mail, "officer.rsj@example.gov.cn", DeliveryState.Sent, host.Now));
        (await log.ListAsync(Town.Actor("yingde.office"), new ToldFilter(), 0, 50)).Items.ShouldAllBe(row => row.UnitId == Town.YingdeMz);
        (await log.ListAsync(Town.Actor("audit"), new ToldFilter(), 0, 50)).Total.ShouldBe(3);
        foreach (var name in new[] { "officer.rsj", "lead.rsj", "city.editor", "operator01", "admin" })
            await log.ListAsync(Town.Actor(name), new ToldFilter(), 0, 50).ShouldBeRefusedAsync(BasicRule.NotPermitted, name);
        (await log.WaitingAsync(Town.Actor("city.supervisor"))).ShouldBe(new OutboxState(0, null));
    }
}
