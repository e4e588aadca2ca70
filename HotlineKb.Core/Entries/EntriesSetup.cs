using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Entries;

public static class EntriesSetup
{
    public static IServiceCollection AddEntries(this IServiceCollection services) =>
        services.AddSingleton<EntryActions>().AddSingleton<RefilingActions>().AddSingleton<KeywordActions>().AddSingleton<EntryViews>().AddSingleton<RevisionViews>().AddSingleton<EntryAccess>()
            .AddSingleton<ReadingMeter>().AddHostedService(provider => provider.GetRequiredService<ReadingMeter>()).AddSingleton<ReadingViews>();
}
