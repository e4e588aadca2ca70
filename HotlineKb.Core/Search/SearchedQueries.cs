using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Search;

/// <summary>What was done about a search without result; it comes up again when it fails after that.</summary>
public sealed class SettledQuery
{
    public string Key { get; init; } = "";

    public string How { get; private set; } = "";

    public string SettledBy { get; private set; } = "";

    public DateTime SettledAt { get; private set; }

    public int Version { get; private set; }

    internal QuerySettled Settle(Actor actor, string text, string how, DateTime now)
    {
        (How, SettledBy, SettledAt) = (how, actor.DisplayName, now);
        Version++;
        return new QuerySettled(text, how);
    }
}

[EventKind("query.settled")]
public sealed record QuerySettled(string Text, string How) : LedgerEvent("query:settled");

internal sealed class SettledQueryMapping : IEntityTypeConfiguration<SettledQuery>
{
    public void Configure(EntityTypeBuilder<SettledQuery> builder)
    {
        builder.ToTable("SettledQuery");
        builder.HasKey(query => query.Key);
        builder.Property(query => query.Key).HasMaxLength(SearchedQuery.MaxText);
        builder.Property(query => query.How).HasMaxLength(200);
        builder.Property(query => query.SettledBy).HasMaxLength(60);
        builder.Property(query => query.Version).IsConcurrencyToken();
    }
}

/// <summary>A search without result, over everybody who asked it.</summary>
/// <param name="Text">As it was last typed.</param>
/// <param name="People">How many different people.</param>
public sealed record FailedQuery(string Key, string Text, int Times, int People, DateTime LastAt);

/// <summary>Who asked it, and how often.</summary>
/// <param name="Place">The office or unit the person belongs to.</param>
public sealed record FailedBy(string Name, string Place, int Times, DateTime LastAt);

/// <summary>无结果检索: what callers ask for and operators do not find (R6.2).</summary>
public sealed class SearchedQueries(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    /// <summary>Most often asked first; what has been settled since is left out.</summary>
    /// <param name="days">How far back, 1 to 366.</param>
    public async Task<(IReadOnlyList<FailedQuery> Items, int Total)> FailedAsync(Actor viewer, int days, int skip, int top, CancellationToken ct = default)
    {
        viewer.Require(Permission.KeepKeywords);
        var since = time.UtcNow().AddDays(-Math.Clamp(days, 1, 366));
        await using var db = await databases.CreateDbContextAsync(ct);
        var groups = Failed(db, since);
        var total = await groups.CountAsync(ct);
        var page = await groups.OrderByDescending(group => group.Times).ThenByDescending(group => group.LastAt).ThenBy(group => group.Key).Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct);
        return (page.ConvertAll(group => new FailedQuery(group.Key, group.Text, group.Times, group.People, group.LastAt)), total);
    }

    /// <summary>Most often first, at most a hundred.</summary>
    /// <param name="key">As in <see cref="FailedQuery.Key"/>.</param>
    public async Task<IReadOnlyList<FailedBy>> WhoAsync(Actor viewer, string key, int days, CancellationToken ct = default)
    {
        viewer.Require(Permission.KeepKeywords);
        var since = time.UtcNow().AddDays(-Math.Clamp(days, 1, 366));
        await using var db = await databases.CreateDbContextAsync(ct);
        var asked = await Unsettled(db, since).Where(query => query.Key == key).GroupBy(query => new { query.AccountId, query.OfficeId, query.UnitId })
            .Select(group => new { group.Key.AccountId, group.Key.OfficeId, group.Key.UnitId, Times = group.Count(), LastAt = group.Max(query => query.At) })
            .OrderByDescending(row => row.Times).ThenByDescending(row => row.LastAt).Take(100).ToListAsync(ct);
        var accounts = asked.ConvertAll(row => row.AccountId);
        var names = await db.Accounts().Where(account => accounts.Contains(account.Id)).ToDictionaryAsync(account => account.Id, account => account.DisplayName, ct);
        var offices = await db.Offices().ToDictionaryAsync(office => office.Id, office => office.Name, ct);
        var ids = asked.Select(row => row.UnitId).OfType<int>().ToArray();
        var units = await db.Units().Where(unit => ids.Contains(unit.Id)).ToDictionaryAsync(unit => unit.Id, unit => unit.Name, ct);
        return asked.ConvertAll(row => new FailedBy(names.GetValueOrDefault(row.AccountId, "—"), row.UnitId is { } unit ? units.GetValueOrDefault(unit, "") : row.OfficeId is { } office ? offices.GetValueOrDefault(office, "") : "", row.Times, row.LastAt));
    }

    /// <param name="key">As in <see cref="FailedQuery.Key"/>.</param>
    /// <param name="how">What was done, in words.</param>
    public Task SettleAsync(Actor actor, string? key, string? how, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.KeepKeywords);
            var known = await db.Set<SearchedQuery>().Where(query => query.Key == key).OrderByDescending(query => query.At).Select(query => query.Text).FirstOrDefaultAsync(ct) ?? throw Refusal.NotFound("这条检索");
            var settled = await db.Set<SettledQuery>().SingleOrDefaultAsync(query => query.Key == key, ct);
            if (settled is null)
                db.Add(settled = new SettledQuery { Key = key! });
            return [settled.Settle(actor, known, Wording.Cut(Wording.OneLine(how ?? "") is { Length: > 0 } said ? said : "不处理", 200), now)];
        }, ct);

    internal async Task<IReadOnlyList<(string Text, int Times)>> FailedTextsAsync(DateTime since, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return (await Failed(db, since).OrderByDescending(group => group.Times).ThenBy(group => group.Key).Take(most).Select(group => new { group.Text, group.Times }).ToListAsync(ct)).ConvertAll(group => (group.Text, group.Times));
    }

    private static IQueryable<Group> Failed(HotlineDb db, DateTime since) =>
        from query in Unsettled(db, since)
        group query by query.Key into asked
        select new Group { Key = asked.Key, Text = asked.Max(query => query.Text)!, Times = asked.Count(), People = asked.Select(query => query.AccountId).Distinct().Count(), LastAt = asked.Max(query => query.At) };

    private static IQueryable<SearchedQuery> Unsettled(HotlineDb db, DateTime since) =>
        db.Set<SearchedQuery>().Where(query => query.Hits == 0 && query.At >= since && !db.Set<SettledQuery>().Any(settled => settled.Key == query.Key && settled.SettledAt >= query.At));

    private sealed class Group
    {
        public string Key { get; init; } = "";

        public string Text { get; init; } = "";

        public int Times { get; init; }

        public int People { get; init; }

        public DateTime LastAt { get; init; }
    }
}
