using System.Net;
using System.Net.Sockets;
using System.Text;
using HotlineKb.Core.Basics;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace HotlineKb.Core.Notifications;

/// <summary>E-mail, through the city's own mail server.</summary>
public sealed class MailWay(IOptions<NotificationOptions> options, TimeProvider time, ILogger<MailWay> log) : IDeliveryWay
{
    private readonly NotificationOptions _options = options.Value;

    public DeliveryWay Way => DeliveryWay.Mail;

    public bool IsOpen => !string.IsNullOrEmpty(_options.MailHost);

    public async Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(4 * _options.Patience);
        using var client = new SmtpClient { Timeout = (int)_options.Patience.TotalMilliseconds, CheckCertificateRevocation = false };
        try
        {
            using var message = Compose(letter);
            await client.ConnectAsync(_options.MailHost!, _options.MailPort, SecurityOf(_options.MailSecurity), limit.Token);
            if (!string.IsNullOrEmpty(_options.MailUserName))
                await client.AuthenticateAsync(_options.MailUserName, _options.MailPassword ?? "", limit.Token);
            await client.SendAsync(message, limit.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (ParseException)
        {
            return new SendOutcome(SendResult.Never, "邮箱地址不正确。");
        }
        catch (SmtpCommandException e)
        {
            return Refused(e);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ProtocolException or AuthenticationException or SslHandshakeException or NotSupportedException or ServiceNotConnectedException)
        {
            log.LogWarning(e, "The mail server cannot be used");
            return new SendOutcome(SendResult.Later, e switch
            {
                AuthenticationException => "邮件服务器不接受所设的账号。",
                SslHandshakeException => "与邮件服务器的加密连接未能建立。",
                OperationCanceledException => "邮件服务器没有及时应答。",
                NotSupportedException => "邮件服务器不支持所设的加密或认证方式。",
                _ => "连接不上邮件服务器。",
            }, WayDown: true);
        }

        await LeaveAsync(client, ct);
        return SendOutcome.Sent;
    }

    /// <summary>What is sent; for tests too.</summary>
    internal MimeMessage Compose(Letter letter)
    {
        var text = LetterText.Of(letter, _options);
        var message = new MimeMessage
        {
            Subject = OneLine($"[12345 知识库] {text.Title}", 120),
            Date = time.GetUtcNow(),
            MessageId = $"{letter.Id:N}@{_options.PublicUrl?.Host ?? "hotlinekb"}",
        };
        message.From.Add(MailboxAddress.Parse(_options.MailFrom!));
        message.To.Add(MailboxAddress.Parse(letter.Address));
        // No answering machine answers back.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new BodyBuilder { TextBody = Plain(letter), HtmlBody = Html(letter) }.ToMessageBody();
        return message;
    }

    private string Plain(Letter letter)
    {
        var text = new StringBuilder();
        foreach (var item in letter.Items)
        {
            text.AppendLine(item.Title).AppendLine(item.Text);
            if (_options.Link(SubjectPages.PageOf(item.Subject)) is { } link)
                text.AppendLine(link);
            text.AppendLine();
        }

        text.AppendLine("此邮件由 12345 热线知识库自动发出。");
        if (_options.Link("/notifications/settings") is { } settings)
            text.Append("接收方式可在此更改：").AppendLine(settings);
        return text.ToString();
    }

    private string Html(Letter letter)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><body style=\"font:14px/1.6 sans-serif\">");
        foreach (var item in letter.Items)
        {
            var title = WebUtility.HtmlEncode(item.Title);
            html.Append("<p><strong>").Append(_options.Link(SubjectPages.PageOf(item.Subject)) is { } link ? $"<a href=\"{WebUtility.HtmlEncode(link)}\">{title}</a>" : title)
                .Append("</strong><br>").Append(WebUtility.HtmlEncode(item.Text)).Append("</p>");
        }

        html.Append("<p style=\"color:#666\">此邮件由 12345 热线知识库自动发出。");
        if (_options.Link("/notifications/settings") is { } settings)
            html.Append($"<a href=\"{WebUtility.HtmlEncode(settings)}\">更改接收方式</a>");
        return html.Append("</p></body></html>").ToString();
    }

    /// <summary>A title is somebody's text: no line of it may become a header.</summary>
    private static string OneLine(string text, int max)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
        return Wording.Cut(line, max);
    }

    private static SendOutcome Refused(SmtpCommandException e) => ((int)e.StatusCode >= 500, e.ErrorCode) switch
    {
        (true, SmtpErrorCode.RecipientNotAccepted) => new SendOutcome(SendResult.Never, $"邮件服务器不接受这个收件地址（{(int)e.StatusCode}）。"),
        (true, SmtpErrorCode.MessageNotAccepted) => new SendOutcome(SendResult.Never, $"邮件服务器拒收这封邮件（{(int)e.StatusCode}）。"),
        (false, SmtpErrorCode.RecipientNotAccepted) => new SendOutcome(SendResult.Later, $"邮件服务器暂不接受这个收件地址（{(int)e.StatusCode}）。"),
        // The sender, or a state of the server: it would be the same for everyone.
        _ => new SendOutcome(SendResult.Later, $"邮件服务器暂不能发信（{(int)e.StatusCode}）。", WayDown: true),
    };

    private static SecureSocketOptions SecurityOf(MailSecurity security) => security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    /// <summary>The server has accepted the letter; whatever happens to the line now must not send it twice.</summary>
    private async Task LeaveAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception e)
        {
            log.LogDebug(e, "The mail server did not say goodbye");
        }
    }
}
