using System.ComponentModel;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Assignments;

/// <param name="Subject"><c>revision:{id}</c> or <c>editing-request:{id}</c>.</param>
/// <param name="Unit">Code.</param>
/// <param name="OnTime">Null while open, and when it was taken back before an answer.</param>
internal sealed record ApiAssignment(Guid Id, AssignmentKind Kind, string Subject, string Unit, DateTime OpenedAt, DateTime DueAt, DateTime? ClosedAt, bool? OnTime, string? ClaimedBy);

internal static class AssignmentsApi
{
    public static void MapAssignments(this RouteGroupBuilder api) =>
        api.MapGet("/assignments", ListAsync).WithName("assignments").WithTags("待办").WithSummary("待办与时限：未办按到期先后，已办按办结倒序").WithMetadata(new ApiWords("state", typeof(AssignmentState)));

    private static async Task<ApiList<ApiAssignment>> ListAsync(HttpContext context, AssignmentViews views, UnitViews units, [Description("不填为全部")] string? state,
        [Description("单位编码、全称或简称")] string? unit, [Description("1 至 500")] string? top, string? skip, CancellationToken ct)
    {
        var (items, total) = await views.ListAsync(context.Actor(), ApiValues.Word<AssignmentState>(state, "state"), await units.IdOfAsync(unit, ct), ApiValues.Top(top), ApiValues.Skip(skip), ct);
        return new ApiList<ApiAssignment>([.. items.Select(row => new ApiAssignment(row.Id, row.Kind, row.Subject, Unit.CodeOf(row.UnitId), row.OpenedAt, row.DueAt, row.ClosedAt, row.OnTime, row.ClaimedBy))], total);
    }
}
