using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Units;

public static class UnitsSetup
{
    public static IServiceCollection AddUnits(this IServiceCollection services) =>
        services.AddSingleton<UnitActions>().AddSingleton<UnitViews>();
}
