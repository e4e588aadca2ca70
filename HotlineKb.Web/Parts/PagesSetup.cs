namespace HotlineKb.Web.Parts;

internal static class PagesSetup
{
    /// <summary>What pages share besides Core: per circuit what a person's screens remember, per program what they only read.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services) =>
        services.AddScoped<Units.UnitDirectory>().AddSingleton<Entries.CategoryNames>().AddSingleton<Entries.NewRevision>().AddSingleton<Search.RecentHits>()
            .AddSingleton<Supervision.SupervisionBoard>().AddSingleton<Core.Search.KeywordsWaiting>();
}
