using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Notifications;

public enum NotificationRule
{
    BadAddress,
    BadWebhook,
    BadTemplate,
    BadQuietHours,
    /// <summary>The way is not configured, or no address is set.</summary>
    WayClosed,
}

/// <summary>Settings as a person enters them.</summary>
/// <param name="Quiet">Null without quiet hours.</param>
/// <param name="Version">The version that was read; 0 before the first.</param>
public sealed record NotificationWishes(string? Mail, IReadOnlyCollection<NotificationKind> MailKinds, string? WebhookUrl, IReadOnlyCollection<NotificationKind> WebhookKinds,
    WebhookPreset WebhookPreset, string? WebhookTemplate, QuietHours? Quiet, int Version);

/// <summary>How one is told: everyone's own business, nobody sets it for another.</summary>
public sealed partial class NotificationSettingsActions(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases, IEnumerable<IDeliveryWay> ways, IOptions<NotificationOptions> options, TimeProvider time)
{
    private static readonly TimeSpan TestPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, DateTime> _tested = new();

    /// <returns>The webhook's new secret, to be shown once; null when none was made.</returns>
    public Task<string?> SaveAsync(Actor actor, NotificationWishes wishes, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var account = actor.AccountId ?? throw Refusal.NotPermitted();
            var (mail, url) = (Tidy(wishes.Mail), Tidy(wishes.WebhookUrl));
            Check(wishes, mail, url);
            var setting = await OwnAsync(db, account, ct);
            if (setting.Version != wishes.Version)
                throw Refusal.ChangedMeanwhile(setting.Version);
            (setting.Mail, setting.MailKinds) = (mail, Names(wishes.MailKinds));
            (setting.WebhookUrl, setting.WebhookKinds) = (url, Names(wishes.WebhookKinds));
            (setting.WebhookPreset, setting.WebhookTemplate) = (wishes.WebhookPreset, wishes.WebhookPreset is WebhookPreset.Own ? wishes.WebhookTemplate!.Trim() : null);
            (setting.QuietFrom, setting.QuietTo) = (wishes.Quiet?.From, wishes.Quiet?.To);
            setting.Version++;
            var secret = url is not null && setting.WebhookSecret is null ? setting.WebhookSecret = NewSecret() : null;
            return Outcome.Of(secret, [Changed(setting), .. await RedirectAsync(db, setting, now, ct)]);
        }, ct);

    /// <summary>The old secret is no longer used from then on.</summary>
    /// <returns>The new one, to be shown once.</returns>
    public Task<string> RenewSecretAsync(Actor actor, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            var setting = await OwnAsync(db, actor.AccountId ?? throw Refusal.NotPermitted(), ct);
            if (setting.WebhookUrl is null)
                throw new Refusal(NotificationRule.WayClosed, "请先填写并保存 Webhook 地址。");
            setting.WebhookSecret = NewSecret();
            setting.Version++;
            return Outcome.Of(setting.WebhookSecret, Changed(setting));
        }, ct);

    /// <summary>Really sends a test message by the saved settings.</summary>
    /// <returns>Null when it was sent; else the sentence that says why not.</returns>
    public async Task<string?> SendTestAsync(Actor actor, DeliveryWay way, CancellationToken ct = default)
    {
        actor.RequireActing();
        var account = actor.AccountId ?? throw Refusal.NotPermitted();
        var now = time.GetUtcNow().UtcDateTime;
        NotificationSetting? setting;
        await using (var db = await databases.CreateDbContextAsync(ct))
            setting = await db.NotificationSettings().AsNoTracking().SingleOrDefaultAsync(row => row.AccountId == account, ct);
        var sender = ways.SingleOrDefault(row => row.Way == way && row.IsOpen) ?? throw new Refusal(NotificationRule.WayClosed, way is DeliveryWay.Mail ? "系统没有设置邮件服务器。" : "系统没有开启 Webhook。");
        if ((way is DeliveryWay.Mail ? setting?.Mail : setting?.WebhookUrl) is not { } address)
            throw new Refusal(NotificationRule.WayClosed, way is DeliveryWay.Mail ? "请先填写并保存邮箱地址。" : "请先填写并保存 Webhook 地址。");
        if (_tested.TryGetValue(account, out var last) && now - last < TestPause)
            throw new Refusal(BasicRule.TooMany, "刚刚发送过测试，请稍等几秒再试。", RefusalKind.TooMany);
        _tested[account] = now;
        var id = Guid.CreateVersion7(new DateTimeOffset(now));
        var outcome = await sender.SendAsync(
            new Letter(id, address, [new LetterItem(id, NotificationKind.HandedOver, "测试提醒", "收到这条消息，说明提醒能够送达。", "", "", null, now)],
                setting!.WebhookSecret is { } secret ? new WebhookForm(setting.WebhookPreset, setting.WebhookTemplate, secret) : null), ct);
        await ledger.CommitAsync(actor, (_, _) => Task.FromResult<IReadOnlyList<LedgerEvent>>([new NotificationTested(account, way, outcome.Result is SendResult.Sent, outcome.Reason)]), CancellationToken.None);
        return outcome.Result is SendResult.Sent ? null : outcome.Reason;
    }

    /// <summary>What waits follows the new address, or is left out when there is none any more: a mistyped address can be mended.</summary>
    private static async Task<IReadOnlyList<LedgerEvent>> RedirectAsync(HotlineDb db, NotificationSetting setting, DateTime now, CancellationToken ct)
    {
        var waiting = await db.Deliveries().Where(row => row.AccountId == setting.AccountId && row.State == DeliveryState.Waiting).ToListAsync(ct);
        var dropped = waiting.ToLookup(row => (row.Way is DeliveryWay.Mail ? setting.Mail : setting.WebhookUrl) is null);
        const string reason = "本人已不再用这种方式接收。";
        foreach (var row in dropped[true])
            row.Close(DeliveryState.Superseded, reason, now);
        foreach (var row in dropped[false])
            row.Address = (row.Way is DeliveryWay.Mail ? setting.Mail : setting.WebhookUrl)!;
        return [.. dropped[true].GroupBy(row => row.Way).Select(group => new NotificationSuperseded(setting.AccountId, group.Key, [.. group.Select(row => row.NotificationId)], reason))];
    }

    private void Check(NotificationWishes wishes, string? mail, string? url)
    {
        if (mail is not null && (mail.Length > NotificationSetting.MaxMail || !MailAddress().IsMatch(mail)))
            throw Wrong(NotificationRule.BadAddress, "mail", "邮箱地址不正确，应如 name@example.gov.cn。");
        if (url is not null && WebhookWay.Objection(url, options.Value) is { } objection)
            throw Wrong(NotificationRule.BadWebhook, "webhookUrl", objection);
        if (wishes.WebhookPreset is WebhookPreset.Own && WebhookTemplate.Objection(wishes.WebhookTemplate) is { } wrong)
            throw Wrong(NotificationRule.BadTemplate, "webhookTemplate", wrong);
        if (wishes.Quiet is { } quiet && (quiet.From is < 0 or >= QuietHours.Day || quiet.To is < 0 or >= QuietHours.Day || quiet.From == quiet.To))
            throw Wrong(NotificationRule.BadQuietHours, "quiet", "免打扰的开始和结束须是两个不同的钟点。");
    }

    private static async Task<NotificationSetting> OwnAsync(HotlineDb db, Guid account, CancellationToken ct)
    {
        if (await db.NotificationSettings().SingleOrDefaultAsync(row => row.AccountId == account, ct) is { } known)
            return known;
        var fresh = new NotificationSetting { AccountId = account };
        db.Add(fresh);
        return fresh;
    }

    private static NotificationSettingsChanged Changed(NotificationSetting setting) => new(setting.AccountId, setting.Mail is not null, setting.WebhookUrl is not null);

    private static Refusal Wrong(NotificationRule rule, string field, string sentence) => Refusal.Field(rule, field, sentence);

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string? Tidy(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;

    private static List<string> Names(IEnumerable<NotificationKind> kinds) => [.. kinds.Distinct().Order().Select(kind => kind.ToString())];

    // One plain address: no name, no list, nothing that could begin another header.
    [GeneratedRegex(@"\A[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?)*\z")]
    private static partial Regex MailAddress();
}
