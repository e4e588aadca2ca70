using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Supervision;

public static class SupervisionSetup
{
    public static IServiceCollection AddSupervision(this IServiceCollection services) =>
        services
            .AddSingleton<EditingRequestActions>()
            .AddSingleton<EditingRequestViews>()
            .AddSingleton<ReviewSweep>()
            .AddSingleton<WorkViews>()
            .AddSingleton<UrgingActions>()
            .AddSingleton<UrgingSweep>()
            .AddSingleton<UrgingViews>()
            .AddSingleton<FeedbackActions>()
            .AddSingleton<FeedbackSweep>()
            .AddSingleton<FeedbackViews>()
            .AddSingleton<SupervisionViews>()
            .AddSingleton<SupervisionRows>()
            .AddSingleton<SupervisionExport>()
            .AddSingleton<HandOverActions>()
            .AddSingleton<WorkStream>();
}
