using System.Globalization;
using System.Threading.RateLimiting;
using HotlineKb.Web.Access;
using HotlineKb.Web.Approvals;
using HotlineKb.Web.Assignments;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Keywords;
using HotlineKb.Web.Ledger;
using HotlineKb.Web.Notifications;
using HotlineKb.Web.Profiles;
using HotlineKb.Web.Releases;
using HotlineKb.Web.Search;
using HotlineKb.Web.Sharing;
using HotlineKb.Web.Supervision;
using HotlineKb.Web.Taxonomy;
using HotlineKb.Web.Units;
using HotlineKb.Web.WorkOrders;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace HotlineKb.Web.Hosting;

/// <summary>The HTTP API: what a person may do on a screen a program may do here, through the same actions and the same rules (X7).</summary>
internal static class Api
{
    public const string Root = "/api/v1";

    /// <summary>The longest text, every character of it escaped, fits in.</summary>
    public const int MaxBody = 4 * 1024 * 1024;

    private const string RateLimit = "api";

    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        var burst = Limit(configuration, "Burst", 2_000);
        var perSecond = Limit(configuration, "PerSecond", 200);
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<RateLimiterOptions>(options =>
        {
            options.OnRejected = (context, _) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = "1";
                return ValueTask.CompletedTask;
            };
            options.AddPolicy<string, OpenRateLimit>(OpenRateLimit.Name);
            options.AddPolicy(RateLimit, context => RateLimitPartition.GetTokenBucketLimiter(SignInSetup.AccountIdOf(context.User)?.ToString() ?? "", _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = burst,
                TokensPerPeriod = perSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
        });
        return services.AddOpenApi("v1", ApiDocument.Configure);
    }

    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup(Root).RequireRateLimiting(RateLimit).WithMetadata(new RequestSizeLimitAttribute(MaxBody)).AddEndpointFilter<ApiCaller>();
        foreach (var status in new[] { 400, 401, 403, 404, 409, 422, 429 })
            api.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ApiProblem), ["application/problem+json"]));
        api.MapSearch();
        api.MapEntries();
        api.MapApprovals();
        api.MapRevisions();
        api.MapUnits();
        api.MapProfiles();
        api.MapCategories();
        api.MapCategoryRequests();
        api.MapAssignments();
        api.MapHandOver();
        api.MapUrgings();
        api.MapSupervision();
        api.MapWorkOrders();
        api.MapNotifications();
        api.MapEditingRequests();
        api.MapFeedback();
        api.MapDrift();
        api.MapFilings();
        api.MapHall();
        api.MapHallFiles();
        api.MapKeywords();
        api.MapReleases();
        api.MapAccess();
        api.MapSharing();
        api.MapLedger();
        // It describes and holds no data.
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }

    private static int Limit(IConfiguration configuration, string name, int standard) =>
        configuration[$"HotlineKb:Api:{name}"] is not { Length: > 0 } text ? standard
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit
        : throw new WrongSetting($"设置 HotlineKb:Api:{name} 的值“{text}”不对，应为大于零的整数。");
}
