using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Units;

internal sealed record ApiUnitItem(string Code, string Name, string ShortName, UnitLevel Level, string Region, int RegionCode)
{
    public static ApiUnitItem Of(UnitItem unit) => new(unit.Code, unit.Name, unit.ShortName, unit.Level, unit.Region, unit.RegionCode);
}

internal static class UnitsApi
{
    public static void MapUnits(this RouteGroupBuilder api)
    {
        api.MapGet("/units", ListAsync).WithName("units").WithTags("单位").WithSummary("全部成员单位");
    }

    private static async Task<ApiList<ApiUnitItem>> ListAsync(UnitViews units, CancellationToken ct)
    {
        var all = await units.AllAsync(ct);
        return new ApiList<ApiUnitItem>([.. all.Select(ApiUnitItem.Of)], all.Count);
    }
}
