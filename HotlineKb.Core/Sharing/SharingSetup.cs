using HotlineKb.Core.Taxonomy;
using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Sharing;

public static class SharingSetup
{
    public static IServiceCollection AddSharing(this IServiceCollection services)
    {
        services.AddSingleton<Visibility>().AddSingleton<ICountSight>(provider => provider.GetRequiredService<Visibility>());
        return services.AddSingleton<AccessPolicyActions>().AddSingleton<AccessViews>().AddSingleton<SharingActions>().AddSingleton<SharingViews>().AddSingleton<SharingSweep>().AddSingleton<ViewAsActions>();
    }
}
