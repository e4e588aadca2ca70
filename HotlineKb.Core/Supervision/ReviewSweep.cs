using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Supervision;

/// <summary>
/// What grows old (R5.2): ahead of its day of review or expiry the unit is told, on the day it is asked (22 hours), and what has expired is recorded.
/// No unit gets more on one day than the setting says, so that a knowledge base taken over years ago does not bury it.
/// </summary>
public sealed class ReviewSweep(LedgerSweep sweep, IOptions<ReviewOptions> options, IOptions<Deadlines> deadlines)
{
    private static readonly Actor Asker = Actor.System("review");

    /// <returns>How many things happened.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default)
    {
        var expired = await sweep.RunAsync((db, now) => Expired(db, now).AnyAsync(ct), async (db, now) =>
            [.. (await Expired(db, now).OrderBy(row => row.Entry.Id).Take(LedgerSweep.Batch).ToListAsync(ct)).Select(row => row.Entry.Expire(row.Due!.Value))], ct);
        var asked = await sweep.RunAsync(async (db, now) => await Due(db, now, 0, await FullAsync(db, now, ct)).AnyAsync(ct), (db, now) => AskAsync(db, now, ct), ct);
        var warned = await sweep.RunAsync(async (db, now) => await Ahead(db, now, await WarnedAsync(db, now, ct)).AnyAsync(ct), (db, now) => WarnAsync(db, now, ct), ct);
        return expired.Count + asked.Count + warned.Count;
    }

    private static IQueryable<Dated> Expired(HotlineDb db, DateTime now)
    {
        var today = CityDays.Of(now);
        return from entry in db.Entries()
               where entry.State == EntryState.Published
               join version in db.EntryVersions() on new { entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
               where version.Text.ExpiresOn < today && entry.ExpiredAfter != version.Text.ExpiresOn
               select new Dated { Entry = entry, Due = version.Text.ExpiresOn, Title = version.Text.Title };
    }

    /// <summary>Entries whose day is at most so many days away, of units that are not full for today.</summary>
    private static IQueryable<Dated> Due(HotlineDb db, DateTime now, int days, int[] full)
    {
        var until = CityDays.Of(now).AddDays(days);
        return from entry in db.Entries()
               where entry.State == EntryState.Published && !full.Contains(entry.UnitId)
               join version in db.EntryVersions() on new { entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
               let due = version.Text.ExpiresOn == null || version.Text.ReviewBy < version.Text.ExpiresOn ? version.Text.ReviewBy : version.Text.ExpiresOn
               where due <= until && entry.AskedFor != due
               select new Dated { Entry = entry, Due = due, Title = version.Text.Title };
    }

    private IQueryable<Dated> Ahead(HotlineDb db, DateTime now, int[] full)
    {
        var today = CityDays.Of(now);
        return Due(db, now, options.Value.WarnDays, full).Where(row => row.Due > today && row.Entry.WarnedFor != row.Due);
    }

    private async Task<IReadOnlyList<LedgerEvent>> AskAsync(HotlineDb db, DateTime now, CancellationToken ct)
    {
        var events = new List<LedgerEvent>();
        var today = await AskedTodayAsync(db, now, ct);
        foreach (var row in await FirstAsync(Due(db, now, 0, await FullAsync(db, now, ct)), unit => Task.FromResult(today.GetValueOrDefault(unit)), ct))
        {
            row.Entry.Asked(row.Due!.Value);
            // Whoever is at it already need not be asked to begin.
            if (await db.Revisions().AnyAsync(revision => revision.OpenEntryId == row.Entry.Id, ct)
                || await db.EditingRequests().AnyAsync(request => request.SourceRef == row.Entry.Code && request.Stage == RequestStage.Open, ct))
            {
                events.Add(row.Entry.Warn(row.Due.Value, CityDays.Of(now)));
                continue;
            }

            var title = Wording.Cut($"复核：{row.Title}", EditingRequest.MaxTitle);
            var text = $"条目 {row.Entry.Code}《{row.Title}》已到复核或失效日期（{row.Due:yyyy-MM-dd}）。请核实内容：仍然有效的，更新复核日期；有变化的，修改；已失效的，撤下。";
            var (request, made) = EditingRequest.Make(Asker, Jurisdiction.OfficeOf(row.Entry.UnitId), row.Entry.UnitId, RequestSource.Review, row.Entry.Code, title, text, deadlines.Value, now);
            db.Add(request);
            events.Add(made);
        }

        return events;
    }

    private async Task<IReadOnlyList<LedgerEvent>> WarnAsync(HotlineDb db, DateTime now, CancellationToken ct)
    {
        var today = CityDays.Of(now);
        return [.. (await FirstAsync(Ahead(db, now, await WarnedAsync(db, now, ct)), unit => db.Entries().CountAsync(entry => entry.UnitId == unit && entry.WarnedOn == today, ct), ct))
            .Select(row => row.Entry.Warn(row.Due!.Value, today))];
    }

    /// <summary>The most urgent of each unit, as many as it may still get today.</summary>
    private async Task<List<Dated>> FirstAsync(IQueryable<Dated> rows, Func<int, Task<int>> gotToday, CancellationToken ct)
    {
        var some = await rows.OrderBy(row => row.Due).ThenBy(row => row.Entry.Id).Take(LedgerSweep.Batch).ToListAsync(ct);
        var left = new Dictionary<int, int>();
        var chosen = new List<Dated>();
        foreach (var row in some)
        {
            if (!left.TryGetValue(row.Entry.UnitId, out var count))
                count = options.Value.PerUnitPerDay - await gotToday(row.Entry.UnitId);
            if (count > 0)
                chosen.Add(row);
            left[row.Entry.UnitId] = count - 1;
        }

        return chosen;
    }

    /// <summary>What each unit has been asked for today, or reminded of because it is at it already.</summary>
    private static async Task<Dictionary<int, int>> AskedTodayAsync(HotlineDb db, DateTime now, CancellationToken ct)
    {
        var today = CityDays.Of(now);
        var begun = CityDays.StartOf(today);
        var asked = await db.EditingRequests().Where(request => request.Source == RequestSource.Review && request.CreatedAt >= begun).GroupBy(request => request.UnitId)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        foreach (var row in await db.Entries().Where(entry => entry.WarnedOn == today && entry.AskedFor == entry.WarnedFor).GroupBy(entry => entry.UnitId).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(ct))
            asked[row.Key] = asked.GetValueOrDefault(row.Key) + row.Count;
        return asked;
    }

    private async Task<int[]> FullAsync(HotlineDb db, DateTime now, CancellationToken ct) =>
        [.. (await AskedTodayAsync(db, now, ct)).Where(unit => unit.Value >= options.Value.PerUnitPerDay).Select(unit => unit.Key)];

    private async Task<int[]> WarnedAsync(HotlineDb db, DateTime now, CancellationToken ct)
    {
        var (today, most) = (CityDays.Of(now), options.Value.PerUnitPerDay);
        return await db.Entries().Where(entry => entry.WarnedOn == today).GroupBy(entry => entry.UnitId).Where(group => group.Count() >= most).Select(group => group.Key).ToArrayAsync(ct);
    }

    private sealed class Dated
    {
        public Entry Entry { get; init; } = null!;

        public DateOnly? Due { get; init; }

        public string Title { get; init; } = "";
    }
}
