using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Approvals;

/// <summary>How the sync stands, for its page and for health.</summary>
/// <param name="Running">The run under way.</param>
/// <param name="Last">The run that ended last.</param>
/// <param name="FailingSince">Since when every run has failed; null when the last one has not.</param>
/// <param name="Stopped">The last full run, when it stopped before it withdrew too much.</param>
public sealed record HallStatus(bool Connected, string? Host, HallRun? Running, HallRun? Last, DateTime? SucceededAt, DateTime? FullSucceededAt, DateTime? FailingSince, int InForce, int Quarantined, int Unmapped, HallRun? Stopped = null);

/// <summary>A department with how many items hang on it and, while unmapped, the units whose names resemble it.</summary>
public sealed record DepartmentItem(HallDepartment Department, string? Unit, int Items, IReadOnlyList<UnitItem> Suggestions);

/// <summary>Runs, quarantine and department map: the city office's view of the sync.</summary>
public sealed class HallViews(IDbContextFactory<HotlineDb> databases, IOptions<HallOptions> options)
{
    private const int MostSuggestions = 3;

    public async Task<HallStatus> StatusAsync(CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var state = await db.HallSyncStates().AsNoTracking().SingleOrDefaultAsync(ct);
        var running = state?.RunId is { } id ? await db.HallRuns().AsNoTracking().SingleOrDefaultAsync(run => run.Id == id, ct) : null;
        var last = await db.HallRuns().AsNoTracking().Where(run => run.EndedAt != null).OrderByDescending(run => run.EndedAt).FirstOrDefaultAsync(ct);
        var full = await db.HallRuns().AsNoTracking().Where(run => run.Kind == HallRunKind.Full && run.EndedAt != null).OrderByDescending(run => run.EndedAt).FirstOrDefaultAsync(ct);
        return new HallStatus(options.Value.BaseUrl is not null, options.Value.BaseUrl?.Authority, running, last, state?.SucceededAt, state?.FullSucceededAt, state?.FailingSince,
            await db.ApprovalItems().CountAsync(item => item.State == ApprovalState.InForce, ct), await db.QuarantinedRecords().CountAsync(ct),
            await db.HallDepartments().CountAsync(row => row.UnitId == null, ct), full is { State: HallRunState.Stopped } ? full : null);
    }

    /// <summary>What waits for the city office: records in quarantine and departments without a unit.</summary>
    public async Task<int> WaitingAsync(Actor viewer, CancellationToken ct = default)
    {
        viewer.Require(Permission.KeepApprovals);
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.QuarantinedRecords().CountAsync(ct) + await db.HallDepartments().CountAsync(row => row.UnitId == null, ct);
    }

    /// <summary>Newest first.</summary>
    public async Task<(IReadOnlyList<HallRun> Items, int Total)> RunsAsync(Actor viewer, int skip, int top, CancellationToken ct = default)
    {
        viewer.Require(Permission.SyncApprovals);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = db.HallRuns().AsNoTracking();
        return (await rows.OrderByDescending(run => run.StartedAt).ThenByDescending(run => run.Id).Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct), await rows.CountAsync(ct));
    }

    /// <exception cref="Refusal">404.</exception>
    public async Task<HallRun> RunAsync(Actor viewer, Guid id, CancellationToken ct = default)
    {
        viewer.Require(Permission.SyncApprovals);
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.HallRuns().AsNoTracking().SingleOrDefaultAsync(run => run.Id == id, ct) ?? throw Refusal.NotFound("这次同步");
    }

    /// <summary>What could not be read, newest first.</summary>
    public async Task<(IReadOnlyList<QuarantinedRecord> Items, int Total)> QuarantineAsync(Actor viewer, int skip, int top, CancellationToken ct = default)
    {
        viewer.Require(Permission.KeepApprovals);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = db.QuarantinedRecords().AsNoTracking();
        return (await rows.OrderByDescending(row => row.LastAt).ThenBy(row => row.Id).Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct), await rows.CountAsync(ct));
    }

    /// <summary>The department map: unmapped first, with most items on top.</summary>
    /// <param name="unmapped">Only the queue; null for all.</param>
    public async Task<(IReadOnlyList<DepartmentItem> Items, int Total)> DepartmentsAsync(Actor viewer, bool? unmapped, string? text, int skip, int top, CancellationToken ct = default)
    {
        viewer.Require(Permission.KeepApprovals);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = db.HallDepartments().AsNoTracking();
        if (unmapped is { } only)
            rows = rows.Where(row => row.UnitId == null == only);
        if (text?.Trim().Replace("\0", "", StringComparison.Ordinal) is { Length: > 0 } name)
            rows = rows.Where(row => row.Name.Contains(name) || row.Code == name);
        var total = await rows.CountAsync(ct);
        var page = await rows.Select(row => new
        {
            Department = row,
            Unit = db.Units().Where(unit => unit.Id == row.UnitId).Select(unit => unit.Name).FirstOrDefault(),
            Items = db.ApprovalItems().Count(item => item.DepartmentId == row.Id && item.State == ApprovalState.InForce),
        }).OrderBy(row => row.Department.UnitId == null ? 0 : 1).ThenByDescending(row => row.Items).ThenBy(row => row.Department.Id).Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct);
        var units = page.Exists(row => row.Unit is null) ? await UnitViews.Items(db).ToListAsync(ct) : [];
        var names = new DepartmentNames(units, await db.Regions().Select(region => region.Name).ToListAsync(ct));
        return (page.ConvertAll(row => new DepartmentItem(row.Department, row.Unit, row.Items, row.Unit is null ? names.Like(row.Department.Name, MostSuggestions) : [])), total);
    }
}
