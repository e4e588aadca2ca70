using System.ComponentModel;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Supervision;

internal sealed record ApiUrge(
    [property: Description("待办的标识，最多 200 个")] IReadOnlyList<Guid>? Assignments,
    [property: Description("督办内容，最多 500 字")] string? Text);

internal sealed record ApiUrgingAct(
    int? Version,
    [property: Description("needTime：原因；repeat：督办内容；done、close：可不填")] string? Text,
    [property: Description("needTime：需延至的时间，晚于现在、一年以内")] DateTime? Until);

/// <param name="Assignment">Of the assignment that is urged.</param>
/// <param name="Subject">What the assignment is about.</param>
/// <param name="OwingOffice">The office that is urged; null when it is the unit.</param>
internal sealed record ApiUrging(Guid Id, UrgingStage Stage, int Version, Guid Assignment, AssignmentKind Kind, string Subject, string Title, ApiUnit Unit, int? OwingOffice, int Office, string Text, int Times,
    string UrgedBy, DateTime UrgedAt, UrgingAct? Answer, string AnswerText, DateTime? NeedsUntil, string? AnsweredBy, DateTime? AnsweredAt, DateTime? ClosedAt, DateTime DueAt, DateTime? DoneAt)
{
    public static ApiUrging Of(UrgingItem item)
    {
        var urging = item.Urging;
        return new ApiUrging(urging.Id, urging.Stage, urging.Version, urging.AssignmentId, item.Kind, item.Kind is AssignmentKind.EditingRequest ? EditingRequest.SubjectOf(item.SubjectId) : $"revision:{item.SubjectId}",
            item.Title, ApiUnit.Of(urging.UnitId, item.Unit), urging.OwingOfficeId, urging.OfficeId, urging.Text, urging.Times, urging.UrgedBy, urging.UrgedAt, urging.Answer, urging.AnswerText, urging.NeedsUntil,
            urging.AnsweredBy, urging.AnsweredAt, urging.ClosedAt, item.DueAt, item.DoneAt);
    }
}

internal static class UrgingsApi
{
    public static void MapUrgings(this RouteGroupBuilder api)
    {
        api.MapPost("/urgings", UrgeAsync).WithName("urge").WithTags("督办").WithSummary("督办若干待办，逐项返回结果；尚未了结的再次督办");
        api.MapGet("/urgings", ListAsync).WithName("urgings").WithTags("督办").WithSummary("督办列表：待回复的在前").WithMetadata(new ApiWords("stage", typeof(UrgingStage)));
        api.MapGet("/urgings/{id}", GetAsync).WithName("urging").WithTags("督办").WithSummary("一项督办");
        api.MapPost("/urgings/{id}/{act}", ActAsync).WithName("actOnUrging").WithTags("督办").WithSummary("回复、再次督办或了结").WithMetadata(new ApiWords("act", typeof(UrgingAct)));
    }

    private static async Task<ApiList<UrgeResult>> UrgeAsync(HttpContext context, UrgingActions urgings, ApiUrge urge, CancellationToken ct)
    {
        var results = await urgings.UrgeAsync(context.Actor(), ApiValues.Needed(urge.Assignments, "assignments"), urge.Text, ct);
        return new ApiList<UrgeResult>(results, results.Count);
    }

    private static async Task<ApiList<ApiUrging>> ListAsync(HttpContext context, UrgingViews views, UnitViews units, string? stage, [Description("单位编码、全称或简称")] string? unit,
        [Description("true：只列待我方回复的")] string? owed, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new UrgingFilter(ApiValues.Word<UrgingStage>(stage, "stage"), await units.IdOfAsync(unit, ct), ApiValues.Flag(owed, "owed"));
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiUrging>([.. items.Select(ApiUrging.Of)], total);
    }

    private static async Task<ApiUrging> GetAsync(HttpContext context, UrgingViews views, string id, CancellationToken ct) =>
        ApiUrging.Of((await views.GetAsync(context.Actor(), IdOf(id), ct)).Item);

    private static async Task<UrgingState> ActAsync(HttpContext context, UrgingActions urgings, string id, string act, ApiUrgingAct how, CancellationToken ct) =>
        await urgings.ActAsync(context.Actor(), IdOf(id), ApiValues.Word<UrgingAct>(act, "act")!.Value, ApiValues.Needed(how.Version, "version"), how.Text, how.Until, ct);

    private static Guid IdOf(string id) => ApiValues.Id(id, "id")!.Value;
}
