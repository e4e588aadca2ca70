namespace HotlineKb.Tests.Bench;

/// <summary><c>dotnet run -c Release --project HotlineKb.Tests -- bench NAME …</c>. Timings are for reading, not for passing or failing.</summary>
internal static class BenchCommands
{
    private static readonly Dictionary<string, Func<BenchArguments, Task>> Benches = new()
    {
        ["search"] = SearchBench.RunAsync,
        ["sync"] = SyncBench.RunAsync,
        ["workflow"] = WorkflowBench.RunAsync,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var name, ..] || !Benches.TryGetValue(name, out var bench))
        {
            await Console.Error.WriteLineAsync($"Usage: bench {string.Join('|', Benches.Keys)} [--corpus DIR] [--items FILE] [--json FILE]. Tests run with `dotnet test`.");
            return 2;
        }

        try
        {
            await bench(new BenchArguments(args[1..]));
            return 0;
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}

/// <summary><c>--name value</c> pairs.</summary>
internal sealed class BenchArguments(string[] args)
{
    public string? Find(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    /// <exception cref="ArgumentException">It is not a number from 1.</exception>
    public int Count(string name, int standard) =>
        Find(name) is not { } text ? standard : int.TryParse(text, out var count) && count > 0 ? count : throw new ArgumentException($"{name} must be a whole number from 1.");

    /// <exception cref="ArgumentException">It is missing.</exception>
    public string Need(string name) => Find(name) ?? throw new ArgumentException($"{name} is missing.");
}
