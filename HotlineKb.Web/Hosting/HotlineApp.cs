using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Search;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Web.Access;
using HotlineKb.Web.Entries;
using HotlineKb.Web.Live;
using HotlineKb.Web.Parts;
using HotlineKb.Web.Shell;
using HotlineKb.Web.Profiles;
using HotlineKb.Web.Releases;
using HotlineKb.Web.Supervision;
using HotlineKb.Web.Taxonomy;
using Microsoft.AspNetCore.Diagnostics;
using MudBlazor;
using MudBlazor.Services;

namespace HotlineKb.Web.Hosting;

/// <summary>The program put together, in reading order.</summary>
internal static class HotlineApp
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot() });
        var services = builder.Services;
        // Styles and scripts of an unpublished build, in every environment; published, they lie beside the program and this finds nothing to do.
        builder.WebHost.UseStaticWebAssets();
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && builder.Configuration["https_ports"] is null)
            builder.WebHost.UseUrls("http://localhost:5080");

        services.AddHotlineOptions(builder.Configuration, builder.Environment);
        services
            .AddStorage()
            .AddLedger()
            .AddUnits()
            .AddAccess()
            .AddSharing()
            .AddTaxonomy()
            .AddKeywords()
            .AddAssignments()
            .AddEntries()
            .AddProfiles()
            .AddWorkOrders()
            .AddApprovals()
            .AddSupervision()
            .AddReleases()
            .AddSearch()
            .AddNotifications();

        services.AddSignIn(builder.Configuration, builder.Environment);
        services.AddLive();
        services.AddPages();
        services.AddLocalization(options => options.ResourcesPath = "Resources");
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
            options.SnackbarConfiguration.VisibleStateDuration = 4000;
            options.SnackbarConfiguration.ShowTransitionDuration = 100;
            options.SnackbarConfiguration.HideTransitionDuration = 200;
        });
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            // A dropped line is taken up again where it was; what was typed is in the database anyway.
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(5);
            options.DetailedErrors = builder.Environment.IsDevelopment();
        })
        // A pasted answer must arrive to be told that it is too long; the editor's text does not pass here at all.
        .AddHubOptions(options => options.MaximumReceiveMessageSize = 256 * 1024);
        services.AddFormProtection();
        services.AddSingleton<OpenKeys>();
        services.AddApi(builder.Configuration);
        services.AddHealth();
        services.AddJobsPolicy();
        services.AddSingleton<ServerLock>();
        configure?.Invoke(builder);
        var app = builder.Build();
        Startup.NeedDataDirectory(app.Services);
        return Assemble(app);
    }

    private static WebApplication Assemble(WebApplication app)
    {
        app.UseForwardedHeaders();
        if (!app.Environment.IsDevelopment())
            app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseSecurityHeaders();
        // People get a page that says so; programs get their problem document from the API itself. Not in a branch: one has no routes to find the page by.
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/drafts") || context.Request.Path.StartsWithSegments(OpenEndpoints.Path) || context.Request.Path.StartsWithSegments(Health.MetricsPath) || JobsDashboard.IsAskedByScript(context.Request),
            programs => programs.Use((context, next) =>
            {
                if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                    pages.Enabled = false;
                return next(context);
            }));
        app.UseApiErrors();
        app.UseReadableAddresses();
        app.UseRequestLocalization();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseLookers();
        app.UseRateLimiter();
        app.UseAntiforgery();

        app.MapStaticAssets().AllowAnonymous();
        app.MapSignIn();
        app.MapDrafts();
        app.MapSupervisionExport();
        app.MapTaxonomyExport();
        app.MapProfileExport();
        app.MapReleaseExport();
        app.MapOpen();
        app.MapApi();
        app.MapHealth();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }

    // Under `dotnet run` the working directory is the project; published, the settings lie beside the program.
    private static string ContentRoot() =>
        File.Exists(Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json")) ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;
}
