using System.Diagnostics;
using System.Globalization;

namespace HotlineKb.Core.Approvals;

/// <summary>Who carries out a run: a process, told from a later one that happens to have its number.</summary>
internal sealed record HallHolder(string Machine, int Process, long Started, Guid Instance)
{
    public static HallHolder New()
    {
        using var me = System.Diagnostics.Process.GetCurrentProcess();
        return new HallHolder(Environment.MachineName, me.Id, StartOf(me), Guid.NewGuid());
    }

    /// <summary>Whether it certainly lives no more: nobody, or a process of this machine that has ended. Of other machines only the lease tells.</summary>
    public static bool IsGone(string text)
    {
        var parts = text.Split('|');
        if (parts.Length != 4)
            return true;
        if (parts[0] != Environment.MachineName || !int.TryParse(parts[1], out var id) || !long.TryParse(parts[2], out var started))
            return false;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return process.HasExited || StartOf(process) != started;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Machine}|{Process}|{Started}|{Instance:N}");

    // Whole seconds: the same process is told apart from itself otherwise.
    private static long StartOf(Process process) => process.StartTime.ToUniversalTime().Ticks / TimeSpan.TicksPerSecond;
}
