using System.Diagnostics;
using Shouldly;

namespace HotlineKb.Tests.Kit;

/// <summary>
/// How long a test waits for what must come. It is what a broken program costs, never what a right one takes: a slow or busy machine
/// must not look like a fault, so no test asks for less. How fast things are is measured by the bench, not here.
/// </summary>
public static class Patience
{
    /// <summary>For what happens within this process.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    /// <summary>For what another process does: a program's start, a browser's page.</summary>
    public static readonly TimeSpan VeryLong = TimeSpan.FromMinutes(3);

    /// <summary>Looks again and again until what is seen is what is waited for; what was seen last stands in the failure.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> reached)
    {
        var started = Stopwatch.GetTimestamp();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            // Asked before looking: however late the answer comes, one look after the limit is always taken.
            var late = Stopwatch.GetElapsedTime(started) > VeryLong;
            var seen = await look();
            if (reached(seen))
                return seen;
            late.ShouldBeFalse($"waited {VeryLong} and still saw: {seen}");
            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>The same for what can be asked at once.</summary>
    public static Task UntilAsync(Func<bool> reached) => UntilAsync(() => Task.FromResult(reached()), seen => seen);

    /// <summary>
    /// How fast something can be: the fastest of some tries, for a busy machine makes the quick slow and never the slow quick.
    /// It ends with the first try below <paramref name="enough"/>, and runs apart from the other tests' turns.
    /// </summary>
    public static Task<TimeSpan> FastestAsync(TimeSpan enough, Func<Task> act, int tries = 20) => Task.Run(async () =>
    {
        var fastest = TimeSpan.MaxValue;
        for (var left = tries; left > 0 && fastest >= enough; left--)
        {
            var started = Stopwatch.GetTimestamp();
            await act();
            var took = Stopwatch.GetElapsedTime(started);
            fastest = took < fastest ? took : fastest;
        }

        return fastest;
    });
}
