using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Units;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HotlineKb.Web.Entries;

/// <summary>Where a revision stands after an act.</summary>
internal sealed record ApiRevisionState(Guid Id, Stage Stage, int Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code)
{
    public static ApiRevisionState Of(RevisionState state) => new(state.Id, state.Stage, state.Version, state.Code);
}

/// <param name="Unit">Code and name.</param>
/// <param name="Entry">Code of the entry, once it has one.</param>
internal sealed record ApiRevisionItem(Guid Id, string Title, Origin Origin, ChangeKind Change, Stage Stage, int Version, ApiUnit Unit, string? Entry, string? WorkOrder, Guid? EditingRequest, string CreatedBy, DateTime StageSince, DateTime UpdatedAt, DateTime? DueAt, string? ClaimedBy);

internal sealed record ApiHistoryItem(DateTime At, string Actor, string Name, string Kind, JsonElement Data);

internal sealed record ApiRevision
{
    public required Guid Id { get; init; }

    public required Origin Origin { get; init; }

    public required ChangeKind Change { get; init; }

    public required Stage Stage { get; init; }

    public required int Version { get; init; }

    public required ApiUnit Unit { get; init; }

    /// <summary>Code of the entry, once it has one.</summary>
    public required string? Entry { get; init; }

    /// <summary>The published version it changes.</summary>
    public required int? BaseVersion { get; init; }

    public required string Title { get; init; }

    public required string Answer { get; init; }

    public required string Body { get; init; }

    public required string Basis { get; init; }

    public required IReadOnlyList<string> Keywords { get; init; }

    /// <summary>Approval items it refers to.</summary>
    public required IReadOnlyList<string> Approvals { get; init; }

    public required ApiCategoryName Category { get; init; }

    public required DateOnly? ReviewBy { get; init; }

    public required DateOnly? ExpiresOn { get; init; }

    public required string? WorkOrder { get; init; }

    /// <summary>The editing requirement it answers.</summary>
    public required Guid? EditingRequest { get; init; }

    public required string Note { get; init; }

    /// <summary>When the stage's clock ends or, for a draft that answers an editing requirement, that one's.</summary>
    public required DateTime? DueAt { get; init; }

    public required string? ClaimedBy { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime StageSince { get; init; }

    public required DateTime UpdatedAt { get; init; }

    /// <summary>What the caller may do now.</summary>
    public required IReadOnlyList<RevisionAct> Acts { get; init; }

    public required bool MayEdit { get; init; }

    public required IReadOnlyList<ApiHistoryItem> History { get; init; }
}

internal static class RevisionsApi
{
    public static void MapRevisions(this RouteGroupBuilder api)
    {
        api.MapPost("/revisions", DraftAsync).WithName("draftRevision").WithTags("修订").WithSummary("起草修订：新条目、更新或撤下");
        api.MapGet("/revisions", ListAsync).WithName("revisions").WithTags("修订").WithSummary("修订列表：有时限的在前，按到期先后").WithMetadata(new ApiWords("stage", typeof(Stage)));
        api.MapGet("/revisions/{id}", GetAsync).WithName("revision").WithTags("修订").WithSummary("一份修订");
        api.MapPut("/revisions/{id}", EditAsync).WithName("editRevision").WithTags("修订").WithSummary("修改内容；没有给出的字段不变，类别和日期给 null 即清除");
        api.MapPost("/revisions/{id}/{act}", ActAsync).WithName("actOnRevision").WithTags("修订").WithSummary("办理修订").WithMetadata(new ApiWords("act", typeof(RevisionAct)));
    }

    private static async Task<Created<ApiRevisionState>> DraftAsync(HttpContext context, EntryActions entries, WorkOrderActions orders, ApiDraft draft, CancellationToken ct)
    {
        var actor = context.Actor();
        var request = draft.ToRequest(actor);
        var state = request.WorkOrder is null ? await entries.DraftAsync(actor, request, ct) : await orders.DraftAsync(actor, request, ct);
        return TypedResults.Created($"{Api.Root}/revisions/{state.Id}", ApiRevisionState.Of(state));
    }

    private static async Task<ApiList<ApiRevisionItem>> ListAsync(HttpContext context, RevisionViews views, UnitViews units, [Description("不填为全部")] string? stage, [Description("单位编码、全称或简称")] string? unit,
        [Description("true：只列本人编写或把关过的")] string? mine, [Description("来源工单编号")] string? workOrder, [Description("1 至 500")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new RevisionFilter(Stage: ApiValues.Word<Stage>(stage, "stage"), UnitId: await units.IdOfAsync(unit, ct), Mine: ApiValues.Flag(mine, "mine"), WorkOrder: workOrder);
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top), ct);
        return new ApiList<ApiRevisionItem>(
            [.. items.Select(row => new ApiRevisionItem(row.Id, row.Title, row.Origin, row.Change, row.Stage, row.Version, ApiUnit.Of(row.UnitId, row.Unit), row.Code, row.WorkOrder, row.EditingRequest, row.CreatedBy, row.StageSince, row.UpdatedAt, row.DueAt, row.ClaimedBy))],
            total);
    }

    private static async Task<ApiRevision> GetAsync(HttpContext context, RevisionViews views, CategoryNames categories, string id, CancellationToken ct)
    {
        var actor = context.Actor();
        var found = await views.GetAsync(actor, IdOf(id), ct);
        var (revision, text) = (found.Revision, found.Revision.Text);
        var paths = await categories.OfUnitAsync(revision.UnitId, ct);
        return new ApiRevision
        {
            Id = revision.Id,
            Origin = revision.Origin,
            Change = revision.Change,
            Stage = revision.Stage,
            Version = revision.Version,
            Unit = new ApiUnit(found.Unit.Code, found.Unit.Name),
            Entry = found.Code,
            BaseVersion = revision.BaseVersion,
            Title = text.Title,
            Answer = text.Answer,
            Body = BodyHtml.Clean(text.Body),
            Basis = text.Basis,
            Keywords = text.Keywords,
            Approvals = text.ApprovalItems,
            Category = new ApiCategoryName(text.CategoryId, paths(text.CategoryId)),
            ReviewBy = text.ReviewBy,
            ExpiresOn = text.ExpiresOn,
            WorkOrder = revision.WorkOrderNumber,
            EditingRequest = revision.EditingRequestId,
            Note = revision.Note,
            DueAt = revision.DueAt,
            ClaimedBy = revision.Clock?.ClaimedBy,
            CreatedBy = revision.CreatedBy,
            CreatedAt = revision.CreatedAt,
            StageSince = revision.StageSince,
            UpdatedAt = revision.UpdatedAt,
            Acts = [.. found.Acts.Select(move => move.Act)],
            MayEdit = found.MayEdit,
            History = [.. found.History.Select(row => new ApiHistoryItem(row.At, row.Actor, row.Name, row.Kind, ApiJson.Parse(row.Data)))],
        };
    }

    private static async Task<ApiRevisionState> EditAsync(HttpContext context, EntryActions entries, string id, ApiEdit edit, CancellationToken ct) =>
        ApiRevisionState.Of(await entries.EditAsync(context.Actor(), IdOf(id), ApiValues.Needed(edit.Version, "version"), edit.Apply, edit.TouchesText, ct));

    private static async Task<ApiRevisionState> ActAsync(HttpContext context, EntryActions entries, string id, string act, ApiAct how, CancellationToken ct) =>
        ApiRevisionState.Of(await entries.ActAsync(context.Actor(), IdOf(id), ApiValues.Word<RevisionAct>(act, "act")!.Value, ApiValues.Needed(how.Version, "version"), how.Reason, how.Keywords, how.Category, how.Accept == true, ct));

    private static Guid IdOf(string id) => ApiValues.Id(id, "id")!.Value;
}
