using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Notifications;

/// <summary>Who was told of a ledger row, in the application at once.</summary>
/// <param name="Source">Number of that row.</param>
/// <param name="About">Its subject.</param>
/// <param name="Accounts">Ids.</param>
[EventKind("notification.issued")]
public sealed record NotificationIssued(long Source, string About, NotificationKind Told, IReadOnlyList<Guid> Accounts) : LedgerEvent($"notification:{Source}");

/// <summary>What one person has opened, or marked read.</summary>
/// <param name="Notifications">Ids; left out when everything was marked at once.</param>
[EventKind("notification.read")]
public sealed record NotificationRead(Guid Account, int Count, IReadOnlyList<Guid>? Notifications) : LedgerEvent($"notification:{Account}");

/// <summary>Handed to the mail server or accepted by the webhook. The address is not in the ledger; the delivery holds it.</summary>
[EventKind("notification.delivered")]
public sealed record NotificationDelivered(Guid Account, DeliveryWay Way, int Attempts, IReadOnlyList<Guid> Notifications) : LedgerEvent($"notification:{Account}");

[EventKind("notification.undeliverable")]
public sealed record NotificationUndeliverable(Guid Account, DeliveryWay Way, int Attempts, IReadOnlyList<Guid> Notifications, string Reason) : LedgerEvent($"notification:{Account}");

/// <summary>Left out, because it was no longer worth sending.</summary>
[EventKind("notification.superseded")]
public sealed record NotificationSuperseded(Guid Account, DeliveryWay Way, IReadOnlyList<Guid> Notifications, string Reason) : LedgerEvent($"notification:{Account}");

/// <param name="Mail">Whether an address is set; the address itself is not in the ledger.</param>
[EventKind("notification.settingsChanged")]
public sealed record NotificationSettingsChanged(Guid Account, bool Mail, bool Webhook) : LedgerEvent($"notification:{Account}");

/// <summary>A test message, really sent.</summary>
[EventKind("notification.tested")]
public sealed record NotificationTested(Guid Account, DeliveryWay Way, bool Sent, string? Reason) : LedgerEvent($"notification:{Account}");
