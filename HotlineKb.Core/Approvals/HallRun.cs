using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Approvals;

public enum HallRunKind
{
    Incremental,
    /// <summary>全量核对: what is not listed any more is withdrawn.</summary>
    Full,
    File,
}

public enum HallRunState
{
    Running,
    Succeeded,
    /// <summary>It would have withdrawn too much, and changed nothing.</summary>
    Stopped,
    Failed,
}

/// <summary>
/// A run of the sync with its figures. A book of the program's own: that a run found nothing new is no act, so it leaves no row in the ledger.
/// </summary>
public sealed class HallRun : IBookkeeping
{
    public Guid Id { get; init; }

    public HallRunKind Kind { get; init; }

    public HallRunState State { get; private set; }

    /// <summary>Display name of who asked for it; empty for the schedule.</summary>
    public string StartedBy { get; init; } = "";

    /// <summary>Name of the file.</summary>
    public string File { get; init; } = "";

    /// <summary>The first load of its source: nothing in it is a change that somebody should have filed.</summary>
    public bool Baseline { get; init; }

    /// <summary>A full run that first reads everything and then decides (pitfall 26).</summary>
    public bool Staged { get; init; }

    /// <summary>Someone has looked at what it would withdraw, and wants it.</summary>
    public bool AcceptsWithdrawals { get; init; }

    public DateTime StartedAt { get; init; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>UTC of the last page.</summary>
    public DateTime ActiveAt { get; set; }

    public int Pages { get; set; }

    public int Read { get; set; }

    public int Added { get; set; }

    public int Changed { get; set; }

    public int Unchanged { get; set; }

    public int Withdrawn { get; set; }

    public int Quarantined { get; set; }

    /// <summary>Ledger rows it has left; a run without any has found nothing new.</summary>
    public int News { get; set; }

    /// <summary>For people; null while all is well.</summary>
    public string? Error { get; private set; }

    /// <summary>TIME_STAMP to ask for next, epoch ms.</summary>
    public long Cursor { get; set; }

    /// <summary>Key and content of each item of the page before, by which the overlap of two pages is known; survives a kill.</summary>
    public string Overlap { get; set; } = "";

    /// <summary>The reading is done; what was staged is being put in force.</summary>
    public bool Applying { get; set; }

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"hall-run:{id}";

    internal void End(HallRunState state, string? error, DateTime now)
    {
        (State, Error, EndedAt, ActiveAt, Overlap) = (state, error is { Length: > MaxError } ? error[..MaxError] : error, now, now, "");
    }

    public const int MaxError = 500;
}

/// <summary>A page of a full run: whom it has seen and, when it decides at the end only, what it read. Gone when the run ends.</summary>
public sealed class HallRunPage : IBookkeeping
{
    public Guid RunId { get; init; }

    public int Number { get; init; }

    /// <summary>Codes seen, one a line; <c>=</c> before a task code that stands for an item without identity.</summary>
    public string Seen { get; init; } = "";

    /// <summary>Records still to be taken in, one a line, as the hall gave them; empty when none.</summary>
    public string Records { get; set; } = "";
}

/// <summary>How far the sync has come and who is at it: one row, by which one run at a time is decided for all nodes.</summary>
public sealed class HallSyncState : IBookkeeping
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    /// <summary>TIME_STAMP of the next incremental run, epoch ms.</summary>
    public long Cursor { get; set; }

    /// <summary>The run under way.</summary>
    public Guid? RunId { get; set; }

    /// <summary>Who carries it out; a run whose holder is gone is taken up by another.</summary>
    public string Holder { get; set; } = "";

    /// <summary>UTC; past it the holder is taken for dead.</summary>
    public DateTime HeldUntil { get; set; }

    public DateTime? SucceededAt { get; set; }

    public DateTime? FullSucceededAt { get; set; }

    /// <summary>Since when every run has failed.</summary>
    public DateTime? FailingSince { get; set; }
}

/// <summary>A record that could not be read, kept whole with the reason and tried again when the hall sends it anew.</summary>
public sealed class QuarantinedRecord
{
    public const int MaxReason = 500;

    public Guid Id { get; init; }

    /// <summary>ITEM_ID where there is one, else made of the content. Unique.</summary>
    public string Key { get; init; } = "";

    public ApprovalOrigin Origin { get; init; }

    public string TaskCode { get; private set; } = "";

    /// <summary>Whatever of a name there was.</summary>
    public string Name { get; private set; } = "";

    public string Department { get; private set; } = "";

    public string Reason { get; private set; } = "";

    /// <summary>As it came.</summary>
    public string Raw { get; private set; } = "";

    public string Hash { get; private set; } = "";

    public DateTime FirstAt { get; init; }

    public DateTime LastAt { get; private set; }

    public Guid RunId { get; private set; }

    public int Version { get; private set; }

    internal void Take(HallRecord record, Guid run, DateTime now)
    {
        (TaskCode, Name, Department) = (record.TaskCode, record.Name, record.Department);
        (Reason, Raw, Hash, LastAt, RunId) = (record.Problem!, record.Raw, record.Hash, now, run);
        Version++;
    }
}
