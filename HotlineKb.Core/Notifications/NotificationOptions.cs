namespace HotlineKb.Core.Notifications;

public enum MailSecurity
{
    None,
    StartTls,
    Tls,
}

/// <summary>The ways out. Bound from <c>HotlineKb:Mail</c>, <c>HotlineKb:Notifications</c> and <c>HotlineKb:PublicUrl</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>Empty: nothing is sent by e-mail.</summary>
    public string? MailHost { get; set; }

    public int MailPort { get; set; } = 25;

    public MailSecurity MailSecurity { get; set; }

    public string? MailUserName { get; set; }

    public string? MailPassword { get; set; }

    public string? MailFrom { get; set; }

    /// <summary>How people reach this application, for links in what is sent; without it there are none.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary><c>host</c> or <c>host:port</c>, exactly. Empty: nothing is sent by webhook.</summary>
    public IReadOnlyList<string> WebhookHosts { get; set; } = [];

    /// <summary>Whether webhooks may go to loopback, private and link-local addresses.</summary>
    public bool AllowPrivateTargets { get; set; }

    /// <summary>How long the other end may take for a step; a whole letter gets four times as much, well within a delivery's lease. No setting.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The full address of a page; null without <see cref="PublicUrl"/>.</summary>
    public string? Link(string? page) => PublicUrl is null || page is null ? null : PublicUrl.ToString().TrimEnd('/') + page;
}
