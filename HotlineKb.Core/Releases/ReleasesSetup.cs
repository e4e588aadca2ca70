using HotlineKb.Core.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Releases;

public static class ReleasesSetup
{
    public static IServiceCollection AddReleases(this IServiceCollection services) =>
        services.AddSingleton<ReleaseActions>().AddSingleton<ReleaseKeyActions>().AddSingleton<ReleaseViews>().AddSingleton<PublicViews>().AddSingleton<ReleaseSweep>().AddLedgerReader<ReleaseReader>();
}
