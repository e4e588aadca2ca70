using System.Diagnostics;
using AngleSharp.Dom;
using Bunit;
using Bunit.Extensions.WaitForHelpers;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Web.Access;
using HotlineKb.Web.Live;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using MudBlazor;
using MudBlazor.Services;

namespace HotlineKb.Tests.Kit;

/// <summary>
/// A page as one person sees it, over a real database: <c>await using var page = await PageTest.StartAsync("city.editor")</c>.
/// The ledger reaches the page when the test says so, with <see cref="HearAsync"/>.
/// </summary>
public sealed class PageTest : IAsyncDisposable
{
    private readonly BunitContext _context = new();
    private long _heard;

    // For what a test asks of bUnit itself; a second is too short for a busy machine.
    static PageTest() => BunitContext.DefaultWaitTimeout = Patience.Long;

    private PageTest(TestHost host, Actor actor) => (Host, Actor) = (host, actor);

    public TestHost Host { get; }

    public Actor Actor { get; }

    public NavigationManager Navigation => _context.Services.GetRequiredService<NavigationManager>();

    public T Get<T>()
        where T : notnull => _context.Services.GetRequiredService<T>();

    internal Viewer Viewer => _context.Services.GetRequiredService<Viewer>();

    /// <param name="name">One of <see cref="Town"/>'s people; gets a real account.</param>
    public static async Task<PageTest> StartAsync(string name, TestHost? host = null)
    {
        // Pages of entries, revisions and items set keywords, and keywords are tried on the index.
        host ??= await TestHost.StartAsync(configure: services => services.AddSearch());
        await AddPeopleAsync(host);
        var account = (await host.Get<AccountViews>().ActiveAsync(Town.IdOf(name)))!;
        var page = new PageTest(host, account.ToActor());
        page.Provide(account);
        page._heard = await page.LastNumberAsync();
        return page;
    }

    /// <summary>The body's editor as a script that has nothing unsaved: <c>flush</c> answers this version.</summary>
    public void OpenEditor(int version, string? error = null, string? detail = null)
    {
        var module = _context.JSInterop.SetupModule("./assets/editor.js");
        module.Mode = JSRuntimeMode.Loose;
        var editor = module.SetupModule(call => call.Identifier == "create");
        editor.Mode = JSRuntimeMode.Loose;
        editor.Setup<HotlineKb.Web.Entries.FlushOutcome>("flush", _ => true).SetResult(new HotlineKb.Web.Entries.FlushOutcome(version, error, detail));
    }

    /// <summary>Shows a page at an address of its own.</summary>
    public IRenderedComponent<Screen> Show<TPage>(string address, params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        Navigation.NavigateTo(address);
        return _context.Render<Screen>(screen => screen.Add(s => s.Actor, Actor).Add(s => s.Page, typeof(TPage)).Add(s => s.Parameters, parameters.ToDictionary(p => p.Name, p => p.Value)));
    }

    /// <summary>Open screens hear what has happened since the start or the last time.</summary>
    public async Task HearAsync()
    {
        await using var db = Host.Db();
        var rows = await db.LedgerRows().Where(row => row.Number > _heard).OrderBy(row => row.Number).ToListAsync();
        if (rows.Count == 0)
            return;
        _heard = rows[^1].Number;
        await _context.Services.GetRequiredService<LiveFeed>().ReadAsync(rows, CancellationToken.None);
    }

    /// <summary>Rows of the ledger of this kind.</summary>
    public async Task<IReadOnlyList<LedgerRow>> LedgerAsync(string kind)
    {
        await using var db = Host.Db();
        return await db.LedgerRows().Where(row => row.Kind == kind).OrderBy(row => row.Number).ToListAsync();
    }

    /// <summary>What has happened so far is no news: the next <see cref="HearAsync"/> tells only what comes after.</summary>
    public async Task CatchUpAsync() => _heard = await LastNumberAsync();

    /// <summary>Waits until this holds. Looks after each render and between, for not everything comes with one: an address, the index.</summary>
    public static void Until(IRenderedComponent<Screen> screen, Action assertion)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                screen.WaitForAssertion(assertion, TimeSpan.FromMilliseconds(500));
                return;
            }
            catch (WaitForFailedException) when (Stopwatch.GetElapsedTime(started) < Patience.Long)
            {
                // Not yet.
            }
        }
    }

    /// <summary>Presses the button that reads so, as it stands at that moment: no render comes between finding and pressing.</summary>
    /// <param name="within">A selector, where the text alone is not enough.</param>
    public static Task PressAsync(IRenderedComponent<Screen> screen, string text, string within = "") =>
        screen.InvokeAsync(() => screen.FindAll($"{within} button".Trim()).First(button => button.TextContent.Trim() == text).ClickAsync());

    /// <summary>The person goes elsewhere: every page is closed.</summary>
    public Task LeaveAsync() => _context.DisposeComponentsAsync();

    /// <summary>Types into a field as it stands at that moment.</summary>
    public static Task TypeAsync(IRenderedComponent<Screen> screen, string selector, string text) => screen.InvokeAsync(() => screen.Find(selector).InputAsync(text));

    /// <summary>Any other event of an element as it stands at that moment: found and told in one, so that no render comes between.</summary>
    public static Task TellAsync(IRenderedComponent<Screen> screen, string selector, Func<IElement, Task> tell) => screen.InvokeAsync(() => tell(screen.Find(selector)));

    /// <summary>Sends a form as it stands at that moment.</summary>
    public static Task SubmitAsync(IRenderedComponent<Screen> screen, string selector) => screen.InvokeAsync(() => screen.Find(selector).SubmitAsync());

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Host.DisposeAsync();
    }

    /// <summary>Everyone of the town as a row of the database, so that the viewer is found as in the program.</summary>
    internal static Task AddPeopleAsync(TestHost host) =>
        host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), async (db, now) =>
        {
            if (await db.Accounts().AnyAsync())
                return [];
            foreach (var name in Town.Names)
            {
                var actor = Town.Actor(name);
                db.Add(new Account
                {
                    Id = actor.AccountId!.Value,
                    UserName = name,
                    NormalizedUserName = name.ToUpperInvariant(),
                    DisplayName = name,
                    Roles = Town.RolesOf(name),
                    OfficeId = actor.OfficeId,
                    UnitId = actor.UnitId,
                    SecurityStamp = "stamp",
                    CreatedAt = now,
                    Version = 1,
                });
            }

            return [new AccountCreated("town", null, null, [])];
        });

    private void Provide(Account account)
    {
        var services = _context.Services;
        _context.JSInterop.Mode = JSRuntimeMode.Loose;
        // The program's own singletons over the test's database, by the same instances the test acts through.
        var known = Host.Get<IServiceProviderIsService>();
        foreach (var type in typeof(Actor).Assembly.GetExportedTypes().Where(known.IsService))
            services.AddSingleton(type, _ => Host.Services.GetRequiredService(type));
        services.AddSingleton(Host.Get<IDbContextFactory<HotlineDb>>());
        services.AddSingleton<TimeProvider>(Host.Clock);
        services.AddOptions<StorageOptions>().Configure(options => options.DataDirectory = Host.Folder);
        services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(account));
        services.AddSingleton(Host.Get<Microsoft.Extensions.Options.IOptions<HotlineKb.Web.Shell.ScreenOptions>>());
        services.AddScoped<Viewer>().AddSingleton<Lookers>();
        services.AddScoped<Acts>();
        services.AddSingleton(new HotlineKb.Web.Hosting.JobBook(HotlineKb.Web.Hosting.Timetable.OfTheProgram, enabled: true, Host.Clock));
        services.AddLive();
        services.AddPages();
        services.AddLocalization(options => options.ResourcesPath = "Resources");
        services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        services.AddSingleton<IWebHostEnvironment>(new NoFiles());
    }

    private async Task<long> LastNumberAsync()
    {
        await using var db = Host.Db();
        return await db.LedgerRows().MaxAsync(row => (long?)row.Number) ?? 0;
    }

    private sealed class SignedInAs(Account account) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(SignInSetup.PrincipalOf(account, "test")));
    }

    private sealed class NoFiles : IWebHostEnvironment
    {
        public string WebRootPath { get; set; } = "";

        public IFileProvider WebRootFileProvider { get; set; } = new NullFileProvider();

        public string ApplicationName { get; set; } = "HotlineKb";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = "";

        public string EnvironmentName { get; set; } = Environments.Production;
    }
}

/// <summary>What the layout is for a page: the actor, and the places where menus and messages appear.</summary>
public sealed class Screen : ComponentBase
{
    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter, EditorRequired]
    public Type Page { get; set; } = default!;

    [Parameter]
    public Dictionary<string, object?> Parameters { get; set; } = [];

    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
    {
        builder.OpenComponent<MudPopoverProvider>(0);
        builder.CloseComponent();
        builder.OpenComponent<MudSnackbarProvider>(1);
        builder.CloseComponent();
        builder.OpenComponent<CascadingValue<Actor>>(2);
        builder.AddComponentParameter(3, "Value", Actor);
        builder.AddComponentParameter(4, "ChildContent", (RenderFragment)(content =>
        {
            content.OpenComponent(0, Page);
            foreach (var (name, value) in Parameters)
                content.AddComponentParameter(1, name, value);
            content.CloseComponent();
        }));
        builder.CloseComponent();
    }
}
