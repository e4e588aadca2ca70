namespace HotlineKb.Core.Storage;

/// <summary>The one resolution of time: whole milliseconds, which every database keeps. Reading and acting cut alike, or a row could read late and still be answered in time.</summary>
public static class UtcTime
{
    public static DateTime UtcNow(this TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
    }
}
