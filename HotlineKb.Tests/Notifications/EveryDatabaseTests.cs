using HotlineKb.Core.Notifications;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>Telling, sending and looking it up on every database product; what has no live server here is skipped with the reason.</summary>
public sealed class EveryDatabaseTests
{
    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Notification_ToldSentReadAndLookedUp_IsTheSame(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        var (one, two) = (new FakeWay { Answers = _ => new SendOutcome(SendResult.Later, "连接不上邮件服务器。", WayDown: true) }, new FakeWay());
        await using var host = await NotifyHost.StartAsync(null, provider, one);
        await using var second = host.Second(NotifyHost.Configure(null, two));
        second.Clock.SetUtcNow(host.Clock.GetUtcNow());
        await host.WantsMailAsync("officer.rsj", new QuietHours(22 * 60, 8 * 60));
        await host.WantsMailAsync("lead.rsj");
        var before = await host.Reader().PositionAsync(default);
        for (var i = 0; i < 5; i++)
            await AnEntry.Drafted(host, text: AnEntry.AText with { Title = $"第 {i} 份😀" }).SubmittedToUnit();
        var rows = await host.RowsAfterAsync(before);
        await Task.WhenAll(Task.Run(() => host.Reader().ReadAsync(rows, default)), Task.Run(() => second.Reader().ReadAsync(rows, default)));
        (await host.ToldAsync()).Count.ShouldBe(10);

        await host.DeliverAsync();
        await host.PassAsync(TimeSpan.FromHours(23));
        one.Answers = _ => SendOutcome.Sent;
        second.Clock.SetUtcNow(host.Clock.GetUtcNow());
        await Task.WhenAll(host.DeliverAsync(), second.DeliverAsync());

        var sent = one.Sent.Concat(two.Sent).SelectMany(letter => letter.Items.Select(item => (letter.Address, item.Notification))).ToList();
        sent.ShouldBeUnique();
        sent.Count.ShouldBe(15, "five hand-overs and ten times overdue");
        (await host.OutboxAsync()).ShouldAllBe(row => row.State == DeliveryState.Sent);
        var (items, total) = await host.Get<NotificationViews>().ListAsync(Town.Actor("officer.rsj"), new NotificationFilter(UnreadOnly: true), 2, 3);
        (items.Count, total, items[0].Kind).ShouldBe((3, 10, NotificationKind.Overdue));
        (await host.Get<NotificationActions>().ReadAsync(Town.Actor("officer.rsj"))).ShouldBe(10);
        var log = await host.Get<DeliveryLog>().ListAsync(Town.Actor("city.supervisor"), new ToldFilter(Town.Rsj, null, "lead"), 0, 50);
        (log.Total, log.Items[0].Deliveries.Single().State).ShouldBe((5, DeliveryState.Sent));
        (await host.Get<DeliveryLog>().WaitingAsync(Town.Actor("city.supervisor"))).ShouldBe(new OutboxState(0, null));
    }
}
