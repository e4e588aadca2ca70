using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Search;

public static class SearchSetup
{
    public static IServiceCollection AddSearch(this IServiceCollection services)
    {
        services.AddSingleton<SearchSource, EntrySource>();
        services.AddSingleton<SearchSource, ApprovalSource>();
        services.AddSingleton<SearchSource, UnitSource>();
        services.AddSingleton(provider => new SearchIndex(
            provider.GetServices<SearchSource>(), provider.GetRequiredService<IDbContextFactory<HotlineDb>>(), provider.GetRequiredService<IOptions<StorageOptions>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SearchIndex>>()));
        services.AddLedgerReader<SearchReader>();
        services.AddLedgerReader<PublicSearch>();
        services.AddLedgerReader<HolderSearch>();
        services.AddSingleton<QueryLog>();
        services.AddHostedService(provider => provider.GetRequiredService<QueryLog>());
        return services.AddSingleton<SearchViews>().AddSingleton<SearchedQueries>().AddSingleton<GoldenQueries>().AddSingleton<SynonymDesk>().AddSingleton<KeywordDesk>().AddSingleton<KeywordSuggestions>().AddSingleton<SuggestionSweep>()
            .AddSingleton<PublishGuard>().AddSingleton<Entries.IPublishRule>(provider => provider.GetRequiredService<PublishGuard>());
    }
}
