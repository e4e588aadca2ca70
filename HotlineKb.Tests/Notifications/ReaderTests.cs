using HotlineKb.Core.Notifications;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>The reader: told once, whatever is read twice, by whichever node, and nobody the history.</summary>
public sealed class ReaderTests
{
    [Fact]
    public async Task Rows_ReadTwice_AreToldOnce()
    {
        await using var host = await NotifyHost.StartAsync();
        var before = await host.Reader().PositionAsync(default);
        await AnEntry.Drafted(host).SubmittedToUnit();
        var rows = await host.RowsAfterAsync(before);

        await host.Reader().ReadAsync(rows, default);
        await host.Reader().ReadAsync(rows, default);

        (await host.ToldAsync()).Count.ShouldBe(2);
        (await host.Reader().PositionAsync(default)).ShouldBe(rows[^1].Number);
    }

    [Fact]
    public async Task Rows_ReadByTwoNodesAtOnce_AreToldOnce()
    {
        await using var host = await NotifyHost.StartAsync();
        var before = await host.Reader().PositionAsync(default);
        for (var i = 0; i < 20; i++)
            await AnEntry.Drafted(host).SubmittedToUnit();
        await using var second = host.Second(NotifyHost.Configure());
        var rows = await host.RowsAfterAsync(before);

        await Task.WhenAll(
            Task.Run(async () => { foreach (var batch in rows.Chunk(3)) await host.Reader().ReadAsync(batch, default); }),
            Task.Run(async () => { foreach (var batch in rows.Chunk(5)) await second.Reader().ReadAsync(batch, default); }));

        (await host.ToldAsync()).Count.ShouldBe(40);
        await using var db = host.Db();
        (await db.LedgerRowsOf("notification.issued")).Count.ShouldBe(20);
    }

    [Fact]
    public async Task Installation_WithAHistory_BeginsAtItsPresentEnd()
    {
        await using var host = await TestHost.StartAsync(configure: NotifyHost.Configure());
        await PageTest.AddPeopleAsync(host);
        await AnEntry.Drafted(host).SubmittedToUnit();

        await host.TellAsync();

        (await host.ToldAsync()).ShouldBeEmpty();
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();
        (await host.ToldAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Rows_OlderThanADayWhenRead_AreToldInTheApplicationOnly()
    {
        var mail = new FakeWay();
        await using var host = await NotifyHost.StartAsync(null, mail);
        await host.WantsMailAsync("officer.rsj");
        await AnEntry.Drafted(host).SubmittedToUnit();
        host.Clock.Advance(NotificationReader.SentWithin + TimeSpan.FromMinutes(1));

        await host.TellAsync();

        (await host.ToldAsync()).Count.ShouldBe(2);
        (await host.OutboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_ThatNotifyNobody_LeaveNoRowInTheLedger()
    {
        await using var host = await NotifyHost.StartAsync();
        await AnEntry.Drafted(host);
        await using var db = host.Db();
        var count = await db.Set<HotlineKb.Core.Ledger.LedgerRow>().CountAsync();

        await host.TellAsync();

        (await db.Set<HotlineKb.Core.Ledger.LedgerRow>().CountAsync()).ShouldBe(count);
    }

    [Fact]
    public async Task Read_OnesOwn_IsKeptWithItsTimeAndTheLedgerRow()
    {
        await using var host = await NotifyHost.StartAsync();
        await AnEntry.Drafted(host).SubmittedToUnit();
        await host.TellAsync();
        var (me, views) = (Town.Actor("officer.rsj"), host.Get<NotificationViews>());
        (await views.UnreadAsync(me)).ShouldBe(1);
        var all = (await host.ToldAsync()).ConvertAll(row => row.Id);

        // Another's id is passed over.
        (await host.Get<NotificationActions>().ReadAsync(me, all)).ShouldBe(1);

        (await host.Get<NotificationActions>().ReadAsync(me)).ShouldBe(0);
        (await views.UnreadAsync(me)).ShouldBe(0);
        (await views.UnreadAsync(Town.Actor("officer2.rsj"))).ShouldBe(1);
        (await views.ListAsync(me, new NotificationFilter(), 0, 10)).Items.Single().ReadAt.ShouldBe(host.Now);
        (await views.ListAsync(me, new NotificationFilter(UnreadOnly: true), 0, 10)).Total.ShouldBe(0);
        await using var db = host.Db();
        var row = (await db.LedgerRowsOf("notification.read")).Single();
        row.Actor.ShouldBe("officer.rsj");
        row.Data.ShouldContain(Town.IdOf("officer.rsj").ToString());
    }
}
