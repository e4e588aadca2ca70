using System.Collections.Concurrent;
using System.Globalization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Entries;

/// <summary>
/// Counts who reads how many entries in an hour of the city (R4.9), here because every text of an entry goes through <see cref="EntryViews"/>.
/// Counted in memory and written every minute, so that no reader waits for it; a killed process loses its last minute, and counts again what is opened again.
/// </summary>
public sealed class ReadingMeter(LedgerDoor ledger, IOptions<ReadingOptions> options, TimeProvider time, ILogger<ReadingMeter> log) : BackgroundService
{
    /// <summary>From here on every opening counts, a second one of the same entry too: who gets here is far over any figure.</summary>
    public const int MostRemembered = 10_000;

    private const int MostAtOnce = 500;

    private static readonly Actor Writer = Actor.System("reading");

    private readonly ConcurrentDictionary<(Guid Account, DateTime Hour), Tally> _tallies = new();
    private readonly SemaphoreSlim _writing = new(1);
    private DateOnly _forgotOn;

    /// <summary>Beginning of the city's hour, in UTC.</summary>
    public static DateTime HourOf(DateTime utc)
    {
        var city = CityDays.TimeOf(utc);
        return utc.AddTicks(-(city.Ticks % TimeSpan.TicksPerHour));
    }

    /// <summary>Somebody reads an entry. Who only looks as somebody else, and the program itself, are not counted.</summary>
    /// <exception cref="Refusal">429 where a limit is set and reached; what has been opened in this hour can be opened again.</exception>
    public void Note(Actor viewer, Guid entry)
    {
        if (viewer.ReadOnly || viewer.AccountId is not { } account)
            return;
        var tally = _tallies.GetOrAdd((account, HourOf(time.UtcNow())), static (_, userName) => new Tally(userName), viewer.UserName);
        if (!tally.Add(entry, options.Value.MostPerHour))
            throw new Refusal(BasicRule.TooMany, "短时间内查看的条目过多，请到下一个小时再继续；确有需要请联系安全管理员。", RefusalKind.TooMany);
    }

    /// <summary>Writes what has been counted since the last time, and says who is over the figures.</summary>
    /// <returns>How many accounts and hours.</returns>
    public async Task<int> WriteAsync(CancellationToken ct = default)
    {
        await _writing.WaitAsync(ct);
        try
        {
            var now = time.UtcNow();
            var counted = _tallies.Select(pair => new Counted(pair.Key.Account, pair.Key.Hour, pair.Value)).Where(counted => counted.Added > 0).ToList();
            foreach (var some in counted.GroupBy(row => CityDays.Of(row.Hour)).SelectMany(day => day.Chunk(MostAtOnce)))
            {
                var totals = await ledger.CommitAsync(Writer, (db, _) => AddAsync(db, some, ct), ct);
                foreach (var (row, total) in some.Zip(totals))
                    row.Tally.Written(row.Added, total);
            }

            // A minute longer, for whoever had taken hold of it at its very end.
            foreach (var (key, tally) in _tallies)
                if (now - key.Hour > TimeSpan.FromMinutes(61) && tally.Pending == 0)
                    _tallies.TryRemove(new KeyValuePair<(Guid, DateTime), Tally>(key, tally));
            await ForgetAsync(now, ct);
            return counted.Count;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes what is left: here and not where the loop ends, for a program stopped at once never came to loop.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(CancellationToken.None);
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        while (await pause.WaitForNextTickAsync(stoppingToken))
            await TryWriteAsync(stoppingToken);
    }

    private async Task TryWriteAsync(CancellationToken ct)
    {
        try
        {
            await WriteAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "What was read could not be written; it is kept for the next time");
        }
    }

    /// <param name="some">All of one day of the city.</param>
    private async Task<Outcome<int[]>> AddAsync(HotlineDb db, Counted[] some, CancellationToken ct)
    {
        var accounts = some.Select(row => row.Account).Distinct().ToArray();
        var hours = some.Select(row => row.Hour).Distinct().ToArray();
        var (from, to) = CityDays.Range(CityDays.Of(hours[0]));
        var rows = await db.ReadingHours().Where(row => accounts.Contains(row.AccountId) && hours.Contains(row.Hour)).ToDictionaryAsync(row => (row.AccountId, row.Hour), ct);
        var days = await db.ReadingHours().Where(row => accounts.Contains(row.AccountId) && row.Hour >= from && row.Hour < to)
            .GroupBy(row => row.AccountId).Select(group => new { group.Key, Entries = group.Sum(row => row.Entries) }).ToDictionaryAsync(row => row.Key, row => row.Entries, ct);
        var totals = new int[some.Length];
        var unusual = new Dictionary<Guid, ReadingExceeded>();
        for (var i = 0; i < some.Length; i++)
        {
            var counted = some[i];
            if (!rows.TryGetValue((counted.Account, counted.Hour), out var row))
                db.Add(row = new ReadingHour { AccountId = counted.Account, Hour = counted.Hour });
            row.Entries += counted.Added;
            totals[i] = row.Entries;
            days[counted.Account] = days.GetValueOrDefault(counted.Account) + counted.Added;
            if (options.Value.IsUnusual(row.Entries, days[counted.Account]))
                unusual[counted.Account] = new ReadingExceeded(counted.Account, counted.Tally.UserName, CityDays.Of(counted.Hour), row.Entries, days[counted.Account]);
        }

        var events = new List<LedgerEvent>();
        foreach (var exceeded in unusual.Values)
        {
            // Once a day, whichever node sees it first, also after a restart: the ledger knows. A day's last minute is written when it is over.
            var day = exceeded.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var said = await db.LedgerRows().AnyAsync(row => row.Subject == exceeded.Subject && row.At >= from && row.Data.Contains(day), ct);
            if (!said)
                events.Add(exceeded);
        }

        return Outcome.Of(totals, events);
    }

    private async Task ForgetAsync(DateTime now, CancellationToken ct)
    {
        if (_forgotOn == CityDays.Of(now))
            return;
        var before = now.AddDays(-ReadingHour.KeptDays);
        var more = true;
        while (more)
            more = await ledger.CommitAsync(Writer, async (db, _) =>
            {
                var old = await db.ReadingHours().Where(row => row.Hour < before).OrderBy(row => row.Hour).Take(MostAtOnce).ToListAsync(ct);
                db.RemoveRange(old);
                return Outcome.Nothing(old.Count == MostAtOnce);
            }, ct);
        _forgotOn = CityDays.Of(now);
    }

    private sealed class Counted(Guid account, DateTime hour, Tally tally)
    {
        public Guid Account => account;

        public DateTime Hour => hour;

        public Tally Tally => tally;

        /// <summary>As it was when this was made: more may come while it is written.</summary>
        public int Added { get; } = tally.Pending;
    }

    /// <summary>One account in one hour, on this node.</summary>
    private sealed class Tally(string userName)
    {
        private readonly Lock _lock = new();
        private readonly HashSet<Guid> _entries = [];
        private int _pending;
        private int _everywhere;

        public string UserName => userName;

        /// <summary>Counted and not yet written.</summary>
        public int Pending
        {
            get
            {
                lock (_lock)
                    return _pending;
            }
        }

        /// <param name="most">0 for no limit.</param>
        /// <returns>Whether it may be opened.</returns>
        public bool Add(Guid entry, int most)
        {
            lock (_lock)
            {
                if (_entries.Contains(entry))
                    return true;
                if (most > 0 && _everywhere + _pending >= most)
                    return false;
                if (_entries.Count < MostRemembered)
                    _entries.Add(entry);
                _pending++;
                return true;
            }
        }

        /// <param name="everywhere">On all nodes together, as it stands in the database now.</param>
        public void Written(int added, int everywhere)
        {
            lock (_lock)
            {
                _pending -= added;
                _everywhere = everywhere;
            }
        }
    }
}
