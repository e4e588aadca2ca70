using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
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
            await first.FollowAsync();
            await first.NoteAsync(4);
            await first.Get<Keeper>().HeardAsync(4);
            await UntilPositionAsync(host, 4);
        }

        await host.NoteAsync(2);
        await using var second = host.Second(services => services.AddLedgerReader<Keeper>());
        await second.FollowAsync();
        await second.Get<Keeper>().HeardAsync(2);
        second.Get<Keeper>().Numbers.ShouldBe([5, 6]);
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
        await two.FollowAsync();

        await one.NoteAsync(3);
        await two.NoteAsync(3);

        await here.HeardAsync(6);
        await there.HeardAsync(6);
        there.Numbers.ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    private static async Task<TestHost> StartAsync(params ILedgerReader[] readers)
    {
        var host = await TestHost.StartAsync(withTown: false, services => Array.ForEach(readers, reader => services.AddSingleton(reader)));
        await host.FollowAsync();
        return host;
    }

    private static Task UntilPositionAsync(TestHost host, long number) => Patience.UntilAsync(() => host.Get<LedgerPositions>().GetAsync("keeper"), position => position >= number);

    private static Task<IReadOnlyList<ReaderState>> UntilAsync(TestHost host, Func<IReadOnlyList<ReaderState>, bool> reached) =>
        Patience.UntilAsync(async () => (IReadOnlyList<ReaderState>)[.. (await host.Get<LedgerFollower>().StatesAsync()).Where(state => !OfTheProgram.Contains(state.Name))], reached);

    /// <summary>It reads along in every host; these tests are about their own readers.</summary>
    private static readonly string[] OfTheProgram = ["drift", "releases"];

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

        public Task FailedAsync() => _failed.Task.WaitAsync(Patience.Long);

        public Task HeardAsync(int count) => Patience.UntilAsync(() => Numbers.Count >= count);
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
