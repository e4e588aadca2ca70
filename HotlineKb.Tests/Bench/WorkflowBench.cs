using System.Diagnostics;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HotlineKb.Tests.Bench;

/// <summary>
/// <c>bench workflow [--open N] [--entries N]</c>: acts per second through the whole flow, and how long a sweep takes beside N open assignments
/// (100,000 unless told otherwise): idle, with a thousand due at once, and with everything due.
/// </summary>
internal sealed class WorkflowBench
{
    private const string Acts = "A acts";
    private const string Sweep = "B sweep";
    private const string Lists = "C lists";

    public static async Task RunAsync(BenchArguments arguments)
    {
        var open = arguments.Count("--open", 100_000);
        var entries = arguments.Count("--entries", 200);
        var report = new BenchReport();
        await using var host = await TestHost.StartAsync();
        await OpenAsync(host, open, report);
        await ActAsync(host, entries, report);
        await SweepAsync(host, report);
        await ListAsync(host, report);
        await report.WriteAsync(arguments.Find("--json"));
    }

    /// <summary>Assignments handed over one after the other through eleven hours, so that their times fall due one after the other too.</summary>
    private static async Task OpenAsync(TestHost host, int open, BenchReport report)
    {
        int[] units = [Town.Rsj, Town.Yiliao, Town.YingdeRsj, Town.YingdeMz, Town.QingchengRsj];
        var started = Stopwatch.GetTimestamp();
        var deadlines = new Deadlines();
        var step = TimeSpan.FromHours(10) / open;
        foreach (var part in Enumerable.Range(0, open).Chunk(5_000))
            await host.Get<LedgerDoor>().CommitAsync(Actor.System("bench"), (db, now) =>
            {
                foreach (var place in part)
                    db.Add(Assignment.Open(AssignmentKind.UnitRevision, Guid.CreateVersion7(), units[place % units.Length], units[place % units.Length] / 1000, TestHost.Start.UtcDateTime + (step * place), deadlines));
                return Task.FromResult<IReadOnlyList<LedgerEvent>>([new Noted("bench", part.Length)]);
            });
        host.Clock.SetUtcNow(TestHost.Start.AddHours(10));
        report.Add(Acts, "open assignments beside", open);
        report.Add(Acts, "s to make them", Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task ActAsync(TestHost host, int entries, BenchReport report)
    {
        var category = await host.CategoryAsync(Town.Rsj);
        var drafts = new List<RevisionState>();
        await TimedAsync("draft", async place => drafts.Add(await host.Get<EntryActions>().DraftAsync(Town.Actor("city.editor"), new DraftRequest(Origin.Collected, ChangeKind.New, "市人社局", null, AnEntry.AText with { Title = $"社保卡怎么补办 {place}" }))));
        await StepAsync("submit", RevisionAct.Submit, "city.editor");
        await StepAsync("approve", RevisionAct.Approve, "officer.rsj");
        await StepAsync("pass", RevisionAct.Pass, "city.checker");
        await StepAsync("publish", RevisionAct.Publish, "city.reviewer", category);

        Task StepAsync(string name, RevisionAct act, string by, Guid? filed = null) =>
            TimedAsync(name, async place => drafts[place] = await host.Get<EntryActions>().ActAsync(Town.Actor(by), drafts[place].Id, act, drafts[place].Version, categoryId: filed));

        async Task TimedAsync(string name, Func<int, Task> act)
        {
            var times = new List<double>(entries);
            var started = Stopwatch.GetTimestamp();
            for (var place = 0; place < entries; place++)
            {
                var one = Stopwatch.GetTimestamp();
                await act(place);
                times.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
            }

            report.Add(Acts, $"{name} per second", entries / Stopwatch.GetElapsedTime(started).TotalSeconds);
            report.AddTimes(Acts, $"{name} ", times);
        }
    }

    private static async Task SweepAsync(TestHost host, BenchReport report)
    {
        var sweep = host.Get<AssignmentSweep>();
        await sweep.RunAsync();
        var idle = new List<double>();
        for (var i = 0; i < 200; i++)
            idle.Add((await BenchReport.TimeAsync(() => sweep.RunAsync())).Milliseconds);
        report.AddTimes(Sweep, "nothing due ", idle);
        // Half of the first thousandths' time has gone.
        host.Clock.SetUtcNow(TestHost.Start.AddHours(11).AddMinutes(6));
        await MeasureAsync("one part due");
        host.Clock.SetUtcNow(TestHost.Start.AddHours(40));
        await MeasureAsync("everything due");

        async Task MeasureAsync(string name)
        {
            var (swept, milliseconds) = await BenchReport.TimeAsync(() => sweep.RunAsync());
            report.Add(Sweep, $"{name}: rows", swept.Total);
            report.Add(Sweep, $"{name}: ms", milliseconds);
            report.Add(Sweep, $"{name}: rows per second", swept.Total / Math.Max(0.001, milliseconds / 1000));
        }
    }

    private static async Task ListAsync(TestHost host, BenchReport report)
    {
        foreach (var (name, person) in new[] { ("city", "city.supervisor"), ("county", "yingde.office"), ("unit", "officer.rsj") })
        {
            var times = new List<double>();
            for (var i = 0; i < 50; i++)
                times.Add((await BenchReport.TimeAsync(() => host.Get<AssignmentViews>().ListAsync(Town.Actor(person), AssignmentState.Overdue, null, 50, 0))).Milliseconds);
            report.AddTimes(Lists, $"overdue, {name} ", times);
        }
    }
}
