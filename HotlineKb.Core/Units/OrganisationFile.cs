using System.Text.Json;
using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Units;

/// <summary>
/// The organisation as a JSON file: <c>{ "regions": [{ "code", "name", "office"? }], "units": [{ "region", "number", "name", "shortName"?, "functions"? }],
/// "counterparts": [{ "city", "county" }] }</c>; counterparts by full name. The region whose code ends in 00 is the city (GB/T 2260).
/// </summary>
public static class OrganisationFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="Refusal">400 with the first thing that is wrong, by its place in the file. Nothing is taken in then.</exception>
    public static Organisation Parse(string text)
    {
        FileShape file;
        try
        {
            file = JsonSerializer.Deserialize<FileShape>(text, Json) ?? throw Wrong("文件是空的。");
        }
        catch (JsonException e)
        {
            throw Wrong($"文件不是有效的 JSON：第 {e.LineNumber + 1} 行附近有误。");
        }

        var regions = (file.Regions ?? []).Select((row, i) => RegionOf(row, i + 1)).ToList();
        if (regions.Count(row => row.Region.IsCity) > 1)
            throw Wrong("regions 中只能有一个市（编码以 00 结尾）。");
        Unique(regions.Select(row => row.Region.Code.ToString()), "regions", "编码");
        var units = (file.Units ?? []).Select((row, i) => UnitOf(row, i + 1)).ToList();
        Unique(units.Select(unit => unit.Code), "units", "编码");
        Unique(units.Select(unit => unit.Name), "units", "名称");
        var known = regions.Select(row => row.Region.Code).ToHashSet();
        if (regions.Count > 0 && units.Find(unit => !known.Contains(unit.RegionCode)) is { } stray)
            throw Wrong($"单位“{stray.Name}”的地区 {stray.RegionCode} 不在 regions 中。");
        var byName = units.ToDictionary(unit => unit.Name);
        var pairs = (file.Counterparts ?? []).Select((row, i) => PairOf(row, i + 1, byName)).DistinctBy(pair => (pair.CityUnitId, pair.CountyUnitId)).ToList();
        return new Organisation([.. regions.Select(row => row.Region)], [.. regions.Select(row => row.Office)], units, pairs);
    }

    private static (Region Region, Office Office) RegionOf(RegionShape row, int place)
    {
        if (row.Code is < 100_000 or > 999_999)
            throw Wrong($"regions 第 {place} 项的 code 须为六位行政区划代码。");
        var name = Name(row.Name, 60, $"regions 第 {place} 项的 name");
        var city = Jurisdiction.IsCity(row.Code);
        var office = string.IsNullOrWhiteSpace(row.Office) ? $"{name}热线办" : Name(row.Office, 80, $"regions 第 {place} 项的 office");
        return (new Region { Code = row.Code, Name = name, IsCity = city }, new Office { Id = row.Code, Name = office, Level = city ? OfficeLevel.City : OfficeLevel.County });
    }

    private static Unit UnitOf(UnitShape row, int place)
    {
        if (row.Region is < 100_000 or > 999_999)
            throw Wrong($"units 第 {place} 项的 region 须为六位行政区划代码。");
        if (row.Number is < 1 or > 999)
            throw Wrong($"units 第 {place} 项的 number 须为 1 至 999。");
        var name = Name(row.Name, 100, $"units 第 {place} 项的 name");
        return new Unit
        {
            Id = (row.Region * 1000) + row.Number,
            RegionCode = row.Region,
            Number = row.Number,
            Level = Jurisdiction.IsCity(row.Region) ? UnitLevel.City : UnitLevel.County,
            Name = name,
            ShortName = string.IsNullOrWhiteSpace(row.ShortName) ? "" : Name(row.ShortName, 40, $"units 第 {place} 项的 shortName"),
            Functions = string.IsNullOrWhiteSpace(row.Functions) ? "" : Name(row.Functions, 2_000, $"units 第 {place} 项的 functions"),
        };
    }

    private static Counterpart PairOf(PairShape row, int place, Dictionary<string, Unit> units)
    {
        if (!units.TryGetValue(row.City?.Trim() ?? "", out var city) || city.Level is not UnitLevel.City)
            throw Wrong($"counterparts 第 {place} 项的 city“{row.City}”不是 units 中的市级单位。");
        if (!units.TryGetValue(row.County?.Trim() ?? "", out var county) || county.Level is not UnitLevel.County)
            throw Wrong($"counterparts 第 {place} 项的 county“{row.County}”不是 units 中的县级单位。");
        return new Counterpart { CityUnitId = city.Id, CountyUnitId = county.Id };
    }

    private static string Name(string? text, int max, string what) =>
        text?.Trim() is { Length: > 0 } name && name.Length <= max && !name.Any(char.IsControl) ? name : throw Wrong($"{what} 须为 1 至 {max} 个字。");

    private static void Unique(IEnumerable<string> values, string list, string what)
    {
        if (values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Wrong($"{list} 中的{what}“{twice.Key}”重复。");
    }

    private static Refusal Wrong(string message) => Refusal.Malformed(message);

    private sealed record FileShape(List<RegionShape>? Regions, List<UnitShape>? Units, List<PairShape>? Counterparts);

    private sealed record RegionShape(int Code, string? Name, string? Office);

    private sealed record UnitShape(int Region, int Number, string? Name, string? ShortName, string? Functions);

    private sealed record PairShape(string? City, string? County);
}
