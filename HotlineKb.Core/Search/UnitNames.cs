using System.Collections.Frozen;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>Names of units and regions for hits and counts: a few thousand at most that hardly ever change, so they are read once a minute at most.</summary>
internal sealed class UnitNames(IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private volatile Known _known = new(FrozenDictionary<int, UnitItem>.Empty, FrozenDictionary<int, string>.Empty, null);

    public async Task<UnitItem?> OfAsync(int unit, CancellationToken ct) => (await KnownAsync(known => known.Units.ContainsKey(unit), ct)).Units.GetValueOrDefault(unit);

    public async Task<string> RegionAsync(int code, CancellationToken ct) => (await KnownAsync(known => known.Regions.ContainsKey(code), ct)).Regions.GetValueOrDefault(code, "");

    private async Task<Known> KnownAsync(Func<Known, bool> enough, CancellationToken ct)
    {
        var known = _known;
        if (known.ReadAt is { } at && time.GetElapsedTime(at) < Kept && enough(known))
            return known;
        await using var db = await databases.CreateDbContextAsync(ct);
        var units = await UnitViews.Items(db).ToListAsync(ct);
        var regions = await db.Regions().AsNoTracking().ToListAsync(ct);
        return _known = new Known(
            units.ToFrozenDictionary(unit => unit.Id), regions.ToFrozenDictionary(region => region.Code, region => region.Name), time.GetTimestamp());
    }

    private sealed record Known(FrozenDictionary<int, UnitItem> Units, FrozenDictionary<int, string> Regions, long? ReadAt);
}
