using HotlineKb.Core.Storage;

namespace HotlineKb.Core.Notifications;

/// <summary>Minutes of the city's day in which nothing that can wait is sent; the span may go over midnight.</summary>
/// <param name="From">Minute of the day at which it begins.</param>
/// <param name="To">Minute of the day at which it ends, itself no longer quiet.</param>
public readonly record struct QuietHours(int From, int To)
{
    public const int Day = 24 * 60;

    /// <summary>The same moment when it is not quiet then; else the end of the quiet.</summary>
    public DateTime After(DateTime utc)
    {
        var city = CityDays.TimeOf(utc);
        var minute = (city.Hour * 60) + city.Minute;
        var quiet = From < To ? minute >= From && minute < To : minute >= From || minute < To;
        if (!quiet)
            return utc;
        var end = city.Date.AddMinutes(To);
        return CityDays.ToUtc(end > city ? end : end.AddDays(1));
    }
}
