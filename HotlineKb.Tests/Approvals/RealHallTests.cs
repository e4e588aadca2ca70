using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>Against the hall of the contract, as a process of its own, with its 900 real items.</summary>
public sealed class RealHallTests
{
    private const int Items = 900;

    [SkippableFact]
    public async Task Sync_OfTheRealItems_TakesAllAndThenNothing()
    {
        await using var hall = await RealHall.StartAsync();
        await using var host = await hall.HostAsync();
        (await host.SyncAsync()).ShouldHave(new HallFigures(Items, Added: Items));
        var before = await host.TracesAsync();
        var again = await host.SyncAsync();
        (again.State, again.Read, again.Unchanged).ShouldBe((HallRunState.Succeeded, again.Unchanged, again.Read));
        await host.SyncsAsync(new HallFigures(Items, Unchanged: Items), full: true);
        (await host.TracesAsync()).ShouldBe(before);

        var codes = await CodesAsync(host);
        await hall.ControlAsync(new { change = codes[10], set = new { LINK_TEL = "020-12345" } });
        await hall.ControlAsync(new { cancel = codes[20] });
        await hall.ControlAsync(new { remove = codes[30] });
        var changed = await host.SyncAsync();
        (changed.Changed, changed.Withdrawn, changed.Added, changed.Quarantined).ShouldBe((1, 1, 0, 0));
        await host.SyncsAsync(new HallFigures(Items - 1, Unchanged: Items - 1, Withdrawn: 1), full: true);
        (await host.InForceAsync()).ShouldBe(Items - 2);
        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Sync_OfDirt_QuarantinesTheUnreadableAndMendsTheRest()
    {
        await using var hall = await RealHall.StartAsync("--dirty");
        await using var host = await hall.HostAsync();
        // Every fortieth has no name.
        const int Nameless = 23;
        await host.SyncsAsync(new HallFigures(Items, Added: Items - Nameless, Quarantined: Nameless));
        (await host.QuarantineAsync()).ShouldAllBe(row => row.Reason == "没有事项名称（CATANAME、TASK_NAME）。" && row.Raw.Contains("AUDIT_ITEM"));
        var before = await host.TracesAsync();
        await host.SyncsAsync(new HallFigures(Items, Unchanged: Items - Nameless, Quarantined: Nameless), full: true);
        (await host.TracesAsync()).ShouldBe(before);
        await using (var db = host.Db())
        {
            var guides = await db.ApprovalVersions().Select(version => version.Guide).ToListAsync();
            guides.SelectMany(guide => GuideFields.All.Select(field => field.Text(guide))).ShouldAllBe(text => !text.Contains("alert(") && !text.Contains('\0') && !text.Contains("<br") && !text.Contains("&nbsp;") && !text.Contains("&amp;"));
        }

        await hall.ControlAsync(new { dirty = false });
        var clean = await host.SyncAsync(full: true);
        (clean.State, clean.Added, clean.Quarantined, clean.Withdrawn).ShouldBe((HallRunState.Succeeded, Nameless, 0, 0));
        (await host.QuarantineAsync()).ShouldBeEmpty();
        (await host.InForceAsync()).ShouldBe(Items);
    }

    [SkippableTheory]
    [InlineData("500", false)]
    [InlineData("html", false)]
    [InlineData("truncate", false)]
    [InlineData("slow", false)]
    [InlineData("reset", false)]
    [InlineData("expired", false)]
    [InlineData("stuck", false)]
    [InlineData("500", true)]
    [InlineData("truncate", true)]
    [InlineData("stuck", true)]
    public async Task Sync_WithEachFaultInTheMiddle_ConvergesAndNeverShowsHalfAPage(string fault, bool stays)
    {
        await using var hall = await RealHall.StartAsync();
        await using var host = await hall.HostAsync(options =>
        {
            // While it is slow it hears nobody else either, for twenty seconds.
            if (fault is "slow")
                (options.Patience, options.Retries) = (TimeSpan.FromSeconds(5), 8);
        });
        var pages = new List<int>();
        var begun = await host.Get<HallSync>().BeginAsync(HallRuns.Clock, full: false);
        var run = await host.Get<HallSync>().CarryOutAsync(begun.Id, new Each(step =>
        {
            pages.Add(step.Read);
            if (step.Pages == 3)
                hall.Control(new { fault, times = stays ? 1000 : 1 });
        }));

        if (stays)
        {
            run.State.ShouldBe(HallRunState.Failed);
            (await host.InForceAsync()).ShouldBe(pages[^1], "whole pages only");
            pages[^1].ShouldBeLessThan(Items);
            await hall.ControlAsync(new { fault = "none" });
            run = await host.SyncAsync();
        }
        else
        {
            run.ShouldHave(new HallFigures(Items, Added: Items));
        }

        run.State.ShouldBe(HallRunState.Succeeded, run.Error);
        (await host.InForceAsync()).ShouldBe(Items);
        var before = await host.TracesAsync();
        await host.SyncsAsync(new HallFigures(Items, Unchanged: Items), full: true);
        (await host.TracesAsync()).ShouldBe(before);
        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task FullSync_OfHalfTheHall_StopsAndChangesNothing()
    {
        await using var hall = await RealHall.StartAsync();
        await using var host = await hall.HostAsync();
        await host.SyncsAsync(new HallFigures(Items, Added: Items));
        var before = await host.TracesAsync();
        await hall.ControlAsync(new { fault = "half", times = 1000 });
        (await host.SyncAsync(full: true)).State.ShouldBe(HallRunState.Stopped);
        (await host.TracesAsync()).ShouldBe(before with { LedgerRows = before.LedgerRows + 1 });
        await hall.ControlAsync(new { fault = "none" });
        await host.SyncsAsync(new HallFigures(Items, Unchanged: Items), full: true);
    }

    private static async Task<List<string>> CodesAsync(TestHost host)
    {
        await using var db = host.Db();
        return await db.ApprovalItems().OrderBy(item => item.TaskCode).Select(item => item.TaskCode).ToListAsync();
    }

    private sealed class Each(Action<HallRun> act) : IProgress<HallRun>
    {
        public void Report(HallRun value) => act(value);
    }

    private sealed class RealHall(Process process, Uri address) : IAsyncDisposable
    {
        private readonly HttpClient _client = new() { BaseAddress = address };

        public static async Task<RealHall> StartAsync(params string[] words)
        {
            var script = Path.Combine("shared", "tools", "hall.py");
            var folder = LiveServer.Above(script);
            Skip.If(folder is null, "the contract's hall (shared/tools/hall.py) is not on this machine.");
            using var free = new TcpListener(System.Net.IPAddress.Loopback, 0);
            free.Start();
            var port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            try
            {
                var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
                foreach (var word in (string[])[Path.Combine(folder!, script), "--port", $"{port}", .. words])
                    start.ArgumentList.Add(word);
                var process = Process.Start(start)!;
                process.BeginErrorReadLine();
                var said = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience.VeryLong);
                said.ShouldNotBeNull();
                return new RealHall(process, new Uri($"http://127.0.0.1:{port}"));
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Skip.If(true, "python3 is not on this machine, and the contract's hall runs on it.");
                throw;
            }
        }

        public Task<TestHost> HostAsync(Action<HallOptions>? change = null)
        {
            var options = new HallOptions { BaseUrl = address, AllowedHosts = [address.Authority], ClientId = "x", ClientSecret = "y", Retries = 3, RetryAfter = TimeSpan.FromMilliseconds(20) };
            change?.Invoke(options);
            return TestHost.StartAsync(configure: HallRuns.With(options));
        }

        public async Task ControlAsync(object order) => (await _client.PostAsync("/_control", Content(order))).EnsureSuccessStatusCode();

        public void Control(object order) => _client.Send(new HttpRequestMessage(HttpMethod.Post, "/_control") { Content = Content(order) }).EnsureSuccessStatusCode();

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        // With its length: this hall does not read chunks.
        private static StringContent Content(object order) => new(System.Text.Json.JsonSerializer.Serialize(order));
    }
}
