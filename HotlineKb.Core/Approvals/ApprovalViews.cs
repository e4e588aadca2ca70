using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <param name="Text">Part of the name or of the code.</param>
/// <param name="AreaCode">As the hall writes it; a shorter one stands for all that begin with it.</param>
/// <param name="Unmapped">Only items whose department stands for no unit yet.</param>
/// <param name="NoKeywords">The queue of R6.2.</param>
public sealed record ApprovalFilter(
    string? Text = null, int? UnitId = null, string? AreaCode = null, string? Type = null, string? Theme = null, bool? Online = null, int? ChangedWithinDays = null,
    bool NoKeywords = false, bool Unmapped = false, Guid? DepartmentId = null, ApprovalState? State = ApprovalState.InForce);

/// <summary>An item as lists show it.</summary>
public sealed record ApprovalListItem
{
    public string Code { get; init; } = "";

    public string Name { get; init; } = "";

    public string TaskCode { get; init; } = "";

    public ApprovalState State { get; init; }

    public string Department { get; init; } = "";

    public int? UnitId { get; init; }

    /// <summary>Null while the department is not mapped.</summary>
    public string? Unit { get; init; }

    public string Area { get; init; } = "";

    public string Type { get; init; } = "";

    public bool Online { get; init; }

    public bool HasKeywords { get; init; }

    public int CurrentVersion { get; init; }

    public DateTime? ChangedAt { get; init; }

    public DateTime UpdatedAt { get; init; }
}

/// <summary>An item in full, at one of its versions.</summary>
/// <param name="Unit">Null while the department is not mapped.</param>
/// <param name="Changed">Keys of the fields that changed within <see cref="ApprovalViews.Lately"/>.</param>
/// <param name="SameTaskCode">Other items in force with this task code; it is not unique.</param>
public sealed record ApprovalDetail(ApprovalItem Item, ApprovalVersion Shown, string Department, UnitItem? Unit, IReadOnlyList<string> Changed, IReadOnlyList<ApprovalListItem> SameTaskCode)
{
    public bool IsCurrent => Shown.Number == Item.CurrentVersion;
}

/// <summary>A version beside the one before it.</summary>
public sealed record ApprovalPast(ApprovalVersion Version, IReadOnlyList<FieldDifference> Differences);

/// <summary>Choices of the filters, of what the viewer may see.</summary>
public sealed record ApprovalChoices(IReadOnlyList<string> Types, IReadOnlyList<string> Themes, IReadOnlyList<(string Code, string Name)> Areas);

/// <summary>Approval items within the viewer's scope (R4.7); those nobody owns yet are seen by whoever sees everything.</summary>
public sealed class ApprovalViews(IDbContextFactory<HotlineDb> databases, Visibility visibility, TimeProvider time)
{
    /// <summary>What changed is marked for so long (X1).</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromDays(7);

    /// <summary>Latest first; filtered, counted and paged in the database.</summary>
    public async Task<(IReadOnlyList<ApprovalListItem> Items, int Total)> ListAsync(Actor viewer, ApprovalFilter filter, int skip, int top, CancellationToken ct = default)
    {
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Filtered(Visible(db, scope), filter);
        var total = await rows.CountAsync(ct);
        var items = await Items(db, rows.OrderByDescending(item => item.UpdatedAt).ThenBy(item => item.Id).Skip(skip).Take(Math.Clamp(top, 1, 500))).ToListAsync(ct);
        return (items, total);
    }

    public async Task<int> CountAsync(Actor viewer, ApprovalFilter filter, CancellationToken ct = default)
    {
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Filtered(Visible(db, scope), filter).CountAsync(ct);
    }

    public async Task<ApprovalChoices> ChoicesAsync(Actor viewer, CancellationToken ct = default)
    {
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Visible(db, scope).Where(item => item.State == ApprovalState.InForce);
        var types = await rows.Where(item => item.Type != "").Select(item => item.Type).Distinct().OrderBy(type => type).ToListAsync(ct);
        var themes = (await rows.Where(item => item.Themes != "").Select(item => item.Themes).Distinct().ToListAsync(ct))
            .SelectMany(marks => marks.Split('|', StringSplitOptions.RemoveEmptyEntries)).Distinct().Order(StringComparer.Ordinal).ToList();
        var areas = await rows.Where(item => item.AreaCode != "").Select(item => new { item.AreaCode, item.Area }).Distinct().OrderBy(area => area.AreaCode).ToListAsync(ct);
        return new ApprovalChoices(types, themes, [.. areas.DistinctBy(area => area.AreaCode).Select(area => (area.AreaCode, area.Area.Length > 0 ? area.Area : area.AreaCode))]);
    }

    /// <param name="code">ITEM_ID, or a task code: of several items with that one, the one in force that changed last.</param>
    /// <param name="version">Null for the one in use.</param>
    /// <exception cref="Refusal">404 when there is none or the viewer may not see it.</exception>
    public async Task<ApprovalDetail> GetAsync(Actor viewer, string code, int? version = null, CancellationToken ct = default)
    {
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var item = await FindAsync(db, scope, code, ct) ?? throw Refusal.NotFound($"事项 {Wording.Cut(code, 80)}");
        var number = version ?? item.CurrentVersion;
        var shown = await db.ApprovalVersions().AsNoTracking().SingleOrDefaultAsync(row => row.ItemId == item.Id && row.Number == number, ct) ?? throw Refusal.NotFound($"事项 {item.Code} 的第 {number} 版");
        var department = await db.HallDepartments().Where(row => row.Id == item.DepartmentId).Select(row => row.Name).SingleAsync(ct);
        var unit = item.UnitId is { } owner ? await UnitViews.Items(db).SingleAsync(row => row.Id == owner, ct) : null;
        var same = item.TaskCode.Length == 0 ? [] : await Items(db, Visible(db, scope).Where(row => row.TaskCode == item.TaskCode && row.Id != item.Id && row.State == ApprovalState.InForce).OrderBy(row => row.Id).Take(20)).ToListAsync(ct);
        var since = time.UtcNow() - Lately;
        var changed = await db.ApprovalChanges().Where(row => row.ItemId == item.Id && row.At >= since && row.Kind == ApprovalChangeKind.Changed).Select(row => row.Fields).ToListAsync(ct);
        return new ApprovalDetail(item, shown, department, unit, [.. changed.SelectMany(fields => fields).Distinct()], same);
    }

    /// <summary>Every version, newest first, with what it changed.</summary>
    public async Task<IReadOnlyList<ApprovalPast>> PastAsync(Actor viewer, string code, CancellationToken ct = default)
    {
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        var item = await FindAsync(db, scope, code, ct) ?? throw Refusal.NotFound($"事项 {Wording.Cut(code, 80)}");
        var versions = await db.ApprovalVersions().AsNoTracking().Where(row => row.ItemId == item.Id).OrderByDescending(row => row.Number).Take(200).ToListAsync(ct);
        return [.. versions.Select((version, i) => new ApprovalPast(version, i + 1 < versions.Count ? GuideFields.Between(versions[i + 1].Guide, version.Guide) : []))];
    }

    internal static IQueryable<ApprovalItem> Visible(HotlineDb db, VisibleScope scope) => db.ApprovalItems().AsNoTracking().Visible(scope);

    internal static async Task<ApprovalItem?> FindAsync(HotlineDb db, VisibleScope scope, string? code, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(code) || code.Contains('\0', StringComparison.Ordinal) || code.Length > 200)
            return null;
        var text = code.Trim();
        return await Visible(db, scope).SingleOrDefaultAsync(item => item.Code == text, ct)
            ?? await Visible(db, scope).Where(item => item.TaskCode == text).OrderBy(item => item.State == ApprovalState.InForce ? 0 : 1).ThenByDescending(item => item.UpdatedAt).ThenBy(item => item.Id).FirstOrDefaultAsync(ct);
    }

    internal static IQueryable<ApprovalListItem> Items(HotlineDb db, IQueryable<ApprovalItem> rows) => rows.Select(item => new ApprovalListItem
    {
        Code = item.Code,
        Name = item.Name,
        TaskCode = item.TaskCode,
        State = item.State,
        Department = db.HallDepartments().Where(row => row.Id == item.DepartmentId).Select(row => row.Name).First(),
        UnitId = item.UnitId,
        Unit = db.Units().Where(unit => unit.Id == item.UnitId).Select(unit => unit.Name).FirstOrDefault(),
        Area = item.Area,
        Type = item.Type,
        Online = item.Online,
        HasKeywords = item.HasKeywords,
        CurrentVersion = item.CurrentVersion,
        ChangedAt = item.ChangedAt,
        UpdatedAt = item.UpdatedAt,
    });

    private IQueryable<ApprovalItem> Filtered(IQueryable<ApprovalItem> rows, ApprovalFilter filter)
    {
        if (filter.Text?.Trim().Replace("\0", "", StringComparison.Ordinal) is { Length: > 0 } text)
            rows = rows.Where(item => item.Name.Contains(text) || item.TaskCode.Contains(text) || item.Code == text);
        if (filter.UnitId is { } unit)
            rows = rows.Where(item => item.UnitId == unit);
        if (filter.Unmapped)
            rows = rows.Where(item => item.UnitId == null);
        if (filter.DepartmentId is { } department)
            rows = rows.Where(item => item.DepartmentId == department);
        if (filter.AreaCode is { Length: > 0 } area)
            rows = rows.Where(item => item.AreaCode.StartsWith(area));
        if (filter.Type is { Length: > 0 } type)
            rows = rows.Where(item => item.Type == type);
        if (filter.Theme is { Length: > 0 } theme)
            rows = rows.Where(item => item.Themes.Contains("|" + theme + "|"));
        if (filter.Online is { } online)
            rows = rows.Where(item => item.Online == online);
        if (filter.NoKeywords)
            rows = rows.Where(item => !item.HasKeywords);
        if (filter.State is { } state)
            rows = rows.Where(item => item.State == state);
        if (filter.ChangedWithinDays is not { } days)
            return rows;
        var since = time.UtcNow().AddDays(-days);
        return rows.Where(item => item.ChangedAt >= since);
    }
}
