using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Entries;

/// <summary>How many entries an account has read in one hour of the city. A book of the program's own (R4.9); which ones is nobody's business.</summary>
public sealed class ReadingHour : IBookkeeping
{
    /// <summary>Older ones are forgotten.</summary>
    public const int KeptDays = 400;

    public Guid AccountId { get; init; }

    /// <summary>When the hour began, UTC.</summary>
    public DateTime Hour { get; init; }

    /// <summary>Different ones within this hour, on each node; nodes add up.</summary>
    public int Entries { get; set; }
}

internal sealed class ReadingHourMapping : IEntityTypeConfiguration<ReadingHour>
{
    public void Configure(EntityTypeBuilder<ReadingHour> builder)
    {
        builder.ToTable("ReadingHour");
        builder.HasKey(row => new { row.AccountId, row.Hour });
        builder.HasIndex(row => row.Hour);
    }
}

/// <summary>Bound from <c>HotlineKb:Reading</c>: what counts as unusually much (R4.9).</summary>
public sealed class ReadingOptions
{
    /// <summary>More entries in one hour than this are told to the security administrator.</summary>
    public int UnusualPerHour { get; set; } = 200;

    public int UnusualPerDay { get; set; } = 800;

    /// <summary>After so many, nothing more is opened until the next hour; 0 is never: an operator must not be stopped during a call.</summary>
    public int MostPerHour { get; set; }

    internal bool IsUnusual(int hour, int day) => hour > UnusualPerHour || day > UnusualPerDay;
}

/// <summary>Somebody has read unusually many entries: once a day and account.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Hour">Entries in the hour in which it was seen.</param>
/// <param name="Day">Entries on that day so far.</param>
[EventKind("reading.exceeded")]
public sealed record ReadingExceeded(Guid Account, string UserName, DateOnly On, int Hour, int Day) : LedgerEvent(SubjectOf(Account))
{
    public static string SubjectOf(Guid account) => $"reading:{account}";
}
