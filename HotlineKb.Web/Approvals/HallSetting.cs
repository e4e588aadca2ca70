using System.Globalization;
using Cronos;
using HotlineKb.Core.Approvals;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Approvals;

/// <summary><c>HotlineKb:ServiceHall</c> and <c>HotlineKb:Filings</c>; whatever cannot be meant stops the start.</summary>
internal static class HallSetting
{
    /// <summary>定时同步 without a setting of its own: every quarter of an hour.</summary>
    public const string StandardSchedule = "0 7/15 * * * *";

    /// <summary>全量核对: nightly.</summary>
    public const string StandardFullSchedule = "0 30 2 * * *";

    public static HallOptions Read(IConfigurationSection section)
    {
        var hall = section.GetSection("ServiceHall");
        var url = hall["BaseUrl"] is { Length: > 0 } text
            ? Uri.TryCreate(text.Trim(), UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps) && parsed.UserInfo.Length == 0 && parsed.Query.Length == 0 && parsed.Fragment.Length == 0
                ? parsed
                : throw Wrong(hall, "BaseUrl", text, "网上办事大厅接口的地址，如 https://hall.example.gov.cn/api，不带用户名、查询和锚点")
            : null;
        var hosts = (hall["AllowedHosts"] ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries);
        if (hosts.FirstOrDefault(name => !Uri.TryCreate($"https://{name}/", UriKind.Absolute, out var uri) || uri.AbsolutePath != "/" || uri.UserInfo.Length > 0 || name.Contains('*', StringComparison.Ordinal)) is { } odd)
            throw Wrong(hall, "AllowedHosts", odd, "主机名或 主机名:端口，以逗号分隔，不能用通配符");
        if (url is not null && hosts.Length > 0 && !hosts.Contains(url.Authority, StringComparer.OrdinalIgnoreCase))
            throw new WrongSetting($"设置 HotlineKb:ServiceHall:BaseUrl 的主机“{url.Authority}”不在 HotlineKb:ServiceHall:AllowedHosts 之中。");
        var area = (hall["AreaCode"] ?? "").Trim();
        if (area.Length > 12 || !area.All(char.IsAsciiDigit))
            throw Wrong(hall, "AreaCode", area, "最多 12 位数字的区域代码，如 441800");
        var standard = new HallOptions();
        return new HallOptions
        {
            BaseUrl = url,
            ClientId = hall["ClientId"] ?? "",
            ClientSecret = hall["ClientSecret"] ?? "",
            AreaCode = area,
            AllowedHosts = hosts.Length > 0 ? hosts : url is null ? [] : [url.Authority],
            Patience = Time(hall, "Patience", standard.Patience, TimeSpan.FromMinutes(10)),
            Retries = (int)Number(hall, "Retries", standard.Retries, 1, 10),
            RetryAfter = Time(hall, "RetryAfter", standard.RetryAfter, TimeSpan.FromMinutes(1)),
            MaxAnswer = (long)Number(hall, "MaxAnswerMegabytes", standard.MaxAnswer / 1024 / 1024, 1, 512) * 1024 * 1024,
            MostWithdrawn = Number(hall, "MostWithdrawnPercent", standard.MostWithdrawn, 0, 100),
            FilingWindowDays = (int)Number(section.GetSection("Filings"), "WindowDays", standard.FilingWindowDays, 0, 90),
        };
    }

    /// <returns>Cron with seconds, in the city's time.</returns>
    public static string Schedule(IConfigurationSection section) => Cron(section.GetSection("ServiceHall"), "Schedule", StandardSchedule);

    public static string FullSchedule(IConfigurationSection section) => Cron(section.GetSection("ServiceHall"), "FullSchedule", StandardFullSchedule);

    private static string Cron(IConfigurationSection hall, string name, string standard)
    {
        if (hall[name] is not { Length: > 0 } text)
            return standard;
        var cron = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        // Five fields begin with the minute, six with the second.
        if (cron.Count(c => c == ' ') == 4)
            cron = $"0 {cron}";
        return CronExpression.TryParse(cron, CronFormat.IncludeSeconds, out _) ? cron : throw Wrong(hall, name, text, "cron 表达式，如 */15 * * * *（每 15 分钟）或 0 30 2 * * *（每天 2:30:00）");
    }

    private static TimeSpan Time(IConfigurationSection section, string name, TimeSpan standard, TimeSpan most) =>
        section[name] is not { Length: > 0 } text ? standard
        : TimeSpan.TryParseExact(text, ["c", @"h\:mm\:ss", @"h\:mm"], CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero && time <= most ? time
        : throw Wrong(section, name, text, $"大于零、不超过 {most:c} 的时长，写作 时:分:秒");

    private static double Number(IConfigurationSection section, string name, double standard, double least, double most) =>
        section[name] is not { Length: > 0 } text ? standard
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw Wrong(section, name, text, $"{least:0} 至 {most:0} 的数");

    private static WrongSetting Wrong(IConfigurationSection section, string name, string value, string expected) => new($"设置 {section.Path}:{name} 的值“{value}”不对，应为{expected}。");
}
