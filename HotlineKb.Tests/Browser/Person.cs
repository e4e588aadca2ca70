using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using HotlineKb.Tests.Kit;
using Microsoft.Playwright;
using Shouldly;

namespace HotlineKb.Tests.Browser;

/// <summary>Someone at a screen of 1366×768, signed in. What the browser's console complains of is kept.</summary>
public sealed class Person : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Person(IBrowserContext context, IPage page, string name) => (_context, Page, Name) = (context, page, name);

    public IPage Page { get; }

    public string Name { get; }

    /// <summary>Errors of scripts, of the security policy, and of requests to anywhere but this server.</summary>
    public IEnumerable<string> Complaints => _complaints;

    public static async Task<Person> SignInAsync(Chromium chromium, LiveServer server, string name, string password = "Demo-12345")
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = server.Address.ToString(),
            ViewportSize = new ViewportSize { Width = 1366, Height = 768 },
            Locale = "zh-CN",
        });
        context.SetDefaultTimeout((float)Patience.Long.TotalMilliseconds);
        var page = await context.NewPageAsync();
        var person = new Person(context, page, name);
        page.PageError += (_, message) => person._complaints.Enqueue(message);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                person._complaints.Enqueue(message.Text);
        };
        page.Request += (_, request) =>
        {
            var to = new Uri(request.Url);
            if (to.Scheme is "http" or "https" && to.Authority != server.Address.Authority)
                person._complaints.Enqueue($"asks an outside host: {request.Url}");
        };
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("账号").FillAsync(name);
        await page.GetByLabel("密码").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await page.Locator("nav.side").WaitForAsync();
        return person;
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator SearchBox => Page.GetByRole(AriaRole.Searchbox, new() { Name = "检索知识库" });

    /// <summary>Types into the body's editor, once it has its text and takes keys: until then it drops them.</summary>
    public async Task TypeBodyAsync(string text)
    {
        var body = Page.GetByRole(AriaRole.Textbox, new() { Name = "正文" }).And(Page.Locator("[contenteditable=true]"));
        await body.ClickAsync();
        await Page.Keyboard.TypeAsync(text);
        await Assertions.Expect(body).ToContainTextAsync(text);
    }

    /// <summary>Opens the row of a list that holds this text, once it is there.</summary>
    public async Task OpenRowAsync(string path, string title)
    {
        await Page.GotoAsync(path);
        await Page.GetByRole(AriaRole.Link, new() { Name = title }).First.ClickAsync();
        await AtAsync(new Regex("/revisions/"));
    }

    /// <summary>Waits until the address reads so. Playwright's own waiting asks for a load event besides, which a page within the page never fires.</summary>
    public Task AtAsync(Regex address) => Assertions.Expect(Page).ToHaveURLAsync(address);

    /// <summary>Complaints that the test itself has caused, by a part of their words.</summary>
    public void Forgive(params string[] parts)
    {
        var rest = _complaints.Where(complaint => !parts.Any(part => complaint.Contains(part, StringComparison.OrdinalIgnoreCase))).ToList();
        _complaints.Clear();
        rest.ForEach(_complaints.Enqueue);
    }

    /// <summary>Asked at the end of a test, not on leaving: there it would hide what really went wrong.</summary>
    public void ShouldHaveNothingToComplainAbout() => Complaints.ShouldBeEmpty();

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
