using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HotlineKb.Core.Ledger;

public static class LedgerSetup
{
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LedgerSignal>();
        services.AddSingleton<LedgerDoor>();
        services.AddSingleton<LedgerSweep>();
        services.AddSingleton<LedgerVerifier>();
        services.AddSingleton<LedgerPositions>();
        services.AddSingleton<LedgerViews>();
        services.AddSingleton<LedgerFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerFollower>());
        return services;
    }

    /// <summary>Lets <typeparamref name="TReader"/> follow the ledger; the same instance can be asked for by its own type.</summary>
    public static IServiceCollection AddLedgerReader<TReader>(this IServiceCollection services)
        where TReader : class, ILedgerReader
    {
        services.TryAddSingleton<TReader>();
        services.AddSingleton<ILedgerReader>(provider => provider.GetRequiredService<TReader>());
        return services;
    }
}
