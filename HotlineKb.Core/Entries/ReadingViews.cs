using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Entries;

/// <summary>What is usual: medians of hours and of days on which anything was read. Null where there is nothing to compare with.</summary>
public sealed record UsualReading(int? Hour, int? Day);

/// <summary>An account on a day on which it read unusually much.</summary>
/// <param name="Peak">When its fullest hour began, UTC.</param>
/// <param name="PeakEntries">Different entries in that hour.</param>
/// <param name="Entries">Sum of the day's hours.</param>
/// <param name="Own">The account's own other days.</param>
/// <param name="OfRole">Others with the same role.</param>
public sealed record UnusualReading(Guid AccountId, string UserName, string DisplayName, IReadOnlyList<Role> Roles, DateOnly Day, DateTime Peak, int PeakEntries, int Entries, UsualReading Own, UsualReading OfRole);

/// <summary>Who reads unusually many entries, for the security administrator alone (R4.9).</summary>
public sealed class ReadingViews(IDbContextFactory<HotlineDb> databases, IOptions<ReadingOptions> options, TimeProvider time)
{
    /// <summary>What is usual is taken from so many days.</summary>
    public const int UsualDays = 30;

    public (int Hour, int Day) Figures => (options.Value.UnusualPerHour, options.Value.UnusualPerDay);

    public static bool MayRead(Actor viewer) => viewer.May(Permission.AssignRoles);

    /// <summary>Newest day first, then the most.</summary>
    /// <param name="days">Today and so many days back in all; up to 30.</param>
    /// <param name="day">This day alone.</param>
    /// <exception cref="Refusal">For everybody else.</exception>
    public async Task<IReadOnlyList<UnusualReading>> ListAsync(Actor viewer, int days = 7, DateOnly? day = null, CancellationToken ct = default)
    {
        if (!MayRead(viewer))
            throw Refusal.NotPermitted();
        var today = CityDays.Of(time.UtcNow());
        var last = day ?? today;
        var first = day ?? today.AddDays(1 - Math.Clamp(days, 1, UsualDays));
        var (from, to) = (CityDays.StartOf(last.AddDays(1 - UsualDays)), CityDays.StartOf(last.AddDays(1)));
        await using var db = await databases.CreateDbContextAsync(ct);
        var hours = await db.ReadingHours().AsNoTracking().Where(row => row.Hour >= from && row.Hour < to).ToListAsync(ct);
        var read = hours.GroupBy(row => (row.AccountId, Day: CityDays.Of(row.Hour)))
            .Select(group => new DayRead(group.Key.AccountId, group.Key.Day, [.. group])).ToList();
        var unusual = read.Where(row => row.Day >= first && options.Value.IsUnusual(row.Peak.Entries, row.Entries)).ToList();
        if (unusual.Count == 0)
            return [];
        var accounts = await db.Accounts().AsNoTracking().ToDictionaryAsync(account => account.Id, ct);
        var byAccount = read.ToLookup(row => row.AccountId);
        var byRoles = read.Where(row => accounts.ContainsKey(row.AccountId)).ToLookup(row => accounts[row.AccountId].RoleMarks);
        return [.. unusual.Where(row => accounts.ContainsKey(row.AccountId)).OrderByDescending(row => row.Day).ThenByDescending(row => row.Entries).Select(row =>
        {
            var account = accounts[row.AccountId];
            return new UnusualReading(row.AccountId, account.UserName, account.DisplayName, account.Roles, row.Day, row.Peak.Hour, row.Peak.Entries, row.Entries,
                UsualOf(byAccount[row.AccountId].Where(other => other.Day != row.Day)), UsualOf(byRoles[account.RoleMarks].Where(other => other.AccountId != row.AccountId)));
        })];
    }

    private static UsualReading UsualOf(IEnumerable<DayRead> days)
    {
        var list = days.ToList();
        return new UsualReading(Median([.. list.SelectMany(row => row.Hours).Select(hour => hour.Entries)]), Median([.. list.Select(row => row.Entries)]));
    }

    private static int? Median(List<int> numbers)
    {
        if (numbers.Count == 0)
            return null;
        numbers.Sort();
        return (numbers[(numbers.Count - 1) / 2] + numbers[numbers.Count / 2] + 1) / 2;
    }

    private sealed record DayRead(Guid AccountId, DateOnly Day, IReadOnlyList<ReadingHour> Hours)
    {
        public int Entries { get; } = Hours.Sum(hour => hour.Entries);

        public ReadingHour Peak { get; } = Hours.MaxBy(hour => hour.Entries)!;
    }
}
