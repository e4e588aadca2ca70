using System.Globalization;
using System.Text.Json;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;

namespace HotlineKb.Web.Hosting;

/// <summary>A list as the API gives it.</summary>
internal sealed record ApiList<T>(IReadOnlyList<T> Items, int Total);

/// <summary>A unit, named.</summary>
internal sealed record ApiUnit(string Code, string Name)
{
    public static ApiUnit Of(int id, string name) => new(Unit.CodeOf(id), name);
}

/// <summary>Values from addresses and bodies. Empty counts as not given; wrong ones are refused with 400 and the name.</summary>
internal static class ApiValues
{
    public const int MostRows = 500;

    /// <param name="top">1 or more; beyond <see cref="MostRows"/> it is brought within.</param>
    public static int Top(string? top, int standard = MostRows) => Math.Min(Number(top, "top", 1) ?? standard, MostRows);

    public static int Skip(string? skip) => Number(skip, "skip", 0) ?? 0;

    public static int? Number(string? text, string name, int least) =>
        string.IsNullOrWhiteSpace(text) ? null
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least ? number
        : throw Wrong(name, $"参数“{name}”须为不小于 {least} 的整数。");

    public static bool Flag(string? text, string name) =>
        !string.IsNullOrWhiteSpace(text) && (bool.TryParse(text, out var flag) ? flag : throw Wrong(name, $"参数“{name}”须为 true 或 false。"));

    public static Guid? Id(string? text, string name) =>
        string.IsNullOrWhiteSpace(text) ? null : Guid.TryParse(text, out var id) ? id : throw Wrong(name, $"参数“{name}”不是正确的标识（UUID）。");

    /// <summary>An enum by its word in camelCase.</summary>
    public static T? Word<T>(string? text, string name)
        where T : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        foreach (var value in Enum.GetValues<T>())
            if (value.ToString().Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
                return value;
        throw Wrong(name, $"参数“{name}”的值“{text}”不对，应为 {Words<T>()} 之一。");
    }

    public static string Words<T>()
        where T : struct, Enum => string.Join('、', Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName));

    /// <summary>A property that must be there; whether it may be blank is the rules' business.</summary>
    public static T Needed<T>(T? value, string name)
        where T : class => value ?? throw Wrong(name, $"缺少字段“{name}”。");

    public static T Needed<T>(T? value, string name)
        where T : struct => value ?? throw Wrong(name, $"缺少字段“{name}”。");

    /// <summary>One word of the list. The reader of JSON takes several with commas for their sum, which may be no value at all.</summary>
    public static T NeededWord<T>(T? value, string name)
        where T : struct, Enum => Needed(value, name) is var word && Enum.IsDefined(word) ? word : throw Wrong(name, $"字段“{name}”的值不对，应为 {Words<T>()} 之一。");

    /// <summary>By code, full or short name.</summary>
    public static async Task<int?> IdOfAsync(this UnitViews units, string? unit, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(unit) ? null : (await units.FindAsync(unit, ct))?.Id ?? throw new Refusal(UnitRule.Unknown, $"没有编码或名称为“{unit.Trim()}”的单位。");

    /// <summary>By code or name.</summary>
    public static async Task<int?> RegionOfAsync(this UnitViews units, string? region, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(region))
            return null;
        var text = region.Trim();
        var regions = await units.RegionsAsync(ct);
        return regions.FirstOrDefault(row => row.Name == text || row.Code.ToString(CultureInfo.InvariantCulture) == text)?.Code
            ?? throw Wrong("region", $"没有编码或名称为“{text}”的区域。");
    }

    public static Refusal Wrong(string name, string sentence) => Refusal.Field(BasicRule.Malformed, name, sentence, RefusalKind.Malformed);
}
