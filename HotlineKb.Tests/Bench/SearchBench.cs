using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Tests.Bench;

/// <summary>
/// How good and how fast search is on a folder of documents and questions: the documents become published entries, the questions go
/// through <see cref="SearchViews"/> as an operator's, with everything on (scope, database check, marks, counts).
/// </summary>
internal sealed class SearchBench
{
    private const string Whole = "A whole questions";
    private const string Typing = "B live typing";
    private const string Words = "C two-character words";
    private const string Build = "D build";
    private const string Threads = "E queries per second, 2 threads";

    private readonly TestHost _host;
    private readonly SearchCorpus _corpus;
    private readonly BenchReport _report = new();
    private readonly Dictionary<string, string> _idByCode = [];
    private readonly List<string> _folded = [];
    private readonly Actor _operator = Town.Actor("operator01");

    private SearchBench(TestHost host, SearchCorpus corpus) => (_host, _corpus) = (host, corpus);

    public static async Task RunAsync(BenchArguments arguments)
    {
        var corpus = SearchCorpus.Read(arguments.Need("--corpus"));
        await using var host = await TestHost.StartAsync(configure: services => services.AddSearch().AddSingleton(TimeProvider.System));
        var bench = new SearchBench(host, corpus);
        await bench.LoadAsync();
        await bench.BuildAsync();
        await bench.AskAsync();
        await bench.TypeAsync();
        await bench.FindWordsAsync();
        await bench.CrowdAsync();
        await bench._report.WriteAsync(arguments.Find("--json"));
    }

    private async Task LoadAsync()
    {
        int[] units = [Town.Rsj, Town.Yiliao, Town.YingdeRsj, Town.YingdeMz, Town.QingchengRsj];
        var categories = new Dictionary<int, Guid>();
        foreach (var unit in units)
            categories[unit] = await _host.CategoryAsync(unit);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var place = 0;
        foreach (var part in _corpus.Documents.Chunk(500))
        {
            var codes = await _host.Get<EntryActions>().LoadAsync(Actor.System("bench"), [.. part.Select(document =>
            {
                var unit = units[place++ % units.Length];
                return (unit, TextOf(document) with { CategoryId = categories[unit] }, now);
            })]);
            foreach (var (code, document) in codes.Zip(part))
            {
                _idByCode[code] = document.Id;
                _folded.Add(SearchText.Fold(document.Title + "\n" + document.Text));
            }
        }
    }

    private static EntryText TextOf(CorpusDocument document) => new()
    {
        Title = document.Title.Length > EntryTextRules.MaxTitle ? document.Title[..EntryTextRules.MaxTitle] : document.Title,
        Body = string.Concat(document.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"<p>{WebUtility.HtmlEncode(line)}</p>")),
    };

    private async Task BuildAsync()
    {
        var index = _host.Get<SearchIndex>();
        // The empty index first, so that making the whole one is measured alone.
        await index.WhenSettledAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (_, milliseconds) = await BenchReport.TimeAsync(async () =>
        {
            await index.RebuildAsync();
            return 0;
        });
        _report.Add(Build, "documents", _corpus.Documents.Count);
        _report.Add(Build, "s", milliseconds / 1000);
        _report.Add(Build, "bytes on disk", index.Bytes);
        _report.Add(Build, "MB held in memory", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0);
        _report.AddTimes(Build, "add-to-visible ", await PublishAsync());
    }

    private async Task<List<double>> PublishAsync()
    {
        var times = new List<double>();
        var follower = _host.Get<LedgerFollower>();
        await follower.StartAsync(default);
        var category = await _host.CategoryAsync(Town.Rsj);
        for (var i = 0; i < 30; i++)
        {
            var word = $"基准甲{i:000}乙";
            times.Add((await BenchReport.TimeAsync(async () =>
            {
                await _host.Get<EntryActions>().LoadAsync(Actor.System("bench"), [(Town.Rsj, new EntryText { Title = word, CategoryId = category }, TimeProvider.System.GetUtcNow().UtcDateTime)]);
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                while ((await SearchAsync(word, limit.Token)).LooseFrom == 0)
                    await Task.Yield();
                return 0;
            })).Milliseconds);
        }

        await follower.StopAsync(default);
        return times;
    }

    private async Task AskAsync()
    {
        foreach (var question in _corpus.Questions.Take(200))
            await SearchAsync(question.Text);
        var times = new List<double>();
        double reciprocal = 0, first = 0, five = 0, ten = 0, gain = 0;
        foreach (var question in _corpus.Questions)
        {
            var (result, milliseconds) = await BenchReport.TimeAsync(() => SearchAsync(question.Text));
            times.Add(milliseconds);
            var ranks = result.Items.Select((hit, rank) => (Right: question.Right.Contains(_idByCode.GetValueOrDefault(hit.Code, "")), Rank: rank + 1)).Where(hit => hit.Right).Select(hit => hit.Rank).ToList();
            var best = ranks.Count == 0 ? int.MaxValue : ranks[0];
            reciprocal += best <= 10 ? 1.0 / best : 0;
            first += best == 1 ? 1 : 0;
            five += best <= 5 ? 1 : 0;
            ten += best <= 10 ? 1 : 0;
            gain += ranks.Sum(rank => 1 / Math.Log2(rank + 1)) / Enumerable.Range(1, Math.Clamp(question.Right.Count, 1, 10)).Sum(rank => 1 / Math.Log2(rank + 1));
        }

        var all = Math.Max(1, _corpus.Questions.Count);
        foreach (var (name, sum) in new[] { ("MRR@10", reciprocal), ("R@1", first), ("hit@5", five), ("hit@10", ten), ("nDCG@10", gain) })
            _report.Add(Whole, name, sum / all);
        _report.AddTimes(Whole, "", times);
    }

    private async Task TypeAsync()
    {
        var times = new List<double>();
        var misses = new List<string>();
        foreach (var typed in Prefixes())
        {
            var (result, milliseconds) = await BenchReport.TimeAsync(() => SearchAsync(typed));
            times.Add(milliseconds);
            if (result.LooseFrom == 0 && SearchText.Fold(typed) is { Length: > 0 } text && _folded.Exists(document => document.Contains(text, StringComparison.Ordinal)))
                misses.Add(typed);
        }

        _report.Add(Typing, "prefixes", times.Count);
        _report.Add(Typing, "literal misses", misses.Count);
        if (misses.Count > 0)
            _report.Add(Typing, "such as", string.Join(" | ", misses.Take(5)));
        _report.AddTimes(Typing, "", times);
    }

    private async Task FindWordsAsync()
    {
        var times = new List<double>();
        long standing = 0, found = 0;
        foreach (var word in TwoCharacterWords(500))
        {
            var (result, milliseconds) = await BenchReport.TimeAsync(() => SearchAsync(word));
            times.Add(milliseconds);
            var holders = Enumerable.Range(0, _folded.Count).Where(at => _folded[at].Contains(word, StringComparison.Ordinal)).Select(at => _corpus.Documents[at].Id).ToHashSet();
            standing += holders.Count;
            for (var skip = 0; skip < Math.Min(result.LooseFrom, SearchQuery.MaxSkip + 1); skip += SearchQuery.MaxTop)
            {
                var page = await _host.Get<SearchViews>().SearchAsync(_operator, new SearchQuery(word, Top: SearchQuery.MaxTop, Skip: skip));
                found += page.Items.Count(hit => !hit.IsLoose && holders.Contains(_idByCode.GetValueOrDefault(hit.Code, "")));
            }

            // What lies beyond the last page that may be asked for is counted, not listed.
            found += Math.Max(0, Math.Min(result.LooseFrom, holders.Count) - SearchQuery.MaxSkip - SearchQuery.MaxTop);
        }

        _report.Add(Words, "words", times.Count);
        _report.Add(Words, "recall of literal containment", standing == 0 ? 1 : (double)found / standing);
        _report.AddTimes(Words, "", times);
    }

    private async Task CrowdAsync()
    {
        var typed = Prefixes().ToArray();
        _report.Add(Threads, "live typing", await PerSecondAsync(typed));
        _report.Add(Threads, "whole questions", await PerSecondAsync([.. _corpus.Questions.Select(question => question.Text)]));
    }

    private async Task<double> PerSecondAsync(string[] texts)
    {
        var next = 0;
        var done = new ConcurrentBag<int>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var mine = 0;
            for (; Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5); mine++)
                await SearchAsync(texts[Interlocked.Increment(ref next) % texts.Length]);
            done.Add(mine);
        })));
        return done.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private IEnumerable<string> Prefixes() =>
        _corpus.Questions.Take(400).SelectMany(question => Enumerable.Range(2, 7).Where(length => length <= question.Text.Length).Select(length => question.Text[..length]));

    /// <summary>Pairs of ideographs spread evenly over the documents, each once.</summary>
    private List<string> TwoCharacterWords(int atMost)
    {
        var pairs = new List<string>();
        var known = new HashSet<string>();
        foreach (var text in _folded)
            for (var i = text.Length / 3; i + 1 < text.Length && i < (text.Length / 3) + 40; i += 7)
                if (text[i] is >= '\u4E00' and <= '\u9FFF' && text[i + 1] is >= '\u4E00' and <= '\u9FFF' && known.Add(text[i..(i + 2)]))
                    pairs.Add(text[i..(i + 2)]);
        return [.. pairs.Where((_, at) => at % Math.Max(1, pairs.Count / atMost) == 0).Take(atMost)];
    }

    private Task<SearchResult> SearchAsync(string text, CancellationToken ct = default) => _host.Get<SearchViews>().SearchAsync(_operator, new SearchQuery(text), ct);
}
