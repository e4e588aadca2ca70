using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

public sealed record DriftState(Guid Id, DriftStage Stage, int Version);

/// <summary>What an office decides of a difference itself; to have the unit mend it, it makes an editing requirement (R5.4).</summary>
public sealed class DriftActions(LedgerDoor ledger)
{
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    public Task<DriftState> DismissAsync(Actor actor, Guid id, int version, string? reason, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var drift = await NeedAsync(db, actor, id, ct);
            if (drift.Version != version)
                throw Refusal.ChangedMeanwhile(drift.Version);
            var dismissed = drift.Dismiss(actor, reason, now);
            return Outcome.Of(new DriftState(drift.Id, drift.Stage, drift.Version), dismissed);
        }, ct);

    /// <summary>The difference an editing requirement is to be made from, open and the actor's to handle.</summary>
    internal static async Task<Drift> NeedOpenAsync(HotlineDb db, Actor actor, Guid id, int? version, CancellationToken ct)
    {
        var drift = await NeedAsync(db, actor, id, ct);
        if (version is { } read && drift.Version != read)
            throw Refusal.ChangedMeanwhile(drift.Version);
        return drift.Objection(DriftAct.Request, actor) is { } objection ? throw objection : drift;
    }

    private static async Task<Drift> NeedAsync(HotlineDb db, Actor actor, Guid id, CancellationToken ct) =>
        await db.Drifts().InSight(actor).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这条差异");
}
