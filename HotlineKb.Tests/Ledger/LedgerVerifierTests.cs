using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Ledger;

/// <summary>X5: provably unaltered. Whatever a person with a database tool does, the first broken number is named.</summary>
public sealed class LedgerVerifierTests
{
    private const int Count = 6;

    [Fact]
    public async Task Ledger_AsItWasWritten_IsSound()
    {
        await using var host = await StartAsync();
        var verdict = await host.VerifyAsync();
        verdict.ShouldBe(new LedgerVerdict(true, Count, (await host.RowsAsync())[^1].Hash));
    }

    [Fact]
    public async Task Ledger_BeforeTheFirstAct_IsSound()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        (await host.VerifyAsync()).ShouldBe(new LedgerVerdict(true, 0, LedgerHead.GenesisHash));
    }

    [Theory]
    [InlineData("\"Id\" = '11111111-2222-3333-4444-555555555555'")]
    [InlineData("\"At\" = '2020-01-01 00:00:00'")]
    [InlineData("\"Actor\" = 'nobody'")]
    [InlineData("\"Kind\" = 'test.forged'")]
    [InlineData("\"Subject\" = 'test:other'")]
    [InlineData("\"Data\" = '[]'")]
    [InlineData("\"PreviousHash\" = 'abc'")]
    [InlineData("\"Hash\" = 'abc'")]
    public async Task Row_ChangedInAnyColumn_IsTheFirstBroken(string change)
    {
        await using var host = await StartAsync();
        await host.TamperAsync($"UPDATE \"Ledger\" SET {change} WHERE \"Number\" = 3");
        await BrokenAtAsync(host, 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(Count)]
    public async Task Row_Deleted_IsTheFirstBroken(int number)
    {
        await using var host = await StartAsync();
        await host.TamperAsync($"DELETE FROM \"Ledger\" WHERE \"Number\" = {number}");
        await BrokenAtAsync(host, number);
    }

    [Fact]
    public async Task Row_DeletedAndTheOthersMovedUp_IsFound()
    {
        await using var host = await StartAsync();
        await host.TamperAsync("DELETE FROM \"Ledger\" WHERE \"Number\" = 3; UPDATE \"Ledger\" SET \"Number\" = \"Number\" - 1 WHERE \"Number\" > 3");
        await BrokenAtAsync(host, 3);
    }

    [Theory]
    [InlineData(Count + 1)]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Row_InsertedBesideTheDoor_IsTheFirstBroken(int number)
    {
        await using var host = await StartAsync();
        var last = (await host.RowsAsync())[^1];
        // Forged with care: it even fits the chain.
        var forged = Row(number, last.Hash, "");
        forged = Row(number, last.Hash, forged.ComputeHash());
        await using (var db = host.Db())
        {
            db.Add(forged);
#pragma warning disable RS0030 // This is the forger.
            await db.SaveChangesAsync();
#pragma warning restore RS0030
        }

        await BrokenAtAsync(host, number);

        LedgerRow Row(long at, string previous, string hash) => new() { Number = at, Id = new Guid("11111111-2222-3333-4444-555555555555"), At = last.At, Actor = "nobody", Kind = "test.noted", Subject = "test:x", PreviousHash = previous, Hash = hash };
    }

    [Fact]
    public async Task Rows_InsertedInTheMiddle_AreFound()
    {
        await using var host = await StartAsync();
        await host.TamperAsync("UPDATE \"Ledger\" SET \"Number\" = -\"Number\" WHERE \"Number\" > 3; UPDATE \"Ledger\" SET \"Number\" = 1 - \"Number\" WHERE \"Number\" < 0");
        await host.TamperAsync("INSERT INTO \"Ledger\" SELECT 4, '11111111-2222-3333-4444-555555555555', \"At\", \"Actor\", \"Kind\", \"Subject\", \"Data\", \"PreviousHash\", \"Hash\" FROM \"Ledger\" WHERE \"Number\" = 3");
        await BrokenAtAsync(host, 4);
    }

    [Theory]
    [InlineData("\"Hash\" = 'abc'", Count)]
    [InlineData("\"Number\" = 4", Count)]
    [InlineData("\"Number\" = 9", Count + 1)]
    public async Task Head_Changed_IsFound(string change, int brokenAtMost)
    {
        await using var host = await StartAsync();
        await host.TamperAsync($"UPDATE \"LedgerHead\" SET {change}");
        var verdict = await host.VerifyAsync();
        verdict.Ok.ShouldBeFalse();
        verdict.FirstBroken!.Value.ShouldBeInRange(4, brokenAtMost);
    }

    [Fact]
    public async Task Head_PulledBackInStepWithItsHash_IsFoundByTheRowsBeyond()
    {
        await using var host = await StartAsync();
        await host.TamperAsync("UPDATE \"LedgerHead\" SET \"Number\" = 4, \"Hash\" = (SELECT \"Hash\" FROM \"Ledger\" WHERE \"Number\" = 4)");
        await BrokenAtAsync(host, 5);
    }

    [Fact]
    public async Task Head_Deleted_IsFound()
    {
        await using var host = await StartAsync();
        await host.TamperAsync("DELETE FROM \"LedgerHead\"");
        await BrokenAtAsync(host, 1);
    }

    [Fact]
    public async Task Ledger_LongerThanOneBatch_IsReadToTheEndWithProgress()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        for (var part = 0; part < 3; part++)
            await host.Get<LedgerDoor>().CommitAsync(Core.Basics.Actor.System("bulk"), (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([.. Enumerable.Range(1, 1000).Select(number => new Noted("bulk", number))]));
        var progress = new Heard();
        (await host.Get<LedgerVerifier>().VerifyAsync(progress)).Count.ShouldBe(3000);
        progress.Values.ShouldBe([2000, 3000]);
        await host.TamperAsync("UPDATE \"Ledger\" SET \"Actor\" = 'x' WHERE \"Number\" = 2500");
        await BrokenAtAsync(host, 2500);
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync(withTown: false);
        await host.NoteAsync(Count);
        return host;
    }

    private static async Task BrokenAtAsync(TestHost host, long number)
    {
        var verdict = await host.VerifyAsync();
        verdict.Ok.ShouldBeFalse();
        verdict.FirstBroken.ShouldBe(number);
        verdict.Reason.ShouldNotBeNullOrWhiteSpace();
    }

    private sealed class Heard : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
