using System.Text.Json;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static HotlineKb.Core.Entries.RevisionAct;
using static HotlineKb.Core.Entries.Stage;

namespace HotlineKb.Tests.Entries;

/// <summary>R4.1 to R4.3: every stage × act × person, on the row and in the ledger. Written down here a second time, on purpose, apart from the flow table.</summary>
public sealed class FlowMatrixTests
{
    private static readonly string[] CityDrafters = ["city.editor", "city.all"];
    private static readonly string[] CityCheckers = ["city.checker", "city.all"];
    private static readonly string[] CityReviewers = ["city.reviewer", "city.all"];
    private static readonly string[] OfRsj = ["officer.rsj", "officer2.rsj", "lead.rsj"];

    /// <summary>Who may do what when nothing is claimed; whatever is not here is refused to everyone.</summary>
    private static readonly Dictionary<string, Route> Routes = new()
    {
        ["collected by the city for its own unit"] = new(Origin.Collected, Town.Rsj, "city.editor", Through(CityDrafters, OfRsj, CityCheckers, "city.editor", "officer.rsj", "city.checker")),
        ["from a work order of a city unit"] = new(Origin.WorkOrder, Town.Rsj, "city.editor", Through(CityDrafters, OfRsj, CityCheckers, "city.editor", "officer.rsj", "city.checker")),
        ["collected by the city for a county's unit"] = new(Origin.Collected, Town.YingdeRsj, "city.editor", Through(CityDrafters, ["officer.yingde.rsj"], ["yingde.office"], "city.editor", "officer.yingde.rsj", "yingde.office")),
        ["from a work order of a county's unit"] = new(Origin.WorkOrder, Town.YingdeMz, "yingde.office", Through(["yingde.office"], ["officer.yingde.mz"], ["yingde.office"], "yingde.office", "officer.yingde.mz", "yingde.office")),
        ["written by a city unit"] = new(Origin.Supplementary, Town.Rsj, "officer.rsj", ByUnit(OfRsj, CityCheckers, "officer.rsj", "city.checker")),
        ["written by a county's unit"] = new(Origin.Supplementary, Town.YingdeRsj, "officer.yingde.rsj", ByUnit(["officer.yingde.rsj"], ["yingde.office"], "officer.yingde.rsj", "yingde.office")),
    };

    /// <summary>Where each act leads.</summary>
    private static readonly Dictionary<(bool ByUnit, Stage From, RevisionAct Act), Stage> Leads = new()
    {
        [(false, Drafting, Submit)] = UnitRevision,
        [(true, Drafting, Submit)] = OfficeCheck,
        [(false, UnitRevision, Approve)] = OfficeCheck,
        [(false, UnitRevision, Refuse)] = Drafting,
        [(false, UnitRevision, Return)] = Drafting,
        [(false, UnitRevision, Recall)] = Drafting,
        [(false, OfficeCheck, Return)] = UnitRevision,
        [(true, OfficeCheck, Return)] = Drafting,
        [(false, OfficeCheck, Recall)] = UnitRevision,
        [(true, OfficeCheck, Recall)] = Drafting,
    };

    public static TheoryData<string, Stage> Cells
    {
        get
        {
            var cells = new TheoryData<string, Stage>();
            foreach (var (name, route) in Routes)
                foreach (var stage in RevisionFlow.Track(route.Origin).Append(Abandoned))
                    cells.Add(name, stage);
            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Act_OfEveryPerson_IsDoneOrRefusedWithoutATrace(string name, Stage stage)
    {
        var route = Routes[name];
        await using var host = await TestHost.StartAsync();
        var category = await host.CategoryAsync(route.Unit);
        var subject = await BeginAsync(host, route, stage);
        var before = await subject.RowAsync();
        var ledger = (await subject.LedgerAsync()).Count;

        foreach (var act in Enum.GetValues<RevisionAct>())
        {
            var may = route.Who.GetValueOrDefault((stage, act)) ?? [];
            foreach (var person in Town.Names.Except(may))
            {
                var refusal = await Should.ThrowAsync<Refusal>(subject.ActAsync(act, person, "原因", category: category), $"{stage} {act} {person}");
                refusal.RuleValue.ShouldBeOneOf(BasicRule.NotPermitted, BasicRule.NotFound, RevisionRule.WrongStage, RevisionRule.NotRecallable);
                if (IsOutsider(person, route))
                    refusal.RuleValue.ShouldBeOneOf(BasicRule.NotPermitted, BasicRule.NotFound);
            }

            foreach (var person in may)
                await DoneAsync(await BeginAsync(host, route, stage), route, stage, act, person, category);
        }

        (await subject.RowAsync()).Version.ShouldBe(before.Version);
        (await subject.LedgerAsync()).Count.ShouldBe(ledger, "a refusal leaves nothing");
        await ButtonsAsync(host, subject, route, stage);
    }

    private static async Task DoneAsync(AnEntry subject, Route route, Stage stage, RevisionAct act, string person, Guid category)
    {
        var before = await subject.RowAsync();
        var to = act is Claim ? stage : act switch
        {
            Pass => FinalReview,
            Publish => Published,
            Abandon => Abandoned,
            _ when stage is FinalReview => OfficeCheck,
            _ => Leads[(route.Origin is Origin.Supplementary, stage, act)],
        };

        var state = await subject.ActAsync(act, person, "原因", category: category);

        state.Stage.ShouldBe(to, $"{stage} {act}");
        var row = await subject.RowAsync();
        row.Stage.ShouldBe(to);
        row.Version.ShouldBe(before.Version + 1);
        state.Version.ShouldBe(row.Version);
        row.IsOpen.ShouldBe(to is not (Published or Abandoned));
        (row.Clock is { ClosedAt: null }).ShouldBe(RevisionFlow.ClockOf(to) is not null, "the clock runs exactly where someone owes an answer");
        var happened = (await subject.LedgerAsync())[^1];
        happened.Actor.ShouldBe(person);
        var past = new Dictionary<RevisionAct, string> { [Submit] = "submitted", [Claim] = "claimed", [Approve] = "approved", [Refuse] = "refused", [Return] = "returned", [Pass] = "passed", [Publish] = "published", [Recall] = "recalled", [Abandon] = "abandoned" };
        happened.Kind.ShouldBe($"revision.{past[act]}");
        var move = JsonDocument.Parse(happened.Data).RootElement.GetProperty("move");
        move.GetProperty("from").GetString().ShouldBe(JsonNamingPolicy.CamelCase.ConvertName(stage.ToString()));
        move.GetProperty("to").GetString().ShouldBe(JsonNamingPolicy.CamelCase.ConvertName(to.ToString()));
        move.GetProperty("version").GetInt32().ShouldBe(row.Version);
        move.GetProperty("reason").GetString().ShouldBe("原因");
    }

    /// <summary>The buttons a person sees are the acts that person may do, and who sees nothing finds nothing.</summary>
    private static async Task ButtonsAsync(TestHost host, AnEntry subject, Route route, Stage stage)
    {
        foreach (var person in Town.Names)
        {
            var may = Enum.GetValues<RevisionAct>().Where(act => route.Who.GetValueOrDefault((stage, act))?.Contains(person) is true).ToList();
            try
            {
                var detail = await host.Get<RevisionViews>().GetAsync(Town.Actor(person), subject.Id);
                detail.Acts.Select(move => move.Act).Order().ShouldBe(may.Order(), person);
                IsOutsider(person, route).ShouldBeFalse($"{person} has no business with it");
            }
            catch (Refusal refusal)
            {
                refusal.Kind.ShouldBe(RefusalKind.NotFound);
                may.ShouldBeEmpty();
            }
        }
    }

    private static bool IsOutsider(string person, Route route)
    {
        var actor = Town.Actor(person);
        return actor switch
        {
            { UnitId: { } unit } => unit != route.Unit,
            { OfficeId: { } office } => person == "operator01" || (office != Town.City && office != Core.Units.Jurisdiction.OfficeOf(route.Unit)),
            _ => true,
        };
    }

    private static async Task<AnEntry> BeginAsync(TestHost host, Route route, Stage stage) => await AnEntry.Of(route.Origin, host, route.Unit, route.Drafter).UpTo(stage);

    private static Dictionary<(Stage, RevisionAct), string[]> Through(string[] drafters, string[] unit, string[] checkers, string submitted, string approved, string passed) => new()
    {
        [(Drafting, Submit)] = drafters,
        [(Drafting, Abandon)] = drafters,
        [(UnitRevision, Claim)] = unit,
        [(UnitRevision, Approve)] = unit,
        [(UnitRevision, Refuse)] = unit,
        [(UnitRevision, Return)] = unit,
        [(UnitRevision, Recall)] = [submitted],
        [(OfficeCheck, Claim)] = checkers,
        [(OfficeCheck, Pass)] = checkers,
        [(OfficeCheck, Return)] = checkers,
        [(OfficeCheck, Recall)] = [approved],
        [(FinalReview, Claim)] = CityReviewers,
        [(FinalReview, Publish)] = CityReviewers,
        [(FinalReview, Return)] = CityReviewers,
        [(FinalReview, Recall)] = [passed],
    };

    private static Dictionary<(Stage, RevisionAct), string[]> ByUnit(string[] unit, string[] checkers, string submitted, string passed) => new()
    {
        [(Drafting, Submit)] = unit,
        [(Drafting, Abandon)] = unit,
        [(OfficeCheck, Claim)] = checkers,
        [(OfficeCheck, Pass)] = checkers,
        [(OfficeCheck, Return)] = checkers,
        [(OfficeCheck, Recall)] = [submitted],
        [(FinalReview, Claim)] = CityReviewers,
        [(FinalReview, Publish)] = CityReviewers,
        [(FinalReview, Return)] = CityReviewers,
        [(FinalReview, Recall)] = [passed],
    };

    private sealed record Route(Origin Origin, int Unit, string Drafter, Dictionary<(Stage, RevisionAct), string[]> Who);
}
