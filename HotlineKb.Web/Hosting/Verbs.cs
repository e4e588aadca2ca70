using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Units;
using HotlineKb.Web.Approvals;
using HotlineKb.Web.Demo;
using HotlineKb.Web.Parts;

namespace HotlineKb.Web.Hosting;

/// <summary>What each verb does. Each says what it did and answers with the exit code.</summary>
internal sealed class Verbs(IServiceProvider services)
{
    private const string ByHand = "command-line";
    private const int MostEntries = 1_000_000;

    public async Task<int> MigrateAsync(CancellationToken ct)
    {
        var applied = await Startup.MigrateAsync(services, ct);
        Console.WriteLine(applied == 0 ? "数据库已是当前版本。" : $"已执行 {applied} 个数据库升级。");
        return 0;
    }

    public async Task<int> ImportOrganisationAsync(string file, CancellationToken ct)
    {
        if (!File.Exists(file))
            throw new WrongSetting($"没有文件“{file}”。");
        await Startup.MigrateAsync(services, ct);
        var imported = await services.GetRequiredService<UnitActions>().ImportAsync(Actor.System(ByHand), OrganisationFile.Parse(await File.ReadAllTextAsync(file, ct)), ct);
        Console.WriteLine($"新增地区 {imported.Regions}、热线办 {imported.Offices}、单位 {imported.Units}、对口关系 {imported.Counterparts}。");
        return 0;
    }

    /// <summary>Development only: the demo accounts' password is known to everyone.</summary>
    public async Task<int> LoadDemoAsync(int entries, CancellationToken ct)
    {
        if (!services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            throw new WrongSetting("演示城市只能在 Development 环境中载入（ASPNETCORE_ENVIRONMENT）：演示账号的密码是公开的。");
        if (entries is < 0 or > MostEntries)
            throw new WrongSetting($"--entries 须为 0 至 {MostEntries:N0}。");
        await Startup.MigrateAsync(services, ct);
        var outcome = await DemoCity.LoadAsync(services, new Lines(), ct);
        if (outcome is DemoOutcome.NotEmpty)
            throw new WrongSetting("数据库中已有别的单位，演示城市只能载入空的数据库。");
        Console.WriteLine(outcome is DemoOutcome.AlreadyThere ? "演示城市已在库中。" : "已载入演示城市。");
        if (entries == 0)
            return 0;
        try
        {
            Console.WriteLine($"已生成 {await DemoVolume.LoadAsync(services, entries, new Lines(), ct)} 个条目。");
            return 0;
        }
        catch (InvalidOperationException e)
        {
            throw new WrongSetting(e.Message);
        }
    }

    public async Task<int> RebuildSearchAsync(CancellationToken ct)
    {
        await Startup.NeedDatabaseAsync(services, ct);
        var index = services.GetRequiredService<SearchIndex>();
        var last = 0;
        var steps = new Steps(5_000, done => $"已编入 {done:N0} 条");
        try
        {
            await index.RebuildAsync(new Each<SearchProgress>(step =>
            {
                last = step.Total;
                steps.Report(step.Done);
            }), ct);
        }
        catch (InvalidOperationException e)
        {
            throw new WrongSetting(e.Message);
        }

        await services.GetRequiredService<PublicSearch>().RebuildAsync(ct);
        await services.GetRequiredService<HolderSearch>().RebuildAsync(ct);
        Console.WriteLine($"检索索引已重建：{last:N0} 条。");
        return 0;
    }

    public async Task<int> VerifyLedgerAsync(CancellationToken ct)
    {
        await Startup.NeedDatabaseAsync(services, ct);
        var verdict = await services.GetRequiredService<LedgerVerifier>().VerifyAsync(new Steps(20_000, done => $"已校验 {done:N0} 条"), ct);
        if (verdict.Ok)
        {
            Console.WriteLine($"台账完好：共 {verdict.Count} 条，末条校验值 {verdict.Head}。");
            return 0;
        }

        await Console.Error.WriteLineAsync($"台账不完好：{verdict.Reason}（首处：第 {verdict.FirstBroken} 条）");
        return 2;
    }

    /// <summary>Here and now; joins the run of a server that is at it, and waits for its end.</summary>
    public async Task<int> SyncHallAsync(bool full, CancellationToken ct)
    {
        await Startup.NeedDatabaseAsync(services, ct);
        var sync = services.GetRequiredService<HallSync>();
        var begun = await sync.BeginAsync(Actor.System(ByHand), full, ct: ct);
        var steps = new Steps(1_000, read => $"已读取 {read:N0} 件");
        var run = begun.Fresh
            ? await sync.CarryOutAsync(begun.Id, new Each<HallRun>(step => steps.Report(step.Read)), ct)
            : await sync.WhenEndedAsync(begun.Id, new Each<HallRun>(step => steps.Report(step.Read)), ct);
        Console.WriteLine($"{(run.Kind is HallRunKind.Full ? "全量核对" : "同步")}：读取 {run.Read}，新增 {run.Added}，变更 {run.Changed}，未变 {run.Unchanged}，撤下 {run.Withdrawn}，隔离 {run.Quarantined}。");
        if (run.State is HallRunState.Succeeded)
            return 0;
        await Console.Error.WriteLineAsync(run.Error ?? "同步没有完成。");
        return run.State is HallRunState.Stopped ? 3 : 1;
    }

    /// <returns>0 all taken in; 4 some rows are in quarantine; 1 the file could not be read, or not to its end.</returns>
    public async Task<int> ImportItemsAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path))
            throw new WrongSetting($"没有文件“{path}”。");
        await Startup.NeedDatabaseAsync(services, ct);
        HallRun run;
        IReadOnlyList<FileResult> rows;
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, useAsync: true);
            if (stream.Length > HallFile.MaxSize)
                throw new WrongSetting("文件超过 50 MB，请分成几个文件导入。");
            var steps = new Steps(1_000, read => $"已读取 {read:N0} 行");
            var file = await HallFile.OpenAsync(stream, ct);
            (run, rows) = await services.GetRequiredService<HallSync>().ImportAsync(Actor.System(ByHand), Path.GetFileName(path), file.ReadAsync(ct), new Each<HallRun>(step => steps.Report(step.Read)), ct);
        }
        catch (UnreadableFile unreadable)
        {
            throw new WrongSetting(unreadable.Message);
        }

        var refused = rows.Where(row => row.Result is IntakeResult.Quarantined).ToList();
        foreach (var row in refused)
            await Console.Error.WriteLineAsync($"第 {row.Place} 行 {row.Name}：{row.Reason}");
        Console.WriteLine($"导入：读取 {run.Read}，新增 {run.Added}，变更 {run.Changed}，未变 {run.Unchanged}，撤下 {run.Withdrawn}，隔离 {run.Quarantined}。");
        if (run.State is not HallRunState.Succeeded)
        {
            await Console.Error.WriteLineAsync(run.Error ?? "导入没有完成。");
            return 1;
        }

        return refused.Count == 0 ? 0 : 4;
    }

    public async Task<int> CreateTokenAsync(string account, int days, CancellationToken ct)
    {
        await Startup.NeedDatabaseAsync(services, ct);
        var token = await services.GetRequiredService<TokenActions>().CreateAsync(Actor.System(ByHand), account, ByHand, days, ct);
        await Console.Error.WriteLineAsync($"已为账号“{account}”生成令牌，{days} 天内有效；只显示这一次，请妥善保存。");
        Console.WriteLine(token);
        return 0;
    }

    public async Task<int> CreateBackupAsync(string directory, CancellationToken ct)
    {
        await Startup.NeedDatabaseAsync(services, ct);
        var made = await Backups().CreateAsync(directory, ct);
        Console.WriteLine(made.HasDatabase
            ? $"已备份到 {Path.GetFullPath(directory)}：数据库、密钥，台账 {made.LedgerCount} 条，末条校验值 {made.LedgerHead}。"
            : $"已备份密钥到 {Path.GetFullPath(directory)}。数据库不在其中：请使用数据库自带的备份功能；当前台账 {made.LedgerCount} 条，末条校验值 {made.LedgerHead}。");
        return 0;
    }

    public async Task<int> RestoreBackupAsync(string directory, bool force, CancellationToken ct)
    {
        var restored = await Backups().RestoreAsync(directory, force, ct);
        if (restored.MovedTo is { } moved)
            Console.WriteLine($"原有数据已移入 {moved}。");
        Console.WriteLine(restored.Manifest.HasDatabase
            ? $"已恢复：数据库、密钥；台账 {restored.Manifest.LedgerCount} 条校验完好，末条校验值 {restored.Manifest.LedgerHead}。检索索引会在启动时重建。"
            : "已恢复密钥。数据库请用数据库自带的功能恢复。");
        return 0;
    }

    private Backups Backups() => ActivatorUtilities.CreateInstance<Backups>(services);

    /// <summary>At once and in order, where <see cref="Progress{T}"/> would report later and from anywhere.</summary>
    private sealed class Each<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }

    /// <summary>A line on standard error for every so many done; never more.</summary>
    private sealed class Steps(long each, Func<long, string> say) : IProgress<long>
    {
        private long _said;

        public void Report(long value)
        {
            if (value - _said < each)
                return;
            _said = value;
            Console.Error.WriteLine(say(value));
        }
    }
}
