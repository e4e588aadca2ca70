using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Notifications;

/// <param name="Address">Mail addresses whole; of webhooks the host only, because the rest is a key.</param>
public sealed record DeliveryItem(DeliveryWay Way, string Address, DeliveryState State, int Attempts, DateTime NextAttemptAt, DateTime? ClosedAt, string? Reason);

/// <summary>That one person was told one thing: in the application at once, and by which other ways.</summary>
public sealed record ToldItem(Guid Id, DateTime At, string Person, string UserName, NotificationKind Kind, string Title, string Subject, int? UnitId, string Unit, DateTime? ReadAt, IReadOnlyList<DeliveryItem> Deliveries);

/// <param name="Person">Part of a user name or a name.</param>
public sealed record ToldFilter(int? UnitId = null, string? Subject = null, string? Person = null);

/// <param name="Count">Deliveries that have not left yet.</param>
/// <param name="Since">When the oldest of them was put down.</param>
public sealed record OutboxState(int Count, DateTime? Since);

/// <summary>送达记录: who was told what, when, and by which way, so that "we were never told" can be answered.</summary>
public sealed class DeliveryLog(IDbContextFactory<HotlineDb> databases)
{
    /// <summary>An office's supervisors within their jurisdiction, and auditors.</summary>
    public static bool MayRead(Actor viewer) => viewer.May(Permission.ReadLedger) || (viewer.May(Permission.Urge) && viewer.OfficeId is not null);

    /// <exception cref="Refusal">403.</exception>
    public async Task<(IReadOnlyList<ToldItem> Items, int Total)> ListAsync(Actor viewer, ToldFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = InSight(db, viewer);
        if (filter.UnitId is { } unitId)
            rows = rows.Where(row => row.UnitId == unitId);
        if (!string.IsNullOrWhiteSpace(filter.Subject))
            rows = rows.Where(row => row.Subject == filter.Subject.Trim());
        if (!string.IsNullOrWhiteSpace(filter.Person))
        {
            var upper = filter.Person.Trim().ToUpperInvariant();
            rows = rows.Where(row => db.Accounts().Any(account => account.Id == row.AccountId && (account.NormalizedUserName.Contains(upper) || account.DisplayName.ToUpper().Contains(upper))));
        }

        var total = await rows.CountAsync(ct);
        var page = await (from row in rows.OrderByDescending(row => row.LedgerNumber).ThenBy(row => row.Id).Skip(skip).Take(Math.Clamp(top, 1, 500))
                          join account in db.Accounts() on row.AccountId equals account.Id
                          orderby row.LedgerNumber descending, row.Id
                          select new { Row = row, Unit = db.Units().Where(unit => unit.Id == row.UnitId).Select(unit => unit.Name).FirstOrDefault() ?? "", account.DisplayName, account.UserName }).ToListAsync(ct);
        var ids = page.ConvertAll(found => found.Row.Id);
        var deliveries = (await db.Deliveries().AsNoTracking().Where(row => ids.Contains(row.NotificationId)).OrderBy(row => row.Way).ToListAsync(ct)).ToLookup(row => row.NotificationId);
        return ([.. page.Select(found => new ToldItem(found.Row.Id, found.Row.At, found.DisplayName, found.UserName, found.Row.Kind, found.Row.Title, found.Row.Subject, found.Row.UnitId, found.Unit, found.Row.ReadAt,
            [.. deliveries[found.Row.Id].Select(ItemOf)]))], total);
    }

    /// <summary>What waits, of what the viewer may see in the log.</summary>
    public async Task<OutboxState> WaitingAsync(Actor viewer, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var seen = InSight(db, viewer);
        var waiting = db.Deliveries().Where(row => row.State == DeliveryState.Waiting && seen.Any(notification => notification.Id == row.NotificationId));
        return new OutboxState(await waiting.CountAsync(ct), await waiting.MinAsync(row => (DateTime?)row.CreatedAt, ct));
    }

    private static IQueryable<Notification> InSight(HotlineDb db, Actor viewer)
    {
        if (!MayRead(viewer))
            throw Refusal.NotPermitted();
        var rows = db.Notifications().AsNoTracking();
        return viewer.May(Permission.ReadLedger) || Jurisdiction.IsCity(viewer.OfficeId) ? rows : rows.Where(row => row.UnitId / 1000 == viewer.OfficeId);
    }

    private static DeliveryItem ItemOf(Delivery row) =>
        new(row.Way, row.Way is DeliveryWay.Webhook && Uri.TryCreate(row.Address, UriKind.Absolute, out var url) ? url.Host : row.Address, row.State, row.Attempts, row.NextAttemptAt, row.ClosedAt, row.LastError);
}
