using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Notifications;

/// <summary>A notification as its recipient's lists show it.</summary>
/// <param name="Unit">Empty when it is about the system.</param>
/// <param name="Answered">The clock it reminds of is closed.</param>
public sealed record NotificationItem(Guid Id, NotificationKind Kind, string Title, string Text, string Subject, int? UnitId, string Unit, DateTime? DueAt, bool Urgent, DateTime At, DateTime? ReadAt, bool Answered);

public sealed record NotificationFilter(bool UnreadOnly = false, NotificationKind? Kind = null);

/// <summary>One's own settings; the secret stays where it is.</summary>
public sealed record OwnSettings(NotificationWishes Wishes, bool HasSecret, bool MailOpen, bool WebhookOpen, IReadOnlyList<string> WebhookHosts);

public sealed class NotificationViews(IDbContextFactory<HotlineDb> databases, IEnumerable<IDeliveryWay> ways, IOptions<NotificationOptions> options)
{
    /// <summary>One's own, unread first, then newest first.</summary>
    public async Task<(IReadOnlyList<NotificationItem> Items, int Total)> ListAsync(Actor viewer, NotificationFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = db.Notifications().AsNoTracking().Where(row => row.AccountId == viewer.AccountId);
        if (filter.UnreadOnly)
            rows = rows.Where(row => row.ReadAt == null);
        if (filter.Kind is { } kind)
            rows = rows.Where(row => row.Kind == kind);
        var total = await rows.CountAsync(ct);
        var items = from row in rows.OrderBy(row => row.ReadAt != null).ThenByDescending(row => row.LedgerNumber).Skip(skip).Take(Math.Clamp(top, 1, 500))
                    orderby row.ReadAt != null, row.LedgerNumber descending
                    select new NotificationItem(row.Id, row.Kind, row.Title, row.Text, row.Subject, row.UnitId, db.Units().Where(unit => unit.Id == row.UnitId).Select(unit => unit.Name).FirstOrDefault() ?? "", row.DueAt, row.Urgent, row.At, row.ReadAt,
                        row.AssignmentId != null && db.Assignments().Any(clock => clock.Id == row.AssignmentId && clock.ClosedAt != null));
        return (await items.ToListAsync(ct), total);
    }

    public async Task<int> UnreadAsync(Actor viewer, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Notifications().CountAsync(row => row.AccountId == viewer.AccountId && row.ReadAt == null, ct);
    }

    public async Task<OwnSettings> SettingsAsync(Actor viewer, CancellationToken ct = default)
    {
        viewer.RequireOwn();
        await using var db = await databases.CreateDbContextAsync(ct);
        var setting = await db.NotificationSettings().AsNoTracking().SingleOrDefaultAsync(row => row.AccountId == viewer.AccountId, ct) ?? new NotificationSetting();
        var open = ways.Where(way => way.IsOpen).Select(way => way.Way).ToHashSet();
        return new OwnSettings(
            new NotificationWishes(setting.Mail, Kinds(setting.MailKinds), setting.WebhookUrl, Kinds(setting.WebhookKinds), setting.WebhookPreset, setting.WebhookTemplate, setting.Quiet, setting.Version),
            setting.WebhookSecret is not null, open.Contains(DeliveryWay.Mail), open.Contains(DeliveryWay.Webhook), options.Value.WebhookHosts);
    }

    /// <summary>Names of kinds that are no more are passed over.</summary>
    private static List<NotificationKind> Kinds(IEnumerable<string> names) => [.. Enum.GetValues<NotificationKind>().Where(kind => names.Contains(kind.ToString()))];
}
