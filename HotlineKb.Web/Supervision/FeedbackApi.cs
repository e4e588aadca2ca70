using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HotlineKb.Web.Supervision;

/// <summary>What an operator says of the knowledge base.</summary>
internal sealed record ApiNewFeedback
{
    [Required]
    [Description("wrong：条目有误；notFound：没有找到")]
    public FeedbackKind? Kind { get; init; }

    [Description("wrong 时必填：条目编码")]
    public string? Code { get; init; }

    [Description("wrong 时可填：所看到的版本，不填为现行版本")]
    public int? Version { get; init; }

    [Description("检索词，最多 200 字")]
    public string? Query { get; init; }

    [Description("说明，最多 500 字；wrong 时必填，notFound 时与 query 至少填一项")]
    public string? Text { get; init; }
}

internal sealed record ApiFeedbackClose(
    int? Version,
    [property: Description("处理结果，最多 200 字，反馈人可见")] string? Reason);

/// <param name="Unit">Null when nothing was found and no unit has been asked.</param>
/// <param name="Office">The responsible office.</param>
/// <param name="EntryVersion">The version that was read.</param>
/// <param name="Request">The editing requirement made from it.</param>
/// <param name="Reason">What became of it.</param>
/// <param name="Answer">Code of the entry that is the answer, once it is published.</param>
/// <param name="Acts">What the caller may do now.</param>
internal sealed record ApiFeedback(Guid Id, FeedbackKind Kind, FeedbackStage Stage, int Version, string? Code, int? EntryVersion, string? Title, string Query, string Text, ApiUnit? Unit, string Office, string SentBy, DateTime SentAt,
    Guid? Request, string? Reason, string? ClosedBy, DateTime? ClosedAt, string? Answer, IReadOnlyList<FeedbackAct> Acts)
{
    public static ApiFeedback Of(FeedbackDetail detail)
    {
        var (item, row) = (detail.Item, detail.Item.Feedback);
        return new ApiFeedback(row.Id, row.Kind, row.Stage, row.Version, row.EntryCode, row.EntryVersion, item.Title, row.Query, row.Text, row.UnitId is { } unit ? ApiUnit.Of(unit, item.Unit ?? "") : null, item.Office, row.SentBy, row.SentAt,
            row.RequestId, row.Reason, row.ClosedBy, row.ClosedAt, item.Answer, [.. detail.Acts.Select(move => move.Act)]);
    }
}

internal static class FeedbackApi
{
    public static void MapFeedback(this RouteGroupBuilder api)
    {
        api.MapPost("/feedback", SendAsync).WithName("sendFeedback").WithTags("反馈").WithSummary("纠错，或未找到");
        api.MapGet("/feedback", ListAsync).WithName("feedbackList").WithTags("反馈").WithSummary("反馈列表：待处理的在前").WithMetadata(new ApiWords("stage", typeof(FeedbackStage))).WithMetadata(new ApiWords("kind", typeof(FeedbackKind)));
        api.MapGet("/feedback/{id}", GetAsync).WithName("feedback").WithTags("反馈").WithSummary("一条反馈");
        api.MapPost("/feedback/{id}/close", CloseAsync).WithName("closeFeedback").WithTags("反馈").WithSummary("关闭反馈，写明处理结果；要求采编见 POST /editing-requests 的 feedback");
    }

    private static async Task<Created<FeedbackState>> SendAsync(HttpContext context, FeedbackActions actions, ApiNewFeedback said, CancellationToken ct)
    {
        var state = await actions.SendAsync(context.Actor(), new NewFeedback(ApiValues.NeededWord(said.Kind, "kind"), said.Code, said.Query, said.Text, said.Version), ct);
        return TypedResults.Created($"{Api.Root}/feedback/{state.Id}", state);
    }

    private static async Task<ApiList<ApiFeedback>> ListAsync(HttpContext context, FeedbackViews views, UnitViews units, [Description("不填为全部")] string? stage, [Description("不填为全部")] string? kind,
        [Description("单位编码、全称或简称")] string? unit, [Description("true：只列自己的反馈")] string? mine, [Description("true：只列待本办处理的")] string? owed, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new FeedbackFilter(ApiValues.Word<FeedbackStage>(stage, "stage"), ApiValues.Word<FeedbackKind>(kind, "kind"), await units.IdOfAsync(unit, ct), ApiValues.Flag(mine, "mine"), ApiValues.Flag(owed, "owed"));
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiFeedback>([.. items.Select(ApiFeedback.Of)], total);
    }

    private static async Task<ApiFeedback> GetAsync(HttpContext context, FeedbackViews views, string id, CancellationToken ct) => ApiFeedback.Of(await views.GetAsync(context.Actor(), IdOf(id), ct));

    private static async Task<FeedbackState> CloseAsync(HttpContext context, FeedbackActions actions, string id, ApiFeedbackClose how, CancellationToken ct) =>
        await actions.CloseAsync(context.Actor(), IdOf(id), ApiValues.Needed(how.Version, "version"), how.Reason, ct);

    private static Guid IdOf(string id) => ApiValues.Id(id, "id")!.Value;
}
