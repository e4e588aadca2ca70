using System.Text.Json;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Demo;

/// <summary>What a load did.</summary>
public enum DemoOutcome
{
    Loaded,
    /// <summary>An earlier load had been killed half-way; now the city is whole.</summary>
    Finished,
    /// <summary>It is there already.</summary>
    AlreadyThere,
    /// <summary>The database belongs to somebody else: it has units that the demo did not bring.</summary>
    NotEmpty,
}

/// <summary>
/// 清远市 as a sample: its offices, units, people, category trees, entries, work orders, and revisions in every stage.
/// All of it goes through the same actions as a person's work, on a clock that runs through the past, so that the ledger tells a true story.
/// </summary>
public static class DemoCity
{
    internal const string Subject = "demo:city";

    internal static readonly Actor System = Actor.System("demo") with { DisplayName = "知识库移交" };

    /// <summary>How long before now the city's first day lies; older than everything in its files.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromDays(270);

    /// <summary>Safe to kill and to call again: what is there already is skipped, and the second call on a whole city does nothing.</summary>
    public static async Task<DemoOutcome> LoadAsync(IServiceProvider services, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        var databases = services.GetRequiredService<IDbContextFactory<HotlineDb>>();
        var real = services.GetRequiredService<TimeProvider>();
        await using var db = await databases.CreateDbContextAsync(ct);
        if (await db.LedgerRows().AnyAsync(row => row.Kind == "demo.loaded", ct))
            return DemoOutcome.AlreadyThere;
        var begun = await db.LedgerRows().Where(row => row.Kind == "demo.begun").OrderBy(row => row.Number).FirstOrDefaultAsync(ct);
        if (begun is null && await db.Units().AnyAsync(ct))
            return DemoOutcome.NotEmpty;

        var now = begun is null ? Milliseconds(real.GetUtcNow().UtcDateTime) : BaseOf(begun);
        var clock = new DemoClock(now - Past);
        if (await db.LedgerRows().OrderByDescending(row => row.Number).Select(row => (DateTime?)row.At).FirstOrDefaultAsync(ct) is { } last)
            clock.MoveTo(last);
        var city = DemoData.Load();
        var loader = new DemoLoader(services, clock, city, new DemoStories(city, now), progress);
        if (begun is null)
            await loader.Ledger.CommitAsync(System, (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([new DemoBegun(now)]), ct);
        await loader.FoundAsync(ct);
        await loader.PlayAsync(ct);
        clock.MoveTo(real.GetUtcNow().UtcDateTime);
        await loader.Ledger.CommitAsync(System, (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([loader.Summary()]), ct);
        return begun is null ? DemoOutcome.Loaded : DemoOutcome.Finished;
    }

    /// <summary>Pinned queries are looked at every night; in a city just loaded nobody has to wait for that. Nothing happens where all have been.</summary>
    public static async Task CheckPinsAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HotlineDb>>().CreateDbContextAsync(ct);
        if (!await db.Set<GoldenQuery>().AnyAsync(query => query.CheckedAt == null, ct))
            return;
        var index = services.GetRequiredService<SearchIndex>();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (index.State is not { Phase: SearchPhase.Ready } || await index.PositionAsync(ct) < await db.LedgerHeads().Select(head => head.Number).SingleAsync(ct))
            await pause.WaitForNextTickAsync(ct);
        await services.GetRequiredService<GoldenQueries>().CheckAsync(ct);
    }

    private static DateTime BaseOf(LedgerRow begun)
    {
        using var data = JsonDocument.Parse(begun.Data);
        return data.RootElement.GetProperty("base").GetDateTime().ToUniversalTime();
    }

    private static DateTime Milliseconds(DateTime value) => new(value.Ticks - (value.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
}
