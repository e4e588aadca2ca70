using System.Diagnostics.Metrics;

namespace HotlineKb.Core.Ledger;

/// <summary>What the door to saving counts: acts by kind, refusals by rule, how long a commit takes.</summary>
public static class LedgerMeter
{
    public const string Name = "HotlineKb";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Acts = Meter.CreateCounter<long>("hotlinekb.acts", description: "Acts in the ledger, by kind");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("hotlinekb.refusals", description: "Acts refused, by rule");
    private static readonly Histogram<double> Commits = Meter.CreateHistogram<double>("hotlinekb.commit.duration", "s", "From asking for the writer's turn to the end of the act");

    internal static void Acted(IReadOnlyList<LedgerEvent> events)
    {
        if (!Acts.Enabled)
            return;
        foreach (var happened in events)
            Acts.Add(1, new KeyValuePair<string, object?>("kind", happened.Kind));
    }

    internal static void Refused(string rule) => Refusals.Add(1, new KeyValuePair<string, object?>("rule", rule));

    internal static void Took(TimeSpan duration) => Commits.Record(duration.TotalSeconds);
}
