using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Notifications;

/// <summary>A way out of the application.</summary>
public enum DeliveryWay
{
    Mail,
    Webhook,
}

public enum DeliveryState
{
    Waiting,
    Sent,
    /// <summary>Refused for good, or tried for three days.</summary>
    GivenUp,
    /// <summary>No longer worth sending: answered meanwhile, account disabled, way switched off.</summary>
    Superseded,
}

/// <summary>
/// One notification on its way to one address: the outbox, and afterwards the record of what was sent.
/// What becomes of it is an event; how often it has been tried so far is bookkeeping.
/// </summary>
public sealed class Delivery : IBookkeeping
{
    public const int MaxError = 300;

    /// <summary>Long enough for the slowest answer; after a crash the row is free again.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    private static readonly TimeSpan[] Backoff = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(60)];

    public Guid Id { get; init; }

    public Guid NotificationId { get; init; }

    public Guid AccountId { get; init; }

    public DeliveryWay Way { get; init; }

    /// <summary>Mail address or webhook address; follows the person's settings while it waits.</summary>
    public string Address { get; set; } = "";

    public DeliveryState State { get; private set; }

    public int Attempts { get; private set; }

    public DateTime CreatedAt { get; init; }

    /// <summary>Not before.</summary>
    public DateTime NextAttemptAt { get; set; }

    /// <summary>Until then it is in someone's hands.</summary>
    public DateTime? LeasedUntil { get; private set; }

    /// <summary>When it was sent, given up or left out.</summary>
    public DateTime? ClosedAt { get; private set; }

    /// <summary>Why the last attempt failed, or why it was not sent.</summary>
    public string? LastError { get; private set; }

    /// <summary>Takes it in hand, in a committed step before the attempt.</summary>
    internal void Take(DateTime now)
    {
        LeasedUntil = now + Lease;
        Attempts++;
    }

    internal void Close(DeliveryState state, string? reason, DateTime now)
    {
        State = state;
        ClosedAt = now;
        LeasedUntil = null;
        LastError = reason is null ? null : Wording.Cut(reason, MaxError);
    }

    /// <summary>Later again, or given up when it has been tried long enough.</summary>
    internal void Failed(string reason, QuietHours? quiet, DateTime now)
    {
        if (now - CreatedAt >= GiveUpAfter)
        {
            Close(DeliveryState.GivenUp, reason, now);
            return;
        }

        LeasedUntil = null;
        LastError = Wording.Cut(reason, MaxError);
        var next = now + Backoff[Math.Min(Attempts, Backoff.Length) - 1];
        NextAttemptAt = quiet?.After(next) ?? next;
    }
}
