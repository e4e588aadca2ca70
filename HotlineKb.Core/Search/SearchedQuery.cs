using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HotlineKb.Core.Search;

/// <summary>What somebody searched for: counted once, when the typist had stopped. A book of the program's own; no act of anybody's (R6.2).</summary>
public sealed class SearchedQuery : IBookkeeping
{
    public const int MaxText = 120;

    public Guid Id { get; init; }

    /// <summary>As it is compared: the same question of two people is one.</summary>
    public string Key { get; init; } = "";

    /// <summary>As it was typed, without numbers of callers (X4).</summary>
    public string Text { get; init; } = "";

    public Guid AccountId { get; init; }

    public int? OfficeId { get; init; }

    public int? UnitId { get; init; }

    /// <summary>How many hits it had, those that only resemble not counted.</summary>
    public int Hits { get; init; }

    public DateTime At { get; init; }
}

internal sealed class SearchedQueryMapping : IEntityTypeConfiguration<SearchedQuery>
{
    public void Configure(EntityTypeBuilder<SearchedQuery> builder)
    {
        builder.ToTable("SearchedQuery");
        builder.Property(query => query.Id).ValueGeneratedNever();
        builder.Property(query => query.Key).HasMaxLength(SearchedQuery.MaxText);
        builder.Property(query => query.Text).HasMaxLength(SearchedQuery.MaxText);
        builder.HasIndex(query => new { query.Hits, query.At });
        builder.HasIndex(query => new { query.Key, query.At });
    }
}

/// <summary>Takes note of searches without making anybody wait: they are written together, every few seconds. The last ones may be lost with the process.</summary>
public sealed partial class QueryLog(LedgerDoor ledger, TimeProvider time, ILogger<QueryLog> log) : BackgroundService
{
    /// <summary>Who searches in vain and then finds does so within one call.</summary>
    public static readonly TimeSpan OneCall = TimeSpan.FromMinutes(10);

    private const int MostAtOnce = 500;
    private const int MostInVain = 3;

    private static readonly Actor Writer = Actor.System("search");

    // Full: the oldest are dropped. Counting searches must never cost one.
    private readonly Channel<IBookkeeping> _book = Channel.CreateBounded<IBookkeeping>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    // The last searches without result of each person, until they find what they looked for.
    private readonly ConcurrentDictionary<Guid, SearchedQuery[]> _inVain = new();

    /// <param name="hits">Those that only resemble not counted.</param>
    public void Note(Actor viewer, string? text, int hits)
    {
        // Folded first: full-width digits, and numbers written in groups, are numbers too (X4).
        var shown = Grouped().Replace(PersonalData.Mask(Wording.OneLine(text ?? "").Normalize(NormalizationForm.FormKC)), match => match.Value[..3] + "***");
        var key = SearchText.Fold(shown);
        // Who only looks with another's eyes has not asked for them.
        if (key.Length < 2 || viewer.ReadOnly || viewer.AccountId is not { } account)
            return;
        var now = time.UtcNow();
        var query = new SearchedQuery
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now)),
            Key = Wording.Cut(key, SearchedQuery.MaxText),
            Text = Wording.Cut(shown, SearchedQuery.MaxText),
            AccountId = account,
            OfficeId = viewer.OfficeId,
            UnitId = viewer.UnitId,
            Hits = hits,
            At = now,
        };
        _book.Writer.TryWrite(query);
        if (hits == 0)
            _inVain.AddOrUpdate(account, [query], (_, before) => [.. before.TakeLast(MostInVain - 1), query]);
    }

    // Eleven digits and more, however they are set apart: a mobile, identity or card number.
    [GeneratedRegex(@"(?:\d[ .\-]?){10,}[\dXx]", RegexOptions.None, 500)]
    private static partial Regex Grouped();

    /// <summary>Opened from the results, or its answer copied: what the same person had searched in vain before was about this.</summary>
    public void NoteOpened(Actor viewer, SearchKind kind, string code)
    {
        if (viewer.ReadOnly || viewer.AccountId is not { } account || kind is SearchKind.Unit || !_inVain.TryRemove(account, out var failed))
            return;
        var now = time.UtcNow();
        foreach (var query in failed)
            if (now - query.At <= OneCall)
                _book.Writer.TryWrite(new FoundAfter { Id = Guid.CreateVersion7(new DateTimeOffset(now)), AccountId = account, Code = code, Key = query.Key, Text = query.Text, At = now });
    }

    /// <summary>Writes what has been noted.</summary>
    /// <returns>How many.</returns>
    public async Task<int> WriteAsync(CancellationToken ct = default)
    {
        var some = new List<IBookkeeping>();
        while (some.Count < MostAtOnce && _book.Reader.TryRead(out var row))
            some.Add(row);
        if (some.Count > 0)
            await ledger.CommitAsync(Writer, (db, _) =>
            {
                db.AddRange(some);
                return Task.FromResult<IReadOnlyList<LedgerEvent>>([]);
            }, ct);
        return some.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromSeconds(3), time);
        try
        {
            while (await pause.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    while (await WriteAsync(stoppingToken) == MostAtOnce)
                    {
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    log.LogWarning(e, "Searches could not be noted");
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await WriteAsync(CancellationToken.None);
        }
    }
}
