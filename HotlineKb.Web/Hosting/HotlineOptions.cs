using System.Globalization;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Storage;
using HotlineKb.Web.Approvals;
using HotlineKb.Web.Notifications;
using HotlineKb.Web.Releases;
using HotlineKb.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;

namespace HotlineKb.Web.Hosting;

/// <summary>A setting is wrong; the sentence names it. Stops the start.</summary>
internal sealed class WrongSetting(string message) : Exception(message);

/// <summary>Settings from appsettings and the environment (<c>HotlineKb__…</c>), checked before anything starts.</summary>
internal static class HotlineOptions
{
    public static void AddHotlineOptions(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var section = configuration.GetSection("HotlineKb");
        var directory = section["DataDirectory"] is { Length: > 0 } given ? given : "data";
        directory = Path.GetFullPath(directory, environment.ContentRootPath);
        var provider = Read(section, "Database:Provider", DatabaseProvider.Sqlite, text => Enum.TryParse<DatabaseProvider>(text, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : null,
            "Sqlite、SqlServer 或 PostgreSql");
        var connection = configuration.GetConnectionString("HotlineKb");
        if (provider is not DatabaseProvider.Sqlite && string.IsNullOrWhiteSpace(connection))
            throw new WrongSetting($"设置 ConnectionStrings:HotlineKb 不能为空：HotlineKb:Database:Provider 为 {provider}。");
        services.Configure<StorageOptions>(options =>
        {
            options.DataDirectory = directory;
            options.Provider = provider;
            options.ConnectionString = connection;
        });

        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(DeadlineSetting.Read(section.GetSection("Deadlines"), DateTime.UnixEpoch)));
        var fourEyes = Read<bool>(section, "Flow:FourEyes", true, text => bool.TryParse(text, out var parsed) ? parsed : null, "true 或 false");
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(new FlowOptions { FourEyes = fourEyes }));
        var notifications = NotificationsSetting.Read(section);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(notifications));
        services.AddSingleton(OpenSetting.Read(section, notifications.PublicUrl));
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(OpenSetting.ReadRules(section)));
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(HallSetting.Read(section)));
        var standard = new ReviewOptions();
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(new ReviewOptions
        {
            HideExpired = Read<bool>(section, "Review:HideExpired", standard.HideExpired, text => bool.TryParse(text, out var parsed) ? parsed : null, "true 或 false"),
            WarnDays = Read<int>(section, "Review:WarnDays", standard.WarnDays, text => int.TryParse(text, out var days) && days is >= 0 and <= 366 ? days : null, "0 至 366 的整数"),
            PerUnitPerDay = Read<int>(section, "Review:PerUnitPerDay", standard.PerUnitPerDay, text => int.TryParse(text, out var most) && most is >= 1 and <= 1000 ? most : null, "1 至 1000 的整数"),
        }));
        var reviewed = Read<bool>(section, "Profiles:ReviewUpdates", false, text => bool.TryParse(text, out var parsed) ? parsed : null, "true 或 false");
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(new ProfileOptions { ReviewUpdates = reviewed }));
        var figures = new ReadingOptions();
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(new ReadingOptions
        {
            UnusualPerHour = Read<int>(section, "Reading:UnusualPerHour", figures.UnusualPerHour, text => int.TryParse(text, out var many) && many is >= 1 and <= 1_000_000 ? many : null, "1 至 1000000 的整数"),
            UnusualPerDay = Read<int>(section, "Reading:UnusualPerDay", figures.UnusualPerDay, text => int.TryParse(text, out var many) && many is >= 1 and <= 1_000_000 ? many : null, "1 至 1000000 的整数"),
            MostPerHour = Read<int>(section, "Reading:MostPerHour", figures.MostPerHour, text => int.TryParse(text, out var most) && most is >= 0 and <= 1_000_000 ? most : null, "0（不限）至 1000000 的整数"),
        }));
        var marked = Read<bool>(section, "ScreenWatermark", true, text => bool.TryParse(text, out var parsed) ? parsed : null, "true 或 false");
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(new ScreenOptions { Watermark = marked }));
        _ = DemoWanted(configuration, environment);
        services.AddJobs(Timetable.For(HallSetting.Schedule(section), HallSetting.FullSchedule(section)), Read<bool>(section, "Jobs:Enabled", true, text => bool.TryParse(text, out var parsed) ? parsed : null, "true 或 false"));

        services.Configure<RequestLocalizationOptions>(options =>
        {
            var cultures = new[] { new CultureInfo("zh-CN"), new CultureInfo("en") };
            options.DefaultRequestCulture = new RequestCulture(cultures[0]);
            options.SupportedCultures = options.SupportedUICultures = cultures;
            // Only the person's own choice counts: an English browser in a Chinese office is no wish for English.
            options.RequestCultureProviders = [new CookieRequestCultureProvider()];
        });
        var proxies = (section["Proxy:Networks"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(text => System.Net.IPNetwork.TryParse(text, out var network) ? network : throw new WrongSetting($"设置 HotlineKb:Proxy:Networks 中的“{text}”不对，应为网段，如 172.16.0.0/12。")).ToList();
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            proxies.ForEach(options.KnownIPNetworks.Add);
        });
    }

    /// <summary>Whether the demo city is to be loaded: by default in Development only.</summary>
    public static bool DemoWanted(IConfiguration configuration, IHostEnvironment environment)
    {
        var wanted = Read<bool>(configuration.GetSection("HotlineKb"), "Demo", environment.IsDevelopment(), text => bool.TryParse(text, out var parsed) ? parsed : null, "true 或 false");
        return wanted && !environment.IsDevelopment()
            ? throw new WrongSetting("设置 HotlineKb:Demo 只能在 Development 环境中为 true：演示账号的密码是公开的。")
            : wanted;
    }

    public static void AddFormProtection(this IServiceCollection services) =>
        services.AddAntiforgery(options => options.Cookie.Name = "hotlinekb-form");

    private static T Read<T>(IConfigurationSection section, string name, T standard, Func<string, T?> parse, string expected)
        where T : struct
    {
        if (section[name] is not { Length: > 0 } text)
            return standard;
        return parse(text) ?? throw new WrongSetting($"设置 HotlineKb:{name} 的值“{text}”不对，应为{expected}。");
    }
}
