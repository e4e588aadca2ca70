using System.Collections.Concurrent;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HotlineKb.Tests.Notifications;

/// <summary>The town with all its accounts, notifications on top, and the reader driven by hand.</summary>
internal static class NotifyHost
{
    public static Task<TestHost> StartAsync(NotificationOptions? options = null, params FakeWay[] ways) => StartAsync(options, DatabaseProvider.Sqlite, ways);

    public static async Task<TestHost> StartAsync(NotificationOptions? options, DatabaseProvider provider, params FakeWay[] ways)
    {
        var host = await TestHost.StartAsync(configure: Configure(options, ways), provider: provider);
        await PageTest.AddPeopleAsync(host);
        await host.Reader().PositionAsync(default);
        return host;
    }

    public static Action<IServiceCollection> Configure(NotificationOptions? options = null, params FakeWay[] ways) => services =>
    {
        services.AddNotifications();
        options ??= new NotificationOptions();
        // A slow machine is no mail server that does not answer.
        options.Patience = Patience.VeryLong;
        services.AddSingleton(Options.Create(options));
        foreach (var way in ways)
            services.AddSingleton<IDeliveryWay>(way);
    };

    public static NotificationReader Reader(this TestHost host) => host.Get<NotificationReader>();

    /// <summary>Reads the ledger to its end, as the follower would.</summary>
    public static async Task TellAsync(this TestHost host)
    {
        var position = await host.Reader().PositionAsync(default);
        while (await host.RowsAfterAsync(position) is { Count: > 0 } rows)
        {
            await host.Reader().ReadAsync(rows, default);
            position = rows[^1].Number;
        }
    }

    public static async Task<List<LedgerRow>> RowsAfterAsync(this TestHost host, long position)
    {
        await using var db = host.Db();
        return await db.LedgerRows().Where(row => row.Number > position).OrderBy(row => row.Number).ToListAsync();
    }

    /// <summary>Time passes, the clock is swept, people are told.</summary>
    public static async Task PassAsync(this TestHost host, TimeSpan time)
    {
        host.Clock.Advance(time);
        await host.Get<AssignmentSweep>().RunAsync();
        await host.TellAsync();
    }

    public static async Task<List<Notification>> ToldAsync(this TestHost host, NotificationKind? kind = null)
    {
        await using var db = host.Db();
        return await db.Notifications().AsNoTracking().Where(row => kind == null || row.Kind == kind).OrderBy(row => row.LedgerNumber).ToListAsync();
    }

    /// <summary>User names of who was told this kind of thing.</summary>
    public static async Task<List<string>> WhoAsync(this TestHost host, NotificationKind kind) =>
        [.. (await host.ToldAsync(kind)).Select(row => Town.Names.Single(name => Town.IdOf(name) == row.AccountId)).Order(StringComparer.Ordinal)];

    public static async Task<List<Delivery>> OutboxAsync(this TestHost host)
    {
        await using var db = host.Db();
        return await db.Deliveries().AsNoTracking().OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync();
    }

    /// <summary>Everything by e-mail, at once.</summary>
    public static Task<string?> WantsMailAsync(this TestHost host, string name, QuietHours? quiet = null, string? address = null, int version = 0) =>
        host.Get<NotificationSettingsActions>().SaveAsync(Town.Actor(name), Wishes with { Mail = address ?? $"{name}@example.gov.cn", Quiet = quiet, Version = version });

    public static NotificationWishes Wishes => new(null, Enum.GetValues<NotificationKind>(), null, Enum.GetValues<NotificationKind>(), WebhookPreset.Json, null, null, 0);

    public static Task<DeliveryReport> DeliverAsync(this TestHost host) => host.Get<DeliveryRun>().RunAsync();
}

/// <summary>A way out that a test opens and shuts.</summary>
internal sealed class FakeWay(DeliveryWay way = DeliveryWay.Mail) : IDeliveryWay
{
    public ConcurrentQueue<Letter> Sent { get; } = new();

    public int Tries { get; private set; }

    public Func<Letter, SendOutcome> Answers { get; set; } = _ => SendOutcome.Sent;

    public DeliveryWay Way => way;

    public bool IsOpen { get; set; } = true;

    public async Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct)
    {
        // Others get their turn in between, as with a real line.
        await Task.Yield();
        Tries++;
        var outcome = Answers(letter);
        if (outcome.Result is SendResult.Sent)
            Sent.Enqueue(letter);
        return outcome;
    }
}
