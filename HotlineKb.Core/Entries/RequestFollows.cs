using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Entries;

/// <summary>
/// A revision that answers an editing requirement carries it along, in the same transaction: handed over it answers it, recalled it owes it again
/// with the old due time, sent back to the unit it is asked anew, published it is accepted.
/// </summary>
internal static class RequestFollows
{
    /// <exception cref="Refusal">It is not the unit's, is not owed any more, or someone writes the answer already.</exception>
    public static async Task NeedOpenAsync(HotlineDb db, Actor actor, Guid id, int unitId, Origin origin, CancellationToken ct)
    {
        var request = await db.EditingRequests().AsNoTracking().Include(row => row.Clock).SingleOrDefaultAsync(row => row.Id == id && row.UnitId == unitId, ct) ?? throw Refusal.NotFound("这项采编要求");
        if (origin is not Origin.Supplementary)
            throw new Refusal(RevisionRule.WrongOrigin, "采编要求由单位以“补充信息”答复。");
        if (request.Stage is not RequestStage.Open)
            throw new Refusal(EditingRequestRule.WrongStage, $"采编要求当前为“{EditingRequestFlow.NameOf(request.Stage)}”，不必再答复。");
        if (request.Objection(RequestAct.Answer, actor) is { } objection)
            throw objection;
        if (await db.Revisions().AnyAsync(row => row.EditingRequestId == id && row.Stage == Stage.Drafting, ct))
            throw new Refusal(EditingRequestRule.HasRevision, "本单位已有人在为这项采编要求编写，请在原稿上继续。");
    }

    public static async Task<IReadOnlyList<EditingRequestEvent>> FollowAsync(HotlineDb db, Revision revision, RevisionAct act, string? reason, Deadlines deadlines, DateTime now, CancellationToken ct)
    {
        if (Follows(revision, act) is not { } follows)
            return [];
        // One revision may have been named as the answer to several.
        var requests = await db.EditingRequests().Include(row => row.Clock)
            .Where(row => row.Id == revision.EditingRequestId || (row.UnitId == revision.UnitId && row.Stage == RequestStage.Answered && row.RevisionId == revision.Id))
            .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync(ct);
        var events = new List<EditingRequestEvent>();
        foreach (var request in requests)
        {
            var before = request.Clock;
            if (request.Follow(follows, revision.Id, reason, follows is RequestAct.Resume ? before : null, deadlines, now) is { } followed)
                events.Add(followed);
            if (request.Clock is { } clock && clock != before)
                db.Add(clock);
        }

        return events;
    }

    private static RequestAct? Follows(Revision revision, RevisionAct act) => act switch
    {
        RevisionAct.Submit or RevisionAct.Approve when IsHandedOver(revision.Stage) => RequestAct.Answer,
        RevisionAct.Recall when !IsHandedOver(revision.Stage) => RequestAct.Resume,
        RevisionAct.Return when !IsHandedOver(revision.Stage) => RequestAct.AskAgain,
        RevisionAct.Publish => RequestAct.Accept,
        _ => null,
    };

    /// <summary>R5.3: what counts is that the unit has finished, not that it has begun.</summary>
    public static bool IsHandedOver(Stage stage) => stage is Stage.OfficeCheck or Stage.FinalReview or Stage.Published;
}
