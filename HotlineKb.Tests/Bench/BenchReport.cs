using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HotlineKb.Tests.Bench;

/// <summary>Figures by section, as one table and as JSON.</summary>
internal sealed class BenchReport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, Dictionary<string, object>> _sections = [];

    public void Add(string section, string figure, double value) => Section(section)[figure] = Math.Round(value, 4);

    public void Add(string section, string figure, string value) => Section(section)[figure] = value;

    public void AddTimes(string section, string prefix, List<double> milliseconds)
    {
        milliseconds.Sort();
        foreach (var (name, share) in new[] { ("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1) })
            Add(section, $"{prefix}ms {name}", milliseconds.Count == 0 ? 0 : milliseconds[Math.Min(milliseconds.Count - 1, (int)(share * milliseconds.Count))]);
    }

    /// <summary>Prints both, and writes the JSON to <paramref name="file"/> when given.</summary>
    public async Task WriteAsync(string? file)
    {
        foreach (var (section, figures) in _sections)
        {
            Console.WriteLine(section);
            foreach (var (figure, value) in figures)
                Console.WriteLine($"  {figure,-34}{(value is double number ? number.ToString("#,0.####", CultureInfo.InvariantCulture) : value),14}");
        }

        var json = JsonSerializer.Serialize(_sections, Json);
        Console.WriteLine(json);
        if (file is not null)
            await File.WriteAllTextAsync(file, json);
    }

    /// <summary>Milliseconds an asynchronous call takes.</summary>
    public static async Task<(T Value, double Milliseconds)> TimeAsync<T>(Func<Task<T>> call)
    {
        var started = Stopwatch.GetTimestamp();
        var value = await call();
        return (value, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private Dictionary<string, object> Section(string name)
    {
        if (!_sections.TryGetValue(name, out var section))
            _sections[name] = section = [];
        return section;
    }
}
