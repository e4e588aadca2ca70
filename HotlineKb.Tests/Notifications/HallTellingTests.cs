using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>Pitfall 26: a sync that stops or fails tells who keeps the items, and nobody else; it is about no unit.</summary>
public sealed class HallTellingTests
{
    private static readonly string[] Keepers = ["city.all", "city.checker", "city.editor", "city.reviewer", "city.supervisor"];

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Sync_ThatFails_TellsTheKeepersOnceAndSendsItOut(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        var mail = new FakeWay();
        await using var host = await StartAsync(provider, mail);
        await host.WantsMailAsync("city.editor");
        await RunAsync(host);
        await RunAsync(host);
        await host.TellAsync();

        (await host.WhoAsync(NotificationKind.Alarm)).ShouldBe(Keepers);
        var told = (await host.ToldAsync())[0];
        (told.Title, told.Urgent, told.UnitId).ShouldBe(("与网上办事大厅的同步失败", true, (int?)null));
        told.Text.ShouldStartWith("办事大厅没有应答。");
        SubjectPages.PageOf(told.Subject).ShouldBe("/approvals/sync");
        var listed = (await host.Get<NotificationViews>().ListAsync(Town.Actor("city.editor"), new NotificationFilter(), 0, 10)).Items.Single();
        (listed.Kind, listed.UnitId, listed.Unit).ShouldBe((NotificationKind.Alarm, (int?)null, ""));

        (await host.DeliverAsync()).ShouldNotBeNull();
        mail.Sent.Single().Items.Single().Unit.ShouldBe("");
        var log = (await host.Get<DeliveryLog>().ListAsync(Town.Actor("audit"), new ToldFilter(), 0, 50)).Items;
        log.Count.ShouldBe(Keepers.Length);
        log.ShouldAllBe(row => row.UnitId == null && row.Unit == "");
        // A county's supervisor reads what concerns the county's units.
        (await host.Get<DeliveryLog>().ListAsync(Town.Actor("yingde.office"), new ToldFilter(), 0, 50)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Reconciliation_ThatStops_TellsTheKeepersHowManyAreMissing()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var run = await StoppedAsync(host);

        await host.TellAsync();

        (await host.WhoAsync(NotificationKind.Alarm)).ShouldBe(Keepers);
        var told = (await host.ToldAsync())[0];
        (told.Title, told.Subject).ShouldBe(("与网上办事大厅的全量核对已停止", HallRun.SubjectOf(run)));
        told.Text.ShouldContain("少了 3 件");
    }

    [Fact]
    public async Task Alarm_ForWhoNoLongerKeepsItems_IsNotSent()
    {
        var mail = new FakeWay();
        await using var host = await StartAsync(DatabaseProvider.Sqlite, mail);
        await host.WantsMailAsync("city.editor");
        await RunAsync(host);
        await host.TellAsync();
        await host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), async (db, _) =>
        {
            var account = await db.Accounts().SingleAsync(row => row.UserName == "city.editor");
            account.Roles = [Role.Operator];
            return [new AccountUpdated(account.UserName)];
        });

        await host.DeliverAsync();

        mail.Sent.ShouldBeEmpty();
        (await host.OutboxAsync()).Single().State.ShouldBe(DeliveryState.Superseded);
    }

    private static async Task<TestHost> StartAsync(DatabaseProvider provider, params FakeWay[] ways)
    {
        var host = await TestHost.StartAsync(provider: provider, configure: services =>
        {
            NotifyHost.Configure(null, ways)(services);
            services.AddSingleton<IHallFeed>(new Silent());
            services.Configure<HallOptions>(options => options.BaseUrl = new Uri("http://hall.example"));
        });
        await PageTest.AddPeopleAsync(host);
        await host.Reader().PositionAsync(default);
        return host;
    }

    private static async Task<HallRun> RunAsync(TestHost host)
    {
        var sync = host.Get<HallSync>();
        return await sync.CarryOutAsync((await sync.BeginAsync(HallSync.Syncer, full: false)).Id);
    }

    /// <summary>As the sync records it; how it comes to it is the sync's own test.</summary>
    private static Task<Guid> StoppedAsync(TestHost host) =>
        host.Get<LedgerDoor>().CommitAsync(HallSync.Syncer, (db, now) =>
        {
            var run = new HallRun { Id = Guid.CreateVersion7(new DateTimeOffset(now)), Kind = HallRunKind.Full, StartedAt = now };
            run.End(HallRunState.Stopped, "办事大厅少了 3 件、取消了 0 件，已停止。", now);
            db.Add(run);
            return Task.FromResult(Outcome.Of(run.Id, new HallStopped(run.Id, 3, 10)));
        });

    private sealed class Silent : IHallFeed
    {
        public Task<HallPage> ReadAsync(long since, CancellationToken ct) => throw new HallFault("办事大厅没有应答。");
    }
}
