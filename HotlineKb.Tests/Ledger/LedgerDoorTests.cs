using System.Text.Json;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Ledger;

public sealed class LedgerDoorTests
{
    private static readonly Actor Someone = Actor.System("someone");

    [Fact]
    public async Task Act_ThatRefuses_LeavesNothing()
    {
        await using var host = await TestHost.StartAsync();
        var before = await host.RowsAsync();

        await Should.ThrowAsync<Refusal>(host.Get<LedgerDoor>().CommitAsync(Someone, async (db, _) =>
        {
            (await db.Units().FirstAsync()).LastEntryNumber = 77;
            throw new Refusal(BasicRule.Malformed, "否");
        }));

        (await host.RowsAsync()).Count.ShouldBe(before.Count);
        await using var db = host.Db();
        (await db.Units().AnyAsync(unit => unit.LastEntryNumber == 77)).ShouldBeFalse();
        await host.NoteAsync(1);
        (await host.RowsAsync())[^1].Number.ShouldBe(before.Count + 1);
    }

    [Fact]
    public async Task Act_ThatKeepsOnlyItsBooks_NeedsNoEventAndLeavesNoRow()
    {
        await using var host = await TestHost.StartAsync();
        var before = await host.RowsAsync();

        await host.Get<LedgerDoor>().CommitAsync(Someone, async (db, _) =>
        {
            (await LedgerPositions.InActAsync(db, "books", default)).Number.ShouldBe(before.Count, "a new reader begins at the present end");
            return [];
        });
        await host.Get<LedgerDoor>().CommitAsync(Someone, async (db, _) =>
        {
            (await LedgerPositions.InActAsync(db, "books", default)).Number = 77;
            return [];
        });

        (await host.Get<LedgerPositions>().GetAsync("books")).ShouldBe(77);
        (await host.RowsAsync()).Count.ShouldBe(before.Count);
    }

    [Fact]
    public async Task Act_ThatChangesWithoutAnEvent_IsAnErrorAndSavesNothing()
    {
        await using var host = await TestHost.StartAsync();

        await Should.ThrowAsync<InvalidOperationException>(host.Get<LedgerDoor>().CommitAsync(Someone, async (db, _) =>
        {
            (await db.Units().FirstAsync()).LastEntryNumber = 77;
            return [];
        }));

        await using var db = host.Db();
        (await db.Units().AnyAsync(unit => unit.LastEntryNumber == 77)).ShouldBeFalse();
    }

    [Fact]
    public async Task Act_WithoutChangeAndEvent_TakesNoNumber()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        (await host.Get<LedgerDoor>().CommitAsync(Someone, (_, _) => Task.FromResult(Outcome.Nothing(42)))).ShouldBe(42);
        (await host.RowsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Act_WithSeveralEvents_NumbersThemInOrder()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        await host.Get<LedgerDoor>().CommitAsync(Someone, (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([new Noted("a", 1), new Noted("a", 2), new Noted("a", 3)]));
        var rows = await host.RowsAsync();
        rows.Select(row => row.Number).ShouldBe([1, 2, 3]);
        rows.Select(row => JsonDocument.Parse(row.Data).RootElement.GetProperty("number").GetInt32()).ShouldBe([1, 2, 3]);
        rows[1].PreviousHash.ShouldBe(rows[0].Hash);
        host.Get<LedgerSignal>().LastKnown.ShouldBe(3);
    }

    [Fact]
    public async Task Row_OfAnAct_SaysWhoWhatWhen()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        host.Clock.Advance(TimeSpan.FromTicks(12_345_678));
        await host.Get<LedgerDoor>().CommitAsync(Town.Actor("city.editor"), (_, now) =>
        {
            now.Kind.ShouldBe(DateTimeKind.Utc);
            return Task.FromResult<IReadOnlyList<LedgerEvent>>([new Noted("写", 1)]);
        });
        var row = (await host.RowsAsync()).Single();
        row.Actor.ShouldBe("city.editor");
        row.Kind.ShouldBe("test.noted");
        row.Subject.ShouldBe("test:写");
        row.Data.ShouldBe("""{"writer":"写","number":1}""");
        row.At.ShouldBe(TestHost.Start.UtcDateTime.AddMilliseconds(1234), "whole milliseconds, so that every database gives back what was hashed");
    }

    [Fact]
    public async Task Row_ChangedByAnotherWriterMeanwhile_IsRefusedWithTheVersionThatStands()
    {
        await using var host = await TestHost.StartAsync();
        await host.TamperAsync($"UPDATE \"Unit\" SET \"Version\" = 9 WHERE \"Id\" = {Town.Rsj}");
        await using var db = host.Db();
        var stale = new Unit { Id = Town.Rsj, RegionCode = Town.City, Number = 1, Name = "改名", Version = 1 };

        var refusal = await Should.ThrowAsync<Refusal>(host.Get<LedgerDoor>().CommitAsync(Someone, (context, _) =>
        {
            context.Update(stale);
            return Task.FromResult<IReadOnlyList<LedgerEvent>>([new Noted("a", 1)]);
        }));

        refusal.Kind.ShouldBe(RefusalKind.ChangedMeanwhile);
        refusal.CurrentVersion.ShouldBe(9);
        (await db.Units().SingleAsync(unit => unit.Id == Town.Rsj)).Name.ShouldNotBe("改名");
        (await host.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Act_CancelledInTheMiddle_LeavesNothingAndFreesTheDoor()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(host.Get<LedgerDoor>().CommitAsync(Someone, async (_, _) =>
        {
            await stop.CancelAsync();
            return [new Noted("a", 1)];
        }, stop.Token));
        await host.NoteAsync(1);
        (await host.RowsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_WhoseAnswerWasLost_IsNotDoneTwice()
    {
        // The commit reaches the disk, the connection breaks before the answer: only the event's id can tell.
        var breaks = new BreakAfterCommit();
        await using var host = await TestHost.StartAsync(withTown: false);
        var options = new DbContextOptionsBuilder<SqliteHotlineDb>()
            .UseSqlite(HotlineDbFactory.SqliteConnectionString(new StorageOptions { DataDirectory = host.Folder }), o => o.ExecutionStrategy(dependencies => new RetryBrokenOnes(dependencies)))
            .AddInterceptors(new SqlitePragmas(), breaks).Options;
        await using var flaky = host.Second(services => services.AddSingleton<IDbContextFactory<HotlineDb>>(new Factory(options)));

        await flaky.NoteAsync("once", 1);

        breaks.Commits.ShouldBe(1);
        (await host.RowsAsync()).Select(row => row.Number).ShouldBe([1]);
        await flaky.NoteAsync("once", 2);
        (await host.VerifyAsync()).Count.ShouldBe(2);
    }

    private sealed class Factory(DbContextOptions<SqliteHotlineDb> options) : IDbContextFactory<HotlineDb>
    {
        public HotlineDb CreateDbContext() => new SqliteHotlineDb(options);
    }

    private sealed class RetryBrokenOnes(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, 3, TimeSpan.FromMilliseconds(10))
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is IOException;
    }

    private sealed class BreakAfterCommit : DbTransactionInterceptor
    {
        public int Commits { get; private set; }

        public override Task TransactionCommittedAsync(System.Data.Common.DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
            Commits++ == 0 ? throw new IOException("The line is dead.") : Task.CompletedTask;
    }
}
