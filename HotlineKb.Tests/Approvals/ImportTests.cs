using System.Text.Json.Nodes;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>The second way in: files, by the same rules, with a row-by-row report.</summary>
public sealed class ImportTests
{
    private static readonly Actor Keeper = Town.Actor("city.supervisor");

    [Fact]
    public async Task Import_OfAFileTwice_TellsEachRowAndThenChangesNothing()
    {
        await using var host = await TestHost.StartAsync();
        var rows = Enumerable.Range(0, 250).Select(row => (JsonNode)FakeHall.Item(FakeHall.CodeOf(row))).ToList();
        (rows[3]["AUDIT_ITEM"]!["CATANAME"], rows[3]["AUDIT_ITEM"]!["TASK_NAME"]) = ("", "");
        var (first, told) = await ImportAsync(host, rows);
        first.ShouldHave(new HallFigures(250, Added: 249, Quarantined: 1));
        told.Select(row => row.Place).ShouldBe(Enumerable.Range(1, 250));
        (told[3] with { Raw = null }).ShouldBe(new FileResult(4, FakeHall.CodeOf(3), "", IntakeResult.Quarantined, "没有事项名称（CATANAME、TASK_NAME）。"));
        told.Count(row => row is { Result: IntakeResult.Added, Reason: null }).ShouldBe(249);
        var before = await host.TracesAsync();

        var (second, _) = await ImportAsync(host, rows);

        second.ShouldHave(new HallFigures(250, Unchanged: 249, Quarantined: 1));
        (await host.TracesAsync()).ShouldBe(before);
        rows.RemoveRange(100, 150);
        rows[3] = FakeHall.Item(FakeHall.CodeOf(3));
        rows[5]["AUDIT_ITEM"]!["LINK_TEL"] = "1";
        rows[6]["AUDIT_ITEM"]!["TASK_STATE"] = "取消";
        var (third, _) = await ImportAsync(host, rows);
        third.ShouldHave(new HallFigures(100, Added: 1, Changed: 1, Unchanged: 97, Withdrawn: 1));
        (await host.InForceAsync()).ShouldBe(249, "what a file leaves out stays");
        (await host.QuarantineAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_OfTheSameIdentityTwice_TakesTheFirstAndSaysSoOfTheOther()
    {
        await using var host = await TestHost.StartAsync();
        var (one, same, other) = (FakeHall.Item("x"), FakeHall.Item("x"), FakeHall.Item("x", "清远市医疗保障局"));
        var (run, told) = await ImportAsync(host, [one, same, other]);
        run.ShouldHave(new HallFigures(3, Added: 1, Unchanged: 1, Quarantined: 1));
        told[2].Reason.ShouldBe("文件中另有一行使用同一标识“x”，内容不同。");
        var before = await host.TracesAsync();
        (await ImportAsync(host, [one, same, other])).Run.ShouldHave(new HallFigures(3, Unchanged: 2, Quarantined: 1));
        (await host.TracesAsync()).ShouldBe(before);
    }

    /// <summary>The hall has the last word on its own items, and a full run says nothing of a file's.</summary>
    [Fact]
    public async Task Import_OfTheHallsItems_LeavesThemToTheHall()
    {
        await using var hall = await FakeHall.StartAsync(5);
        await using var host = await HallRuns.StartAsync(hall);
        await host.SyncsAsync(new HallFigures(5, Added: 5));
        var changed = FakeHall.Item(FakeHall.CodeOf(1));
        changed["AUDIT_ITEM"]!["LINK_TEL"] = "1";
        var cancelled = FakeHall.Item(FakeHall.CodeOf(2));
        cancelled["AUDIT_ITEM"]!["TASK_STATE"] = "0";
        var (run, told) = await ImportAsync(host, [FakeHall.Item(FakeHall.CodeOf(0)), changed, cancelled, FakeHall.Item("of-the-file")]);
        run.ShouldHave(new HallFigures(4, Added: 1, Unchanged: 1, Quarantined: 2));
        told[1].Reason!.ShouldContain("以办事大厅为准");
        (await host.InForceAsync()).ShouldBe(6);
        await host.SyncsAsync(new HallFigures(5, Unchanged: 5), full: true);
        (await host.InForceAsync()).ShouldBe(6);
    }

    [Fact]
    public async Task Import_OfAFileThatBreaksOff_KeepsWhatWasReadAndSaysWhy()
    {
        await using var host = await TestHost.StartAsync();
        var (run, told) = await host.Get<HallSync>().ImportAsync(Keeper, "broken.jsonl", Broken());
        (run.State, run.Error, run.Added, told.Count).ShouldBe((HallRunState.Failed, "第 151 行以后读不出来。", 100, 100));
        await Should.ThrowAsync<InvalidDataException>(host.Get<HallSync>().ImportAsync(Keeper, "worse.jsonl", Worse()));
        (await host.LastRunAsync()).State.ShouldBe(HallRunState.Failed);
        (await ImportAsync(host, [FakeHall.Item("after")])).Run.State.ShouldBe(HallRunState.Succeeded);
        (await Should.ThrowAsync<Refusal>(host.Get<HallSync>().ImportAsync(Town.Actor("officer.rsj"), "x", Worse()))).Kind.ShouldBe(RefusalKind.NotPermitted);

        static async IAsyncEnumerable<FileRecord> Broken()
        {
            await foreach (var row in HallRuns.Rows(Enumerable.Range(0, 150).Select(row => FakeHall.Item(FakeHall.CodeOf(row)))))
                yield return row;
            throw new HallFault("第 151 行以后读不出来。");
        }

        static async IAsyncEnumerable<FileRecord> Worse()
        {
            await Task.Yield();
            yield return new FileRecord(1, HallRecord.Unreadable("x", "不是 JSON。"));
            throw new InvalidDataException();
        }
    }

    private static Task<(HallRun Run, IReadOnlyList<FileResult> Rows)> ImportAsync(TestHost host, IEnumerable<JsonNode> rows) =>
        host.Get<HallSync>().ImportAsync(Keeper, "items.jsonl", HallRuns.Rows(rows));
}
