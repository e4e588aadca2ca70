namespace HotlineKb.Web.Demo;

/// <summary>The clock of the city's past: it stands where the story stands and only moves forward, because the ledger does.</summary>
/// <param name="start">UTC.</param>
internal sealed class DemoClock(DateTime start) : TimeProvider
{
    private DateTime _now = start;

    public override DateTimeOffset GetUtcNow() => new(_now, TimeSpan.Zero);

    public void MoveTo(DateTime moment) => _now = moment > _now ? moment : _now;
}
