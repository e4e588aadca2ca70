using HotlineKb.Core.Approvals;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>SIGKILL in the middle, and the next one goes on where it was: the figures are those of a run that nobody disturbed.</summary>
public sealed class SyncKillTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public async Task FirstLoad_KilledInTheMiddle_IsGoneOnWithByTheNextVerb(int page)
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var host = await TestHost.StartAsync();
        await KillAtPageAsync(host, hall, page, "hall", "sync");
        (await host.InForceAsync()).ShouldBe(page is 1 ? 0 : page is 3 ? 198 : 450, "whole pages only");

        var resumed = await LiveServer.RunProgramAsync(Settings(host, hall), "hall", "sync");

        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.Output.ShouldContain("读取 450，新增 450，变更 0，未变 0，撤下 0，隔离 0。");
        await IsOneRunAsync(host, hall, new HallFigures(450, Added: 450));
    }

    [Fact]
    public async Task FullRun_KilledWhileReading_HasChangedNothingAndIsGoneOnWith()
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(450, Added: 450));
        Disturb(hall);
        var before = await host.TracesAsync();
        await KillAtPageAsync(host, hall, hall.Requests + 4, "hall", "sync", "--full");
        (await host.TracesAsync()).ShouldBe(before);

        var asked = hall.Requests;
        // Whoever asks for less joins the full run.
        var resumed = await LiveServer.RunProgramAsync(Settings(host, hall), "hall", "sync");

        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.Output.ShouldContain("全量核对：读取 440，新增 1，变更 100，未变 338，撤下 12，隔离 1。");
        (hall.Requests - asked).ShouldBeLessThan(5, "not from the beginning");
        await IsOneRunAsync(host, hall, new HallFigures(440, Added: 1, Changed: 100, Unchanged: 338, Withdrawn: 12, Quarantined: 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task FullRun_KilledWhileApplying_IsAppliedToTheEnd(int pages)
    {
        await using var hall = await FakeHall.StartAsync(450);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(450, Added: 450));
        Disturb(hall);
        using (var child = Child.Start("apply", host.Folder, hall.Address.ToString(), pages.ToString()))
        {
            (await child.ReadLineAsync()).ShouldBe("here");
            await child.KillAsync();
        }

        var between = (await host.Get<HallViews>().StatusAsync()).Running!;
        (between.Applying, between.Withdrawn).ShouldBe((true, 0));
        between.Changed.ShouldBeInRange(1, 100);
        var asked = hall.Requests;
        var run = await host.SyncAsync(full: true);
        hall.Requests.ShouldBe(asked, "it was read already");
        run.ShouldHave(new HallFigures(440, Added: 1, Changed: 100, Unchanged: 338, Withdrawn: 12, Quarantined: 1));
        await IsOneRunAsync(host, hall, HallRuns.Of(run));
        var after = await host.TracesAsync();
        await host.SyncsAsync(new HallFigures(440, Unchanged: 439, Quarantined: 1), full: true);
        (await host.TracesAsync()).ShouldBe(after);
    }

    [Fact]
    public async Task Import_Killed_IsEndedAndTheFileComesAgainWithoutDoubles()
    {
        await using var host = await TestHost.StartAsync();
        using (var child = Child.Start("import", host.Folder, "200"))
        {
            (await child.ReadLineAsync()).ShouldBe("here");
            await child.KillAsync();
        }

        (await host.InForceAsync()).ShouldBe(200);
        await host.Get<HallAlarm>().WatchAsync();
        var killed = await host.LastRunAsync();
        (killed.State, killed.Error).ShouldBe((HallRunState.Failed, "导入中断，请重新导入该文件；已导入的不会重复。"));
        var (again, rows) = await host.Get<HallSync>().ImportAsync(Town.Actor("city.supervisor"), "items.jsonl", HallRuns.Rows(Enumerable.Range(0, 400).Select(row => FakeHall.Item(FakeHall.CodeOf(row)))));
        again.ShouldHave(new HallFigures(400, Added: 200, Unchanged: 200));
        rows.Count.ShouldBe(400);
    }

    /// <summary>A hundred changed, twelve vanished, one new, one that cannot be read.</summary>
    private static void Disturb(FakeHall hall)
    {
        for (var i = 0; i < 100; i++)
            hall.Change(FakeHall.CodeOf(i * 4), "LINK_TEL", "0763-1");
        hall.Remove(Enumerable.Range(0, 12).Select(i => FakeHall.CodeOf((i * 4) + 1)));
        hall.Put(FakeHall.Item("new"));
        hall.Put(FakeHall.Item("bad", department: ""));
    }

    private static async Task IsOneRunAsync(TestHost host, FakeHall hall, HallFigures figures)
    {
        await using var db = host.Db();
        var synced = await db.LedgerRowsOf("hall.synced");
        synced[^1].Data.ShouldContain($"\"read\":{figures.Read},\"added\":{figures.Added},\"changed\":{figures.Changed},\"withdrawn\":{figures.Withdrawn},\"quarantined\":{figures.Quarantined}");
        (await db.HallRuns().CountAsync(run => run.State != HallRunState.Succeeded)).ShouldBe(0);
        (await db.ApprovalItems().CountAsync(item => item.State == ApprovalState.InForce)).ShouldBe(hall.Count - figures.Quarantined);
        (await db.HallRunPages().CountAsync()).ShouldBe(0);
        (await db.ApprovalVersions().GroupBy(version => version.ItemId).CountAsync(versions => versions.Max(version => version.Number) != versions.Count())).ShouldBe(0, "no version twice, none left out");
        (await host.Get<Core.Ledger.LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
    }

    private static async Task KillAtPageAsync(TestHost host, FakeHall hall, int page, params string[] words)
    {
        var (reached, killed) = (new TaskCompletionSource(), new TaskCompletionSource());
        hall.BeforePage = number =>
        {
            if (number != page)
                return Task.CompletedTask;
            reached.TrySetResult();
            return killed.Task;
        };
        using var program = LiveServer.Start(Settings(host, hall), words);
        try
        {
            await reached.Task.WaitAsync(Patience.VeryLong);
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync();
            killed.SetResult();
        }
    }

    private static Dictionary<string, string?> Settings(TestHost host, FakeHall hall) => new()
    {
        ["HotlineKb:DataDirectory"] = host.Folder,
        ["environment"] = "Production",
        ["HotlineKb:ServiceHall:BaseUrl"] = hall.Address.ToString(),
        ["HotlineKb:ServiceHall:ClientSecret"] = FakeHall.Secret,
    };
}
