using HotlineKb.Core.Assignments;

namespace HotlineKb.Core.Supervision;

/// <summary>The six figures.</summary>
/// <param name="Within6Hours">Those due within two hours are among them.</param>
/// <param name="OnTimeRate">Of <see cref="SupervisionFilter.StandardDays"/> days; see <see cref="OnTime"/>.</param>
public sealed record SupervisionFigures(int Open, int Within2Hours, int Within6Hours, int Overdue, int ClosedToday, OnTime OnTimeRate);

/// <summary>
/// Answered in time out of all that was answered within the period or is still open and late now:
/// whoever never answers must not have 100 %.
/// </summary>
/// <param name="Answered">Within the period, in time or not.</param>
/// <param name="InTime">Of these, in time.</param>
/// <param name="Unanswered">Open and late now, however long ago it was due.</param>
public readonly record struct OnTime(int Answered, int InTime, int Unanswered)
{
    /// <summary>Percent with one decimal, cut, so that only a full house is 100; null where there is nothing to go by.</summary>
    public double? Percent => Answered + Unanswered is var all and > 0 ? Math.Floor(InTime * 1000d / all) / 10 : null;

    public static OnTime operator +(OnTime a, OnTime b) => new(a.Answered + b.Answered, a.InTime + b.InTime, a.Unanswered + b.Unanswered);
}

/// <summary>Open work, counted.</summary>
/// <param name="Ages">One for each <see cref="WorkAge"/>.</param>
public sealed record WorkLoad(int Open, int Within2Hours, int Within6Hours, int Overdue, IReadOnlyList<int> Ages)
{
    public static readonly WorkLoad None = new(0, 0, 0, 0, new int[SupervisionFilter.AgeHours.Count + 1]);

    public static WorkLoad operator +(WorkLoad a, WorkLoad b) =>
        new(a.Open + b.Open, a.Within2Hours + b.Within2Hours, a.Within6Hours + b.Within6Hours, a.Overdue + b.Overdue, [.. a.Ages.Zip(b.Ages, (x, y) => x + y)]);
}

/// <summary>Who owes: a unit with its revisions and editing requirements, or an office with its checks and reviews.</summary>
/// <param name="OnTime">Of the period, of what this one owes.</param>
public sealed record OwnerLoad(OwedBy Owes, int Id, string Name, int RegionCode, WorkLoad Load, OnTime OnTime);

public sealed record RegionLoad(int Code, string Name, WorkLoad Load, OnTime OnTime);

public sealed record KindLoad(AssignmentKind Kind, WorkLoad Load, OnTime OnTime);

/// <summary>What is the case now; changes with every act and with the clock.</summary>
/// <param name="NextDueAt">When the next open one becomes late: a moment later the figures are others.</param>
public sealed record SupervisionNow(DateTime At, SupervisionFigures Figures, WorkLoad Load, IReadOnlyList<OwnerLoad> Owners, IReadOnlyList<RegionLoad> Regions, IReadOnlyList<KindLoad> Kinds, DateTime? NextDueAt);

/// <summary>How long answers took, from the hand-over; only of what was answered.</summary>
/// <param name="MedianSeconds">Nearest rank; null where nothing was answered, never 0.</param>
/// <param name="NinetiethSeconds">Nine in ten were answered within it.</param>
public sealed record StageTime(AssignmentKind Kind, int Answered, int? MedianSeconds, int? NinetiethSeconds);

/// <param name="Late">Due that day and not answered in time.</param>
public sealed record TrendDay(DateOnly Day, int Opened, int Closed, int Late);

/// <summary>What was the case over the period.</summary>
public sealed record SupervisionPast(int Days, IReadOnlyList<StageTime> StageTimes, IReadOnlyList<TrendDay> Trend);
