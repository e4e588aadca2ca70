using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Shape;

/// <summary>The flow table is complete: every origin × stage × act is a move or is refused, and nobody gets stuck.</summary>
public sealed class FlowTableTests
{
    private static readonly Stage[] Ends = [Stage.Published, Stage.Abandoned];

    public static TheoryData<Origin> Origins => new(Enum.GetValues<Origin>());

    [Theory]
    [MemberData(nameof(Origins))]
    public void Act_OfAnyStage_IsAMoveOrWrongStage(Origin origin)
    {
        // Someone who holds every permission in every place: whatever is refused now is refused by the table.
        var anyone = new Actor(Guid.NewGuid(), "anyone", "anyone", [.. Enum.GetValues<Permission>()], null, null);
        foreach (var stage in Enum.GetValues<Stage>())
            foreach (var act in Enum.GetValues<RevisionAct>())
            {
                var revision = RevisionIn(origin, stage);
                var objection = revision.Objection(act, anyone, fourEyes: true);
                if (RevisionFlow.Of(origin).Find(stage, act) is null)
                {
                    objection.ShouldNotBeNull($"{origin} {stage} {act}");
                    objection.RuleValue.ShouldBe(RevisionRule.WrongStage);
                    objection.Message.ShouldContain(RevisionFlow.NameOf(stage));
                }
                else
                {
                    objection?.RuleValue.ShouldNotBe(RevisionRule.WrongStage);
                }
            }
    }

    [Theory]
    [MemberData(nameof(Origins))]
    public void Move_ThatSendsBack_NeedsAReason(Origin origin)
    {
        var track = RevisionFlow.Track(origin);
        foreach (var move in RevisionFlow.Of(origin).Moves)
        {
            var back = !Ends.Contains(move.To) && track.IndexOf(move.To) < track.IndexOf(move.From);
            var takenBack = move.Act is RevisionAct.Recall;
            move.ReasonRequired.ShouldBe(back && !takenBack, $"{origin} {move.From} {move.Act}");
        }
    }

    [Theory]
    [MemberData(nameof(Origins))]
    public void Stage_OfTheTrack_IsReachedAndLeft(Origin origin)
    {
        var flow = RevisionFlow.Of(origin);
        var reached = new HashSet<Stage> { Stage.Drafting };
        while (flow.Moves.Any(move => reached.Contains(move.From) && reached.Add(move.To)))
        {
        }

        reached.Order().ShouldBe(RevisionFlow.Track(origin).Append(Stage.Abandoned).Order());
        foreach (var stage in reached.Except(Ends))
        {
            flow.From(stage).ShouldContain(move => move.To != stage, $"{origin} {stage} is a trap");
            flow.From(stage).ShouldContain(move => RevisionFlow.Track(origin).IndexOf(move.To) == RevisionFlow.Track(origin).IndexOf(stage) + 1, $"{origin} {stage} has no way on");
        }
    }

    [Theory]
    [MemberData(nameof(Origins))]
    public void Stage_AtTheEnd_HasNoMoves(Origin origin)
    {
        foreach (var end in Ends)
        {
            RevisionFlow.Of(origin).From(end).ShouldBeEmpty();
            RevisionFlow.ClockOf(end).ShouldBeNull();
            RevisionFlow.EditorIn(end).ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Origins))]
    public void Stage_ThatIsClaimed_HasAClock(Origin origin)
    {
        foreach (var claim in RevisionFlow.Of(origin).Moves.Where(move => move.Act is RevisionAct.Claim))
        {
            claim.To.ShouldBe(claim.From);
            RevisionFlow.ClockOf(claim.From).ShouldNotBeNull();
        }
    }

    [Fact]
    public void Word_OfEveryStageAndAct_IsItsOwn()
    {
        Enum.GetValues<Stage>().Select(RevisionFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<RevisionAct>().Select(RevisionFlow.NameOf).ShouldBeUnique();
    }

    private static Revision RevisionIn(Origin origin, Stage stage)
    {
        var revision = new Revision { Origin = origin, UnitId = 441800001, DraftingOfficeId = 441800 };
        typeof(Revision).GetProperty(nameof(Revision.Stage))!.SetValue(revision, stage);
        return revision;
    }
}

internal static class Positions
{
    public static int IndexOf<T>(this IReadOnlyList<T> list, T item) => list.ToList().IndexOf(item);
}
