namespace HotlineKb.Core.Notifications;

/// <summary>One thing to be said in a letter.</summary>
public sealed record LetterItem(Guid Notification, NotificationKind Kind, string Title, string Text, string Subject, string Unit, DateTime? DueAt, DateTime At);

/// <summary>What goes to one address at once: one notification, or all that have gathered.</summary>
/// <param name="Id">The same for every attempt at the same letter where possible, so that a receiver can tell a repetition.</param>
/// <param name="Items">At least one; newest last.</param>
/// <param name="Form">With a webhook: how it is written and signed.</param>
public sealed record Letter(Guid Id, string Address, IReadOnlyList<LetterItem> Items, WebhookForm? Form = null);

/// <param name="Secret">Signs each call.</param>
/// <param name="Template">With <see cref="WebhookPreset.Own"/>.</param>
public sealed record WebhookForm(WebhookPreset Preset, string? Template, string Secret);

public enum SendResult
{
    Sent,
    /// <summary>May succeed later.</summary>
    Later,
    /// <summary>Refused for good.</summary>
    Never,
}

/// <param name="Reason">A sentence, when it was not sent.</param>
/// <param name="WayDown">The way itself is closed for everyone: the others wait for the next run instead of being tried one by one.</param>
public readonly record struct SendOutcome(SendResult Result, string? Reason = null, bool WayDown = false)
{
    public static readonly SendOutcome Sent = new(SendResult.Sent);
}

/// <summary>How letters leave: one class per way, which knows the outside world and nothing of the outbox.</summary>
public interface IDeliveryWay
{
    DeliveryWay Way { get; }

    /// <summary>Whether it is configured at all.</summary>
    bool IsOpen { get; }

    /// <summary>Never throws, except when cancelled.</summary>
    Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct);
}
