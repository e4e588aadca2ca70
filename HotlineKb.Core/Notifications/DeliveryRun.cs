using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Notifications;

/// <summary>What one run did, in letters.</summary>
public sealed record DeliveryReport(int Sent, int Failed);

/// <summary>
/// Empties the outbox. Each letter is taken in a committed step, sent outside any transaction, and recorded in another: two nodes never hold the same one,
/// and only a process that dies between sending and recording can make it arrive twice.
/// </summary>
public sealed class DeliveryRun(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases, IEnumerable<IDeliveryWay> ways, TimeProvider time)
{
    /// <summary>A letter that lists more than this goes on in the next one.</summary>
    private const int MostItems = 200;

    /// <summary>One slow receiver does not hold up the others.</summary>
    private const int Workers = 4;

    /// <returns>When nothing is due any more, or a way has turned out to be closed.</returns>
    public async Task<DeliveryReport> RunAsync(CancellationToken ct = default)
    {
        var reports = await Task.WhenAll(ways.Where(way => way.IsOpen).SelectMany(way => Enumerable.Range(0, Workers).Select(_ => WorkAsync(way, ct))));
        return new DeliveryReport(reports.Sum(report => report.Sent), reports.Sum(report => report.Failed));
    }

    private async Task<DeliveryReport> WorkAsync(IDeliveryWay way, CancellationToken ct)
    {
        var (sent, failed) = (0, 0);
        while (await AnyDueAsync(way.Way, ct) && await TakeAsync(way.Way, ct) is { } taken)
        {
            if (taken.Letter is not { } letter)
                continue;
            var outcome = await way.SendAsync(letter, ct);
            // It has gone, or not: that is kept even when the program is asked to stop now.
            await RecordAsync(way.Way, taken, outcome, CancellationToken.None);
            if (outcome.Result is SendResult.Sent)
                sent++;
            else
                failed++;
            if (outcome.WayDown)
                break;
        }

        return new DeliveryReport(sent, failed);
    }

    /// <summary>Asked without the writer's lock: most runs find nothing.</summary>
    private async Task<bool> AnyDueAsync(DeliveryWay way, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Due(db, way, now).AnyAsync(ct);
    }

    private static IQueryable<Delivery> Due(HotlineDb db, DeliveryWay way, DateTime now) => Free(db, way, now).Where(row => row.NextAttemptAt <= now);

    private static IQueryable<Delivery> Free(HotlineDb db, DeliveryWay way, DateTime now) =>
        db.Deliveries().Where(row => row.State == DeliveryState.Waiting && row.Way == way && (row.LeasedUntil == null || row.LeasedUntil <= now));

    /// <returns>Null when nothing is due; without a letter when what was due was not worth sending.</returns>
    private Task<Taken?> TakeAsync(DeliveryWay way, CancellationToken ct) =>
        ledger.CommitAsync<Taken?>(NotificationReader.Teller, async (db, now) =>
        {
            if (await Due(db, way, now).OrderBy(row => row.NextAttemptAt).ThenBy(row => row.Id).FirstOrDefaultAsync(ct) is not { } first)
                return Outcome.Nothing<Taken?>(null);
            // Whatever has gathered for the same receiver goes along, also what would wait for its next try; not what waits for the morning.
            var gathered = Free(db, way, now).Where(row => row.Address == first.Address && (row.NextAttemptAt <= now || row.Attempts > 0));
            if (way is DeliveryWay.Webhook)
                gathered = gathered.Where(row => row.AccountId == first.AccountId);
            var rows = await (from delivery in gathered
                              join notification in db.Notifications() on delivery.NotificationId equals notification.Id
                              join account in db.Accounts() on delivery.AccountId equals account.Id
                              orderby delivery.CreatedAt, delivery.Id
                              select new Waiting(delivery, notification, account, db.Units().Where(unit => unit.Id == notification.UnitId).Select(unit => unit.Name).FirstOrDefault() ?? "",
                                  notification.AssignmentId != null && db.Assignments().Any(clock => clock.Id == notification.AssignmentId && clock.ClosedAt != null)))
                .Take(MostItems).ToListAsync(ct);
            var (items, left) = (new List<Waiting>(), new List<(Waiting Row, string Reason)>());
            foreach (var row in rows)
                if (await NoLongerAsync(db, row, ct) is { } reason)
                    left.Add((row, reason));
                else
                    items.Add(row);
            items.ForEach(row => row.Delivery.Take(now));
            left.ForEach(row => row.Row.Delivery.Close(DeliveryState.Superseded, row.Reason, now));
            var form = way is DeliveryWay.Webhook ? await FormAsync(db, first.AccountId, ct) : null;
            var taken = new Taken(
                items.Count == 0 ? null : new Letter(items[0].Delivery.Id, first.Address, [.. items.DistinctBy(row => row.Notification.LedgerNumber).Select(ItemOf)], form),
                [.. items.Select(row => row.Delivery.Id)], now + Delivery.Lease);
            return new Outcome<Taken?>(taken, [.. left.GroupBy(row => (row.Row.Account.Id, row.Reason)).Select(group =>
                new NotificationSuperseded(group.Key.Id, way, [.. group.Select(row => row.Row.Notification.Id)], group.Key.Reason))]);
        }, ct);

    /// <returns>Why it is not worth sending any more; null when it is.</returns>
    private static async Task<string?> NoLongerAsync(HotlineDb db, Waiting row, CancellationToken ct) =>
        row.Account.Disabled ? "账号已停用。"
        : row.Answered ? "已办结，不再发送。"
        : await Matter.LoadAsync(db, row.Notification.Subject, ct) is { } matter && matter.InSight(row.Account.ToActor()) ? null
        : "收件人已无权查看。";

    private Task RecordAsync(DeliveryWay way, Taken taken, SendOutcome outcome, CancellationToken ct) =>
        ledger.CommitAsync(NotificationReader.Teller, async (db, now) =>
        {
            // Only what is still in our hands: after a lease has run out another may have taken it.
            var rows = await db.Deliveries().Where(row => taken.Deliveries.Contains(row.Id) && row.State == DeliveryState.Waiting && row.LeasedUntil == taken.LeasedUntil).ToListAsync(ct);
            var accounts = rows.Select(row => row.AccountId).Distinct().ToArray();
            var quiet = await (from setting in db.NotificationSettings().AsNoTracking() where accounts.Contains(setting.AccountId) select setting).ToDictionaryAsync(setting => setting.AccountId, setting => setting.Quiet, ct);
            var ids = rows.Select(row => row.NotificationId).ToArray();
            var urgent = await db.Notifications().Where(row => ids.Contains(row.Id) && row.Urgent).Select(row => row.Id).ToListAsync(ct);
            foreach (var row in rows)
                if (outcome.Result is SendResult.Sent)
                    row.Close(DeliveryState.Sent, null, now);
                else if (outcome.Result is SendResult.Never)
                    row.Close(DeliveryState.GivenUp, outcome.Reason, now);
                else
                    row.Failed(outcome.Reason ?? "", urgent.Contains(row.NotificationId) ? null : quiet.GetValueOrDefault(row.AccountId), now);
            var events = new List<LedgerEvent>();
            foreach (var closed in rows.Where(row => row.State is not DeliveryState.Waiting).GroupBy(row => (row.AccountId, row.State)))
            {
                var (attempts, told) = (closed.Max(row => row.Attempts), closed.Select(row => row.NotificationId).ToList());
                events.Add(closed.Key.State is DeliveryState.Sent
                    ? new NotificationDelivered(closed.Key.AccountId, way, attempts, told)
                    : new NotificationUndeliverable(closed.Key.AccountId, way, attempts, told, outcome.Reason ?? ""));
            }

            return events;
        }, ct);

    private static async Task<WebhookForm?> FormAsync(HotlineDb db, Guid account, CancellationToken ct) =>
        await db.NotificationSettings().AsNoTracking().SingleOrDefaultAsync(row => row.AccountId == account, ct) is { WebhookSecret: { } secret } setting
            ? new WebhookForm(setting.WebhookPreset, setting.WebhookTemplate, secret)
            : null;

    private static LetterItem ItemOf(Waiting row) =>
        new(row.Notification.Id, row.Notification.Kind, row.Notification.Title, row.Notification.Text, row.Notification.Subject, row.Unit, row.Notification.DueAt, row.Notification.At);

    private sealed record Waiting(Delivery Delivery, Notification Notification, Account Account, string Unit, bool Answered);

    private sealed record Taken(Letter? Letter, IReadOnlyList<Guid> Deliveries, DateTime LeasedUntil);
}
