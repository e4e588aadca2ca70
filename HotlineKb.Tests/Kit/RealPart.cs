using Xunit;

namespace HotlineKb.Tests.Kit;

/// <summary>A real part that a machine may lack: a browser, a database server.</summary>
public static class RealPart
{
    /// <summary>Skips the test with the reason when the part is missing, or fails it where <c>HOTLINEKB_REQUIRE</c> names the part.</summary>
    public static void Need(string part, bool isThere, string reason)
    {
        if (isThere)
            return;
        var required = (Environment.GetEnvironmentVariable("HOTLINEKB_REQUIRE") ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries);
        Assert.False(required.Contains(part, StringComparer.OrdinalIgnoreCase), $"HOTLINEKB_REQUIRE names {part}, but {reason}");
        Skip.If(true, reason);
    }
}
