using HotlineKb.Core.Ledger;
using HotlineKb.Tests.Approvals;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Hosting;

/// <summary>The verbs as an operator of the system types them: output, errors, exit code.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hotlinekb-verbs-").FullName;

    private Dictionary<string, string?> Settings => new() { ["HotlineKb:DataDirectory"] = Data, ["environment"] = "Production" };

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Migrate_TwiceOnAnEmptyDirectory_MakesTheDatabaseAndThenHasNothingToDo()
    {
        var first = await Run("migrate");
        first.ExitCode.ShouldBe(0, first.Error);
        first.Output.ShouldContain("已执行");
        File.Exists(Path.Combine(Data, "hotlinekb.db")).ShouldBeTrue();
        (await Run("migrate")).Output.Trim().ShouldBe("数据库已是当前版本。");
        var verdict = await Run("ledger", "verify");
        verdict.ExitCode.ShouldBe(0);
        verdict.Output.ShouldContain("台账完好");
    }

    [Fact]
    public async Task LedgerVerify_WithoutADatabase_SaysSoAndFails()
    {
        var result = await Run("ledger", "verify");
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Error.Trim().ShouldBe("数据库还没有建立，请先运行 migrate（或检查设置 HotlineKb:DataDirectory）。");
    }

    [Fact]
    public async Task LedgerVerify_OfAChangedRow_NamesItAndFails()
    {
        await Town.FillAsync(Data);
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Data, "hotlinekb.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE Ledger SET Actor = 'nobody' WHERE Number = 2";
            (await command.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        var result = await Run("ledger", "verify");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("第 2 条");
    }

    [Fact]
    public async Task TokenCreate_ForAnAccount_PrintsTheTokenAlone()
    {
        await Town.FillAsync(Data);
        var made = await Run("token", "create", "--account", "city.editor", "--days", "7");
        made.ExitCode.ShouldBe(0, made.Error);
        made.Output.ShouldMatch(@"^hkb_[A-Za-z0-9_-]{40,}\r?\n$");
        var unknown = await Run("token", "create", "--account", "nobody");
        unknown.ExitCode.ShouldBe(1);
        unknown.Output.ShouldBeEmpty();
        unknown.Error.ShouldContain("nobody");
        (await Run("token", "create", "--account", "city.editor", "--days", "0")).Error.ShouldContain("有效天数");
        await using var host = TestHost.Open(Data);
        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Theory]
    [InlineData("migrat")]
    [InlineData("ledger")]
    [InlineData("token", "create")]
    [InlineData("migrate", "--entries", "5")]
    [InlineData("--nonsense")]
    public async Task AnyVerb_WrittenWrong_ShowsUsageOnStandardErrorAndFails(params string[] words)
    {
        var result = await Run(words);
        result.ExitCode.ShouldNotBe(0);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain(words[0]);
        result.Error.ShouldContain("用法");
        result.Error.ShouldNotContain("   at ");
        File.Exists(Path.Combine(Data, "hotlinekb.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task Backup_RestoredElsewhere_IsTheSameDatabaseWithItsLedger()
    {
        await Town.FillAsync(Data);
        Directory.CreateDirectory(Path.Combine(Data, "keys"));
        await File.WriteAllTextAsync(Path.Combine(Data, "keys", "key-1.xml"), "<key />");
        var backup = Path.Combine(_folder, "backup");
        var made = await Run("backup", "create", backup);
        made.ExitCode.ShouldBe(0, made.Error);
        made.Output.ShouldContain("已备份");
        (await Run("backup", "create", backup)).Error.ShouldContain("不是空的");

        var onto = await Run("backup", "restore", backup);
        onto.ExitCode.ShouldBe(1);
        onto.Error.ShouldContain("--force");

        var elsewhere = new Dictionary<string, string?>(Settings) { ["HotlineKb:DataDirectory"] = Path.Combine(_folder, "elsewhere") };
        var restored = await LiveServer.RunProgramAsync(elsewhere, "backup", "restore", backup);
        restored.ExitCode.ShouldBe(0, restored.Error);
        File.Exists(Path.Combine(_folder, "elsewhere", "keys", "key-1.xml")).ShouldBeTrue();
        var verdict = await LiveServer.RunProgramAsync(elsewhere, "ledger", "verify");
        verdict.ExitCode.ShouldBe(0, verdict.Error);
        verdict.Output.ShouldBe((await Run("ledger", "verify")).Output);

        var forced = await Run("backup", "restore", backup, "--force");
        forced.ExitCode.ShouldBe(0, forced.Error);
        Directory.EnumerateDirectories(Data, "replaced-*").Single().ShouldSatisfyAllConditions(old => File.Exists(Path.Combine(old, "hotlinekb.db")).ShouldBeTrue());
        (await Run("ledger", "verify")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Restore_OfADamagedBackup_IsRefusedAndLeavesNothing()
    {
        await Town.FillAsync(Data);
        var backup = Path.Combine(_folder, "backup");
        (await Run("backup", "create", backup)).ExitCode.ShouldBe(0);
        await using (var file = File.OpenWrite(Path.Combine(backup, "hotlinekb.db")))
        {
            file.Seek(5000, SeekOrigin.Begin);
            file.WriteByte(0x7F);
        }

        var elsewhere = new Dictionary<string, string?>(Settings) { ["HotlineKb:DataDirectory"] = Path.Combine(_folder, "elsewhere") };
        var result = await LiveServer.RunProgramAsync(elsewhere, "backup", "restore", backup);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("hotlinekb.db");
        File.Exists(Path.Combine(_folder, "elsewhere", "hotlinekb.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task DemoLoad_WithEntries_LoadsTheCityOnceAndAddsTheEntriesEachTime()
    {
        var inProduction = await Run("demo", "load");
        inProduction.ExitCode.ShouldBe(1);
        inProduction.Error.ShouldContain("Development");
        var development = new Dictionary<string, string?>(Settings) { ["environment"] = "Development" };
        var first = await LiveServer.RunProgramAsync(development, "demo", "load", "--entries", "20");
        first.ExitCode.ShouldBe(0, first.Error);
        first.Output.ShouldContain("已载入演示城市");
        first.Output.ShouldContain("已生成 20 个条目");
        var again = await LiveServer.RunProgramAsync(development, "demo", "load");
        again.ExitCode.ShouldBe(0, again.Error);
        again.Output.Trim().ShouldBe("演示城市已在库中。");
        (await LiveServer.RunProgramAsync(development, "demo", "load", "--entries", "-1")).ExitCode.ShouldBe(1);

        var rebuilt = await Run("search", "rebuild");
        rebuilt.ExitCode.ShouldBe(0, rebuilt.Error);
        rebuilt.Output.ShouldContain("检索索引已重建");
        Directory.Exists(Path.Combine(Data, "search")).ShouldBeTrue();
        (await Run("ledger", "verify")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task HallImport_OfAFile_PrintsFiguresAndNamesWhatWasRefused()
    {
        await Town.FillAsync(Data);
        var file = Path.Combine(_folder, "items.jsonl");
        await File.WriteAllTextAsync(file, SyncHost.Item("a1") + "\n");
        var done = await Run("hall", "import", file);
        (done.ExitCode, done.Output.Trim(), done.Error).ShouldBe((0, "导入：读取 1，新增 1，变更 0，未变 0，撤下 0，隔离 0。", ""));

        await File.WriteAllTextAsync(file, SyncHost.Item("a1") + "\n{oops\n");
        var some = await Run("hall", "import", file);
        (some.ExitCode, some.Output.Trim()).ShouldBe((4, "导入：读取 2，新增 0，变更 0，未变 1，撤下 0，隔离 1。"));
        some.Error.ShouldContain("第 2 行");

        await File.WriteAllTextAsync(file, "no items");
        var none = await Run("hall", "import", file);
        (none.ExitCode, none.Output).ShouldBe((1, ""));
        none.Error.ShouldContain("不是事项");
        (await Run("hall", "import", Path.Combine(_folder, "missing.jsonl"))).Error.ShouldContain("没有文件");
        var unconnected = await Run("hall", "sync");
        unconnected.ExitCode.ShouldBe(1);
        unconnected.Error.ShouldContain("HotlineKb:ServiceHall:BaseUrl");
    }

    [Fact]
    public async Task Restore_OntoARunningServer_IsRefused()
    {
        await using var server = await LiveServer.StartAsync(prepare: Town.FillAsync);
        var backup = Path.Combine(_folder, "backup");
        (await server.RunAsync("backup", "create", backup)).ExitCode.ShouldBe(0);
        var result = await server.RunAsync("backup", "restore", backup, "--force");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("请先停止服务");
        server.Kill();
        (await server.RunAsync("backup", "restore", backup, "--force")).ExitCode.ShouldBe(0);
        await server.RestartAsync();
        (await (await server.ClientAsync("audit")).AskAsync("/ledger/verify")).Is(System.Net.HttpStatusCode.OK)["ok"].GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Help_Asked_ListsTheVerbs()
    {
        var result = await Run("--help");
        result.ExitCode.ShouldBe(0);
        foreach (var verb in new[] { "migrate", "demo", "search", "ledger", "backup", "token", "hall" })
            result.Output.ShouldContain(verb);
    }

    private Task<ProgramResult> Run(params string[] words) => LiveServer.RunProgramAsync(Settings, words);
}
