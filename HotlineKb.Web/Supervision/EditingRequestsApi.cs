using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HotlineKb.Web.Supervision;

/// <summary>What an office asks of a unit.</summary>
internal sealed record ApiNewEditingRequest
{
    [Description("单位编码、全称或简称；给出条目或纠错反馈时可不填")]
    public string? Unit { get; init; }

    [Description("要求采编什么，最多 120 字；不填时取说明的第一句")]
    public string? Title { get; init; }

    [Description("具体说明，最多 2000 字")]
    public string? Text { get; init; }

    [Description("要求更新的条目编码")]
    public string? Entry { get; init; }

    [Description("由哪条反馈提出；不必再给条目")]
    public Guid? Feedback { get; init; }

    [Description("由哪项备案提出（已备案未见）；单位、标题、说明可不填")]
    public Guid? Filing { get; init; }

    [Description("由哪项变化提出（已见未备案）；单位、标题、说明可不填")]
    public Guid? Change { get; init; }
}

/// <summary>An act on an editing requirement.</summary>
internal sealed record ApiRequestAct
{
    [Required]
    [Description("读到的版本；已有更新的版本时为 409")]
    public int? Version { get; init; }

    [Description("说明不采编、再次要求、取消须写明原因")]
    public string? Reason { get; init; }

    [Description("答复时：本单位已提交的修订。为要求编写的修订（editingRequest）提交后即自动答复，不必再办")]
    public Guid? Revision { get; init; }
}

/// <summary>What callers may do; to resume follows from a recall and is nobody's act.</summary>
internal enum ApiRequestWord
{
    Claim,
    Answer,
    Decline,
    Accept,
    AskAgain,
    Cancel,
}

internal sealed record ApiMadeRequest(Guid Id, RequestStage Stage, int Version, DateTime? DueAt);

internal sealed record ApiRequestState(Guid Id, RequestStage Stage, int Version);

/// <param name="Office">The office that asks.</param>
/// <param name="DueAt">Null when no answer is owed.</param>
/// <param name="OnTime">Whether the last answer came in time; null before one.</param>
internal sealed record ApiEditingRequestItem(Guid Id, string Title, RequestStage Stage, int Version, ApiUnit Unit, string Office, string CreatedBy, DateTime CreatedAt, DateTime UpdatedAt, DateTime? DueAt, string? ClaimedBy, bool? OnTime);

internal sealed record ApiRequestRevision(Guid Id, string Title, Stage Stage);

internal sealed record ApiEditingRequest
{
    public required Guid Id { get; init; }

    public required RequestStage Stage { get; init; }

    public required int Version { get; init; }

    public required ApiUnit Unit { get; init; }

    /// <summary>The office that asks.</summary>
    public required string Office { get; init; }

    public required string Title { get; init; }

    public required string Text { get; init; }

    public required RequestSource Source { get; init; }

    /// <summary>Code of the entry that is to be mended.</summary>
    public required string? Entry { get; init; }

    /// <summary>The feedback it was made from.</summary>
    public required Guid? Feedback { get; init; }

    /// <summary>The filing it was made from.</summary>
    public required Guid? Filing { get; init; }

    /// <summary>The observed change it was made from.</summary>
    public required Guid? Change { get; init; }

    /// <summary>Why it was declined, asked again or cancelled last.</summary>
    public required string? Reason { get; init; }

    /// <summary>The revision that answers it.</summary>
    public required Guid? Revision { get; init; }

    /// <summary>Revisions written for it or named as its answer, newest first.</summary>
    public required IReadOnlyList<ApiRequestRevision> Revisions { get; init; }

    /// <summary>Null when no answer is owed.</summary>
    public required DateTime? DueAt { get; init; }

    public required bool? OnTime { get; init; }

    public required string? ClaimedBy { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<RequestAct> Acts { get; init; }

    public required IReadOnlyList<ApiHistoryItem> History { get; init; }
}

internal static class EditingRequestsApi
{
    public static void MapEditingRequests(this RouteGroupBuilder api)
    {
        api.MapPost("/editing-requests", MakeAsync).WithName("makeEditingRequest").WithTags("采编要求").WithSummary("提出采编要求：单位须在时限内答复");
        api.MapGet("/editing-requests", ListAsync).WithName("editingRequests").WithTags("采编要求").WithSummary("采编要求列表：待答复的在前，按到期先后").WithMetadata(new ApiWords("stage", typeof(RequestStage)));
        api.MapGet("/editing-requests/{id}", GetAsync).WithName("editingRequest").WithTags("采编要求").WithSummary("一项采编要求");
        api.MapPost("/editing-requests/{id}/{act}", ActAsync).WithName("actOnEditingRequest").WithTags("采编要求").WithSummary("办理采编要求").WithMetadata(new ApiWords("act", typeof(ApiRequestWord)));
    }

    private static async Task<Created<ApiMadeRequest>> MakeAsync(HttpContext context, EditingRequestActions actions, EditingRequestViews views, ApiNewEditingRequest asked, CancellationToken ct)
    {
        var actor = context.Actor();
        var state = await actions.MakeAsync(actor, new NewEditingRequest(asked.Unit, asked.Title, asked.Text, asked.Entry, asked.Feedback, asked.Filing, asked.Change), ct);
        var made = await views.GetAsync(actor, state.Id, ct);
        return TypedResults.Created($"{Api.Root}/editing-requests/{state.Id}", new ApiMadeRequest(state.Id, state.Stage, state.Version, made.Request.Clock?.DueAt));
    }

    private static async Task<ApiList<ApiEditingRequestItem>> ListAsync(HttpContext context, EditingRequestViews views, UnitViews units, [Description("不填为全部")] string? stage, [Description("单位编码、全称或简称")] string? unit,
        [Description("true：只列现在轮到本方办理的")] string? owed, [Description("来源条目编码")] string? entry, [Description("1 至 500")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new EditingRequestFilter(ApiValues.Word<RequestStage>(stage, "stage"), await units.IdOfAsync(unit, ct), ApiValues.Flag(owed, "owed"), SourceRef: entry);
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top), ct);
        return new ApiList<ApiEditingRequestItem>(
            [.. items.Select(row => new ApiEditingRequestItem(row.Id, row.Title, row.Stage, row.Version, ApiUnit.Of(row.UnitId, row.Unit), row.Office, row.CreatedBy, row.CreatedAt, row.UpdatedAt, row.DueAt, row.ClaimedBy, row.OnTime))],
            total);
    }

    private static async Task<ApiEditingRequest> GetAsync(HttpContext context, EditingRequestViews views, string id, CancellationToken ct)
    {
        var found = await views.GetAsync(context.Actor(), IdOf(id), ct);
        var request = found.Request;
        return new ApiEditingRequest
        {
            Id = request.Id,
            Stage = request.Stage,
            Version = request.Version,
            Unit = new ApiUnit(found.Unit.Code, found.Unit.Name),
            Office = found.Office,
            Title = request.Title,
            Text = request.Text,
            Source = request.Source,
            Entry = found.Entry,
            Feedback = found.Feedback,
            Filing = found.Filing,
            Change = found.Change,
            Reason = request.Reason,
            Revision = request.RevisionId,
            Revisions = [.. found.Revisions.Select(row => new ApiRequestRevision(row.Id, row.Title, row.Stage))],
            DueAt = request.Clock is { ClosedAt: null } clock ? clock.DueAt : null,
            OnTime = request.Clock?.OnTime,
            ClaimedBy = request.Clock?.ClaimedBy,
            CreatedBy = request.CreatedBy,
            CreatedAt = request.CreatedAt,
            UpdatedAt = request.UpdatedAt,
            Acts = [.. found.Acts.Select(move => move.Act)],
            History = [.. found.History.Select(row => new ApiHistoryItem(row.At, row.Actor, row.Name, row.Kind, ApiJson.Parse(row.Data)))],
        };
    }

    private static async Task<ApiRequestState> ActAsync(HttpContext context, EditingRequestActions actions, string id, string act, ApiRequestAct how, CancellationToken ct)
    {
        var (request, word, version) = (IdOf(id), Enum.Parse<RequestAct>(ApiValues.Word<ApiRequestWord>(act, "act")!.Value.ToString()), ApiValues.Needed(how.Version, "version"));
        var state = await actions.ActAsync(context.Actor(), request, word, version, how.Reason, how.Revision, ct);
        return new ApiRequestState(state.Id, state.Stage, state.Version);
    }

    private static Guid IdOf(string id) => ApiValues.Id(id, "id")!.Value;
}
