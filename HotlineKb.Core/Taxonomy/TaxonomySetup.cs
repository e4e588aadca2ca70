using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Taxonomy;

public static class TaxonomySetup
{
    public static IServiceCollection AddTaxonomy(this IServiceCollection services) =>
        services.AddSingleton<CategoryActions>().AddSingleton<CategoryRequests>().AddSingleton<CategoryViews>().AddSingleton<CategoryExport>();
}
