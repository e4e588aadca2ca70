using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

public enum UrgeStatus
{
    Sent,
    /// <summary>An urging not closed yet was said again.</summary>
    Repeated,
    Refused,
}

/// <summary>What became of one assignment that was to be urged; a refused one says why and stops none of the others.</summary>
public sealed record UrgeResult(Guid Assignment, UrgeStatus Status, Guid? Urging, string? Rule = null, string? Message = null);

public sealed record UrgingState(Guid Id, UrgingStage Stage, int Version);

/// <summary>督办 (R5.1).</summary>
public sealed class UrgingActions(LedgerDoor ledger)
{
    public const int MaxAtOnce = 200;

    /// <summary>How far ahead more time may be asked for.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(365);

    /// <summary>Urges some assignments with one text, in one act.</summary>
    /// <returns>One result per assignment, in the order given.</returns>
    public Task<IReadOnlyList<UrgeResult>> UrgeAsync(Actor actor, IReadOnlyList<Guid> assignments, string? text, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.Urge);
            var said = NeedText(text, "请写明督办内容。");
            var ids = assignments.Distinct().ToArray();
            if (ids.Length == 0)
                throw Refusal.Malformed("请先选择要督办的待办。");
            if (ids.Length > MaxAtOnce)
                throw new Refusal(UrgingRule.TooMany, $"一次最多督办 {MaxAtOnce} 项。");
            var rows = await AssignmentViews.InSight(db.Assignments(), actor).Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, ct);
            var running = (await db.Urgings().Where(row => ids.Contains(row.AssignmentId) && row.Stage != UrgingStage.Closed).ToListAsync(ct)).ToLookup(row => row.AssignmentId);
            var events = new List<LedgerEvent>();
            var results = new List<UrgeResult>(ids.Length);
            foreach (var id in ids)
                results.Add(Urge(db, actor, id, rows.GetValueOrDefault(id), running[id].FirstOrDefault(row => row.OfficeId == actor.OfficeId), said, now, events));
            return new Outcome<IReadOnlyList<UrgeResult>>(results, events);
        }, ct);

    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <param name="text">Needed with <see cref="UrgingAct.NeedTime"/> (why) and <see cref="UrgingAct.Repeat"/>.</param>
    /// <param name="until">UTC; needed with <see cref="UrgingAct.NeedTime"/>, later than now, at most a year ahead.</param>
    public Task<UrgingState> ActAsync(Actor actor, Guid id, UrgingAct act, int version, string? text = null, DateTime? until = null, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var urging = await db.Urgings().InSight(actor).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这项督办");
            if (urging.Version != version)
                throw Refusal.ChangedMeanwhile(urging.Version);
            if (urging.Objection(act, actor) is { } objection)
                throw objection;
            var said = act is UrgingAct.NeedTime ? NeedText(text, "请写明为什么需要更多时间。") : act is UrgingAct.Repeat ? NeedText(text, "请写明督办内容。") : FitText(text);
            if (act is UrgingAct.NeedTime && (until is not { } to || to <= now || to > now + Furthest))
                throw Refusal.Field(UrgingRule.BadTime, "until", "请填写一个晚于现在、一年以内的时间。");
            var moved = urging.Move(act, actor, said, until, now);
            return Outcome.Of(new UrgingState(urging.Id, urging.Stage, urging.Version), moved);
        }, ct);

    private static UrgeResult Urge(HotlineDb db, Actor actor, Guid id, Assignment? assignment, Urging? running, string text, DateTime now, List<LedgerEvent> events)
    {
        var objection = assignment is null ? Refusal.NotFound("这项待办")
            : Urging.JurisdictionObjection(actor, assignment) ?? (assignment.ClosedAt is null ? null : new Refusal(UrgingRule.AlreadyDone, "这项待办已办结，不必督办。"));
        if (objection is not null)
            return new UrgeResult(id, UrgeStatus.Refused, null, objection.Rule, objection.Message);
        if (running is not null)
        {
            events.Add(running.Move(UrgingAct.Repeat, actor, text, null, now));
            return new UrgeResult(id, UrgeStatus.Repeated, running.Id);
        }

        var (urging, sent) = Urging.Send(actor, assignment!, text, now);
        db.Add(urging);
        events.Add(sent);
        return new UrgeResult(id, UrgeStatus.Sent, urging.Id);
    }

    private static string NeedText(string? text, string missing)
    {
        var said = FitText(text);
        return said.Length > 0 ? said : throw Refusal.Field(UrgingRule.TextRequired, "text", missing);
    }

    private static string FitText(string? text)
    {
        var said = EntryTextRules.Readable(text ?? "").Trim();
        PersonalData.RequireNone(said, UrgingRule.PersonalData, "text");
        return said.Length <= Urging.MaxText ? said
            : throw Refusal.Field(UrgingRule.TextTooLong, "text", $"最多 {Urging.MaxText} 个字。");
    }
}
