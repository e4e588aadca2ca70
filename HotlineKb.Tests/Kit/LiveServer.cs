using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace HotlineKb.Tests.Kit;

/// <summary>What a run of the program left behind.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Error);

/// <summary>
/// The real program as a process of its own, on a data directory of its own and a free port.
/// It is killed when disposed, and at the latest when the test process ends.
/// </summary>
public sealed partial class LiveServer : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, Process> Running = new();

    private readonly Dictionary<string, string?> _settings;
    private readonly bool _ownsDirectory;
    private readonly ConcurrentDictionary<string, Task<string>> _tokens = new();
    private readonly StringBuilder _log = new();
    private Process? _process;

    static LiveServer() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Values)
            Kill(process);
    };

    private LiveServer(string dataDirectory, bool ownsDirectory, Dictionary<string, string?> settings) =>
        (DataDirectory, _ownsDirectory, _settings) = (dataDirectory, ownsDirectory, settings);

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public string DataDirectory { get; }

    /// <summary>Everything the program has written so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <param name="demo">The demo city, as in Development; without it an empty database.</param>
    /// <param name="prepare">Fills the data directory before the program starts.</param>
    /// <param name="settings">By their names, such as <c>HotlineKb:Deadlines:UnitRevision</c>.</param>
    /// <param name="dataDirectory">One that outlives this server; by default a fresh one that goes with it.</param>
    public static async Task<LiveServer> StartAsync(bool demo = false, Func<string, Task>? prepare = null, Dictionary<string, string?>? settings = null, string? dataDirectory = null)
    {
        var directory = dataDirectory ?? Directory.CreateTempSubdirectory("hotlinekb-live-").FullName;
        if (prepare is not null)
            await prepare(directory);
        var all = new Dictionary<string, string?>(settings ?? []) { ["HotlineKb:DataDirectory"] = directory };
        all.TryAdd("HotlineKb:Demo", demo ? "true" : "false");
        var server = new LiveServer(directory, dataDirectory is null, all);
        try
        {
            await server.StartProcessAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client without an account.</summary>
    public HttpClient Anonymous() => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address, Timeout = Patience.VeryLong };

    /// <summary>A client that acts as an account, by a token from the program's own verb.</summary>
    public async Task<HttpClient> ClientAsync(string account)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(account));
        return client;
    }

    /// <summary>A client with a person's own session, signed in by the form.</summary>
    public async Task<HttpClient> SessionAsync(string account, string password = Town.Password)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = Patience.VeryLong };
        var token = FormToken().Match(await client.GetStringAsync("/sign-in")).Groups[1].Value;
        using var response = await client.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in", ["__RequestVerificationToken"] = WebUtility.HtmlDecode(token), ["Form.UserName"] = account, ["Form.Password"] = password,
        }));
        return response.StatusCode is HttpStatusCode.Found ? client : throw new InvalidOperationException($"{account} could not sign in: {await response.Content.ReadAsStringAsync()}");
    }

    public Task<string> TokenAsync(string account) => _tokens.GetOrAdd(account, async name =>
    {
        var result = await RunAsync("token", "create", "--account", name);
        return result.ExitCode == 0 ? result.Output.Trim() : throw new InvalidOperationException(result.Error);
    });

    /// <summary>Runs a verb against this server's data directory.</summary>
    public Task<ProgramResult> RunAsync(params string[] words) => RunProgramAsync(_settings, words);

    /// <summary>Runs the program to its end.</summary>
    public static async Task<ProgramResult> RunProgramAsync(IReadOnlyDictionary<string, string?> settings, params string[] words)
    {
        using var process = Start(settings, words);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience.VeryLong);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            throw new TimeoutException($"'{string.Join(' ', words)}' did not end.\n{await output}\n{await error}");
        }
        finally
        {
            Running.TryRemove(process.Id, out _);
        }

        return new ProgramResult(process.ExitCode, await output, await error);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill()
    {
        if (_process is { } process)
            Kill(process);
    }

    /// <summary>Starts it again on the same data, after a <see cref="Kill()"/>, at the same address.</summary>
    public async Task RestartAsync()
    {
        Kill();
        await StartProcessAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            Kill(process);
            process.Dispose();
        }

        if (_ownsDirectory)
            await TestHost.DeleteFolderAsync(DataDirectory);
    }

    private async Task StartProcessAsync()
    {
        _process?.Dispose();
        var settings = new Dictionary<string, string?>(_settings) { ["urls"] = Address.Port == 80 ? "http://127.0.0.1:0" : Address.GetLeftPart(UriPartial.Authority) };
        var process = _process = Start(settings, []);
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Heard(line.Data, listening);
        process.ErrorDataReceived += (_, line) => Heard(line.Data, listening);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The program ended at its start:\n{Log}"));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            Address = await listening.Task.WaitAsync(Patience.VeryLong);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The program did not begin to listen:\n{Log}");
        }
    }

    private void Heard(string? line, TaskCompletionSource<Uri> listening)
    {
        if (line is null)
            return;
        lock (_log)
            _log.AppendLine(line);
        if (NowListening().Match(line) is { Success: true } match)
            listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    /// <summary>The program, to be watched and killed by the test; it is killed with the tests in any case.</summary>
    internal static Process Start(IReadOnlyDictionary<string, string?> settings, string[] words)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.Combine(SolutionFolder, "HotlineKb.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(ProgramPath);
        foreach (var word in words)
            start.ArgumentList.Add(word);
        // What the developer has set for an own server must not reach this one.
        foreach (var name in start.Environment.Keys.Where(name => Foreign().IsMatch(name)).ToList())
            start.Environment.Remove(name);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in settings)
            start.Environment[name == "urls" ? "ASPNETCORE_URLS" : name == "environment" ? "ASPNETCORE_ENVIRONMENT" : name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        Running[process.Id] = process;
        return process;
    }

    /// <summary>The folder that holds the solution.</summary>
    public static string SolutionFolder { get; } = Above("HotlineKb.sln") ?? throw new InvalidOperationException("HotlineKb.sln is not above the tests.");

    // The same configuration and framework as the tests: …/HotlineKb.Tests/bin/Debug/net10.0/
    private static string ProgramPath => Path.Combine(SolutionFolder, "HotlineKb.Web", "bin",
        Path.GetRelativePath(Path.Combine(SolutionFolder, "HotlineKb.Tests", "bin"), AppContext.BaseDirectory), "HotlineKb.Web.dll");

    /// <summary>The nearest folder above the tests that holds this file or folder; null when there is none.</summary>
    public static string? Above(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Exists(Path.Combine(folder.FullName, name)))
                return folder.FullName;
        return null;
    }

    private static void Kill(Process process)
    {
        Running.TryRemove(process.Id, out _);
        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(Patience.Long);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex NowListening();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    [GeneratedRegex("^(ASPNETCORE_|DOTNET_ENVIRONMENT$|HotlineKb__|ConnectionStrings__|Kestrel__|Logging__)", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();
}

/// <summary>One server with the small town of <see cref="Town"/>, shared by all API tests.</summary>
public sealed class TownServer : IAsyncLifetime
{
    public const string Collection = "town server";

    public LiveServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await LiveServer.StartAsync(prepare: Town.FillAsync);

    public Task DisposeAsync() => Server.DisposeAsync().AsTask();
}

[CollectionDefinition(TownServer.Collection)]
public sealed class TownServerTests : ICollectionFixture<TownServer>;

/// <summary>One server with the demo city, shared by all tests that need it.</summary>
public sealed class DemoServer : IAsyncLifetime
{
    public const string Collection = "demo server";

    public LiveServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await LiveServer.StartAsync(demo: true);

    public Task DisposeAsync() => Server.DisposeAsync().AsTask();
}

[CollectionDefinition(DemoServer.Collection)]
public sealed class DemoServerTests : ICollectionFixture<DemoServer>;
