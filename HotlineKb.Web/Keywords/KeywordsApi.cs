using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Search;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HotlineKb.Web.Keywords;

internal sealed record ApiSynonyms(Guid Id, IReadOnlyList<string> Words, string Note, string UpdatedBy, DateTime UpdatedAt, int Version)
{
    public static ApiSynonyms Of(SynonymGroup group) => new(group.Id, group.Words, group.Note, group.UpdatedBy, group.UpdatedAt, group.Version);
}

internal sealed record ApiSynonymGroup
{
    [Required]
    [Description("2 至 20 个词，每个 2 至 30 字")]
    public IReadOnlyList<string>? Words { get; init; }

    [Description("最多 200 字")]
    public string? Note { get; init; }

    [Description("修改时必填：所看到的版本")]
    public int? Version { get; init; }

    [Description("true：即使使钉住的检索失效也保存")]
    public bool? Accept { get; init; }
}

internal sealed record ApiSynonymTry
{
    [Required]
    public IReadOnlyList<string>? Words { get; init; }

    [Description("要修改的一组；不填为新的一组")]
    public Guid? Id { get; init; }
}

/// <param name="Before">From 1; null beyond the first hundred.</param>
internal sealed record ApiGoldenShift(Guid Id, string Query, string Code, string Title, int? Before, int? After, bool Breaks)
{
    public static ApiGoldenShift Of(GoldenShift shift) => new(shift.Query.Id, shift.Query.Text, shift.Query.Code, shift.Title, shift.Before, shift.After, shift.Breaks);
}

internal sealed record ApiSynonymTrial(IReadOnlyList<NowFound> NowFound, IReadOnlyList<ApiGoldenShift> Golden);

internal sealed record ApiPin
{
    [Required]
    [Description("检索词，最多 120 字")]
    public string? Query { get; init; }

    [Description("不填为 entry")]
    public SearchKind? Kind { get; init; }

    [Required]
    [Description("应找到的条目或事项的编码")]
    public string? Code { get; init; }
}

/// <param name="Title">Empty when what must be found is not in use any more.</param>
/// <param name="Rank">At the last check, from 1; null beyond the first hundred, or before the first check.</param>
internal sealed record ApiGoldenQuery(Guid Id, string Query, SearchKind Kind, string Code, string Title, int? Rank, DateTime? CheckedAt, DateTime? BrokenSince, string PinnedBy, DateTime PinnedAt)
{
    public static ApiGoldenQuery Of(GoldenItem item) =>
        new(item.Query.Id, item.Query.Text, item.Query.Kind, item.Query.Code, item.Title, item.Query.Rank, item.Query.CheckedAt, item.Query.BrokenSince, item.Query.PinnedBy, item.Query.PinnedAt);
}

internal sealed record ApiKeywordChange
{
    [Required]
    [Description("条目或事项的编码，1 至 500 个")]
    public IReadOnlyList<string>? Codes { get; init; }

    [Description("增加")]
    public IReadOnlyList<string>? Add { get; init; }

    [Description("移除")]
    public IReadOnlyList<string>? Remove { get; init; }

    [Description("代替原有的全部关键字；宜同时给出 version，以免覆盖他人的修改")]
    public IReadOnlyList<string>? Set { get; init; }

    [Description("只有一个编码时：读到的版本（条目的 currentVersion，事项的 keywordsVersion）；已有更新的版本时为 409，不保存")]
    public int? Version { get; init; }

    [Description("true：只说明会怎样，不保存")]
    public bool? Preview { get; init; }

    [Description("true：即使使钉住的检索失效也保存")]
    public bool? Accept { get; init; }
}

internal sealed record ApiSuggest
{
    [Required]
    [Description("条目或事项的编码")]
    public string? Code { get; init; }

    [Required]
    [Description("建议的关键字，2 至 20 个字")]
    public string? Word { get; init; }

    [Description("最多 200 字")]
    public string? Reason { get; init; }
}

internal sealed record ApiDecide
{
    [Required]
    [Description("所看到的版本")]
    public int? Version { get; init; }

    [Description("不采纳的理由；人员的建议必填，会告知建议人")]
    public string? Reason { get; init; }

    [Description("true：即使使钉住的检索失效也采纳")]
    public bool? Accept { get; init; }
}

internal enum ApiSuggestionAct
{
    Accept,
    Decline,
}

/// <param name="Title">Empty when it is not in use any more.</param>
/// <param name="Keywords">It has now.</param>
/// <param name="Searched">How often the word has been searched without result in the last 90 days.</param>
/// <param name="Note">Why it was declined.</param>
internal sealed record ApiSuggestion(
    Guid Id, SuggestionState State, SuggestionSource Source, string Word, SearchKind Kind, string Code, string Title, string Unit, IReadOnlyList<string> Keywords, int Searched, string Reason,
    string SuggestedBy, DateTime SuggestedAt, string DecidedBy, DateTime? DecidedAt, string Note, int Version)
{
    public static ApiSuggestion Of(SuggestionItem item) => new(
        item.Suggestion.Id, item.Suggestion.State, item.Suggestion.Source, item.Suggestion.Word, item.Kind, item.Suggestion.Code, item.Title, item.Unit, item.Keywords, item.Asked, item.Suggestion.Reason,
        item.Suggestion.SuggestedBy, item.Suggestion.SuggestedAt, item.Suggestion.DecidedBy, item.Suggestion.DecidedAt, item.Suggestion.Note, item.Suggestion.Version);
}

/// <summary>Where a suggestion stands after an act.</summary>
internal sealed record ApiSuggestionState(Guid Id, SuggestionState State, string Code, string Word, int Version)
{
    public static ApiSuggestionState Of(KeywordSuggestion row) => new(row.Id, row.State, row.Code, row.Word, row.Version);
}

internal sealed record ApiKeywordOutcome(IReadOnlyList<KeywordResult> Items, IReadOnlyList<ApiGoldenShift> Golden);

/// <summary>Keywords, synonyms, pinned queries and searches without result, as the screens have them (R6.2).</summary>
internal static class KeywordsApi
{
    private const string Tag = "关键字";

    public static void MapKeywords(this RouteGroupBuilder api)
    {
        api.MapGet("/synonyms", ListAsync).WithName("synonyms").WithTags(Tag).WithSummary("同义词：新近修改的在前");
        api.MapPost("/synonyms", AddAsync).WithName("addSynonyms").WithTags(Tag).WithSummary("增加一组同义词");
        api.MapPost("/synonyms/try", TryAsync).WithName("trySynonyms").WithTags(Tag).WithSummary("试一试：哪些无结果检索会有结果，哪些钉住的检索会变位；不保存");
        api.MapPut("/synonyms/{id}", ChangeAsync).WithName("changeSynonyms").WithTags(Tag).WithSummary("修改一组同义词");
        api.MapDelete("/synonyms/{id}", RemoveAsync).WithName("removeSynonyms").WithTags(Tag).WithSummary("删除一组同义词");
        api.MapGet("/golden-queries", PinnedAsync).WithName("goldenQueries").WithTags(Tag).WithSummary("钉住的检索：失效的在前");
        api.MapPost("/golden-queries", PinAsync).WithName("pinQuery").WithTags(Tag).WithSummary("钉住检索：应在前三位找到");
        api.MapDelete("/golden-queries/{id}", UnpinAsync).WithName("unpinQuery").WithTags(Tag).WithSummary("取消钉住");
        api.MapGet("/searches/failed", FailedAsync).WithName("failedSearches").WithTags(Tag).WithSummary("无结果检索：次数多的在前");
        api.MapGet("/keyword-suggestions", SuggestedAsync).WithName("keywordSuggestions").WithTags(Tag).WithSummary("关键字建议：人员建议在前；不设置关键字的人只见本人的").WithMetadata(new ApiWords("state", typeof(SuggestionState)), new ApiWords("source", typeof(SuggestionSource)));
        api.MapPost("/keyword-suggestions", SuggestAsync).WithName("suggestKeyword").WithTags(Tag).WithSummary("建议关键字（单位、话务员）");
        api.MapPost("/keyword-suggestions/{id}/{act}", DecideAsync).WithName("decideKeywordSuggestion").WithTags(Tag).WithSummary("采纳或不采纳关键字建议（市热线办）").WithMetadata(new ApiWords("act", typeof(ApiSuggestionAct)));
        api.MapPost("/keywords", SetAsync).WithName("setKeywords").WithTags(Tag).WithSummary("成批增加、移除或设置关键字，可先预览");
    }

    private static async Task<ApiList<ApiSynonyms>> ListAsync(HttpContext context, SynonymActions synonyms, [Description("词的一部分")] string? text, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var (items, total) = await synonyms.ListAsync(context.Actor(), text, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiSynonyms>([.. items.Select(ApiSynonyms.Of)], total);
    }

    private static async Task<Created<ApiSynonyms>> AddAsync(HttpContext context, SynonymDesk desk, ApiSynonymGroup given, CancellationToken ct)
    {
        var group = await desk.SaveAsync(context.Actor(), null, 0, ApiValues.Needed(given.Words, "words"), given.Note, given.Accept == true, ct);
        return TypedResults.Created($"{Api.Root}/synonyms/{group.Id}", ApiSynonyms.Of(group));
    }

    private static async Task<ApiSynonyms> ChangeAsync(HttpContext context, SynonymDesk desk, string id, ApiSynonymGroup given, CancellationToken ct) =>
        ApiSynonyms.Of(await desk.SaveAsync(context.Actor(), IdOf(id), ApiValues.Needed(given.Version, "version"), ApiValues.Needed(given.Words, "words"), given.Note, given.Accept == true, ct));

    private static async Task<NoContent> RemoveAsync(HttpContext context, SynonymDesk desk, string id, [Description("所看到的版本")] string? version, [Description("true：即使使钉住的检索失效也删除")] string? accept, CancellationToken ct)
    {
        await desk.RemoveAsync(context.Actor(), IdOf(id), ApiValues.Needed(ApiValues.Number(version, "version", 1), "version"), ApiValues.Flag(accept, "accept"), ct);
        return TypedResults.NoContent();
    }

    private static async Task<ApiSynonymTrial> TryAsync(HttpContext context, SynonymDesk desk, ApiSynonymTry given, CancellationToken ct)
    {
        var trial = await desk.TryAsync(context.Actor(), given.Id, ApiValues.Needed(given.Words, "words"), ct);
        return new ApiSynonymTrial(trial.NowFound, [.. trial.Golden.Select(ApiGoldenShift.Of)]);
    }

    private static async Task<ApiList<ApiGoldenQuery>> PinnedAsync(HttpContext context, GoldenQueries golden, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var (items, total) = await golden.ListAsync(context.Actor(), ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiGoldenQuery>([.. items.Select(ApiGoldenQuery.Of)], total);
    }

    private static async Task<Created<ApiGoldenQuery>> PinAsync(HttpContext context, GoldenQueries golden, ApiPin given, CancellationToken ct)
    {
        var kind = given.Kind is null ? SearchKind.Entry : ApiValues.NeededWord(given.Kind, "kind");
        var query = await golden.PinAsync(context.Actor(), ApiValues.Needed(given.Query, "query"), kind, Core.Basics.Wording.OneLine(ApiValues.Needed(given.Code, "code")), ct);
        return TypedResults.Created($"{Api.Root}/golden-queries/{query.Id}", ApiGoldenQuery.Of(new GoldenItem(query, "")));
    }

    private static async Task<NoContent> UnpinAsync(HttpContext context, GoldenQueries golden, string id, CancellationToken ct)
    {
        await golden.UnpinAsync(context.Actor(), IdOf(id), ct);
        return TypedResults.NoContent();
    }

    private static async Task<ApiList<FailedQuery>> FailedAsync(HttpContext context, SearchedQueries queries, [Description("多少天以内，默认 30，最多 366")] string? days, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var (items, total) = await queries.FailedAsync(context.Actor(), ApiValues.Number(days, "days", 1) ?? 30, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<FailedQuery>(items, total);
    }

    private static async Task<ApiKeywordOutcome> SetAsync(HttpContext context, KeywordDesk desk, ApiKeywordChange given, CancellationToken ct)
    {
        var done = await desk.ChangeAsync(context.Actor(), ApiValues.Needed(given.Codes, "codes"), new KeywordChange(given.Add, given.Remove, given.Set, given.Version), given.Preview == true, given.Accept == true, ct);
        return new ApiKeywordOutcome(done.Results, [.. done.Golden.Select(ApiGoldenShift.Of)]);
    }

    private static async Task<ApiList<ApiSuggestion>> SuggestedAsync(HttpContext context, KeywordSuggestions suggestions, [Description("不填为待处理；all 为全部")] string? state, string? source,
        [Description("条目或事项的编码")] string? code, [Description("true：只列本人建议的")] string? mine, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var wanted = string.Equals(state, "all", StringComparison.OrdinalIgnoreCase) ? (SuggestionState?)null : ApiValues.Word<SuggestionState>(state, "state") ?? SuggestionState.Open;
        var filter = new SuggestionFilter(wanted, ApiValues.Word<SuggestionSource>(source, "source"), string.IsNullOrWhiteSpace(code) ? null : Core.Basics.Wording.OneLine(code), ApiValues.Flag(mine, "mine"));
        var (items, total) = await suggestions.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiSuggestion>([.. items.Select(ApiSuggestion.Of)], total);
    }

    private static async Task<Created<ApiSuggestionState>> SuggestAsync(HttpContext context, KeywordSuggestions suggestions, ApiSuggest given, CancellationToken ct)
    {
        var row = await suggestions.SuggestAsync(context.Actor(), ApiValues.Needed(given.Code, "code"), ApiValues.Needed(given.Word, "word"), given.Reason, ct);
        return TypedResults.Created($"{Api.Root}/keyword-suggestions/{row.Id}", ApiSuggestionState.Of(row));
    }

    private static async Task<ApiSuggestionState> DecideAsync(HttpContext context, KeywordSuggestions suggestions, string id, string act, ApiDecide given, CancellationToken ct)
    {
        var version = ApiValues.Needed(given.Version, "version");
        return ApiSuggestionState.Of(ApiValues.Word<ApiSuggestionAct>(act, "act") is ApiSuggestionAct.Accept
            ? await suggestions.AcceptAsync(context.Actor(), IdOf(id), version, given.Accept == true, ct)
            : await suggestions.DeclineAsync(context.Actor(), IdOf(id), version, given.Reason, ct));
    }

    private static Guid IdOf(string id) => ApiValues.Id(id, "id")!.Value;
}
