using HotlineKb.Core.Access;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Ledger;

/// <summary>Pitfall 5: rows that commit late must not be lost to a reader that asks for what lies beyond its position.</summary>
public sealed class ParallelWritersTests
{
    private const int Writers = 8;
    private const int Each = 20;

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Writers_EightAtOnceThroughTwoDoors_LoseAndReorderNothing(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var one = await TestHost.StartAsync(withTown: false, provider: provider);
        await using var two = one.Second();

        var reading = PollAsync(two, Writers * Each);
        var inflight = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var number = 1; number <= Each; number++)
                await (writer % 2 == 0 ? one : two).NoteAsync($"writer{writer}", number);
        }));
        await Task.WhenAll(inflight);

        await AllSeenAsync(one, await reading);
    }

    [Fact]
    public async Task Writers_InAnotherProcess_LoseAndReorderNothing()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        using var child = Child.Start("write", host.Folder, "60");
        (await child.ReadLineAsync()).ShouldBe("ready");

        var reading = PollAsync(host, 60 + (4 * Each));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var number = 1; number <= Each; number++)
                await host.NoteAsync($"writer{writer}", number);
        })));

        (await child.EndAsync()).ShouldBe(0);
        await AllSeenAsync(host, await reading);
    }

    /// <summary>SIGKILL at any moment: state and ledger agree, every acknowledged act is there, and the chain is whole.</summary>
    [Fact]
    public async Task Process_KilledWhileCommitting_LeavesNoHalfAct()
    {
        await using var host = await TestHost.StartAsync();
        var random = new Random(20261123);
        for (var round = 0; round < 3; round++)
        {
            long acknowledged = 0;
            using (var child = Child.Start("commit", host.Folder))
            {
                for (var acts = random.Next(2, 12); acts > 0; acts--)
                    acknowledged = long.Parse((await child.ReadLineAsync())!);
                await Task.Delay(random.Next(0, 40));
                await child.KillAsync();
            }

            await AgreeAsync(host, acknowledged);
        }
    }

    private static async Task AgreeAsync(TestHost host, long acknowledged)
    {
        await using var db = host.Db();
        var verdict = await host.VerifyAsync();
        verdict.Ok.ShouldBeTrue(verdict.Reason);
        verdict.Count.ShouldBeGreaterThanOrEqualTo(acknowledged);
        var ledger = (await host.RowsAsync()).ToLookup(row => row.Kind);

        var entries = await db.Entries().CountAsync();
        entries.ShouldBe(ledger["entry.published"].Count());
        (await db.EntryVersions().CountAsync()).ShouldBe(entries);
        (await db.Units().Where(unit => unit.Id == Town.Rsj).Select(unit => unit.LastEntryNumber).SingleAsync()).ShouldBe(entries);
        (await db.Set<Core.Taxonomy.Category>().SumAsync(category => category.EntryCount)).ShouldBe(entries);
        (entries % 2).ShouldBe(0, "two entries are loaded in one act");

        var revisions = await db.Revisions().AsNoTracking().Include(row => row.Clock).ToListAsync();
        revisions.Select(row => row.Subject).Order().ShouldBe(ledger["revision.drafted"].Select(row => row.Subject).Order());
        var events = (await host.RowsAsync()).ToLookup(row => row.Subject);
        foreach (var revision in revisions)
        {
            revision.Version.ShouldBe(events[revision.Subject].Count());
            (revision.Clock is not null).ShouldBe(events[revision.Subject].Any(row => row.Kind == "revision.submitted"), "the hand-over and its clock are one act");
        }
    }

    /// <summary>A reader that asks again and again for what lies beyond its position, while the writers write.</summary>
    private static Task<List<LedgerRow>> PollAsync(TestHost host, int expected) => Task.Run(async () =>
    {
        var seen = new List<LedgerRow>();
        using var patience = new CancellationTokenSource(Patience.VeryLong);
        while (seen.Count < expected)
        {
            patience.Token.ThrowIfCancellationRequested();
            var position = seen.Count == 0 ? 0 : seen[^1].Number;
            await using var db = host.Db();
            seen.AddRange(await db.LedgerRows().Where(row => row.Number > position).OrderBy(row => row.Number).ToListAsync(patience.Token));
        }

        return seen;
    });

    private static async Task AllSeenAsync(TestHost host, List<LedgerRow> seen)
    {
        seen.Select(row => row.Number).ShouldBe(Enumerable.Range(1, seen.Count).Select(number => (long)number), "gap-free, in order, nothing twice");
        foreach (var writer in seen.GroupBy(row => row.Subject))
            writer.Select(row => System.Text.Json.JsonDocument.Parse(row.Data).RootElement.GetProperty("number").GetInt32()).ShouldBe(Enumerable.Range(1, writer.Count()), "each writer's acts in the order it made them");
        var verdict = await host.VerifyAsync();
        verdict.Ok.ShouldBeTrue(verdict.Reason);
        verdict.Count.ShouldBe(seen.Count);
    }
}
