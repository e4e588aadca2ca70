using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Approvals;

public enum FilingMatch
{
    /// <summary>已吻合.</summary>
    Matched,
    /// <summary>已备案未见: filed, and not withdrawn, but the hall does not show it.</summary>
    NotSeen,
}

/// <param name="Owed">Only what the viewer's side has to act on now.</param>
public sealed record FilingFilter(FilingStage? Stage = null, FilingKind? Kind = null, int? UnitId = null, FilingMatch? Match = null, bool Owed = false, Guid? Id = null);

/// <param name="SetAside">Those that the office has set aside; else those that still have to be filed.</param>
/// <param name="Owed">Only what the viewer's side has to act on now.</param>
public sealed record UnfiledFilter(FilingKind? Kind = null, int? UnitId = null, bool SetAside = false, bool Owed = false, Guid? Id = null);

/// <summary>An editing requirement made from a filing or a change, with its clock.</summary>
/// <param name="ClockId">The assignment; null when no answer is owed.</param>
public sealed record FilingRequest(Guid Id, RequestStage Stage, Guid? ClockId, DateTime? DueAt)
{
    internal static FilingRequest? Of(EditingRequest? request) =>
        request is null ? null : request.Clock is { ClosedAt: null } clock ? new(request.Id, request.Stage, clock.Id, clock.DueAt) : new(request.Id, request.Stage, null, null);
}

/// <summary>A filing as lists and its page show it.</summary>
/// <param name="Change">The observed change that it is.</param>
/// <param name="ChangedItem">Code and name of the item that changed.</param>
/// <param name="WindowEndsOn">The last day on which the hall may still show it; a day in the city.</param>
/// <param name="Past">That day is over, and it was not seen.</param>
/// <param name="Acts">What the viewer may do now; the same table that guards the acts.</param>
public sealed record FilingDetail(ChangeFiling Filing, string Unit, string Office, ApprovalChange? Change, (string Code, string Name)? ChangedItem, FilingRequest? Request, DateOnly WindowEndsOn, bool Past, IReadOnlyList<FilingMove> Acts)
{
    public FilingMatch? Match => Change is not null ? FilingMatch.Matched : Filing.Stage is FilingStage.Withdrawn ? null : FilingMatch.NotSeen;
}

/// <summary>A change that was seen and not filed.</summary>
/// <param name="WindowEndsOn">The last day on which it may still be filed in time.</param>
public sealed record UnfiledDetail(ApprovalChange Change, string ItemCode, string ItemName, string Unit, FilingRequest? Request, DateOnly WindowEndsOn, bool Past, IReadOnlyList<UnfiledMove> Acts)
{
    public FilingKind Kind => ChangeFilingFlow.FiledAs(Change.Kind);

    public UnfiledStage Stage => Change.StageOf(filed: false);
}

/// <param name="NotSeenPast">Of <paramref name="NotSeen"/>, past the window.</param>
/// <param name="Owed">What the viewer's side has to act on now.</param>
public sealed record FilingCounts(int All, int Matched, int NotSeen, int NotSeenPast, int Unfiled, int UnfiledPast, int Owed);

/// <summary>Filings, and changes that nobody filed (R3.2), as far as the viewer sees into work in progress (R5.1).</summary>
public sealed class ChangeFilingViews(IDbContextFactory<HotlineDb> databases, IOptions<HallOptions> options, TimeProvider time)
{
    /// <summary>Days around the effective day within which the hall should show it.</summary>
    public int WindowDays => options.Value.FilingWindowDays;

    private DateOnly Today => CityDays.Of(time.UtcNow());

    /// <summary>A filing whose effective day is earlier than this is past the window.</summary>
    private DateOnly Cutoff => Today.AddDays(-WindowDays);

    /// <summary>Not seen: past the window first, soonest past on top. Else what waits for the office first, the oldest on top; then newest first.</summary>
    public async Task<(IReadOnlyList<FilingDetail> Items, int Total)> ListAsync(Actor viewer, FilingFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Filtered(db, viewer, filter);
        var total = await rows.CountAsync(ct);
        var ordered = filter.Match switch
        {
            FilingMatch.NotSeen => rows.OrderBy(row => row.EffectiveOn).ThenBy(row => row.FiledAt).ThenBy(row => row.Id),
            FilingMatch.Matched => rows.OrderByDescending(row => row.MatchedAt).ThenByDescending(row => row.FiledAt).ThenBy(row => row.Id),
            _ => rows.OrderBy(row => row.Stage == FilingStage.Filed ? 0 : 1).ThenBy(row => row.Stage == FilingStage.Filed ? row.FiledAt : DateTime.MaxValue).ThenByDescending(row => row.FiledAt).ThenBy(row => row.Id),
        };
        return (await DetailsAsync(db, viewer, ordered.Skip(skip).Take(Math.Clamp(top, 1, 500)), ct), total);
    }

    /// <exception cref="Refusal">404 when there is none or the viewer may not see it.</exception>
    public async Task<(FilingDetail Detail, IReadOnlyList<HistoryItem> History)> GetAsync(Actor viewer, Guid id, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var found = await DetailsAsync(db, viewer, Filtered(db, viewer, new FilingFilter(Id: id)), ct);
        return found.Count == 1 ? (found[0], await RevisionViews.HistoryAsync(db, [ChangeFiling.SubjectOf(id)], ct)) : throw Refusal.NotFound("这项备案");
    }

    /// <summary>Seen but not filed: past the window first, the oldest on top; what was set aside newest first.</summary>
    public async Task<(IReadOnlyList<UnfiledDetail> Items, int Total)> UnfiledAsync(Actor viewer, UnfiledFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Filtered(db, viewer, filter);
        var total = await rows.CountAsync(ct);
        var ordered = filter.SetAside ? rows.OrderByDescending(row => row.SetAsideAt).ThenBy(row => row.Id) : rows.OrderBy(row => row.At).ThenBy(row => row.Id);
        return (await DetailsAsync(db, viewer, ordered.Skip(skip).Take(Math.Clamp(top, 1, 500)), ct), total);
    }

    /// <exception cref="Refusal">404 when there is none, it has been filed, or the viewer may not see it.</exception>
    public async Task<UnfiledDetail> UnfiledAsync(Actor viewer, Guid change, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var found = await DetailsAsync(db, viewer, Filtered(db, viewer, new UnfiledFilter(Id: change)), ct);
        return found.Count == 1 ? found[0] : throw Refusal.NotFound("这一变化");
    }

    /// <param name="unit">Of this unit alone.</param>
    public async Task<FilingCounts> CountsAsync(Actor viewer, int? unit = null, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var (all, notSeen) = (new FilingFilter(UnitId: unit), new FilingFilter(UnitId: unit, Match: FilingMatch.NotSeen));
        var (unfiled, cutoff, before) = (new UnfiledFilter(UnitId: unit), Cutoff, CityDays.StartOf(Cutoff));
        return new FilingCounts(
            await Filtered(db, viewer, all).CountAsync(ct),
            await Filtered(db, viewer, all with { Match = FilingMatch.Matched }).CountAsync(ct),
            await Filtered(db, viewer, notSeen).CountAsync(ct),
            await Filtered(db, viewer, notSeen).CountAsync(row => row.EffectiveOn < cutoff, ct),
            await Filtered(db, viewer, unfiled).CountAsync(ct),
            await Filtered(db, viewer, unfiled).CountAsync(row => row.At < before, ct),
            await OwedAsync(db, viewer, unit, ct));
    }

    /// <summary>What the viewer's side has to act on now.</summary>
    public async Task<int> OwedAsync(Actor viewer, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await OwedAsync(db, viewer, null, ct);
    }

    private async Task<int> OwedAsync(HotlineDb db, Actor viewer, int? unit, CancellationToken ct) =>
        await Filtered(db, viewer, new FilingFilter(UnitId: unit, Owed: true)).CountAsync(ct) + await Filtered(db, viewer, new UnfiledFilter(UnitId: unit, Owed: true)).CountAsync(ct);

    private async Task<List<FilingDetail>> DetailsAsync(HotlineDb db, Actor viewer, IQueryable<ChangeFiling> page, CancellationToken ct)
    {
        var rows = await page.Include(row => row.MatchedChange).Include(row => row.Request).ThenInclude(request => request!.Clock).ToListAsync(ct);
        var items = rows.Select(row => row.MatchedChange?.ItemId).OfType<Guid>().Distinct().ToArray();
        var changed = await db.ApprovalItems().Where(item => items.Contains(item.Id)).ToDictionaryAsync(item => item.Id, item => (item.Code, item.Name), ct);
        var units = await UnitsAsync(db, rows.Select(row => row.UnitId), ct);
        var officeIds = rows.Select(row => row.OfficeId).Distinct().ToArray();
        var offices = await db.Offices().Where(office => officeIds.Contains(office.Id)).ToDictionaryAsync(office => office.Id, office => office.Name, ct);
        return rows.ConvertAll(row => new FilingDetail(row, units[row.UnitId], offices.GetValueOrDefault(row.OfficeId, ""), row.MatchedChange, row.MatchedChange is { } change ? changed[change.ItemId] : null, FilingRequest.Of(row.Request),
            row.EffectiveOn.AddDays(WindowDays), row.MatchedChangeId is null && row.Stage is not FilingStage.Withdrawn && row.EffectiveOn < Cutoff, [.. ChangeFilingFlow.Table.From(row.Stage).Where(move => row.Objection(move.Act, viewer) is null)]));
    }

    private async Task<List<UnfiledDetail>> DetailsAsync(HotlineDb db, Actor viewer, IQueryable<ApprovalChange> page, CancellationToken ct)
    {
        var rows = await page.Include(row => row.Request).ThenInclude(request => request!.Clock).ToListAsync(ct);
        var ids = rows.Select(row => row.ItemId).Distinct().ToArray();
        var items = await db.ApprovalItems().Where(item => ids.Contains(item.Id)).ToDictionaryAsync(item => item.Id, item => (item.Code, item.Name), ct);
        var units = await UnitsAsync(db, rows.Select(row => row.UnitId!.Value), ct);
        return rows.ConvertAll(row =>
        {
            var ends = CityDays.Of(row.At).AddDays(WindowDays);
            var acts = UnfiledFlow.Table.From(row.StageOf(filed: false)).Where(move => row.Objection(move.Act, viewer, filed: false) is null);
            return new UnfiledDetail(row, items[row.ItemId].Code, items[row.ItemId].Name, units[row.UnitId!.Value], FilingRequest.Of(row.Request), ends, ends < Today, [.. acts]);
        });
    }

    private static Task<Dictionary<int, string>> UnitsAsync(HotlineDb db, IEnumerable<int> ids, CancellationToken ct)
    {
        var wanted = ids.Distinct().ToArray();
        return db.Units().Where(unit => wanted.Contains(unit.Id)).ToDictionaryAsync(unit => unit.Id, unit => unit.Name, ct);
    }

    private IQueryable<ChangeFiling> Filtered(HotlineDb db, Actor viewer, FilingFilter filter)
    {
        var rows = db.ChangeFilings().AsNoTracking().InSight(viewer);
        if (filter.Stage is { } stage)
            rows = rows.Where(row => row.Stage == stage);
        if (filter.Kind is { } kind)
            rows = rows.Where(row => row.Kind == kind);
        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (filter.Id is { } id)
            rows = rows.Where(row => row.Id == id);
        if (filter.Match is FilingMatch.Matched)
            rows = rows.Where(row => row.MatchedChangeId != null);
        if (filter.Match is FilingMatch.NotSeen)
            rows = rows.Where(row => row.MatchedChangeId == null && row.Stage != FilingStage.Withdrawn);
        if (!filter.Owed)
            return rows;
        // What a requirement is out for waits for the unit, and is on the office's list of requirements once that has answered.
        var (office, asks, own, cutoff) = (viewer.May(Permission.HandleFilings) ? viewer.OfficeId ?? -1 : -1, viewer.May(Permission.RequestEditing), viewer.May(Permission.ReviseForOwnUnit) ? viewer.UnitId ?? -1 : -1, Cutoff);
        return rows.Where(row => (row.UnitId == own && row.Stage == FilingStage.AskedBack)
            || (row.OfficeId == office && (row.Stage == FilingStage.Filed
                || (asks && row.Stage == FilingStage.Acknowledged && row.MatchedChangeId == null && row.EffectiveOn < cutoff && (row.RequestId == null || row.Request!.Stage == RequestStage.Accepted || row.Request.Stage == RequestStage.Cancelled)))));
    }

    private IQueryable<ApprovalChange> Filtered(HotlineDb db, Actor viewer, UnfiledFilter filter)
    {
        var rows = db.ApprovalChanges().AsNoTracking().InSight(viewer).Where(row => !db.ChangeFilings().Any(filing => filing.MatchedChangeId == row.Id));
        if (filter.Kind is { } kind)
        {
            var seen = ChangeFilingFlow.SeenAs(kind);
            rows = rows.Where(row => row.Kind == seen);
        }

        if (filter.UnitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (filter.Id is { } id)
            return rows.Where(row => row.Id == id);
        rows = rows.Where(row => row.SetAsideAt != null == filter.SetAside);
        if (!filter.Owed)
            return rows;
        var before = CityDays.StartOf(Cutoff);
        return viewer.OfficeId is { } office && viewer.May(Permission.HandleFilings)
            ? rows.Where(ChangeFilingSets.OfOffice(office)).Where(row => row.At < before && (row.RequestId == null || row.Request!.Stage == RequestStage.Accepted || row.Request.Stage == RequestStage.Cancelled))
            : viewer.UnitId is { } own && viewer.May(Permission.ReviseForOwnUnit) ? rows.Where(row => row.UnitId == own) : rows.Where(_ => false);
    }
}
