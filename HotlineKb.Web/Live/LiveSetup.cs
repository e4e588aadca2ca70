using HotlineKb.Core.Ledger;

namespace HotlineKb.Web.Live;

internal static class LiveSetup
{
    public static IServiceCollection AddLive(this IServiceCollection services) =>
        services.AddLedgerReader<LiveFeed>().AddScoped<Ticker>();
}
