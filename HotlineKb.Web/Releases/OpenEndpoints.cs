using System.Globalization;
using System.Text.Json;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Search;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace HotlineKb.Web.Releases;

/// <summary>A released entry as <c>/open/v1</c> gives it.</summary>
internal record OpenItem(string Code, string Title, string Answer, ApiUnit Unit, string Region, string Category, int Version, DateTime UpdatedAt, DateTime ReleasedAt)
{
    public static OpenItem Of(PublicEntry entry) =>
        new(entry.Code, entry.Title, entry.Answer, ApiUnit.Of(entry.UnitId, entry.Unit), entry.Region, entry.Category, entry.Version, entry.UpdatedAt, entry.Since);
}

/// <param name="Body">HTML.</param>
internal sealed record OpenWhole(string Code, string Title, string Answer, ApiUnit Unit, string Region, string Category, int Version, DateTime UpdatedAt, DateTime ReleasedAt, string Body, string Basis)
    : OpenItem(Code, Title, Answer, Unit, Region, Category, Version, UpdatedAt, ReleasedAt);

/// <summary>The public site: for everybody, without account, circuit or script. It reads <see cref="PublicViews"/> and nothing else.</summary>
internal static class OpenEndpoints
{
    public const string Path = "/open";

    private const int PageSize = 20;
    private const int MapSize = 50_000;
    private const int MostLetters = 100;

    /// <summary>Beyond this nobody turns pages; the search has an end, too.</summary>
    private const int MostPages = 5_000;

    private static readonly string[] Read = ["GET", "HEAD"];

    public static void MapOpen(this WebApplication app)
    {
        var open = app.MapGroup("").AllowAnonymous().RequireRateLimiting(OpenRateLimit.Name).ExcludeFromDescription();
        open.MapMethods(Path, Read, ListAsync);
        open.MapMethods($"{Path}/{{code}}", Read, EntryAsync);
        open.MapMethods($"{Path}/sitemap.xml", Read, MapAsync);
        open.MapMethods($"{Path}/sitemap-{{number:int}}.xml", Read, PartAsync);
        open.MapMethods("/robots.txt", Read, RobotsAsync);
        open.MapMethods($"{Path}/v1/entries", Read, ItemsAsync);
        open.MapMethods($"{Path}/v1/entries/{{code}}", Read, ItemAsync);
        open.MapMethods($"{Path}/v1/feed.atom", Read, AtomAsync);
        open.MapMethods($"{Path}/v1/feed.json", Read, JsonAsync);
        // Whatever else is asked for here is not there, or not to be done; nobody is led to the sign-in page.
        open.Map($"{Path}/{{**rest}}", OtherwiseAsync);
    }

    private static async Task OtherwiseAsync(HttpContext context, OpenOptions options)
    {
        var reads = Read.Contains(context.Request.Method);
        if (context.Request.Path.StartsWithSegments($"{Path}/v1"))
            context.Response.StatusCode = reads ? StatusCodes.Status404NotFound : StatusCodes.Status405MethodNotAllowed;
        else
            await OpenAnswer.PageAsync<OpenMissing>(context, new() { ["Options"] = options }, reads ? StatusCodes.Status404NotFound : StatusCodes.Status405MethodNotAllowed);
    }

    private static async Task ListAsync(HttpContext context, PublicViews views, PublicSearch search, OpenOptions options)
    {
        var ct = context.RequestAborted;
        var query = context.Request.Query;
        var asked = Asked(query["q"].ToString());
        // What is written wrongly in an address is as if it were not written.
        var filter = new PublicFilter(Unit.IdOf(query["unit"].ToString()), Number(query["region"].ToString()), Guid.TryParse(query["category"].ToString(), out var category) ? category : null);
        var page = Math.Clamp(Number(query["page"].ToString()) ?? 1, 1, asked.Length > 0 ? SearchQuery.MaxSkip / PageSize : MostPages);
        IReadOnlyList<OpenRow> rows;
        int total;
        if (asked.Length > 0)
        {
            var found = await search.SearchAsync(asked, filter, (page - 1) * PageSize, PageSize, ct);
            var standing = (await views.OfAsync(Channel.Site, [.. found.Items.Select(hit => hit.Code)], ct)).ToDictionary(entry => entry.Code);
            rows = [.. found.Items.Where(hit => standing.ContainsKey(hit.Code)).Select(hit => new OpenRow(standing[hit.Code], hit.Title, hit.Snippet))];
            total = found.Total - (found.Items.Count - rows.Count);
        }
        else
        {
            (var entries, total) = await views.ListAsync(Channel.Site, filter, (page - 1) * PageSize, PageSize, ct);
            rows = [.. entries.Select(entry => new OpenRow(entry, null, null))];
        }

        await OpenAnswer.PageAsync<OpenList>(context, new()
        {
            ["Rows"] = rows, ["Total"] = total, ["Page"] = page, ["PageSize"] = PageSize, ["Asked"] = asked, ["Filter"] = filter,
            ["Choices"] = await views.ChoicesAsync(filter, ct), ["Options"] = options, ["Root"] = RootOf(context, options),
        });
    }

    private static async Task EntryAsync(HttpContext context, PublicViews views, OpenOptions options, string code)
    {
        if (await views.FindAsync(Channel.Site, code, context.RequestAborted) is { } entry)
            await OpenAnswer.PageAsync<OpenEntry>(context, new() { ["Entry"] = entry, ["Options"] = options, ["Root"] = RootOf(context, options) });
        else
            await OpenAnswer.PageAsync<OpenMissing>(context, new() { ["Options"] = options }, StatusCodes.Status404NotFound);
    }

    private static async Task MapAsync(HttpContext context, PublicViews views, OpenOptions options)
    {
        var root = RootOf(context, options);
        var (codes, total) = await views.MapAsync(0, MapSize, context.RequestAborted);
        await OpenAnswer.WriteAsync(context, total > MapSize
            ? OpenFeeds.Maps(Enumerable.Range(1, (total + MapSize - 1) / MapSize).Select(number => $"{root}{Path}/sitemap-{number}.xml"))
            : OpenFeeds.Map(codes.Select(row => (OpenFeeds.PageOf(root, row.Code), (DateTime?)row.Since)).Prepend(($"{root}{Path}", null))), OpenFeeds.XmlType);
    }

    private static async Task PartAsync(HttpContext context, PublicViews views, OpenOptions options, int number)
    {
        var root = RootOf(context, options);
        var (codes, _) = number is > 0 and < 1_000 ? await views.MapAsync((number - 1) * MapSize, MapSize, context.RequestAborted) : ([], 0);
        if (codes.Count == 0)
            await OpenAnswer.PageAsync<OpenMissing>(context, new() { ["Options"] = options }, StatusCodes.Status404NotFound);
        else
            await OpenAnswer.WriteAsync(context, OpenFeeds.Map(codes.Select(row => (OpenFeeds.PageOf(root, row.Code), (DateTime?)row.Since))), OpenFeeds.XmlType);
    }

    private static Task RobotsAsync(HttpContext context, OpenOptions options) =>
        OpenAnswer.WriteAsync(context, $"User-agent: *\nAllow: {Path}\nAllow: /open.css\nAllow: /favicon.svg\nDisallow: /\nSitemap: {RootOf(context, options)}{Path}/sitemap.xml\n", "text/plain; charset=utf-8");

    private static async Task ItemsAsync(HttpContext context, PublicViews views, PublicSearch search, HolderSearch holders, OpenKeys keys, UnitViews units, IOptions<JsonOptions> json, string? q, string? unit, string? region, string? category, string? top, string? skip)
    {
        var ct = context.RequestAborted;
        var channel = await keys.ChannelAsync(context);
        var filter = new PublicFilter(await units.IdOfAsync(unit, ct), await units.RegionOfAsync(region, ct), ApiValues.Id(category, "category"));
        var (most, from) = (Math.Min(ApiValues.Top(top, PageSize), SearchQuery.MaxTop), ApiValues.Skip(skip));
        var asked = Asked(q ?? "");
        if (asked.Length == 0)
        {
            var (entries, total) = await views.ListAsync(channel, filter, from, most, ct);
            await JsonAsync(context, json, new ApiList<OpenItem>([.. entries.Select(OpenItem.Of)], total));
            return;
        }

        var found = from > SearchQuery.MaxSkip ? throw ApiValues.Wrong("skip", $"参数“skip”与 q 同用时最多 {SearchQuery.MaxSkip}。") : await (channel is Channel.Keys ? (ReleaseSearch)holders : search).SearchAsync(asked, filter, from, most, ct);
        var items = await views.OfAsync(channel, [.. found.Items.Select(hit => hit.Code)], ct);
        await JsonAsync(context, json, new ApiList<OpenItem>([.. items.Select(OpenItem.Of)], found.Total - (found.Items.Count - items.Count)));
    }

    private static async Task ItemAsync(HttpContext context, PublicViews views, OpenKeys keys, IOptions<JsonOptions> json, string code)
    {
        // The same words for what is not released and for what there never was.
        var entry = await views.FindAsync(await keys.ChannelAsync(context), code, context.RequestAborted) ?? throw new Refusal(BasicRule.NotFound, "没有这个公开条目。", RefusalKind.NotFound);
        await JsonAsync(context, json, new OpenWhole(entry.Code, entry.Title, entry.Answer, ApiUnit.Of(entry.UnitId, entry.Unit), entry.Region, entry.Category, entry.Version, entry.UpdatedAt, entry.Since, BodyHtml.Clean(entry.Body), entry.Basis));
    }

    private static async Task AtomAsync(HttpContext context, PublicViews views, OpenOptions options) =>
        await OpenAnswer.WriteAsync(context, OpenFeeds.Atom(await NewestAsync(context, views), RootOf(context, options), options.Title), OpenFeeds.AtomType);

    private static async Task JsonAsync(HttpContext context, PublicViews views, OpenOptions options, IOptions<JsonOptions> json) =>
        await OpenAnswer.WriteAsync(context, JsonSerializer.Serialize(OpenFeeds.Json(await NewestAsync(context, views), RootOf(context, options), options.Title), json.Value.SerializerOptions), OpenFeeds.JsonType);

    private static Task JsonAsync<T>(HttpContext context, IOptions<JsonOptions> json, T value) =>
        OpenAnswer.WriteAsync(context, JsonSerializer.Serialize(value, json.Value.SerializerOptions), "application/json; charset=utf-8");

    private static async Task<IReadOnlyList<PublicEntry>> NewestAsync(HttpContext context, PublicViews views) =>
        (await views.ListAsync(Channel.Feed, new PublicFilter(), 0, OpenFeeds.Most, context.RequestAborted)).Items;

    private static string Asked(string text)
    {
        var asked = Wording.OneLine(text.Length > 1_000 ? text[..1_000] : text);
        return asked.Length <= MostLetters ? asked : Wording.Cut(asked, MostLetters)[..^1];
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The beginning of every whole address.</summary>
    private static string RootOf(HttpContext context, OpenOptions options) =>
        options.PublicUrl is { } url ? url.GetLeftPart(UriPartial.Path).TrimEnd('/') : $"{context.Request.Scheme}://{context.Request.Host}";
}
