using HotlineKb.Core.Basics;
using HotlineKb.Core.Notifications;
using HotlineKb.Web.Access;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace HotlineKb.Web.Notifications;

public sealed partial class NotificationSettingsPage
{
    private static readonly TimeOnly Evening = new(22, 0);
    private static readonly TimeOnly Morning = new(8, 0);

    private OwnSettings? _own;
    private string? _mail;
    private string? _url;
    private WebhookPreset _preset;
    private string? _template;
    private bool _isQuiet;
    private TimeOnly _from = Evening;
    private TimeOnly _to = Morning;
    private HashSet<NotificationKind> _mailKinds = [];
    private HashSet<NotificationKind> _hookKinds = [];
    private IReadOnlyDictionary<string, string> _wrong = new Dictionary<string, string>();
    private (bool Sent, string Sentence)? _outcome;
    private string? _secret;
    private bool _busy;

    [Inject]
    private NotificationViews Notifications { get; set; } = default!;

    [Inject]
    private NotificationSettingsActions Actions { get; set; } = default!;

    [Inject]
    private Acts Acts { get; set; } = default!;

    [Inject]
    private Viewer Viewer { get; set; } = default!;

    [Inject]
    private IStringLocalizer<Text> L { get; set; } = default!;

    private string? Wrong(string field) => _wrong.GetValueOrDefault(field);

    private async Task LoadAsync(CancellationToken ct)
    {
        _own = await Notifications.SettingsAsync(await Viewer.ActorAsync(ct), ct);
        var wishes = _own.Wishes;
        (_mail, _url, _preset, _template) = (wishes.Mail, wishes.WebhookUrl, wishes.WebhookPreset, wishes.WebhookTemplate);
        (_mailKinds, _hookKinds) = ([.. wishes.MailKinds], [.. wishes.WebhookKinds]);
        _isQuiet = wishes.Quiet is not null;
        (_from, _to) = wishes.Quiet is { } quiet ? (At(quiet.From), At(quiet.To)) : (Evening, Morning);
    }

    private async Task SaveAsync()
    {
        if (_busy || _own is null)
            return;
        (_busy, _outcome) = (true, null);
        string? secret = null;
        var quiet = _isQuiet ? new QuietHours(Minute(_from), Minute(_to)) : (QuietHours?)null;
        var refused = await Acts.TryAsync(
            async actor => secret = await Actions.SaveAsync(actor, new NotificationWishes(_mail, _mailKinds, _url, _hookKinds, _preset, _template, quiet, _own.Wishes.Version)),
            "接收方式已保存");
        _wrong = refused?.Fields ?? new Dictionary<string, string>();
        _secret = secret ?? _secret;
        // What was typed stays until it is right; what is saved is shown as it was kept.
        if (refused is null || refused.Kind is RefusalKind.ChangedMeanwhile)
            await LoadAsync(CancellationToken.None);
        _busy = false;
    }

    private async Task RenewAsync()
    {
        string? secret = null;
        await Acts.TryAsync(async actor => secret = await Actions.RenewSecretAsync(actor), "签名密钥已更换，原密钥不再使用");
        if (secret is null)
            return;
        _secret = secret;
        // The version has moved on; what is being typed stays.
        _own = await Notifications.SettingsAsync(await Viewer.ActorAsync());
    }

    private async Task TestAsync(DeliveryWay way)
    {
        (_busy, _outcome) = (true, null);
        await Acts.TryAsync(async actor =>
        {
            var reason = await Actions.SendTestAsync(actor, way);
            _outcome = reason is null ? (true, L["测试已送出，请到收件处查看。"]) : (false, L["测试没有送出：{0}", L[reason]]);
        });
        _busy = false;
    }

    private static void Toggle(HashSet<NotificationKind> kinds, NotificationKind kind, ChangeEventArgs e)
    {
        if (e.Value is true)
            kinds.Add(kind);
        else
            kinds.Remove(kind);
    }

    private static int Minute(TimeOnly time) => (time.Hour * 60) + time.Minute;

    private static TimeOnly At(int minute) => new(minute / 60, minute % 60);
}
