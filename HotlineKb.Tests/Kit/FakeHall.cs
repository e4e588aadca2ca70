using System.Text.Json;
using System.Text.Json.Nodes;
using HotlineKb.Core.Approvals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HotlineKb.Tests.Kit;

/// <summary>What a hall may do instead of answering as agreed.</summary>
public enum HallTrouble
{
    None,
    Http500,
    Html,
    Truncated,
    /// <summary>Silent until the caller gives up.</summary>
    Slow,
    /// <summary>Begins to answer, and then is silent.</summary>
    SlowBody,
    Reset,
    /// <summary>Every token is void.</summary>
    Expired,
    /// <summary>LASTTIMESTAMP is what was asked for.</summary>
    Stuck,
    /// <summary>The newer half of the items is missing.</summary>
    Half,
    Redirect,
    /// <summary>200, and STATUS.CODE says otherwise.</summary>
    Refused,
    NullData,
    NullList,
    /// <summary>One item in place of the list.</summary>
    ObjectList,
    /// <summary>Fewer items than RETURNITEMSUNNUM says.</summary>
    Fewer,
    Backwards,
    /// <summary>Larger than any limit, once it is unpacked.</summary>
    Huge,
    /// <summary>New items without end.</summary>
    Endless,
    NoToken,
    WrongAccount,
}

/// <summary>
/// A service hall in this process, over real HTTP: items that the test makes, seven to a timestamp, timestamps inclusive, at most a hundred a
/// page. Troubles are served after so many good pages, so many times.
/// </summary>
public sealed class FakeHall : IAsyncDisposable
{
    public const string Secret = "geheim-4711";
    private const long Oldest = 1_760_000_000_000;

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Thing> _things = [];
    private readonly HashSet<string> _tokens = [];
    private List<Thing>? _ordered;
    private (HallTrouble Kind, int Times, int After) _trouble;
    private long _latest = Oldest;
    private int _made;

    private FakeHall(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Pages asked for.</summary>
    public int Requests { get; private set; }

    public int TokensGiven { get; private set; }

    public int Count => _things.Count;

    public IReadOnlyList<string> Codes => [.. _things.Keys];

    /// <summary>Called with the number of each page, from 1, before it is made.</summary>
    public Func<int, Task> BeforePage { get; set; } = _ => Task.CompletedTask;

    public static async Task<FakeHall> StartAsync(int items = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var hall = new FakeHall(builder.Build());
        hall._app.MapPost("/oauth/token", hall.TokenAsync);
        hall._app.MapPost("/item/list", hall.ListAsync);
        await hall._app.StartAsync();
        hall.Make(items);
        return hall;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>How a test connects to it: quick retries, long patience.</summary>
    public HallOptions Options(Action<HallOptions>? change = null)
    {
        var options = new HallOptions { BaseUrl = Address, AllowedHosts = [Address.Authority], ClientId = "hotline", ClientSecret = Secret, Patience = TimeSpan.FromSeconds(30), Retries = 2, RetryAfter = TimeSpan.FromMilliseconds(5) };
        change?.Invoke(options);
        return options;
    }

    public static string CodeOf(int number) => $"item-{number:00000}";

    /// <summary>An item as halls give it.</summary>
    public static JsonObject Item(string code, string? department = null) => new()
    {
        ["AUDIT_ITEM"] = new JsonObject
        {
            ["ITEM_ID"] = code,
            ["TASK_CODE"] = $"11441800{code}",
            ["CATANAME"] = $"社会保障卡申领（{code}）",
            ["TASK_NAME"] = $"社会保障卡申领（{code}）",
            ["TASK_TYPE_TEXT"] = "公共服务",
            ["DEPT_NAME"] = department ?? "清远市人力资源和社会保障局",
            ["DEPT_CODE"] = department is null ? "006990001" : null,
            ["AREA_CODE"] = "441800",
            ["AREA_CODE_TEXT"] = "清远市",
            ["SERVE_TYPE_TEXT"] = "自然人,法人",
            ["PROMISE_DAY"] = "5",
            ["PROMISE_TYPE_TEXT"] = "工作日",
            ["ACCEPT_CONDITION"] = "具有本市户籍或在本市参保。",
            ["XHTSDZ"] = "清远市新城八号区社保大楼一楼",
            ["LINK_TEL"] = "0763-3375123",
            ["TASK_STATE"] = "1",
            ["IS_FEE"] = "0",
        },
        ["AUDIT_MATERIAL"] = new JsonArray(new JsonObject { ["MATERIAL_NAME"] = "居民身份证", ["IS_NEED"] = "1", ["ORDER_NUM"] = 1 }),
        ["AUDIT_QA"] = new JsonArray(),
        ["LAW"] = new JsonArray(),
    };

    /// <summary>So many more items, seven to a timestamp.</summary>
    public void Make(int items)
    {
        lock (_lock)
            for (var i = 0; i < items; i++, _made++)
                Put(Item(CodeOf(_made)), Oldest + (_made / 7 * 1000L));
    }

    /// <summary>What no program would write: sent as it stands.</summary>
    public void PutRaw(string code, string json) => Put(new JsonObject(), key: code, json: json);

    /// <param name="at">Null: now.</param>
    public void Put(JsonNode record, long? at = null, string? key = null, string? json = null)
    {
        lock (_lock)
        {
            var time = at ?? _latest + 1000;
            _latest = Math.Max(_latest, time);
            var code = key ?? (record as JsonObject)?["AUDIT_ITEM"]?["ITEM_ID"]?.GetValue<string>() ?? Guid.NewGuid().ToString();
            _things[code] = new Thing(record.DeepClone(), time, json);
            _ordered = null;
        }
    }

    /// <summary>The item is another from now on.</summary>
    public void Change(string code, string field, string? value)
    {
        lock (_lock)
        {
            var record = _things[code].Record;
            record["AUDIT_ITEM"]![field] = value;
            Put(record, key: code);
        }
    }

    public void Cancel(string code) => Change(code, "TASK_STATE", "0");

    public void Remove(params IEnumerable<string> codes)
    {
        lock (_lock)
        {
            foreach (var code in codes)
                _things.Remove(code);
            _ordered = null;
        }
    }

    public void Make(HallTrouble trouble, int times = 1, int after = 0)
    {
        lock (_lock)
            _trouble = (trouble, times, after);
    }

    private HallTrouble Next(bool token)
    {
        lock (_lock)
        {
            var forToken = _trouble.Kind is HallTrouble.NoToken or HallTrouble.WrongAccount;
            if (_trouble.Times == 0 || forToken != token)
                return HallTrouble.None;
            if (_trouble.After > 0)
            {
                _trouble.After--;
                return HallTrouble.None;
            }

            _trouble.Times--;
            return _trouble.Kind;
        }
    }

    private async Task TokenAsync(HttpContext context)
    {
        using var asked = await JsonDocument.ParseAsync(context.Request.Body);
        var trouble = Next(token: true);
        if (trouble is HallTrouble.WrongAccount || asked.RootElement.GetProperty("client_secret").GetString() != Secret)
        {
            context.Response.StatusCode = 403;
            return;
        }

        if (trouble is HallTrouble.NoToken)
        {
            context.Response.StatusCode = 503;
            return;
        }

        var token = Guid.NewGuid().ToString("N");
        lock (_lock)
        {
            TokensGiven++;
            _tokens.Add(token);
        }

        await context.Response.WriteAsJsonAsync(new { access_token = token, expires_in = 3600 });
    }

    private async Task ListAsync(HttpContext context)
    {
        using var asked = await JsonDocument.ParseAsync(context.Request.Body);
        var param = asked.RootElement.GetProperty("param");
        var (since, limit) = (param.GetProperty("TIME_STAMP").GetInt64(), param.GetProperty("ITEM_LIMIT").GetInt32());
        int number;
        lock (_lock)
            number = ++Requests;
        await BeforePage(number);
        var trouble = Next(token: false);
        if (trouble is HallTrouble.Expired)
            lock (_lock)
                _tokens.Clear();
        bool known;
        lock (_lock)
            known = _tokens.Contains(asked.RootElement.GetProperty("access_token").GetString()!);
        if (!known)
        {
            context.Response.StatusCode = 403;
            await context.Response.WriteAsync("""{"STATUS":{"CODE":"03","TEXT":"token expired"}}""");
            return;
        }

        await FakeHallTroubles.AnswerAsync(context, trouble, Page(since, limit, trouble));
    }

    private FakeHallPage Page(long since, int limit, HallTrouble trouble)
    {
        lock (_lock)
        {
            if (trouble is HallTrouble.Endless)
                for (var i = 0; i < limit; i++)
                    Put(Item(CodeOf(++_made)), _latest + (i % 7 == 0 ? 1000 : 0));
            _ordered ??= [.. _things.Values.OrderBy(thing => thing.At)];
            var end = trouble is HallTrouble.Half ? _ordered.Count / 2 : _ordered.Count;
            var (low, high) = (0, end);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_ordered[middle].At < since)
                    low = middle + 1;
                else
                    high = middle;
            }

            var page = _ordered.GetRange(low, Math.Min(Math.Min(limit, 100), end - low));
            return new FakeHallPage(page.Count == 0 ? since : page[^1].At, since, page.ConvertAll(thing => thing.Json));
        }
    }

    private sealed class Thing(JsonNode record, long at, string? raw)
    {
        private string? _json = raw;

        public JsonNode Record => record;

        public long At => at;

        public string Json => _json ??= record.ToJsonString(FakeHallTroubles.Json);
    }
}
