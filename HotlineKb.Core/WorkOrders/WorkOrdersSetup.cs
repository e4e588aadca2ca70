using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.WorkOrders;

public static class WorkOrdersSetup
{
    public static IServiceCollection AddWorkOrders(this IServiceCollection services) =>
        services.AddSingleton<WorkOrderActions>().AddSingleton<WorkOrderViews>();
}
