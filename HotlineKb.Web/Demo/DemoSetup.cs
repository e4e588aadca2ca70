using HotlineKb.Web.Access;
using HotlineKb.Web.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HotlineKb.Web.Demo;

public static class DemoSetup
{
    /// <summary>Lists the demo accounts on the sign-in page when the demo is wanted. Goes after <c>AddSignIn</c>, which lists none.</summary>
    public static IServiceCollection AddDemo(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        if (HotlineOptions.DemoWanted(configuration, environment))
            services.Replace(ServiceDescriptor.Singleton(new DemoPeople([.. DemoAccounts.All.Select(account => (account.UserName, account.Who))])));
        return services;
    }
}
