using System.Text.Json;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>R3.2: filings through their stages, who may do what and who sees what.</summary>
public sealed class FilingTests
{
    private static readonly string[] CityHandlers = ["city.editor", "city.checker", "city.reviewer", "city.supervisor", "city.all"];

    [Fact]
    public async Task File_OfAnOwnItem_IsRecordedWithItsRow()
    {
        await using var host = await FilingTown.StartAsync();
        var filed = await host.FileAsync(" RSJ-1 ", 3, what: " 咨询电话\u200B已更换 ");
        var row = await host.FilingAsync(filed.Id);
        (row.Kind, row.ItemCode, row.Name, row.TaskCode, row.What).ShouldBe((FilingKind.Change, "RSJ-1", "清远市人力资源和社会保障局的第1号事项", "T-RSJ-1", "咨询电话已更换"));
        (row.UnitId, row.OfficeId, row.EffectiveOn, row.FiledBy, row.FiledAt, row.Stage, row.Version).ShouldBe((Town.Rsj, Town.City, host.Today().AddDays(3), "officer.rsj", host.Now, FilingStage.Filed, 1));
        await using var db = host.Db();
        var ledger = (await db.LedgerRowsOf("filing.filed")).Single();
        (ledger.Subject, ledger.Actor).ShouldBe((row.Subject, "officer.rsj"));
        var data = JsonDocument.Parse(ledger.Data).RootElement;
        (data.GetProperty("about").GetString(), data.GetProperty("item").GetString(), data.GetProperty("effectiveOn").GetString(), data.GetProperty("unit").GetInt32()).ShouldBe(("change", "RSJ-1", "2026-11-26", Town.Rsj));
        // By the task code where it names only one; what is gone from the hall may be filed as deleted.
        (await host.FilingAsync((await host.FileAsync("T-RSJ-2")).Id)).ItemCode.ShouldBe("RSJ-2");
        host.Hall().Drop("RSJ-2");
        await host.SyncAsync(full: true);
        (await host.FileAsync("RSJ-2", kind: FilingKind.Delete, what: "已取消")).Matched.ShouldBeTrue();
        (await host.FilingAsync((await host.FileAsync("MZ-1", by: "officer.yingde.mz")).Id)).OfficeId.ShouldBe(Town.Yingde);
    }

    [Fact]
    public async Task File_AgainstTheRules_IsRefusedAtTheFieldAndNothingIsKept()
    {
        await using var host = await FilingTown.StartAsync();
        var today = host.Today();
        (await RefusedAsync(new NewFiling(FilingKind.Change, null, null, null, " ", null), FilingRule.Incomplete)).Fields.Keys.ShouldBe(["what", "effectiveOn", "item"]);
        (await RefusedAsync(new NewFiling(FilingKind.Add, null, "\0 ", null, "新增", today), FilingRule.Incomplete)).Fields.Keys.ShouldBe(["name"]);
        (await RefusedAsync(new NewFiling(FilingKind.Change, "YL-1", null, null, "改了", today), FilingRule.UnknownItem)).Fields.Keys.ShouldBe(["item"]);
        await RefusedAsync(new NewFiling(FilingKind.Change, new string('长', 10_000), null, null, "改了", today), FilingRule.UnknownItem);
        await RefusedAsync(new NewFiling(FilingKind.Change, "\0", null, null, "改了", today), FilingRule.UnknownItem);
        (await RefusedAsync(new NewFiling(FilingKind.Add, null, new string('长', 10_000), new string('1', 10_000), new string('长', 10_000), today), FilingRule.TooLong)).Fields.Keys.ShouldBe(["name", "taskCode", "what"]);
        (await RefusedAsync(new NewFiling(FilingKind.Change, "RSJ-1", null, null, "改了", today.AddDays(ChangeFilingActions.FurthestDays + 1)), FilingRule.BadDay)).Fields.Keys.ShouldBe(["effectiveOn"]);
        await RefusedAsync(new NewFiling(FilingKind.Change, "RSJ-1", null, null, "改了", DateOnly.MinValue), FilingRule.BadDay);
        await RefusedAsync(new NewFiling(FilingKind.Change, "RSJ-1", null, null, "改了", DateOnly.MaxValue), FilingRule.BadDay);
        (await RefusedAsync(new NewFiling(FilingKind.Change, "RSJ-1", null, null, "联系人 13800138000", today), FilingRule.PersonalData)).Message.ShouldNotContain("13800138000");
        await RefusedAsync(new NewFiling(FilingKind.Add, "RSJ-1", "新的", null, "新增", today), BasicRule.Malformed);
        await RefusedAsync(new NewFiling(FilingKind.Delete, "RSJ-1", "旧的", null, "删除", today), BasicRule.Malformed);
        foreach (var person in Town.Names.Except(["officer.rsj", "officer2.rsj", "lead.rsj", "officer.yiliao", "officer.yingde.rsj", "officer.yingde.mz"]))
            await host.FileAsync(by: person).ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
        await using var db = host.Db();
        (await db.ChangeFilings().AnyAsync()).ShouldBeFalse();
        (await host.FileAsync(days: ChangeFilingActions.FurthestDays)).Stage.ShouldBe(FilingStage.Filed);

        Task<Refusal> RefusedAsync(NewFiling filing, Enum rule) => host.Get<ChangeFilingActions>().FileAsync(Town.Actor("officer.rsj"), filing).ShouldBeRefusedAsync(rule, filing.ToString());
    }

    [Theory]
    [InlineData(FilingStage.Filed)]
    [InlineData(FilingStage.Acknowledged)]
    [InlineData(FilingStage.AskedBack)]
    [InlineData(FilingStage.Withdrawn)]
    public async Task Act_OfEveryPerson_IsDoneOrRefusedWithoutATrace(FilingStage stage)
    {
        await using var host = await FilingTown.StartAsync();
        var moves = new Dictionary<(FilingStage, FilingAct), (bool ByUnit, FilingStage To, string Kind)>
        {
            [(FilingStage.Filed, FilingAct.Acknowledge)] = (false, FilingStage.Acknowledged, "acknowledged"),
            [(FilingStage.Filed, FilingAct.AskBack)] = (false, FilingStage.AskedBack, "returned"),
            [(FilingStage.AskedBack, FilingAct.Refile)] = (true, FilingStage.Filed, "refiled"),
            [(FilingStage.Filed, FilingAct.Withdraw)] = (true, FilingStage.Withdrawn, "withdrawn"),
            [(FilingStage.Acknowledged, FilingAct.Withdraw)] = (true, FilingStage.Withdrawn, "withdrawn"),
            [(FilingStage.AskedBack, FilingAct.Withdraw)] = (true, FilingStage.Withdrawn, "withdrawn"),
        };
        foreach (var (unit, item, officers, handlers) in new[] { (Town.Rsj, "RSJ-1", new[] { "officer.rsj", "officer2.rsj", "lead.rsj" }, CityHandlers), (Town.YingdeMz, "MZ-1", ["officer.yingde.mz"], ["yingde.office"]) })
        {
            var subject = await AtAsync(host, stage, item, officers[0], handlers[0]);
            foreach (var act in Enum.GetValues<FilingAct>().Except([FilingAct.Request]))
            {
                var may = moves.TryGetValue((stage, act), out var move) ? move.ByUnit ? officers : handlers : [];
                foreach (var person in Town.Names.Except(may))
                    (await Should.ThrowAsync<Refusal>(DoAsync(host, subject, act, person, item), $"{stage} {act} {person}")).RuleValue.ShouldBeOneOf(BasicRule.NotPermitted, BasicRule.NotFound, FilingRule.WrongStage, FilingRule.OutsideJurisdiction);
                foreach (var person in may)
                {
                    var one = await AtAsync(host, stage, item, officers[0], handlers[0]);
                    var done = await DoAsync(host, one, act, person, item);
                    (done.Stage, done.Version).ShouldBe((move.To, one.Version + 1), $"{stage} {act} {person}");
                    var row = await host.FilingAsync(one.Id);
                    (row.Stage, row.Version, row.Reason).ShouldBe((move.To, done.Version, act is FilingAct.Acknowledge ? null : "原因"));
                    (await host.LedgerOfAsync(row.Subject))[^1].ShouldBe(($"filing.{move.Kind}", person));
                }
            }

            (await host.FilingAsync(subject.Id)).Version.ShouldBe(subject.Version, "a refusal leaves nothing");
            foreach (var person in Town.Names)
            {
                var actor = Town.Actor(person);
                var seen = (await host.FilingsAsync(person)).FirstOrDefault(row => row.Filing.Id == subject.Id);
                (seen is not null).ShouldBe(actor.UnitId == unit || (actor.May(Permission.SeeAllWork) && actor.OfficeId is Town.City) || (unit == Town.YingdeMz && person == "yingde.office"), person);
                if (seen is null)
                    await host.Get<ChangeFilingViews>().GetAsync(actor, subject.Id).ShouldBeRefusedAsync(BasicRule.NotFound, person);
                else
                    seen.Acts.Select(move => move.Act).Except([FilingAct.Request]).Order().ShouldBe(moves.Where(move => move.Key.Item1 == stage && (move.Value.ByUnit ? officers : handlers).Contains(person)).Select(move => move.Key.Item2).Order(), person);
            }
        }
    }

    [Fact]
    public void Table_OfFilings_IsWalkedWhole()
    {
        var anyone = new Actor(Guid.NewGuid(), "anyone", "anyone", [.. Enum.GetValues<Permission>()], Town.City, Town.Rsj);
        foreach (var stage in Enum.GetValues<FilingStage>())
            foreach (var act in Enum.GetValues<FilingAct>())
            {
                var filing = new ChangeFiling { UnitId = Town.Rsj, OfficeId = Town.City };
                typeof(ChangeFiling).GetProperty(nameof(ChangeFiling.Stage))!.SetValue(filing, stage);
                var move = ChangeFilingFlow.Table.Find(stage, act);
                filing.Objection(act, anyone)?.RuleValue.ShouldBe(FilingRule.WrongStage, $"{stage} {act}");
                (filing.Objection(act, anyone) is null).ShouldBe(move is not null, $"{stage} {act}");
                typeof(ChangeFiling).GetProperty(nameof(ChangeFiling.MatchedChangeId))!.SetValue(filing, Guid.NewGuid());
                if (move is not null)
                    (filing.Objection(act, anyone)?.RuleValue).ShouldBe(act is FilingAct.Withdraw or FilingAct.Request ? FilingRule.AlreadyMatched : null, $"{stage} {act}");
            }

        ChangeFilingFlow.Table.From(FilingStage.Withdrawn).ShouldBeEmpty();
        UnfiledFlow.Table.From(UnfiledStage.Filed).ShouldBeEmpty();
        Enum.GetValues<FilingStage>().Select(ChangeFilingFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<FilingAct>().Select(ChangeFilingFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<FilingKind>().Select(ChangeFilingFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<UnfiledStage>().Select(UnfiledFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<UnfiledAct>().Select(UnfiledFlow.NameOf).ShouldBeUnique();
        Enum.GetValues<FilingKind>().Select(kind => ChangeFilingFlow.FiledAs(ChangeFilingFlow.SeenAs(kind))).ShouldBe(Enum.GetValues<FilingKind>());
    }

    [Fact]
    public async Task Act_WithoutReasonOrWithAnOldVersion_IsRefused()
    {
        await using var host = await FilingTown.StartAsync();
        var filed = await host.FileAsync();
        var actions = host.Get<ChangeFilingActions>();
        var city = Town.Actor("city.editor");
        (await actions.ActAsync(city, filed.Id, FilingAct.AskBack, 1, " ").ShouldBeRefusedAsync(FilingRule.ReasonRequired)).Fields.Keys.ShouldBe(["reason"]);
        await actions.ActAsync(city, filed.Id, FilingAct.AskBack, 1, new string('长', 10_000)).ShouldBeRefusedAsync(FilingRule.ReasonTooLong);
        await actions.ActAsync(city, filed.Id, FilingAct.AskBack, 1, "问 13800138000").ShouldBeRefusedAsync(FilingRule.PersonalData);
        (await actions.ActAsync(city, filed.Id, FilingAct.Acknowledge, 7).ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile)).CurrentVersion.ShouldBe(1);
        await actions.ActAsync(Town.Actor("qingcheng.office"), filed.Id, FilingAct.Acknowledge, 1).ShouldBeRefusedAsync(BasicRule.NotFound);
        await actions.ActAsync(Town.Actor("officer.yiliao"), filed.Id, FilingAct.Withdraw, 1).ShouldBeRefusedAsync(BasicRule.NotFound);
        await host.ChangedAsync("RSJ-1");
        await actions.ActAsync(Town.Actor("officer.rsj"), filed.Id, FilingAct.Withdraw, 2).ShouldBeRefusedAsync(FilingRule.AlreadyMatched);
        (await actions.ActAsync(city, filed.Id, FilingAct.Acknowledge, 2)).Stage.ShouldBe(FilingStage.Acknowledged);
        var county = await host.FileAsync("MZ-1", by: "officer.yingde.mz");
        await actions.ActAsync(city, county.Id, FilingAct.Acknowledge, 1).ShouldBeRefusedAsync(FilingRule.OutsideJurisdiction, "the city sees it, its county handles it");
    }

    private static async Task<FilingState> AtAsync(TestHost host, FilingStage stage, string item, string officer, string handler)
    {
        var filed = await host.FileAsync(item, 100, officer);
        return stage switch
        {
            FilingStage.Acknowledged => await DoAsync(host, filed, FilingAct.Acknowledge, handler, item),
            FilingStage.AskedBack => await DoAsync(host, filed, FilingAct.AskBack, handler, item),
            FilingStage.Withdrawn => await DoAsync(host, filed, FilingAct.Withdraw, officer, item),
            _ => filed,
        };
    }

    private static Task<FilingState> DoAsync(TestHost host, FilingState filing, FilingAct act, string person, string item) => act is FilingAct.Refile
        ? host.Get<ChangeFilingActions>().RefileAsync(Town.Actor(person), filing.Id, filing.Version, new NewFiling(FilingKind.Change, item, null, null, "写清楚了", host.Today().AddDays(100)))
        : host.Get<ChangeFilingActions>().ActAsync(Town.Actor(person), filing.Id, act, filing.Version, act is FilingAct.Acknowledge ? null : "原因");
}
