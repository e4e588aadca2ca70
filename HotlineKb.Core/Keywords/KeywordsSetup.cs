using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Keywords;

public static class KeywordsSetup
{
    public static IServiceCollection AddKeywords(this IServiceCollection services) => services.AddSingleton<SynonymActions>();
}
