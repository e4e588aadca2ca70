using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Entries;

/// <summary>
/// A revision written for an editing requirement carries it along, in the same transaction: handed over it answers it, recalled it owes it again
/// with the old due time, sent back to the unit it is asked anew, published it is accepted.
/// </summary>
internal static class RequestFollows
{
    /// <exception cref="Refusal">It is not the unit's, is not owed any more, or someone writes the answer already.</exception>
    public static async Task NeedOpenAsync(HotlineDb db, Guid id, int unitId, Origin origin, CancellationToken ct)
    {
        var request = await db.EditingRequests().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.UnitId == unitId, ct) ?? throw Refusal.NotFound("这项采编要求");
        if (origin is not Origin.Supplementary)
            throw new Refusal(RevisionRule.WrongOrigin, "采编要求由单位以“补充信息”答复。");
        if (request.Stage is not RequestStage.Open)
            throw new Refusal(EditingRequestRule.WrongStage, $"采编要求当前为“{EditingRequestFlow.NameOf(request.Stage)}”，不必再答复。");
        if (await db.Revisions().AnyAsync(row => row.EditingRequestId == id && row.Stage == Stage.Drafting, ct))
            throw new Refusal(EditingRequestRule.HasRevision, "本单位已有人在为这项采编要求编写，请在原稿上继续。");
    }

    public static async Task<EditingRequestEvent?> FollowAsync(HotlineDb db, Revision revision, RevisionAct act, string? reason, Deadlines deadlines, DateTime now, CancellationToken ct)
    {
        if (revision.EditingRequestId is not { } id || Follows(revision, act) is not { } follows)
            return null;
        var request = await db.EditingRequests().Include(row => row.Clock).SingleAsync(row => row.Id == id, ct);
        var before = request.Clock;
        var followed = request.Follow(follows, revision.Id, reason, follows is RequestAct.Resume ? before : null, deadlines, now);
        if (request.Clock is { } clock && clock != before)
            db.Add(clock);
        return followed;
    }

    private static RequestAct? Follows(Revision revision, RevisionAct act) => act switch
    {
        RevisionAct.Submit => RequestAct.Answer,
        RevisionAct.Recall when revision.Stage is Stage.Drafting => RequestAct.Resume,
        RevisionAct.Return when revision.Stage is Stage.Drafting => RequestAct.AskAgain,
        RevisionAct.Publish => RequestAct.Accept,
        _ => null,
    };
}
