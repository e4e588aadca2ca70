using System.Globalization;
using HotlineKb.Core.Releases;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Releases;

/// <summary>The public site as configured: <c>HotlineKb:Open</c>.</summary>
public sealed record OpenOptions
{
    /// <summary>What the site calls itself.</summary>
    public string Title { get; init; } = "12345 热线公开知识";

    /// <summary>Requests of one address before 429.</summary>
    public int Burst { get; init; } = 120;

    /// <summary>How many come back each second.</summary>
    public int PerSecond { get; init; } = 10;

    /// <summary>Requests with one key before 429.</summary>
    public int KeyBurst { get; init; } = 600;

    /// <summary>How many come back each second.</summary>
    public int KeyPerSecond { get; init; } = 50;

    /// <summary>How people reach the site; null: as they asked for it.</summary>
    public Uri? PublicUrl { get; init; }
}

internal static class OpenSetting
{
    public static OpenOptions Read(IConfigurationSection section, Uri? publicUrl)
    {
        var (standard, open) = (new OpenOptions(), section.GetSection("Open"));
        var title = open["Title"] is { Length: > 0 } given ? given.Trim() : standard.Title;
        return title.Length is > 0 and <= 60
            ? new OpenOptions { Title = title, Burst = Number(open, "Burst", standard.Burst), PerSecond = Number(open, "PerSecond", standard.PerSecond), KeyBurst = Number(open, "KeyBurst", standard.KeyBurst), KeyPerSecond = Number(open, "KeyPerSecond", standard.KeyPerSecond), PublicUrl = publicUrl }
            : throw new WrongSetting($"设置 {open.Path}:Title 的值“{title}”不对，应为 1 至 60 个字。");
    }

    /// <summary><c>HotlineKb:Releases:InternalMarkers</c>: with commas; replaces the standard list.</summary>
    public static ReleaseOptions ReadRules(IConfigurationSection section) =>
        section["Releases:InternalMarkers"] is { Length: > 0 } text
            ? new ReleaseOptions { InternalMarkers = text.Split([',', '，', '、', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) }
            : new ReleaseOptions();

    private static int Number(IConfigurationSection section, string name, int standard) =>
        section[name] is not { Length: > 0 } text ? standard
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000_000 ? number
        : throw new WrongSetting($"设置 {section.Path}:{name} 的值“{text}”不对，应为大于零的整数。");
}
