using HotlineKb.Tests.Kit;
using Microsoft.Playwright;
using Xunit;

namespace HotlineKb.Tests.Browser;

/// <summary>The system's own Chromium, one for all browser tests; each person gets a context of their own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Path => Environment.GetEnvironmentVariable("HOTLINEKB_TEST_BROWSER") is { Length: > 0 } given ? given : Places.FirstOrDefault(File.Exists);

    public IBrowser Browser => _browser ?? throw new InvalidOperationException($"Call {nameof(Need)} first.");

    public static void Need() => RealPart.Need("browser", Path is not null, "there is no Chromium on this machine (HOTLINEKB_TEST_BROWSER may name one).");

    public async Task InitializeAsync()
    {
        if (Path is null)
            return;
        Assertions.SetDefaultExpectTimeout((float)Patience.Long.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path,
            Timeout = (float)Patience.VeryLong.TotalMilliseconds,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
