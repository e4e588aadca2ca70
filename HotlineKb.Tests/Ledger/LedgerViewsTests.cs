using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Ledger;

/// <summary>X5: the audit is a query, for auditors.</summary>
public sealed class LedgerViewsTests
{
    [Fact]
    public async Task Ledger_ReadByAnyoneButTheAuditor_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var name in Town.Names.Where(name => name != "audit"))
            await host.Get<LedgerViews>().ListAsync(Town.Actor(name), null, null, null, null, 10).ShouldBeRefusedAsync(BasicRule.NotPermitted, name);
        (await host.Get<LedgerViews>().ListAsync(Town.Actor("audit"), null, null, null, null, 10)).Total.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Ledger_Filtered_GivesTheRowsAsked()
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        await host.NoteAsync("甲", 1);
        await host.NoteAsync("乙", 2);
        await host.NoteAsync("甲", 3);

        (await NumbersAsync()).ShouldBe([3, 2, 1], "newest first");
        (await NumbersAsync(subject: "test:甲")).ShouldBe([3, 1]);
        (await NumbersAsync(actor: "system:乙")).ShouldBe([2]);
        (await NumbersAsync(kind: "test.other")).ShouldBeEmpty();
        (await NumbersAsync(after: 1)).ShouldBe([2, 3], "a program goes on from where it was");
        (await NumbersAsync(after: 1, top: 1)).ShouldBe([2]);
        (await NumbersAsync(top: 0)).ShouldBe([3], "at least one");

        async Task<IEnumerable<long>> NumbersAsync(string? subject = null, string? kind = null, string? actor = null, long? after = null, int top = 10) =>
            (await host.Get<LedgerViews>().ListAsync(Town.Actor("audit"), subject, kind, actor, after, top)).Items.Select(row => row.Number);
    }
}
