using HotlineKb.Core.Access;
using HotlineKb.Core.Storage;
using HotlineKb.Web.Access;

namespace HotlineKb.Web.Hosting;

/// <summary>What must be true before the first request: the database has its shape, and someone can sign in.</summary>
internal static class Startup
{
    public static async Task PrepareAsync(WebApplication app, CancellationToken ct = default)
    {
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
        if (HotlineOptions.DemoWanted(app.Configuration, app.Environment))
            await Demo.DemoCity.LoadAsync(app.Services, new Progress<string>(Console.WriteLine), ct);
        if (await app.Services.GetRequiredService<AccountViews>().AnyAsync(ct))
            return;
        app.Services.GetRequiredService<SetupLink>().Open();
    }
}
