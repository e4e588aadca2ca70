using HotlineKb.Core.Assignments;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <summary>
/// Closes feedback whose editing requirement is done. A requirement is accepted in two places, by the office and by the publishing of its answer, and the
/// second lies left of this folder: so it is found here, once for both.
/// </summary>
public sealed class FeedbackSweep(LedgerSweep sweep)
{
    public const string Mended = "已修订";
    public const string NothingToMend = "经单位核实，无需修订";

    /// <returns>How many were closed, or opened again.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default) =>
        (await sweep.RunAsync(
            (db, _) => Done(db).AnyAsync(ct),
            async (db, now) =>
            {
                var rows = await Done(db).OrderBy(row => row.Feedback.SentAt).Take(LedgerSweep.Batch).ToListAsync(ct);
                return [.. rows.Select(row => row.Feedback.Follow(row.Outcome, now)).OfType<LedgerEvent>()];
            }, ct)).Count;

    /// <summary>
    /// The sender is told "mended" only when the mended text is in use: an answer that the office has accepted before its publishing is waited for.
    /// A requirement taken back, or an answer given up, gives the feedback back to the office.
    /// </summary>
    private static IQueryable<Finished> Done(HotlineDb db) =>
        from feedback in db.Feedbacks()
        where feedback.Stage == FeedbackStage.Requested
        join request in db.EditingRequests() on feedback.RequestId equals (Guid?)request.Id
        let answer = db.Revisions().Where(revision => revision.Id == request.RevisionId).Select(revision => (Stage?)revision.Stage).FirstOrDefault()
        where request.Stage == RequestStage.Cancelled || (request.Stage == RequestStage.Accepted && (request.RevisionId == null || answer == Stage.Published || answer == Stage.Abandoned))
        select new Finished
        {
            Feedback = feedback,
            Outcome = request.Stage == RequestStage.Cancelled || answer == Stage.Abandoned ? null : request.RevisionId == null ? NothingToMend : Mended,
        };

    private sealed class Finished
    {
        public Feedback Feedback { get; init; } = null!;

        public string? Outcome { get; init; }
    }
}
