using System.Diagnostics;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Tests.Kit;

/// <summary>
/// This assembly once more, as a process of its own that can be killed: what it says on standard output tells the test how far it has come.
/// </summary>
public sealed class Child : IDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    public static Child Start(params string[] arguments)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = new ProcessStartInfo(dotnet) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(Child).Assembly.Location, "child", .. arguments])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        return new Child(process);
    }

    /// <summary>The next line it says; null when it has ended.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience.VeryLong);

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience.VeryLong);
    }

    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience.VeryLong);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>The other side: <c>child migrate DIR</c>, <c>child commit DIR</c>, <c>child write DIR COUNT</c>, <c>child apply DIR HALL PAGES</c>, <c>child import DIR ROWS</c>.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["migrate", var folder]:
                await MigrateAndHangAsync(folder);
                return 0;
            case ["commit", var folder]:
                await CommitForEverAsync(folder);
                return 0;
            case ["write", var folder, var count]:
                await WriteAsync(folder, int.Parse(count));
                return 0;
            case ["apply", var folder, var hall, var pages]:
                await ApplyAndHangAsync(folder, new Uri(hall), int.Parse(pages));
                return 0;
            case ["import", var folder, var rows]:
                await ImportAndHangAsync(folder, int.Parse(rows));
                return 0;
            default:
                await Console.Error.WriteLineAsync("child migrate DIR | child commit DIR | child write DIR COUNT | child apply DIR HALL PAGES | child import DIR ROWS");
                return 2;
        }
    }

    /// <summary>Migrates up to the moment when some tables are made and the lock row is there, says so and stays.</summary>
    private static async Task MigrateAndHangAsync(string folder)
    {
        var options = new DbContextOptionsBuilder<SqliteHotlineDb>()
            .UseSqlite(HotlineDbFactory.SqliteConnectionString(new StorageOptions { DataDirectory = folder }))
            .AddInterceptors(new SqlitePragmas(), new HangInTheMiddle()).Options;
        await using var host = TestHost.Open(folder, services => services.AddSingleton<IDbContextFactory<HotlineDb>>(new Factory(options)));
        await host.Get<Migrator>().MigrateAsync();
    }

    /// <summary>Acts of several rows each, for ever; a line per acknowledged act.</summary>
    private static async Task CommitForEverAsync(string folder)
    {
        await using var host = TestHost.Open(folder);
        var category = await host.CategoryAsync(Town.Rsj);
        for (var act = 1; ; act++)
        {
            var entry = await AnEntry.Drafted(host).SubmittedToUnit().Edited("officer.rsj", text => text with { Title = $"第{act}次" });
            await host.Get<EntryActions>().LoadAsync(Actor.System("child"), [(Town.Rsj, AnEntry.AText with { CategoryId = category }, host.Now), (Town.Rsj, AnEntry.AText with { CategoryId = category }, host.Now)]);
            await using var db = host.Db();
            Console.WriteLine((await db.LedgerHeads().SingleAsync()).Number);
        }
    }

    private static async Task WriteAsync(string folder, int count)
    {
        await using var host = TestHost.Open(folder);
        Console.WriteLine("ready");
        for (var number = 1; number <= count; number++)
            await host.Get<LedgerDoor>().CommitAsync(Actor.System("child"), (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([new Noted("child", number)]));
    }

    /// <summary>A full run up to the moment when so many pages of what it read are in force; says so and stays.</summary>
    private static async Task ApplyAndHangAsync(string folder, Uri hall, int pages)
    {
        var options = new HallOptions { BaseUrl = hall, AllowedHosts = [hall.Authority], ClientSecret = FakeHall.Secret };
        await using var host = Open(folder, options);
        var begun = await host.Get<HallSync>().BeginAsync(Actor.System("child"), full: true);
        await host.Get<HallSync>().CarryOutAsync(begun.Id, new Hang(run => run.Applying && --pages == 0));
    }

    /// <summary>An import up to the moment when so many rows are in; says so and stays.</summary>
    private static async Task ImportAndHangAsync(string folder, int rows)
    {
        await using var host = Open(folder, new HallOptions());
        await host.Get<HallSync>().ImportAsync(Actor.System("child"), "items.jsonl", HallRuns.Rows(Enumerable.Range(0, rows * 2).Select(row => FakeHall.Item(FakeHall.CodeOf(row)))), new Hang(run => run.Read >= rows));
    }

    private static TestHost Open(string folder, HallOptions options) => TestHost.Open(folder, HallRuns.With(options));

    private sealed class Hang(Func<HallRun, bool> here) : IProgress<HallRun>
    {
        public void Report(HallRun value)
        {
            if (!here(value))
                return;
            Console.WriteLine("here");
            Thread.Sleep(Timeout.Infinite);
        }
    }

    private sealed class Factory(DbContextOptions<SqliteHotlineDb> options) : IDbContextFactory<HotlineDb>
    {
        public HotlineDb CreateDbContext() => new SqliteHotlineDb(options);
    }

    private sealed class HangInTheMiddle : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(System.Data.Common.DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("CREATE TABLE \"Revision\"", StringComparison.Ordinal))
            {
                Console.WriteLine("in the middle");
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return await base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}

/// <summary>An event that stands for nothing but itself.</summary>
[EventKind("test.noted")]
public sealed record Noted(string Writer, int Number) : LedgerEvent($"test:{Writer}");
