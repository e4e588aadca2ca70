using HotlineKb.Core.Entries;
using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Profiles;

public static class ProfilesSetup
{
    public static IServiceCollection AddProfiles(this IServiceCollection services) =>
        services.AddSingleton<ProfileActions>().AddSingleton<ProfileSweep>().AddSingleton<ProfileViews>().AddSingleton<ProfileTransfer>().AddSingleton<ISightCount, ProfileSightCount>();
}
