using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Units;

namespace HotlineKb.Tests.Kit;

[EventKind("sample.owed")]
internal sealed record SampleOwed(Guid Assignment) : LedgerEvent($"sample:{Assignment}");

/// <summary>Clocks without a story behind them, for what is only counted.</summary>
internal static class AnAssignment
{
    /// <param name="age">How long ago it was handed over.</param>
    /// <param name="answered">After how long it was answered; null while it is open.</param>
    /// <param name="takenBack">Taken back after <paramref name="answered"/> instead.</param>
    public static Task<Guid> OweAsync(this TestHost host, int unit, TimeSpan age, TimeSpan? answered = null, AssignmentKind kind = AssignmentKind.UnitRevision, bool takenBack = false, Guid? subject = null) =>
        host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), (db, now) =>
        {
            var office = kind is AssignmentKind.FinalReview ? Jurisdiction.CityOf(unit) : Jurisdiction.OfficeOf(unit);
            var assignment = Assignment.Open(kind, subject ?? Guid.NewGuid(), unit, office, now - age, new Deadlines());
            if (answered is { } after && takenBack)
                assignment.TakeBack(now - age + after);
            else if (answered is { } took)
                assignment.Answer(now - age + took);
            db.Add(assignment);
            return Task.FromResult(Outcome.Of(assignment.Id, new SampleOwed(assignment.Id)));
        });
}
