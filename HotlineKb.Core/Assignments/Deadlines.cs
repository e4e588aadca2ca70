namespace HotlineKb.Core.Assignments;

/// <summary>How long each step may take, from the hand-over. Bound from <c>HotlineKb:Deadlines</c>.</summary>
public sealed class Deadlines
{
    /// <summary>R5.3: 22 hours.</summary>
    public TimeSpan UnitRevision { get; set; } = TimeSpan.FromHours(22);

    /// <summary>R5.3: 22 hours for an editing requirement too.</summary>
    public TimeSpan EditingRequest { get; set; } = TimeSpan.FromHours(22);

    /// <summary>The office's own limit for the check; not the regulation's.</summary>
    public TimeSpan OfficeCheck { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The city office's own limit for the final review; not the regulation's.</summary>
    public TimeSpan FinalReview { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Null, as the regulation has it: clock hours. Otherwise only these hours count.</summary>
    public OfficeCalendar? Calendar { get; set; }

    public TimeSpan For(AssignmentKind kind) => kind switch
    {
        AssignmentKind.OfficeCheck => OfficeCheck,
        AssignmentKind.FinalReview => FinalReview,
        AssignmentKind.EditingRequest => EditingRequest,
        _ => UnitRevision,
    };

    /// <summary>UTC.</summary>
    public DateTime DueAt(AssignmentKind kind, DateTime from) => Calendar?.Add(from, For(kind)) ?? from + For(kind);

    /// <summary>When so many percent of the time between the two have gone; with a calendar, of the time that counts.</summary>
    public DateTime At(DateTime openedAt, DateTime dueAt, int share) =>
        Calendar is { } calendar ? calendar.Add(openedAt, calendar.Between(openedAt, dueAt) * (share / 100d)) : openedAt + ((dueAt - openedAt) * (share / 100d));
}
