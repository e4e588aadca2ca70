using System.Text.Json;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;
using static HotlineKb.Core.Assignments.RequestAct;
using static HotlineKb.Core.Assignments.RequestStage;

namespace HotlineKb.Tests.Supervision;

/// <summary>R5.3: every stage × act × person, on the row and in the ledger. Written down here a second time, on purpose, apart from the flow table.</summary>
public sealed class EditingRequestMatrixTests
{
    private static readonly string[] CityAskers = ["city.editor", "city.checker", "city.supervisor", "city.all"];

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["the city asks its own unit"] = new("city.editor", Town.Rsj, CityAskers, ["officer.rsj", "officer2.rsj", "lead.rsj"], []),
        ["the city asks a county's unit"] = new("city.supervisor", Town.YingdeRsj, CityAskers, ["officer.yingde.rsj"], ["yingde.office"]),
        ["a county asks its own unit"] = new("yingde.office", Town.YingdeMz, ["yingde.office"], ["officer.yingde.mz"], CityAskers),
    };

    private static readonly Dictionary<(RequestStage From, RequestAct Act), (bool ByUnit, RequestStage To, string Kind)> Moves = new()
    {
        [(Open, Claim)] = (true, Open, "claimed"),
        [(Open, RequestAct.Answer)] = (true, Answered, "answered"),
        [(Open, Decline)] = (true, Declined, "declined"),
        [(Open, Cancel)] = (false, Cancelled, "cancelled"),
        [(Answered, Accept)] = (false, Accepted, "accepted"),
        [(Answered, AskAgain)] = (false, Open, "askedAgain"),
        [(Declined, Accept)] = (false, Accepted, "accepted"),
        [(Declined, AskAgain)] = (false, Open, "askedAgain"),
    };

    public static TheoryData<string, RequestStage> Cells
    {
        get
        {
            var cells = new TheoryData<string, RequestStage>();
            foreach (var name in Cases.Keys)
                foreach (var stage in Enum.GetValues<RequestStage>())
                    cells.Add(name, stage);
            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Act_OfEveryPerson_IsDoneOrRefusedWithoutATrace(string name, RequestStage stage)
    {
        var (asker, unit, office, officers, watchers) = Cases[name];
        await using var host = await TestHost.StartAsync();
        var revision = await AnEntry.WrittenByUnit(host, unit).SubmittedToOffice();
        var subject = await AnEditingRequest.Made(host, asker, unit).UpTo(stage);
        var before = await subject.RowAsync();
        var ledger = (await subject.LedgerAsync()).Count;

        foreach (var act in Enum.GetValues<RequestAct>())
        {
            var may = Moves.TryGetValue((stage, act), out var move) ? move.ByUnit ? officers : office : [];
            foreach (var person in Town.Names.Except(may))
            {
                var refusal = await Should.ThrowAsync<Refusal>(subject.ActAsync(act, person, "原因", revision.Id), $"{stage} {act} {person}");
                refusal.RuleValue.ShouldBeOneOf(BasicRule.NotPermitted, BasicRule.NotFound, EditingRequestRule.WrongStage);
                if (IsOutsider(person, subject.Unit))
                    refusal.RuleValue.ShouldBe(BasicRule.NotFound, $"{act} {person}");
            }

            foreach (var person in may)
            {
                var one = await AnEditingRequest.Made(host, asker, unit).UpTo(stage);
                var was = await one.RowAsync();
                var state = await one.ActAsync(act, person, "原因", revision.Id);
                var row = await one.RowAsync();
                (state.Stage, row.Stage).ShouldBe((move.To, move.To), $"{stage} {act} {person}");
                (state.Version, row.Version).ShouldBe((was.Version + 1, was.Version + 1));
                (row.Clock is { ClosedAt: null }).ShouldBe(move.To is Open, "the clock runs exactly while the unit owes an answer");
                var happened = (await one.LedgerAsync())[^1];
                (happened.Actor, happened.Kind).ShouldBe((person, $"editingRequest.{move.Kind}"));
                var moved = JsonDocument.Parse(happened.Data).RootElement.GetProperty("move");
                moved.GetProperty("to").GetString().ShouldBe(JsonNamingPolicy.CamelCase.ConvertName(move.To.ToString()));
                moved.GetProperty("version").GetInt32().ShouldBe(row.Version);
            }
        }

        var after = await subject.RowAsync();
        (after.Version, after.Stage).ShouldBe((before.Version, before.Stage));
        (await subject.LedgerAsync()).Count.ShouldBe(ledger, "a refusal leaves nothing");
        await ButtonsAsync(host, subject, stage, office, officers, watchers);
    }

    /// <summary>The buttons a person sees are the acts that person may do, and who sees nothing finds nothing.</summary>
    private static async Task ButtonsAsync(TestHost host, AnEditingRequest subject, RequestStage stage, string[] office, string[] officers, string[] watchers)
    {
        foreach (var person in Town.Names)
        {
            var may = Moves.Where(move => move.Key.From == stage && (move.Value.ByUnit ? officers : office).Contains(person)).Select(move => move.Key.Act).Order();
            var views = host.Get<EditingRequestViews>();
            var listed = (await views.ListAsync(Town.Actor(person), new EditingRequestFilter(), 0, 500)).Items.Any(row => row.Id == subject.Id);
            listed.ShouldBe(!IsOutsider(person, subject.Unit), person);
            if (!listed)
            {
                await views.GetAsync(Town.Actor(person), subject.Id).ShouldBeRefusedAsync(BasicRule.NotFound, person);
                continue;
            }

            (await views.GetAsync(Town.Actor(person), subject.Id)).Acts.Select(move => move.Act).Order().ShouldBe(may, person);
            if (watchers.Contains(person))
                may.ShouldBeEmpty();
        }
    }

    private static bool IsOutsider(string person, int unit) => Town.Actor(person) is var actor && !(
        actor.UnitId == unit
        || (actor.May(Permission.SeeAllWork) && (Jurisdiction.IsCity(actor.OfficeId) || actor.OfficeId == Jurisdiction.OfficeOf(unit))));

    private sealed record Case(string Asker, int Unit, string[] Office, string[] Officers, string[] Watchers);
}
