using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Notifications;

/// <summary>
/// Webhooks: signed, to allowed hosts only, no redirects, no private targets. What an address resolves to is checked when connecting,
/// so that a name that changes its mind in between leads nowhere.
/// </summary>
public sealed class WebhookWay : IDeliveryWay, IDisposable
{
    public const string SignatureHeader = "X-HotlineKb-Signature";

    private const int MaxAnswer = 64 * 1024;

    private readonly NotificationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookWay> _log;
    private readonly HttpClient _client;

    public WebhookWay(IOptions<NotificationOptions> options, TimeProvider time, ILogger<WebhookWay> log)
    {
        (_options, _time, _log) = (options.Value, time, log);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 32,
            ConnectTimeout = _options.Patience,
            // Names are asked again: nothing is trusted for longer.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = _options.Patience,
            MaxResponseContentBufferSize = MaxAnswer,
        };
    }

    public DeliveryWay Way => DeliveryWay.Webhook;

    public bool IsOpen => _options.WebhookHosts.Count > 0;

    /// <returns>Why nothing is sent to this address, in a sentence; null when it may be used.</returns>
    public static string? Objection(string url, NotificationOptions options)
    {
        if (options.WebhookHosts.Count == 0)
            return "系统没有开启 Webhook。";
        if (url.Length > NotificationSetting.MaxUrl || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || url.Any(char.IsControl))
            return "Webhook 地址须以 http:// 或 https:// 开头。";
        if (uri.UserInfo.Length > 0)
            return "Webhook 地址中不能带用户名和密码。";
        var name = uri.IsDefaultPort ? uri.IdnHost : $"{uri.IdnHost}:{uri.Port}";
        return options.WebhookHosts.Contains(name, StringComparer.OrdinalIgnoreCase) ? null : $"不允许发送到“{name}”，请联系系统管理员。";
    }

    public async Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct)
    {
        if (letter.Form is not { } form)
            return new SendOutcome(SendResult.Never, "Webhook 已被取消设置。");
        // Allowed when it was saved is not allowed for ever.
        if (Objection(letter.Address, _options) is { } objection)
            return new SendOutcome(SendResult.Never, objection);
        var body = Encoding.UTF8.GetBytes(WebhookTemplate.Render(form, letter, _options));
        using var request = new HttpRequestMessage(HttpMethod.Post, letter.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(SignatureHeader, Signature(form.Secret, _time.GetUtcNow().ToUnixTimeSeconds(), body));
        request.Headers.Add("X-HotlineKb-Delivery", letter.Id.ToString());
        try
        {
            using var response = await _client.SendAsync(request, ct);
            return Judge(response.StatusCode, form.Preset, await response.Content.ReadAsStringAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            if (Find<ForbiddenTarget>(e) is not null)
                return new SendOutcome(SendResult.Never, "Webhook 地址指向内部网络，不允许发送。");
            _log.LogWarning("A webhook on {Host} failed: {Error}", request.RequestUri!.Host, e.Message);
            return new SendOutcome(SendResult.Later, e switch
            {
                OperationCanceledException => "对方没有及时应答。",
                HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "对方的应答过长。",
                _ => "连接不上对方。",
            });
        }
    }

    /// <summary><c>t=SECONDS,v1=HEX</c>: HMAC-SHA256 over <c>SECONDS.BODY</c>.</summary>
    public static string Signature(string secret, long seconds, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.")), .. body];
        return string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}");
    }

    public void Dispose() => _client.Dispose();

    private static SendOutcome Judge(HttpStatusCode status, WebhookPreset preset, string answer) => (int)status switch
    {
        >= 200 and < 300 => RobotRefused(preset, answer) is { } code ? new SendOutcome(SendResult.Later, $"群机器人没有接受（错误码 {code}）。") : SendOutcome.Sent,
        408 or 429 or >= 500 => new SendOutcome(SendResult.Later, $"对方暂时没有接受（{(int)status}）。"),
        >= 300 and < 400 => new SendOutcome(SendResult.Never, $"对方要求转到别处（{(int)status}），不予跟随。"),
        _ => new SendOutcome(SendResult.Never, $"对方拒绝接受（{(int)status}）。"),
    };

    /// <summary>These robots say 200 whatever happens; the truth is in the answer.</summary>
    private static long? RobotRefused(WebhookPreset preset, string answer)
    {
        var name = preset switch
        {
            WebhookPreset.WeCom or WebhookPreset.DingTalk => "errcode",
            WebhookPreset.Feishu => "code",
            _ => null,
        };
        if (name is null)
            return null;
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var code) && code.ValueKind is JsonValueKind.Number && code.TryGetInt64(out var number) && number != 0 ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var allowed = _options.AllowPrivateTargets ? addresses : [.. addresses.Where(address => !PrivateTargets.Includes(address))];
        if (allowed.Length == 0)
            throw addresses.Length > 0 ? new ForbiddenTarget() : new HttpRequestException(HttpRequestError.NameResolutionError);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // To what was checked, not to the name again.
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static T? Find<T>(Exception? e)
        where T : Exception => e is null ? null : e as T ?? Find<T>(e.InnerException);

    private sealed class ForbiddenTarget() : IOException("The address leads into a private network.");
}
