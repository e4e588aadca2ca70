namespace HotlineKb.Core.Approvals;

public enum ApprovalState
{
    InForce,
    /// <summary>Cancelled by the hall, or no longer listed there. Kept with all versions.</summary>
    Withdrawn,
}

/// <summary>Where an item comes from; what vanishes from one source says nothing of the other's items.</summary>
public enum ApprovalOrigin
{
    Hall,
    File,
}

/// <summary>事项: an approval item of the service hall (R1.2, R3.1). Read-only here but for its keywords (R6).</summary>
public sealed class ApprovalItem
{
    public const int MaxCode = 64;
    public const int MaxTaskCode = 80;
    public const int MaxName = 300;

    public Guid Id { get; init; }

    /// <summary>ITEM_ID: the identity, and the code in addresses.</summary>
    public string Code { get; init; } = "";

    public ApprovalOrigin Origin { get; init; }

    public ApprovalState State { get; private set; } = ApprovalState.InForce;

    /// <summary>The department as the hall names it; its owner is looked up there.</summary>
    public Guid DepartmentId { get; private set; }

    /// <summary>The unit that owns it by the department map; null while its department is not mapped.</summary>
    public int? UnitId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>事项编码; not unique.</summary>
    public string TaskCode { get; private set; } = "";

    public string AreaCode { get; private set; } = "";

    public string Area { get; private set; } = "";

    public string Type { get; private set; } = "";

    /// <summary>Each between bars, <c>|教育|户籍|</c>, so that the database can look for one.</summary>
    public string Themes { get; private set; } = "";

    public bool Online { get; private set; }

    /// <summary>Set by the city office (R6.2), by the rules of entries.</summary>
    public List<string> Keywords { get; private set; } = [];

    public bool HasKeywords { get; private set; }

    /// <summary>Number of the version in use, from 1.</summary>
    public int CurrentVersion { get; private set; }

    /// <summary>Of the guide in use: an unchanged item is known by it alone.</summary>
    public string Hash { get; private set; } = "";

    public DateTime FirstSeenAt { get; init; }

    /// <summary>When it last became another: changed, added, withdrawn. Null for what came with the first load.</summary>
    public DateTime? ChangedAt { get; private set; }

    public DateTime? WithdrawnAt { get; private set; }

    /// <summary>UTC; what lists sort by.</summary>
    public DateTime UpdatedAt { get; private set; }

    public int Version { get; private set; }

    public string Subject => SubjectOf(Code);

    public static string SubjectOf(string code) => $"approval:{code}";

    /// <summary>How one theme stands in <see cref="Themes"/>.</summary>
    public static string Mark(string theme) => $"|{theme}|";

    internal ApprovalVersion Take(ServiceGuide guide, string hash, HallDepartment department, Guid run, bool baseline, DateTime now)
    {
        CurrentVersion++;
        (State, WithdrawnAt) = (ApprovalState.InForce, null);
        (Hash, Name, TaskCode, AreaCode, Area, Type, Online) = (hash, guide.Name, guide.TaskCode, guide.AreaCode, guide.Area, guide.Type, guide.Online);
        Themes = guide.Themes.Count == 0 ? "" : $"|{string.Join('|', guide.Themes)}|";
        (DepartmentId, UnitId) = (department.Id, department.UnitId);
        Touch(now, !baseline);
        return new ApprovalVersion { ItemId = Id, Number = CurrentVersion, Guide = guide, At = now, RunId = run };
    }

    /// <summary>It is listed again as it was.</summary>
    internal void Restore(DateTime now)
    {
        (State, WithdrawnAt) = (ApprovalState.InForce, null);
        Touch(now, true);
    }

    internal void Withdraw(DateTime now)
    {
        (State, WithdrawnAt) = (ApprovalState.Withdrawn, now);
        Touch(now, true);
    }

    internal void Assign(int? unitId)
    {
        UnitId = unitId;
        Version++;
    }

    internal void SetKeywords(List<string> keywords)
    {
        (Keywords, HasKeywords) = (keywords, keywords.Count > 0);
        Version++;
    }

    private void Touch(DateTime now, bool changed)
    {
        UpdatedAt = now;
        if (changed)
            ChangedAt = now;
        Version++;
    }
}

/// <summary>A guide as the hall gave it at some time. Never changes.</summary>
public sealed class ApprovalVersion
{
    public Guid ItemId { get; init; }

    /// <summary>From 1.</summary>
    public int Number { get; init; }

    public ServiceGuide Guide { get; init; } = new();

    public DateTime At { get; init; }

    /// <summary>The run that brought it.</summary>
    public Guid RunId { get; init; }
}

public enum ApprovalChangeKind
{
    /// <summary>新增.</summary>
    Added,
    /// <summary>修改.</summary>
    Changed,
    /// <summary>取消.</summary>
    Withdrawn,
}

/// <summary>A change that the sync observed after the first load: what filings are matched against (R3.2).</summary>
public sealed partial class ApprovalChange
{
    public Guid Id { get; init; }

    public Guid ItemId { get; init; }

    /// <summary>The owner when it was observed; null when nobody was known.</summary>
    public int? UnitId { get; init; }

    public ApprovalChangeKind Kind { get; init; }

    /// <summary>The version it led to; with a withdrawal the last one.</summary>
    public int ItemVersion { get; init; }

    /// <summary>Keys of <see cref="GuideFields"/>, with <see cref="ApprovalChangeKind.Changed"/>.</summary>
    public List<string> Fields { get; init; } = [];

    public DateTime At { get; init; }
}
