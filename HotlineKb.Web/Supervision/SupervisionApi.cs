using System.ComponentModel;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Supervision;

/// <param name="OnTimeRate">Percent over 30 days; null where there is nothing to go by.</param>
internal sealed record ApiFigures(int Open, int Within2Hours, int Within6Hours, int Overdue, int ClosedToday, double? OnTimeRate);

/// <param name="Ages">In the order of <c>ages</c>.</param>
internal sealed record ApiUnitLoad(string Code, string Name, int Open, int Within2Hours, int Within6Hours, int Overdue, IReadOnlyList<int> Ages, int Answered, int InTime, double? OnTimeRate);

/// <param name="UpToHours">Null for the last.</param>
internal sealed record ApiAge(int? UpToHours, int Count);

internal sealed record ApiSupervision(DateTime At, ApiFigures Figures, IReadOnlyList<ApiUnitLoad> Units, IReadOnlyList<ApiAge> Ages, IReadOnlyList<StageTime> StageTimes, IReadOnlyList<TrendDay> Trend);

internal static class SupervisionApi
{
    public static void MapSupervision(this RouteGroupBuilder api) =>
        api.MapGet("/supervision", GetAsync).WithName("supervision").WithTags("督办").WithSummary("督办看板：在办、时长、各环节用时、按时率、趋势")
            .WithMetadata(new ApiWords("kind", typeof(AssignmentKind)), new ApiWords("owes", typeof(OwedBy)));

    private static async Task<ApiSupervision> GetAsync(HttpContext context, SupervisionBoard board, UnitViews units, [Description("单位编码、全称或简称")] string? unit,
        [Description("区域编码或名称")] string? region, string? kind, [Description("由谁办理")] string? owes, [Description("7、30 或 90，默认 30")] string? days, CancellationToken ct)
    {
        var period = ApiValues.Number(days, "days", 1) ?? SupervisionFilter.StandardDays;
        if (!SupervisionFilter.Periods.Contains(period))
            throw ApiValues.Wrong("days", "参数“days”须为 7、30 或 90。");
        var filter = new SupervisionFilter(await units.IdOfAsync(unit, ct), await units.RegionOfAsync(region, ct), ApiValues.Word<AssignmentKind>(kind, "kind"), ApiValues.Word<OwedBy>(owes, "owes"), Days: period);
        var actor = context.Actor();
        var now = await board.NowAsync(actor, filter, ct);
        var past = await board.PastAsync(actor, filter, ct);
        var figures = now.Figures;
        return new ApiSupervision(
            now.At,
            new ApiFigures(figures.Open, figures.Within2Hours, figures.Within6Hours, figures.Overdue, figures.ClosedToday, figures.OnTimeRate.Percent),
            [.. now.Owners.Where(owner => owner.Owes is OwedBy.Unit).Select(owner => new ApiUnitLoad(Unit.CodeOf(owner.Id), owner.Name, owner.Load.Open, owner.Load.Within2Hours, owner.Load.Within6Hours, owner.Load.Overdue, owner.Load.Ages, owner.OnTime.Answered, owner.OnTime.InTime, owner.OnTime.Percent))],
            [.. now.Load.Ages.Select((count, index) => new ApiAge(index < SupervisionFilter.AgeHours.Count ? SupervisionFilter.AgeHours[index] : null, count))],
            past.StageTimes,
            past.Trend);
    }
}
