using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace HotlineKb.Core.Approvals;

/// <summary>The hall did not give what was agreed; the sentence is for people.</summary>
public sealed class HallFault(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A page of the feed, whole: what could not be read to its end is none.</summary>
/// <param name="Last">LASTTIMESTAMP, epoch ms.</param>
public sealed record HallPage(long Last, IReadOnlyList<HallRecord> Records);

/// <summary>Where pages come from; the feed of the contract, or a test's.</summary>
public interface IHallFeed
{
    /// <param name="since">TIME_STAMP, epoch ms, inclusive.</param>
    /// <exception cref="HallFault">After all retries.</exception>
    Task<HallPage> ReadAsync(long since, CancellationToken ct);
}

/// <summary>
/// The hall's interface: exact hosts, no redirects, a limit for time and size, retries with jitter, a breaker that leaves a hall in trouble
/// alone, and a token that is renewed once when it is refused.
/// </summary>
public sealed class HallClient : IHallFeed, IDisposable
{
    public const int PageSize = 100;

    /// <summary>Epoch ms of the year 2100: whoever believed a later one would never ask for anything again.</summary>
    private const long LatestStamp = 4_102_444_800_000;

    private readonly HallOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<HallClient> _log;
    private readonly HttpClient _client;
    private readonly ResiliencePipeline _pipeline;
    private volatile Token? _token;

    public HallClient(IOptions<HallOptions> options, TimeProvider time, ILogger<HallClient> log)
    {
        (_options, _time, _log) = (options.Value, time, log);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 32,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        })
        {
            // The pipeline keeps the time, of the body too.
            Timeout = Timeout.InfiniteTimeSpan,
            // Counted after decompression.
            MaxResponseContentBufferSize = _options.MaxAnswer,
        };
        _pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<HallFault>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>().Handle<BrokenCircuitException>().Handle<IOException>(),
                MaxRetryAttempts = _options.Retries,
                Delay = _options.RetryAfter,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = retry =>
                {
                    _log.LogInformation("The service hall is asked again ({Attempt}): {Error}", retry.AttemptNumber + 1, retry.Outcome.Exception?.Message);
                    return ValueTask.CompletedTask;
                },
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<HallFault>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>().Handle<IOException>(),
                FailureRatio = 0.8,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(60),
                BreakDuration = TimeSpan.FromSeconds(5),
            })
            .AddTimeout(_options.Patience)
            .Build();
    }

    public async Task<HallPage> ReadAsync(long since, CancellationToken ct)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await AskAsync(since, token), ct);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or IOException)
        {
            throw new HallFault(SentenceOf(e), e);
        }
    }

    public void Dispose() => _client.Dispose();

    private string SentenceOf(Exception e) => e switch
    {
        TimeoutRejectedException => $"办事大厅在 {_options.Patience.TotalSeconds:0} 秒内没有答复。",
        BrokenCircuitException => "办事大厅连续出错，暂停访问，稍后再试。",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => $"办事大厅的答复超过 {_options.MaxAnswer / 1024 / 1024} MB。",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "找不到办事大厅的地址，请检查设置 HotlineKb:ServiceHall:BaseUrl。",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "连不上办事大厅。",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "与办事大厅建立安全连接失败，请检查证书。",
        _ => "办事大厅的答复中断，不完整。",
    };

    private async Task<HallPage> AskAsync(long since, CancellationToken ct)
    {
        var used = await TokenAsync(null, ct);
        var (status, body) = await PostAsync("item/list", Question(used), ct);
        if (status is HttpStatusCode.Forbidden)
            (status, body) = await PostAsync("item/list", Question(await TokenAsync(used, ct)), ct);
        RequireOk(status);
        return Parse(body, since);

        object Question(string token)
        {
            var param = new Dictionary<string, object> { ["TIME_STAMP"] = since, ["ITEM_LIMIT"] = PageSize };
            if (_options.AreaCode.Length > 0)
                param["AREA_CODE"] = _options.AreaCode;
            return new { access_token = token, param };
        }
    }

    /// <param name="refused">The token that the hall has just refused; null when none was.</param>
    private async Task<string> TokenAsync(string? refused, CancellationToken ct)
    {
        if (_token is { } known && known.Text != refused && known.Until > _time.UtcNow())
            return known.Text;
        var (status, body) = await PostAsync("oauth/token", new { client_id = _options.ClientId, client_secret = _options.ClientSecret }, ct);
        if (status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
            throw new HallFault("办事大厅不认可接入账号，请检查设置 HotlineKb:ServiceHall:ClientId 和 ClientSecret。");
        RequireOk(status);
        using var json = ParseJson(body);
        if (json.RootElement.ValueKind is not JsonValueKind.Object || !json.RootElement.TryGetProperty("access_token", out var token) || token.ValueKind is not JsonValueKind.String)
            throw new HallFault("办事大厅没有给出令牌。");
        var seconds = json.RootElement.TryGetProperty("expires_in", out var lasts) && lasts.ValueKind is JsonValueKind.Number && lasts.TryGetDouble(out var number) ? Math.Clamp(number, 0, 86_400) : 600;
        // A little early: between asking and being asked it must not run out.
        _token = new Token(token.GetString()!, _time.UtcNow().AddSeconds(seconds * 0.9));
        return _token.Text;
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(string call, object question, CancellationToken ct)
    {
        var url = new Uri($"{_options.BaseUrl!.AbsoluteUri.TrimEnd('/')}/{call}");
        if (!_options.AllowedHosts.Contains(url.Authority, StringComparer.OrdinalIgnoreCase))
            throw new HallFault($"不允许访问“{url.Authority}”，请检查设置 HotlineKb:ServiceHall:AllowedHosts。");
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(question) };
        // Sent with its length: many halls do not understand chunks.
        await request.Content.LoadIntoBufferAsync(ct);
        using var response = await _client.SendAsync(request, ct);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct));
    }

    private static void RequireOk(HttpStatusCode status)
    {
        if ((int)status is >= 300 and < 400)
            throw new HallFault("办事大厅要求转到另一个地址，没有跟随；请检查设置 HotlineKb:ServiceHall:BaseUrl。");
        if (status is not HttpStatusCode.OK)
            throw new HallFault($"办事大厅答复 HTTP {(int)status}。");
    }

    private static JsonDocument ParseJson(byte[] body)
    {
        try
        {
            // A byte that is no text spoils its own item, which HallRecord sees, and not the page.
            return JsonDocument.Parse(Utf8.IsValid(body) ? WithoutMark(body) : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body)), HallRecord.Depth);
        }
        catch (JsonException e)
        {
            throw new HallFault(body.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("<"u8) ? "办事大厅答复的是网页，不是数据（可能正在维护）。" : "办事大厅的答复不是完整的 JSON。", e);
        }
    }

    internal static HallPage Parse(byte[] body, long since)
    {
        using var json = ParseJson(body);
        var root = json.RootElement;
        if (root.ValueKind is not JsonValueKind.Object)
            throw new HallFault("办事大厅的答复与约定不符。");
        if (root.TryGetProperty("STATUS", out var status) && status.ValueKind is JsonValueKind.Object && Text(status, "CODE") is { } code && code != "00")
            throw new HallFault($"办事大厅答复错误 {Wording.Cut(code, 20)}：{Wording.Cut(HallText.OneLine(Text(status, "TEXT")), 200)}");
        if (!root.TryGetProperty("data", out var data) || data.ValueKind is not JsonValueKind.Object || Number(data, "LASTTIMESTAMP") is not { } last)
            throw new HallFault("办事大厅的答复中没有数据。");
        if (!data.TryGetProperty("list", out var list) || list.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
            throw new HallFault("办事大厅的答复中没有事项列表。");
        // Looked at before any of it is read: a page that is longer than was asked for is no page.
        if (list.ValueKind is JsonValueKind.Array && list.GetArrayLength() > PageSize)
            throw new HallFault($"办事大厅一次答复 {list.GetArrayLength():N0} 件，超过约定的 {PageSize} 件。");
        var records = (list.ValueKind is JsonValueKind.Array ? list.EnumerateArray() : (IEnumerable<JsonElement>)[list]).Select(HallRecord.Read).ToList();
        // Half a page is none.
        if (Number(data, "RETURNITEMSUNNUM") is { } announced && announced > records.Count)
            throw new HallFault($"办事大厅答复 {announced} 件，实际只有 {records.Count} 件。");
        // A page without items says nothing of time.
        if (records.Count == 0)
            return new HallPage(since, records);
        if (last > LatestStamp)
            throw new HallFault("办事大厅的时间戳不合理，超出了本世纪。");
        return last >= since ? new HallPage(last, records) : throw new HallFault("办事大厅的时间戳倒退。");
    }

    private static ReadOnlyMemory<byte> WithoutMark(byte[] body) => body.AsSpan().StartsWith("\uFEFF"u8) ? body.AsMemory(3) : body;

    private static string? Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null : value.ValueKind is JsonValueKind.String ? value.GetString() : value.ValueKind is JsonValueKind.Number ? value.GetRawText() : null;

    private static long? Number(JsonElement element, string name) => long.TryParse(Text(element, name), out var number) ? number : null;

    private sealed record Token(string Text, DateTime Until);
}
