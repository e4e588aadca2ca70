using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HotlineKb.Web.Demo;

public static class DemoSetup
{
    /// <summary>What the demo needs beside Core: nothing of its own but a clock; it builds its Core services for one load and drops them.</summary>
    public static IServiceCollection AddDemo(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
