using Hangfire;
using Hangfire.Dashboard;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;
using HotlineKb.Web.Access;
using Microsoft.AspNetCore.Authorization;

namespace HotlineKb.Web.Hosting;

internal enum JobsRight
{
    None,
    /// <summary>Sees what has run and what went wrong.</summary>
    Look,
    /// <summary>May also start, repeat and delete.</summary>
    Whole,
}

/// <summary>
/// Hangfire's dashboard at <c>/jobs</c>, by an explicit policy that is asked at every request; never "from this machine only", which behind a proxy is everyone.
/// </summary>
internal static class JobsDashboard
{
    public const string Path = "/jobs";

    private const string Policy = "jobs";
    private const string RightItem = "jobs-right";
    private const string PolledPath = Path + "/stats";

    public static JobsRight RightOf(Actor actor)
    {
        if (actor.May(Permission.OperateSystem))
            return JobsRight.Whole;
        var supervises = actor.May(Permission.Urge) && Jurisdiction.IsCity(actor.OfficeId);
        return supervises || actor.May(Permission.ReadLedger) ? JobsRight.Look : JobsRight.None;
    }

    /// <summary>What the dashboard's own scripts ask for: they want a status, not the sign-in page or the page that says no.</summary>
    public static bool IsAskedByScript(HttpRequest request) => request.Path.StartsWithSegments(Path) && !HttpMethods.IsGet(request.Method);

    public static void AddJobsPolicy(this IServiceCollection services) =>
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.RequireAuthenticatedUser().RequireAssertion(MayAsync));

    public static void MapJobsDashboard(this WebApplication app)
    {
        var timetable = app.Services.GetRequiredService<Timetable>();
        app.MapHangfireDashboardWithAuthorizationPolicy(Policy, Path, new DashboardOptions
        {
            DashboardTitle = "定时作业",
            AppPath = "/",
            DisplayStorageConnectionString = false,
            DarkModeEnabled = false,
            StatsPollingInterval = 5000,
            DisplayNameFunc = (_, job) => timetable.Find(job.Args.FirstOrDefault() as string)?.What ?? job.ToString(),
            IsReadOnlyFunc = context => context.GetHttpContext().Items[RightItem] is not JobsRight.Whole,
        });
    }

    private static async Task<bool> MayAsync(AuthorizationHandlerContext context)
    {
        if (context.Resource is not HttpContext http)
            return false;
        // As it stands now: a disabled account, or a role taken away, ends it with the next request.
        if (await SignInSetup.CurrentAsync(http.RequestServices.GetRequiredService<AccountViews>(), http.User, http.RequestAborted) is not { } account)
            return false;
        var right = RightOf(account.ToActor());
        http.Items[RightItem] = right;
        // Hangfire refuses commands to those who only look; should it ever forget one, it does not get that far.
        return right is JobsRight.Whole || (right is JobsRight.Look && (HttpMethods.IsGet(http.Request.Method) || http.Request.Path == PolledPath));
    }
}
