using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Profiles;

public enum ProfileAge
{
    /// <summary>Confirmed within the month.</summary>
    Fresh,
    /// <summary>待确认: longer ago.</summary>
    Due,
    /// <summary>久未确认: longer than three months ago.</summary>
    Stale,
}

/// <summary>A unit's card: what is in use and, for those who may see work, what is on its way.</summary>
/// <param name="InUse">Null before the first version, and where the viewer may not see it.</param>
/// <param name="Pending">What is written or submitted; null when nothing is, or the viewer may not see it.</param>
/// <param name="Acts">What the viewer may do now.</param>
public sealed record ProfileDetail(UnitItem Unit, UnitProfileVersion? InUse, ProfileAge Age, DateTime? ConfirmedAt, string ConfirmedBy, ProfileStage Stage, int Version, ProfileText? Pending, string? Reason, string SubmittedBy, DateTime? SubmittedAt, IReadOnlyList<ProfileMove> Acts, bool MayEdit)
{
    /// <summary>False: what the unit has written is not for this viewer (R4.7).</summary>
    public bool Visible { get; init; }

    /// <summary>The viewer works for the unit or for an office that has to do with it.</summary>
    public bool InSight { get; init; }

    /// <summary>What is being written, or else what is in use: where a form begins.</summary>
    public ProfileText Latest => Pending ?? InUse?.Text ?? new ProfileText();
}

/// <summary>A profile as the office's list shows it.</summary>
public sealed record ProfileItem(UnitItem Unit, ProfileStage? Stage, int InUse, DateTime? ConfirmedAt, DateTime? SubmittedAt, ProfileAge? Age);

public sealed record ProfileFilter(ProfileStage? Stage = null, ProfileAge? Age = null, int? RegionCode = null, bool None = false, string? Text = null);

/// <summary>Basic information. What is in use is seen by <see cref="VisibleScope"/> (R4.7), what is on its way by <see cref="WorkSight"/>; mobile numbers by offices and the unit itself.</summary>
public sealed class ProfileViews(IDbContextFactory<HotlineDb> databases, IOptions<ProfileOptions> options, TimeProvider time)
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromDays(90);

    /// <exception cref="Refusal">404 when there is no such unit.</exception>
    public async Task<ProfileDetail> GetAsync(Actor viewer, string unitCode, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var unit = await UnitViews.FindAsync(db, unitCode, ct) ?? throw Refusal.NotFound($"单位 {Wording.Cut(unitCode, 60)}");
        var profile = await db.Profiles().AsNoTracking().SingleOrDefaultAsync(row => row.UnitId == unit.Id, ct) ?? new UnitProfile { UnitId = unit.Id };
        var inSight = await db.Profiles().InSight(viewer).AnyAsync(row => row.UnitId == unit.Id, ct);
        var scope = await Visibility.ScopeOfAsync(db, viewer, ct);
        var visible = inSight || scope.Profiles.Includes(unit.Id);
        var inUse = visible && profile.CurrentVersion > 0 ? await db.ProfileVersions().AsNoTracking().SingleAsync(row => row.UnitId == unit.Id && row.Number == profile.CurrentVersion, ct) : null;
        if (inUse is not null)
            inUse = new UnitProfileVersion { UnitId = inUse.UnitId, Number = inUse.Number, At = inUse.At, By = inUse.By, ReviewedBy = inUse.ReviewedBy, Text = Seen(inUse.Text, viewer, unit.Id, scope) };
        var review = options.Value.ReviewUpdates;
        var acts = ProfileFlow.Table(review).From(profile.Stage).Where(move => profile.Objection(move.Act, viewer, review) is null).ToList();
        var mine = viewer.UnitId == unit.Id || inSight;
        return new ProfileDetail(unit, inUse, AgeOf(profile.ConfirmedAt), profile.ConfirmedAt, profile.ConfirmedBy, profile.Stage, profile.Version,
            mine ? profile.Pending : null, mine ? profile.Reason : null, mine ? profile.SubmittedBy : "", mine ? profile.SubmittedAt : null, acts, !viewer.ReadOnly && profile.EditObjection(viewer) is null) { Visible = visible, InSight = mine };
    }

    /// <summary>Every version, newest first, as the viewer may see it, with what it changed.</summary>
    public async Task<IReadOnlyList<(UnitProfileVersion Version, ProfileText Text, IReadOnlyList<FieldDifference> Differences)>> PastAsync(Actor viewer, int unitId, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var scope = await Visibility.ScopeOfAsync(db, viewer, ct);
        if (!scope.Profiles.Includes(unitId))
            return [];
        var versions = await db.ProfileVersions().AsNoTracking().Where(row => row.UnitId == unitId).OrderByDescending(row => row.Number).Take(200).ToListAsync(ct);
        var texts = versions.ConvertAll(version => Seen(version.Text, viewer, unitId, scope));
        return [.. versions.Select((version, i) => (version, texts[i], ProfileDifference.Between(i + 1 < texts.Count ? texts[i + 1] : new ProfileText(), texts[i])))];
    }

    /// <summary>For offices: what waits for review first, then what has been confirmed longest ago; units without any last.</summary>
    public async Task<(IReadOnlyList<ProfileItem> Items, int Total)> ListAsync(Actor viewer, ProfileFilter filter, int skip, int top, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = Rows(db, viewer, filter);
        var total = await rows.CountAsync(ct);
        var page = await rows.OrderBy(row => row.Stage == ProfileStage.Submitted ? 0 : row.InUse > 0 ? 1 : 2).ThenBy(row => row.ConfirmedAt).ThenBy(row => row.UnitId)
            .Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct);
        var ids = page.ConvertAll(row => row.UnitId);
        var units = await UnitViews.Items(db).Where(unit => ids.Contains(unit.Id)).ToDictionaryAsync(unit => unit.Id, ct);
        return (page.ConvertAll(row => new ProfileItem(units[row.UnitId], row.Stage, row.InUse ?? 0, row.ConfirmedAt, row.SubmittedAt, row.InUse > 0 ? AgeOf(row.ConfirmedAt) : null)), total);
    }

    public async Task<int> CountAsync(Actor viewer, ProfileFilter filter, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Rows(db, viewer, filter).CountAsync(ct);
    }

    private ProfileAge AgeOf(DateTime? confirmedAt) =>
        confirmedAt is not { } at || time.UtcNow() - at > StaleAfter ? ProfileAge.Stale : time.UtcNow() - at > ProfileSweep.Month ? ProfileAge.Due : ProfileAge.Fresh;

    private static ProfileText Seen(ProfileText text, Actor viewer, int unitId, VisibleScope scope) => viewer.UnitId == unitId ? text : text.Seen(scope.Parts);

    private IQueryable<Row> Rows(HotlineDb db, Actor viewer, ProfileFilter filter)
    {
        var sight = WorkSight.Of(viewer);
        var units = sight.Filter(db.Units().AsNoTracking(), office => unit => unit.RegionCode == office, own => unit => unit.Id == own);
        if (filter.RegionCode is { } region)
            units = units.Where(unit => unit.RegionCode == region);
        if (Wording.Cut(Wording.OneLine(filter.Text ?? ""), 100) is { Length: > 0 } text)
            units = units.Where(unit => unit.Name.Contains(text) || unit.ShortName.Contains(text));
        var rows = from unit in units
                   join profile in db.Profiles() on unit.Id equals profile.UnitId into profiles
                   from profile in profiles.DefaultIfEmpty()
                   select new Row { UnitId = unit.Id, Stage = profile == null ? null : profile.Stage, InUse = profile == null ? null : profile.CurrentVersion, ConfirmedAt = profile == null ? null : profile.ConfirmedAt, SubmittedAt = profile == null ? null : profile.SubmittedAt };
        if (filter.Stage is { } stage)
            rows = rows.Where(row => row.Stage == stage);
        if (filter.None)
            rows = rows.Where(row => row.InUse == null || row.InUse == 0);
        var (due, stale) = (time.UtcNow() - ProfileSweep.Month, time.UtcNow() - StaleAfter);
        return filter.Age switch
        {
            ProfileAge.Fresh => rows.Where(row => row.InUse > 0 && row.ConfirmedAt >= due),
            ProfileAge.Due => rows.Where(row => row.InUse > 0 && row.ConfirmedAt < due && row.ConfirmedAt >= stale),
            ProfileAge.Stale => rows.Where(row => row.InUse > 0 && (row.ConfirmedAt == null || row.ConfirmedAt < stale)),
            _ => rows,
        };
    }

    private sealed class Row
    {
        public int UnitId { get; init; }

        public ProfileStage? Stage { get; init; }

        public int? InUse { get; init; }

        public DateTime? ConfirmedAt { get; init; }

        public DateTime? SubmittedAt { get; init; }
    }
}
