using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Assignments;

public static class AssignmentsSetup
{
    public static IServiceCollection AddAssignments(this IServiceCollection services) =>
        services.AddSingleton<AssignmentViews>().AddSingleton<AssignmentSweep>();
}
