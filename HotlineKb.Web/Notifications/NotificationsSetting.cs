using HotlineKb.Core.Notifications;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Notifications;

/// <summary>The ways out as configured; whatever cannot be meant stops the start.</summary>
internal static class NotificationsSetting
{
    public static NotificationOptions Read(IConfigurationSection section)
    {
        var url = section["PublicUrl"] is { Length: > 0 } text
            ? Uri.TryCreate(text, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps) && parsed.Query.Length == 0 && parsed.Fragment.Length == 0
                ? parsed
                : throw Wrong("PublicUrl", text, "人们访问本系统的地址，如 https://kb.example.gov.cn")
            : null;
        var mail = section.GetSection("Mail");
        var host = mail["Host"] is { Length: > 0 } given ? given.Trim() : null;
        if (host is not null && Uri.CheckHostName(host) is UriHostNameType.Unknown)
            throw Wrong("Mail:Host", host, "邮件服务器的主机名或地址");
        var security = mail["Security"] switch
        {
            null or "" => MailSecurity.None,
            var word => Enum.TryParse<MailSecurity>(word, ignoreCase: true, out var found) && Enum.IsDefined(found) ? found : throw Wrong("Mail:Security", word, "None、StartTls 或 Tls"),
        };
        var from = mail["From"] is { Length: > 0 } sender ? sender.Trim() : null;
        if (host is not null && from is null)
            throw new WrongSetting("设置 HotlineKb:Mail:From 不能为空：已设置 HotlineKb:Mail:Host。");
        if (from is not null && (from.Any(char.IsControl) || !MimeKit.MailboxAddress.TryParse(from, out var mailbox) || !mailbox.Address.Contains('@', StringComparison.Ordinal)))
            throw Wrong("Mail:From", from, "发件地址，如 12345 热线知识库 <kb@example.gov.cn>");
        var hosts = (section["Notifications:WebhookHosts"] ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries);
        if (hosts.FirstOrDefault(name => !Uri.TryCreate($"https://{name}/", UriKind.Absolute, out var uri) || uri.AbsolutePath != "/" || uri.UserInfo.Length > 0 || name.Contains('*', StringComparison.Ordinal)) is { } odd)
            throw Wrong("Notifications:WebhookHosts", odd, "主机名或 主机名:端口，以逗号分隔，不能用通配符");
        return new NotificationOptions
        {
            PublicUrl = url,
            MailHost = host,
            MailPort = mail["Port"] switch
            {
                null or "" => security is MailSecurity.Tls ? 465 : security is MailSecurity.StartTls ? 587 : 25,
                var port => int.TryParse(port, out var number) && number is > 0 and < 65536 ? number : throw Wrong("Mail:Port", port, "1 至 65535 的整数"),
            },
            MailSecurity = security,
            MailUserName = mail["UserName"],
            MailPassword = mail["Password"],
            MailFrom = from,
            WebhookHosts = hosts,
            AllowPrivateTargets = section["Notifications:AllowPrivateTargets"] switch
            {
                null or "" => false,
                var word => bool.TryParse(word, out var allowed) ? allowed : throw Wrong("Notifications:AllowPrivateTargets", word, "true 或 false"),
            },
        };
    }

    private static WrongSetting Wrong(string name, string value, string expected) => new($"设置 HotlineKb:{name} 的值“{value}”不对，应为{expected}。");
}
