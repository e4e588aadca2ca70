namespace HotlineKb.Core.Entries;

/// <summary>Bound from <c>HotlineKb:Review</c>: how what grows old is looked after (R5.2).</summary>
public sealed class ReviewOptions
{
    /// <summary>Expired entries leave search; else they carry a warning.</summary>
    public bool HideExpired { get; set; }

    /// <summary>Units are told so many days before an entry has to be looked at again.</summary>
    public int WarnDays { get; set; } = 30;

    /// <summary>No unit is asked for more on one day; the rest waits for the next ones.</summary>
    public int PerUnitPerDay { get; set; } = 5;
}

/// <summary>Bound from <c>HotlineKb:Flow</c>.</summary>
public sealed class FlowOptions
{
    /// <summary>Who wrote or passed a revision does not publish it. Small offices may turn this off.</summary>
    public bool FourEyes { get; set; } = true;
}
