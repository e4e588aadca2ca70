using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Ledger;

/// <summary>Readers: each its own position, each its own stop.</summary>
public sealed class LedgerFollowerTests
{
    [Fact]
    public async Task Reader_OfARunningFollower_HearsEveryActOnceInOrder()
    {
        var reader = new Listener("one");
        await using var host = await StartAsync(reader);
        await host.NoteAsync(30);
        await reader.HeardAsync(30);
        reader.Numbers.ShouldBe(Enumerable.Range(1, 30).Select(number => (long)number));
    }

    [Fact]
    public async Task Reader_ThatFails_StopsAloneAndSaysSo()
    {
        var good = new Listener("good");
        var bad = new Listener("bad") { FailsAt = 3 };
        await using var host = await StartAsync(good, bad);

        await host.NoteAsync(5);

        await good.HeardAsync(5);
        await bad.FailedAsync();
        var states = await UntilAsync(host, all => all.Count == 2 && all[0].Error is not null && all[1].Position == 5);
        states[0].ShouldBe(new ReaderState("bad", states[0].Position, 5 - states[0].Position, "cannot read 3", host.Now));
        states[0].Behind.ShouldBeGreaterThan(0);
        states[1].ShouldBe(new ReaderState("good", 5, 0, null, null));
    }

    [Fact]
    public async Task Reader_ThatIsMended_CatchesUpByItself()
    {
        var bad = new Listener("bad") { FailsAt = 3 };
        await using var host = await StartAsync(bad);
        await host.NoteAsync(5);
        await bad.FailedAsync();

        bad.FailsAt = null;
        await UntilAsync(host, all =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(31)); // The pause before the next try is at most half a minute.
            return all is [{ Error: null, Behind: 0 }];
        });

        bad.Numbers.Distinct().ShouldBe([1, 2, 3, 4, 5], "some perhaps twice, none left out");
    }

    [Fact]
    public async Task Position_KeptInTheDatabase_SurvivesARestart()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        await using (var first = host.Second(services => services.AddLedgerReader<Keeper>()))
        {
            await RunAsync(first);
            await first.NoteAsync(4);
            await first.Get<Keeper>().HeardAsync(4);
            await UntilPositionAsync(host, 4);
            await first.Get<LedgerFollower>().StopAsync(default);
        }

        await host.NoteAsync(2);
        await using var second = host.Second(services => services.AddLedgerReader<Keeper>());
        await RunAsync(second);
        await second.Get<Keeper>().HeardAsync(2);
        second.Get<Keeper>().Numbers.ShouldBe([5, 6]);
        await second.Get<LedgerFollower>().StopAsync(default);
    }

    [Fact]
    public async Task Position_SetByTheSlowerNode_IsNotPulledBack()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        var positions = host.Get<LedgerPositions>();
        (await positions.GetAsync("reader")).ShouldBe(0);
        await positions.SetAsync("reader", 7);
        await positions.SetAsync("reader", 3);
        (await positions.GetAsync("reader")).ShouldBe(7);
        await positions.SetAsync("reader", 9);
        (await positions.GetAsync("reader")).ShouldBe(9);
        (await positions.GetAsync("other")).ShouldBe(0);
    }

    [Fact]
    public async Task Followers_OnTwoNodes_BothHearWhatEitherWrites()
    {
        var here = new Listener("reader");
        var there = new Listener("reader");
        await using var one = await StartAsync(here);
        await using var two = one.Second(services => services.AddSingleton<ILedgerReader>(there));
        await RunAsync(two);

        await one.NoteAsync(3);
        await two.NoteAsync(3);

        await here.HeardAsync(6);
        await there.HeardAsync(6);
        there.Numbers.ShouldBe([1, 2, 3, 4, 5, 6]);
        await two.Get<LedgerFollower>().StopAsync(default);
    }

    private static async Task<TestHost> StartAsync(params ILedgerReader[] readers)
    {
        var host = await TestHost.StartAsync(withTown: false, services => Array.ForEach(readers, reader => services.AddSingleton(reader)));
        await RunAsync(host);
        return host;
    }

    private static Task RunAsync(TestHost host) => ((IHostedService)host.Get<LedgerFollower>()).StartAsync(default);

    private static async Task UntilPositionAsync(TestHost host, long number)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await host.Get<LedgerPositions>().GetAsync("keeper", patience.Token) < number)
            await Task.Delay(20, patience.Token);
    }

    private static async Task<IReadOnlyList<ReaderState>> UntilAsync(TestHost host, Func<IReadOnlyList<ReaderState>, bool> reached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var states = await host.Get<LedgerFollower>().StatesAsync(patience.Token);
            if (reached(states))
                return states;
            await Task.Delay(20, patience.Token);
        }
    }

    private class Listener(string name) : ILedgerReader
    {
        private readonly Lock _lock = new();
        private readonly List<long> _numbers = [];
        private readonly TaskCompletionSource _failed = new();

        public string Name => name;

        public long? FailsAt { get; set; }

        public IReadOnlyList<long> Numbers
        {
            get
            {
                lock (_lock)
                    return [.. _numbers];
            }
        }

        public virtual Task<long> PositionAsync(CancellationToken ct) => Task.FromResult(0L);

        public virtual Task ReadAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct)
        {
            if (rows.FirstOrDefault(row => row.Number == FailsAt) is { } unreadable)
            {
                _failed.TrySetResult();
                throw new InvalidOperationException($"cannot read {unreadable.Number}");
            }

            lock (_lock)
                _numbers.AddRange(rows.Select(row => row.Number));
            return Task.CompletedTask;
        }

        public Task FailedAsync() => _failed.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public async Task HeardAsync(int count)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (Numbers.Count < count)
                await Task.Delay(10, patience.Token);
        }
    }

    private sealed class Keeper(LedgerPositions positions) : Listener("keeper")
    {
        public override Task<long> PositionAsync(CancellationToken ct) => positions.GetAsync(Name, ct);

        public override async Task ReadAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct)
        {
            await base.ReadAsync(rows, ct);
            await positions.SetAsync(Name, rows[^1].Number, ct);
        }
    }
}
