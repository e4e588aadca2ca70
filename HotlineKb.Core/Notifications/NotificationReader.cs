using System.Text.Json;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Notifications;

/// <summary>
/// Tells people what the ledger records, by <see cref="TellingRules"/>. Position, notifications, outbox and the ledger's own row about it
/// are saved in one act, so that nobody is told twice or left out, whichever node reads and wherever it is killed.
/// </summary>
public sealed class NotificationReader(LedgerDoor ledger, LedgerPositions positions, IEnumerable<IDeliveryWay> ways) : ILedgerReader
{
    /// <summary>What is older than this when it is read (a demo being loaded, a reader that had stopped) is told in the application only.</summary>
    public static readonly TimeSpan SentWithin = TimeSpan.FromHours(24);

    internal static readonly Actor Teller = Actor.System("notifications");

    /// <summary>So many rows in one act, that people's own acts get their turn between.</summary>
    private const int Batch = 50;

    /// <summary>Rows that concern nobody are passed by without a write; so many may be read again after a restart.</summary>
    private const int Unsaved = 500;

    private long _saved;

    public string Name => "notifications";

    public async Task<long> PositionAsync(CancellationToken ct) =>
        _saved = await ledger.CommitAsync(Teller, async (db, _) => Outcome.Nothing((await LedgerPositions.InActAsync(db, Name, ct)).Number), ct);

    public async Task ReadAsync(IReadOnlyList<LedgerRow> rows, CancellationToken ct)
    {
        foreach (var batch in rows.Chunk(Batch))
        {
            if (batch.Any(row => TellingRules.For(row.Kind) is not null))
                await ledger.CommitAsync(Teller, (db, now) => TellAsync(db, now, batch, ct), ct);
            else if (batch[^1].Number - _saved >= Unsaved)
                await positions.SetAsync(Name, batch[^1].Number, ct);
            else
                continue;
            _saved = batch[^1].Number;
        }
    }

    private async Task<IReadOnlyList<LedgerEvent>> TellAsync(HotlineDb db, DateTime now, IReadOnlyList<LedgerRow> rows, CancellationToken ct)
    {
        var position = await LedgerPositions.InActAsync(db, Name, ct);
        // Another node, or this one before it was killed, may have told of some of them.
        var fresh = rows.Where(row => row.Number > position.Number).ToList();
        if (fresh.Count == 0)
            return [];
        position.Number = fresh[^1].Number;
        var recipients = new Recipients(db, ct);
        var told = new HashSet<(DateTime At, string Actor, Guid Account)>();
        var events = new List<LedgerEvent>();
        foreach (var row in fresh)
        {
            if (TellingRules.For(row.Kind) is not { } rule || await HappeningAsync(db, row, ct) is not { } happening || rule.When?.Invoke(happening) is false)
                continue;
            // What happens to an editing requirement together with its answering revision has been told of the revision.
            var follows = happening.Matter.Request is not null;
            var people = (await recipients.OfAsync(rule, happening)).Where(person => !follows || !told.Contains((row.At, row.Actor, person.Account.Id))).ToList();
            if (!follows)
                told.UnionWith(people.Select(person => (row.At, row.Actor, person.Account.Id)));
            if (people.Count == 0)
                continue;
            var notifications = people.ConvertAll(person => NotificationFor(person, rule, happening, now));
            db.AddRange(notifications);
            await SendOutAsync(db, notifications, happening, now, ct);
            events.Add(new NotificationIssued(row.Number, row.Subject, notifications[0].Kind, [.. notifications.Select(notification => notification.AccountId)]));
        }

        return events;
    }

    private static async Task<Happening?> HappeningAsync(HotlineDb db, LedgerRow row, CancellationToken ct)
    {
        if (await Matter.LoadAsync(db, row.Subject, ct) is not { } matter)
            return null;
        using var json = JsonDocument.Parse(row.Data);
        var data = json.RootElement.Clone();
        var clock = Happening.Id(data, "assignment") ?? matter.ClockId;
        return new Happening(row, data, matter, clock is null ? null : await db.Assignments().AsNoTracking().SingleOrDefaultAsync(assignment => assignment.Id == clock, ct));
    }

    private static Notification NotificationFor(Recipients.Person person, TellingRule rule, Happening happening, DateTime now)
    {
        var kind = rule.Kind(happening);
        return new Notification
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now)),
            AccountId = person.Account.Id,
            LedgerNumber = happening.Row.Number,
            Kind = kind,
            Title = Wording.Cut(rule.Title(happening), Notification.MaxTitle),
            Text = Wording.Cut(rule.Text(happening), Notification.MaxText),
            Subject = happening.Matter.Subject,
            UnitId = happening.Matter.UnitId,
            AssignmentId = rule.EndsWithClock ? happening.Assignment?.Id : null,
            DueAt = rule.EndsWithClock ? happening.Assignment?.DueAt : null,
            Urgent = NotificationKinds.IsUrgent(kind),
            At = now,
        };
    }

    private async Task SendOutAsync(HotlineDb db, IReadOnlyList<Notification> told, Happening happening, DateTime now, CancellationToken ct)
    {
        if (now - happening.Row.At > SentWithin)
            return;
        var open = ways.Where(way => way.IsOpen).Select(way => way.Way).ToList();
        if (open.Count == 0)
            return;
        var ids = told.Select(notification => notification.AccountId).ToArray();
        var settings = await db.NotificationSettings().AsNoTracking().Where(setting => ids.Contains(setting.AccountId)).ToDictionaryAsync(setting => setting.AccountId, ct);
        foreach (var notification in told)
            foreach (var way in open)
                if (settings.GetValueOrDefault(notification.AccountId) is { } setting && setting.AddressFor(way, notification.Kind) is { } address)
                    db.Add(new Delivery
                    {
                        Id = Guid.CreateVersion7(new DateTimeOffset(now)),
                        NotificationId = notification.Id,
                        AccountId = notification.AccountId,
                        Way = way,
                        Address = address,
                        CreatedAt = now,
                        NextAttemptAt = notification.Urgent ? now : setting.Quiet?.After(now) ?? now,
                    });
    }
}
