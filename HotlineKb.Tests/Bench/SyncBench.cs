using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotlineKb.Core.Approvals;
using HotlineKb.Tests.Kit;

namespace HotlineKb.Tests.Bench;

/// <summary>
/// <c>bench sync --items FILE [--copies N]</c>: items of the portal (a line each), served N times over by a hall in this process, once and 50 times
/// unless told otherwise: first load, the same again in full and incrementally, and with a tenth changed. Growth is linear when an item of the
/// large hall costs what one of the small hall costs.
/// </summary>
internal sealed class SyncBench
{
    public static async Task RunAsync(BenchArguments arguments)
    {
        var rows = (await File.ReadAllLinesAsync(arguments.Need("--items"))).Where(line => line.Length > 0).ToList();
        var report = new BenchReport();
        int[] sizes = arguments.Find("--copies") is null ? [1, 50] : [arguments.Count("--copies", 1)];
        // What the first run of any size pays for the others: compiled code, and the model of the database.
        await MeasureAsync(rows.Take(200).ToList(), 1, null);
        var costs = new List<Dictionary<string, double>>();
        foreach (var copies in sizes)
            costs.Add(await MeasureAsync(rows, copies, report));
        if (costs is [var small, .., var large])
            foreach (var (name, cost) in small)
                report.Add("Growth", $"{name}: ms per item, large to small", large[name] / cost);
        await report.WriteAsync(arguments.Find("--json"));
    }

    /// <returns>Milliseconds per item of each run.</returns>
    private static async Task<Dictionary<string, double>> MeasureAsync(List<string> rows, int copies, BenchReport? report)
    {
        var costs = new Dictionary<string, double>();
        await using var hall = await FakeHall.StartAsync();
        for (var place = 0; place < rows.Count * copies; place++)
            hall.Put(Served(rows[place % rows.Count], place / rows.Count), 1_760_000_000_000 + (place / 7 * 1000L));
        await using var host = await HallRuns.StartAsync(hall);
        var (section, read) = ($"{hall.Count:N0} items", new List<string>(hall.Codes));
        using var memory = new MemoryWatch();
        report?.Add(section, "MB heap before", memory.Restart());

        await RunAsync("first load", full: true);
        await RunAsync("unchanged, full", full: true);
        var (again, milliseconds) = await BenchReport.TimeAsync(() => host.SyncAsync());
        report?.Add(section, "unchanged, incremental: items", again.Read);
        report?.Add(section, "unchanged, incremental: ms", milliseconds);
        for (var place = 0; place < read.Count; place += 10)
            hall.Change(read[place], "LINK_TEL", "0763-1234567");
        await RunAsync("a tenth changed, incremental", full: false);
        for (var place = 0; place < read.Count; place += 10)
            hall.Change(read[place], "LINK_TEL", "0763-7654321");
        await RunAsync("a tenth changed, full", full: true);
        report?.Add(section, "MB database", new FileInfo(host.SqlitePath).Length / 1e6);
        return costs;

        async Task RunAsync(string name, bool full)
        {
            memory.Restart();
            var (run, took) = await BenchReport.TimeAsync(() => host.SyncAsync(full));
            if (run.State is not HallRunState.Succeeded)
                throw new IOException(run.Error);
            costs[name] = took / run.Read;
            report?.Add(section, $"{name}: s", took / 1000);
            report?.Add(section, $"{name}: items per second", run.Read / (took / 1000));
            report?.Add(section, $"{name}: MB heap, peak", memory.PeakHeap);
            report?.Add(section, $"{name}: MB working set, peak", memory.PeakWorkingSet);
        }
    }

    /// <summary>The flat row as the interface gives it; copies have codes of their own.</summary>
    private static JsonObject Served(string line, int copy)
    {
        using var json = JsonDocument.Parse(line);
        var row = json.RootElement;
        var code = copy == 0 ? Text("TASK_CODE") : $"{Text("TASK_CODE")}-{copy}";
        return new JsonObject
        {
            ["AUDIT_ITEM"] = new JsonObject
            {
                ["ITEM_ID"] = code,
                ["TASK_CODE"] = code,
                ["CATANAME"] = copy == 0 ? Text("CATANAME") : $"{Text("CATANAME")}（{copy}）",
                ["TASK_NAME"] = Text("TASK_NAME"),
                ["CATALOG_CODE"] = Text("CATAID"),
                ["TASK_TYPE_TEXT"] = Text("TASK_TYPE_TEXT"),
                ["DEPT_NAME"] = Text("DEPT_NAME"),
                ["DEPT_CODE"] = Text("ORGCODE"),
                ["AREA_CODE"] = Text("AREACODE"),
                ["AREA_CODE_TEXT"] = Text("AREA_CODE_TEXT"),
                ["USE_LEVEL_TEXT"] = Text("matter_level"),
                ["SERVE_TYPE_TEXT"] = string.Join(',', Texts("service_object_name")),
                ["PROMISE_DAY"] = Text("handle_time_limit"),
                ["ANTICIPATE_DAY"] = Text("handle_time"),
                ["ACCEPT_CONDITION"] = Text("accept_standard"),
                ["XHTSDZ"] = Text("handle_location"),
                ["LINK_TEL"] = Text("consult_phone"),
                ["TSTEL"] = Text("complain_phone"),
                ["TRANSACT_WEB_URL"] = Text("URL"),
                ["THEME_TEXT"] = string.Join(',', Texts("theme_category")),
                ["TASK_STATE"] = "1",
            },
            ["AUDIT_MATERIAL"] = new JsonArray([.. Texts("material_intro").Select((name, place) => new JsonObject { ["MATERIAL_NAME"] = name, ["IS_NEED"] = "1", ["ORDER_NUM"] = place })]),
        };

        string? Text(string name) => row.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

        IEnumerable<string> Texts(string name) => row.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray().Select(text => text.ToString())] : [];
    }

    /// <summary>Looks twenty times a second. The hall's own items are in it too: "before" tells how much they take.</summary>
    private sealed class MemoryWatch : IDisposable
    {
        private readonly Timer _timer;

        public MemoryWatch() => _timer = new Timer(_ => Look(), null, 50, 50);

        public double PeakHeap { get; private set; }

        public double PeakWorkingSet { get; private set; }

        /// <returns>MB that are in use.</returns>
        public double Restart()
        {
            var used = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
            (PeakHeap, PeakWorkingSet) = (0, 0);
            Look();
            return used;
        }

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            PeakHeap = Math.Max(PeakHeap, GC.GetTotalMemory(false) / 1e6);
            PeakWorkingSet = Math.Max(PeakWorkingSet, Environment.WorkingSet / 1e6);
        }
    }
}
