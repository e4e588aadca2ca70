using System.CommandLine;
using System.Globalization;
using HotlineKb.Core.Basics;

namespace HotlineKb.Web.Hosting;

/// <summary>Command verbs of the program; without one it serves. Results go to standard output, everything else to standard error.</summary>
internal static class Commands
{
    private static readonly string[] HostSettings = ["urls", "environment", "contentRoot", "applicationName", "http_ports", "https_ports"];

    public static async Task<int> RunAsync(string[] args)
    {
        var (settings, words) = Split(args);
        if (words.Count == 0)
            return await GuardedAsync(() => ServeAsync(settings));
        // The parser's own sentences then come in Chinese too.
        CultureInfo.CurrentUICulture = new CultureInfo("zh-CN");
        var parsed = Tree(settings).Parse(words);
        var console = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        if (parsed.Errors.Count > 0)
            console.Output = Console.Error;
        return await GuardedAsync(() => parsed.InvokeAsync(console));
    }

    private static RootCommand Tree(string[] settings)
    {
        var entries = new Option<int>("--entries") { Description = "另外生成的条目数", DefaultValueFactory = _ => 0 };
        var account = new Option<string>("--account") { Description = "令牌所代表的账号", Required = true };
        var days = new Option<int>("--days") { Description = "有效天数", DefaultValueFactory = _ => 365 };
        var directory = new Argument<string>("DIR") { Description = "备份目录" };
        var file = new Argument<string>("FILE") { Description = "单位目录文件（JSON：regions、units、counterparts）" };
        var force = new Option<bool>("--force") { Description = "数据目录非空时仍恢复；原有数据移入 replaced-… 目录" };
        var items = new Argument<string>("FILE") { Description = "事项文件：JSON（每行一个对象，或数组）或 Excel（.xlsx）" };
        var full = new Option<bool>("--full") { Description = "全量核对：不再列出的事项撤下" };
        return new RootCommand("12345 政府服务热线知识库采编管理系统。不带命令时启动服务。")
        {
            Verb("migrate", "建立数据库或升级到当前版本", settings, (verbs, _, ct) => verbs.MigrateAsync(ct)),
            new Command("demo", "演示城市")
            {
                Verb("load", "载入演示城市；加 --entries 另外生成条目供试容量", settings, (verbs, parsed, ct) => verbs.LoadDemoAsync(parsed.GetValue(entries), ct), entries),
            },
            new Command("organisation", "单位目录") { Verb("import", "从文件导入地区、单位和对口关系；已有的不变", settings, (verbs, parsed, ct) => verbs.ImportOrganisationAsync(parsed.GetRequiredValue(file), ct), file) },
            new Command("hall", "网上办事大厅")
            {
                Verb("sync", "同步审批事项；加 --full 作全量核对", settings, (verbs, parsed, ct) => verbs.SyncHallAsync(parsed.GetValue(full), ct), full),
                Verb("import", "从文件导入审批事项（JSON 或 Excel），未导入的行列在标准错误", settings, (verbs, parsed, ct) => verbs.ImportItemsAsync(parsed.GetRequiredValue(items), ct), items),
            },
            new Command("search", "检索") { Verb("rebuild", "从数据库重建检索索引", settings, (verbs, _, ct) => verbs.RebuildSearchAsync(ct)) },
            new Command("ledger", "台账") { Verb("verify", "校验台账是否完整、未被改动", settings, (verbs, _, ct) => verbs.VerifyLedgerAsync(ct)) },
            new Command("backup", "备份")
            {
                Verb("create", "在线备份到目录", settings, (verbs, parsed, ct) => verbs.CreateBackupAsync(parsed.GetRequiredValue(directory), ct), directory),
                Verb("restore", "从目录恢复", settings, (verbs, parsed, ct) => verbs.RestoreBackupAsync(parsed.GetRequiredValue(directory), parsed.GetValue(force), ct), directory, force),
            },
            new Command("token", "接口令牌")
            {
                Verb("create", "为账号生成令牌，只在标准输出显示一次", settings, (verbs, parsed, ct) => verbs.CreateTokenAsync(parsed.GetRequiredValue(account), parsed.GetValue(days), ct), account, days),
            },
        };
    }

    private static Command Verb(string name, string description, string[] settings, Func<Verbs, ParseResult, CancellationToken, Task<int>> act, params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
                command.Add(option);
            else
                command.Add((Argument)symbol);
        }

        command.SetAction(async (parsed, ct) =>
        {
            await using var app = HotlineApp.Build(settings, builder =>
                builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter(null, LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
            return await act(new Verbs(app.Services), parsed, ct);
        });
        return command;
    }

    private static async Task<int> ServeAsync(string[] settings)
    {
        await using var app = HotlineApp.Build(settings);
        await Startup.PrepareAsync(app);
        await app.RunAsync();
        return 0;
    }

    private static async Task<int> GuardedAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is WrongSetting or Refusal)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (InvalidDataException e)
        {
            await Console.Error.WriteLineAsync($"设置文件读不了：{e.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("已中止。");
            return 130;
        }
    }

    /// <summary>Settings of the host (<c>--urls …</c>, <c>--HotlineKb:Demo=false</c>) may stand anywhere; what is left is the verb.</summary>
    private static (string[] Settings, List<string> Words) Split(string[] args)
    {
        var settings = new List<string>();
        var words = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..].Split('=', 2)[0] : "";
            if (!name.Contains(':', StringComparison.Ordinal) && !HostSettings.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Length)
                settings.Add(args[++i]);
        }

        return ([.. settings], words);
    }
}
