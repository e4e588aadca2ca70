namespace HotlineKb.Core.Assignments;

/// <summary>How long each step may take, in clock hours from the hand-over. Bound from <c>HotlineKb:Deadlines</c>.</summary>
public sealed class Deadlines
{
    /// <summary>R5.3: 22 hours.</summary>
    public TimeSpan UnitRevision { get; set; } = TimeSpan.FromHours(22);

    /// <summary>The office's own limit for the check; not the regulation's.</summary>
    public TimeSpan OfficeCheck { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The city office's own limit for the final review; not the regulation's.</summary>
    public TimeSpan FinalReview { get; set; } = TimeSpan.FromHours(24);

    public TimeSpan For(AssignmentKind kind) => kind switch
    {
        AssignmentKind.OfficeCheck => OfficeCheck,
        AssignmentKind.FinalReview => FinalReview,
        _ => UnitRevision,
    };
}
