using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Profiles;

/// <param name="InUse">Number of the version in use; 0 before the first.</param>
public sealed record ProfileState(ProfileStage Stage, int Version, int InUse);

/// <summary>基本信息 (R1.1, R2): the unit writes, the office reviews the first submission, later changes are effective at once.</summary>
public sealed class ProfileActions(LedgerDoor ledger, IOptions<ProfileOptions> options)
{
    /// <summary>Keeps what the unit has written so far.</summary>
    /// <param name="version">The version that was read, 0 when there was none; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    public Task<ProfileState> SaveAsync(Actor actor, int unitId, int version, ProfileText text, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var (profile, inUse) = await NeedAsync(db, actor, unitId, version, ct);
            var saved = profile.Save(actor, text, inUse, now);
            return saved is null ? Outcome.Nothing(StateOf(profile)) : Outcome.Of(StateOf(profile), saved);
        }, ct);

    /// <summary>Any act of the flow; with <paramref name="text"/> it is saved first, in the same act.</summary>
    public Task<ProfileState> ActAsync(Actor actor, int unitId, ProfileAct act, int version, ProfileText? text = null, string? reason = null, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var (profile, inUse) = await NeedAsync(db, actor, unitId, version, ct);
            var events = new List<LedgerEvent>();
            if (text is not null && act is ProfileAct.Submit or ProfileAct.Update && profile.Save(actor, text!, inUse, now) is { } saved)
                events.Add(saved);
            var (moved, came) = profile.Move(act, actor, reason, inUse, options.Value.ReviewUpdates, now);
            if (came is not null)
            {
                db.Add(came);
                // Shown wherever a unit is: its card is older than its profile.
                (await db.Units().SingleAsync(unit => unit.Id == unitId, ct)).Functions = Wording.Cut(came.Text.Functions, 2_000);
            }

            events.Add(moved);
            return new Outcome<ProfileState>(StateOf(profile), events);
        }, ct);

    /// <summary>Profiles that were there before the flow, taken over as the first version in use; units that have one already are left alone.</summary>
    /// <exception cref="Refusal">When one is incomplete or the actor is a person; then none is taken over.</exception>
    public Task LoadAsync(Actor system, IReadOnlyList<(int UnitId, ProfileText Text)> texts, CancellationToken ct = default) =>
        ledger.CommitAsync(system, async (db, now) =>
        {
            if (!system.IsSystem)
                throw Refusal.NotPermitted();
            var ids = texts.Select(text => text.UnitId).ToArray();
            var known = await db.Profiles().Where(row => ids.Contains(row.UnitId)).Select(row => row.UnitId).ToHashSetAsync(ct);
            var events = new List<LedgerEvent>();
            foreach (var (unitId, text) in texts.Where(text => !known.Contains(text.UnitId)))
            {
                var (profile, came, taken) = UnitProfile.TakeOver(system, unitId, text, now);
                db.AddRange(profile, came);
                events.Add(taken);
            }

            return events;
        }, ct);

    /// <summary>From a file: a unit's own goes on with what it is writing; what the responsible office has lies ready as the unit's draft, and nothing the unit has begun is touched.</summary>
    /// <param name="merge">Makes the new text of what is there.</param>
    internal Task<ProfileState> ImportAsync(Actor actor, int unitId, Func<ProfileText, ProfileText> merge, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            if (!await db.Units().AnyAsync(unit => unit.Id == unitId, ct))
                throw Refusal.NotFound("这个单位");
            var profile = await db.Profiles().SingleOrDefaultAsync(row => row.UnitId == unitId, ct);
            if (profile is null)
                db.Add(profile = new UnitProfile { UnitId = unitId });
            var inUse = await InUseAsync(db, profile, ct);
            ProfileEvent? came = actor.UnitId == unitId ? profile.Save(actor, merge(profile.Pending ?? inUse), inUse, now) : profile.Prepare(actor, merge(inUse), inUse, now);
            return came is null ? Outcome.Nothing(StateOf(profile)) : Outcome.Of(StateOf(profile), came);
        }, ct);

    private static async Task<(UnitProfile Profile, ProfileText InUse)> NeedAsync(HotlineDb db, Actor actor, int unitId, int version, CancellationToken ct)
    {
        var profile = await db.Profiles().InSight(actor).SingleOrDefaultAsync(row => row.UnitId == unitId, ct);
        if (profile is null)
        {
            // The first word of a unit about itself.
            if (actor.UnitId != unitId || await db.Profiles().AnyAsync(row => row.UnitId == unitId, ct))
                throw Refusal.NotFound("这个单位的基本信息");
            profile = new UnitProfile { UnitId = unitId };
            db.Add(profile);
        }

        if (profile.Version != version)
            throw Refusal.ChangedMeanwhile(profile.Version);
        return (profile, await InUseAsync(db, profile, ct));
    }

    internal static async Task<ProfileText> InUseAsync(HotlineDb db, UnitProfile profile, CancellationToken ct) =>
        profile.CurrentVersion == 0 ? new ProfileText()
        : (await db.ProfileVersions().AsNoTracking().SingleAsync(row => row.UnitId == profile.UnitId && row.Number == profile.CurrentVersion, ct)).Text;

    private static ProfileState StateOf(UnitProfile profile) => new(profile.Stage, profile.Version, profile.CurrentVersion);
}

/// <summary>Once a month every unit is asked whether its profile is still right; those who have looked are not.</summary>
public sealed class ProfileSweep(LedgerSweep sweep)
{
    /// <summary>So long a word holds.</summary>
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <returns>How many were asked.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default) =>
        (await sweep.RunAsync(
            (db, now) => Due(db, now).AnyAsync(ct),
            async (db, now) => [.. (await Due(db, now).OrderBy(row => row.ConfirmedAt).Take(LedgerSweep.Batch).ToListAsync(ct)).Select(row => row.Ask(now))], ct)).Count;

    private static IQueryable<UnitProfile> Due(HotlineDb db, DateTime now)
    {
        var before = now - Month;
        return db.Profiles().Where(row => row.CurrentVersion > 0 && row.Stage == ProfileStage.InUse && (row.ConfirmedAt == null || row.ConfirmedAt < before) && (row.AskedAt == null || row.AskedAt < before));
    }
}
