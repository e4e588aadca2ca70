namespace HotlineKb.Core.Notifications;

/// <summary>How one person wants to be told outside the application; inside it everyone is told everything.</summary>
public sealed class NotificationSetting
{
    public const int MaxMail = 254;
    public const int MaxUrl = 500;
    public const int MaxTemplate = 2_000;

    public Guid AccountId { get; init; }

    public string? Mail { get; set; }

    /// <summary>Names of <see cref="NotificationKind"/>.</summary>
    public List<string> MailKinds { get; set; } = Defaults();

    public string? WebhookUrl { get; set; }

    /// <summary>With it each call is signed; shown once.</summary>
    public string? WebhookSecret { get; set; }

    public WebhookPreset WebhookPreset { get; set; }

    /// <summary>With <see cref="WebhookPreset.Own"/>.</summary>
    public string? WebhookTemplate { get; set; }

    public List<string> WebhookKinds { get; set; } = Defaults();

    /// <summary>Minute of the city's day; null without quiet hours.</summary>
    public int? QuietFrom { get; set; }

    public int? QuietTo { get; set; }

    public int Version { get; set; }

    public QuietHours? Quiet => QuietFrom is { } from && QuietTo is { } to ? new QuietHours(from, to) : null;

    /// <summary>Where a notification of this kind goes by this way; null when it does not.</summary>
    public string? AddressFor(DeliveryWay way, NotificationKind kind) => (way, kind) switch
    {
        (DeliveryWay.Mail, _) => Mail is { Length: > 0 } mail && MailKinds.Contains(kind.ToString()) ? mail : null,
        _ => WebhookUrl is { Length: > 0 } url && WebhookKinds.Contains(kind.ToString()) ? url : null,
    };

    private static List<string> Defaults() => [.. Enum.GetValues<NotificationKind>().Where(NotificationKinds.IsSentByDefault).Select(kind => kind.ToString())];
}
