using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using Shouldly;
using Xunit;
using static HotlineKb.Core.Assignments.RequestAct;
using static HotlineKb.Core.Assignments.RequestStage;

namespace HotlineKb.Tests.Shape;

/// <summary>The table of editing requirements is complete: every stage × act is a move or is refused, and nobody gets stuck.</summary>
public sealed class EditingRequestTableTests
{
    private static readonly RequestStage[] Ends = [Accepted, Cancelled];

    [Fact]
    public void Act_OfAnyStage_IsAMoveOrWrongStage()
    {
        var anyone = new Actor(Guid.NewGuid(), "anyone", "anyone", [.. Enum.GetValues<Permission>()], 441800, 441800001);
        foreach (var stage in Enum.GetValues<RequestStage>())
            foreach (var act in Enum.GetValues<RequestAct>())
            {
                var request = new EditingRequest { OfficeId = 441800, UnitId = 441800001 };
                typeof(EditingRequest).GetProperty(nameof(EditingRequest.Stage))!.SetValue(request, stage);
                var objection = request.Objection(act, anyone);
                if (EditingRequestFlow.Table.Find(stage, act) is null)
                    objection!.RuleValue.ShouldBe(EditingRequestRule.WrongStage, $"{stage} {act}");
                else if (act is Resume or Fulfil)
                    objection!.RuleValue.ShouldBe(BasicRule.NotPermitted, "it follows from a recall, or from the record of the hall, and is nobody's act");
                else
                    objection.ShouldBeNull($"{stage} {act}");
            }
    }

    [Fact]
    public void Move_ThatDisappoints_NeedsAReason()
    {
        foreach (var move in EditingRequestFlow.Table.Moves)
            move.ReasonRequired.ShouldBe(move.Act is Decline or AskAgain or Cancel, $"{move.From} {move.Act}");
    }

    [Fact]
    public void Stage_IsReachedAndLeft_AndTheEndsHaveNoMoves()
    {
        var table = EditingRequestFlow.Table;
        var reached = new HashSet<RequestStage> { Open };
        while (table.Moves.Any(move => reached.Contains(move.From) && reached.Add(move.To)))
        {
        }

        reached.Order().ShouldBe(Enum.GetValues<RequestStage>());
        foreach (var stage in reached)
            table.From(stage).Any(move => move.To != stage).ShouldBe(!Ends.Contains(stage), $"{stage}");
    }

    [Fact]
    public void Word_OfEveryStageAndAct_IsItsOwn()
    {
        Enum.GetValues<RequestStage>().Select(EditingRequestFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<RequestAct>().Select(EditingRequestFlow.NameOf).ShouldBeUnique();
    }
}
