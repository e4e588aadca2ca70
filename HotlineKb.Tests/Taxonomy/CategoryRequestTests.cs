using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Notifications;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Taxonomy;

/// <summary>R4.5: units ask for structures, the city office decides, the reason is kept.</summary>
public sealed class CategoryRequestTests
{
    private static readonly string[] City = ["city.reviewer", "city.all"];
    private static readonly string[] OfUnit = ["officer.rsj", "officer2.rsj", "lead.rsj"];

    public static TheoryData<CategoryRequestStage> Stages => new(Enum.GetValues<CategoryRequestStage>());

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Act_OfEveryPerson_IsDoneOrRefusedWithoutATrace(CategoryRequestStage stage)
    {
        await using var host = await TestHost.StartAsync();
        var requests = host.Get<CategoryRequests>();
        var id = await AtAsync(host, stage);
        var before = await RowAsync(host, id);
        foreach (var act in Enum.GetValues<CategoryRequestAct>())
        {
            var may = stage is not CategoryRequestStage.Open ? [] : act is CategoryRequestAct.Cancel ? OfUnit : City;
            foreach (var person in Town.Names.Except(may))
                (await Should.ThrowAsync<Refusal>(requests.ActAsync(Town.Actor(person), id, act, before.Version, "原因"), $"{act} {person}"))
                    .RuleValue.ShouldBeOneOf(BasicRule.NotPermitted, BasicRule.NotFound, CategoryRequestRule.WrongStage);
            foreach (var person in may)
            {
                var one = await AtAsync(host, stage);
                var moved = await requests.ActAsync(Town.Actor(person), one, act, 1, "原因");
                (moved.Stage, moved.Version, moved.DecidedBy, moved.Reason).ShouldBe((act switch
                {
                    CategoryRequestAct.Accept => CategoryRequestStage.Accepted,
                    CategoryRequestAct.Decline => CategoryRequestStage.Declined,
                    _ => CategoryRequestStage.Cancelled,
                }, 2, person, "原因"));
                await requests.ActAsync(Town.Actor(person), one, act, 1, "原因").ShouldBeRefusedAsync(BasicRule.ChangedMeanwhile);
            }
        }

        (await RowAsync(host, id)).Version.ShouldBe(before.Version);
        foreach (var person in Town.Names)
        {
            var expected = stage is not CategoryRequestStage.Open ? 0 : City.Contains(person) ? 2 : OfUnit.Contains(person) ? 1 : 0;
            var seen = (await requests.ListAsync(Town.Actor(person), null, null, 0, 500)).Items.SingleOrDefault(row => row.Request.Id == id);
            (seen?.Acts.Count ?? 0).ShouldBe(expected, person);
            (seen is not null).ShouldBe(person.StartsWith("city.", StringComparison.Ordinal) || OfUnit.Contains(person), person);
        }
    }

    [Fact]
    public async Task Request_AtItsBounds_IsTakenOrRefusedAtTheField()
    {
        await using var host = await TestHost.StartAsync();
        var requests = host.Get<CategoryRequests>();
        var officer = Town.Actor("officer.rsj");
        (await requests.MakeAsync(officer, " \0 ", "理由").ShouldBeRefusedAsync(CategoryRequestRule.SketchRequired)).Fields.Keys.ShouldBe(["sketch"]);
        (await requests.MakeAsync(officer, null, "理由").ShouldBeRefusedAsync(CategoryRequestRule.SketchRequired)).Fields.Keys.ShouldBe(["sketch"]);
        (await requests.MakeAsync(officer, "甲", null).ShouldBeRefusedAsync(CategoryRequestRule.ReasonRequired)).Fields.Keys.ShouldBe(["why"]);
        (await requests.MakeAsync(officer, new string('长', CategoryRequest.MaxSketch + 1), "理由").ShouldBeRefusedAsync(CategoryRequestRule.TooLong)).Fields.Keys.ShouldBe(["sketch"]);
        (await requests.MakeAsync(officer, "甲", new string('长', CategoryRequest.MaxReason + 1)).ShouldBeRefusedAsync(CategoryRequestRule.TooLong)).Fields.Keys.ShouldBe(["why"]);
        await requests.MakeAsync(officer, new string('长', CategoryRequest.MaxSketch), new string('长', CategoryRequest.MaxReason));
        (await requests.MakeAsync(officer, "甲/13800138000", "理由").ShouldBeRefusedAsync(CategoryRequestRule.PersonalData)).Fields.Keys.ShouldBe(["sketch"]);
        var refusal = await requests.MakeAsync(officer, "甲", "来电人 13800138000 要的").ShouldBeRefusedAsync(CategoryRequestRule.PersonalData);
        refusal.Fields.Keys.ShouldBe(["why"]);
        refusal.Message.ShouldNotContain("13800138000");
        await requests.MakeAsync(officer, "窗口电话 0763-3366123", "12345 常有人问");
        foreach (var person in Town.Names.Except(Town.Names.Where(name => name.StartsWith("officer", StringComparison.Ordinal) || name.StartsWith("lead", StringComparison.Ordinal))))
            await requests.MakeAsync(Town.Actor(person), "甲", "理由").ShouldBeRefusedAsync(BasicRule.NotPermitted, person);
        var open = await requests.MakeAsync(officer, "甲", "理由");
        foreach (var act in new[] { CategoryRequestAct.Accept, CategoryRequestAct.Decline })
            (await requests.ActAsync(Town.Actor("city.reviewer"), open.Id, act, 1, "问 13800138000").ShouldBeRefusedAsync(CategoryRequestRule.PersonalData)).Fields.Keys.ShouldBe(["reason"]);
        (await RowAsync(host, open.Id)).Version.ShouldBe(1);
        (await requests.ActAsync(Town.Actor("city.reviewer"), open.Id, CategoryRequestAct.Decline, 1, " ").ShouldBeRefusedAsync(CategoryRequestRule.ReasonRequired)).Fields.Keys.ShouldBe(["reason"]);
    }

    [Fact]
    public async Task Accept_WithTheSketchBuilt_IsOneActOrNothing()
    {
        await using var host = await TestHost.StartAsync();
        var requests = host.Get<CategoryRequests>();
        var reviewer = Town.Actor("city.reviewer");
        var good = await requests.MakeAsync(Town.Actor("officer.rsj"), "社保/养老\n\n 社保 ／ 医疗 \n社保/养老", "业务增加");
        var bad = await requests.MakeAsync(Town.Actor("officer.rsj"), "好\n1/2/3/4/5/6", "业务增加");
        (await host.Get<CategoryViews>().PreviewAsync(Town.Rsj, CategoryActions.Lines(bad.Sketch))).Select(row => row.Status).ShouldBe([CategoryRowStatus.Added, CategoryRowStatus.Refused]);
        (await host.Get<CategoryViews>().TreeAsync(reviewer, Town.Rsj)).ShouldBeEmpty("looking adds nothing");

        await requests.ActAsync(reviewer, bad.Id, CategoryRequestAct.Accept, 1, build: true).ShouldBeRefusedAsync(CategoryRule.TooDeep);
        (await RowAsync(host, bad.Id)).Stage.ShouldBe(CategoryRequestStage.Open);
        await requests.ActAsync(reviewer, good.Id, CategoryRequestAct.Accept, 1, build: true);

        (await host.Get<CategoryViews>().TreeAsync(reviewer, Town.Rsj)).Select(row => row.Path).ShouldBe(["社保", "社保/养老", "社保/医疗"]);
        await using var db = host.Db();
        var rows = await db.LedgerRows().OrderByDescending(row => row.Number).Take(2).ToListAsync();
        rows.Select(row => row.Kind).ShouldBe(["category.added", "categoryRequest.accepted"]);
        (await requests.OwedAsync(reviewer), await requests.OwedAsync(Town.Actor("city.editor")), await requests.OwedAsync(Town.Actor("officer.rsj"))).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task Request_OnItsWay_TellsWhoDecidesAndThenTheUnit()
    {
        await using var host = await NotifyHost.StartAsync();
        var requests = host.Get<CategoryRequests>();
        var first = await requests.MakeAsync(Town.Actor("officer.rsj"), "甲", "张三要的");
        var second = await requests.MakeAsync(Town.Actor("officer.rsj"), "乙", "理由");
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.HandedOver)).ShouldBe(["city.all", "city.all", "city.reviewer", "city.reviewer"]);
        var told = (await host.ToldAsync())[0];
        (told.Subject, SubjectPages.PageOf(told.Subject)).ShouldBe((first.Subject, $"/taxonomy/requests?id={first.Id}"));
        (told.Title + told.Text).ShouldNotContain("张三");

        await requests.ActAsync(Town.Actor("city.reviewer"), first.Id, CategoryRequestAct.Accept, 1);
        await requests.ActAsync(Town.Actor("city.reviewer"), second.Id, CategoryRequestAct.Decline, 1, "已有类似类别");
        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.Finished)).ShouldBe(["officer.rsj", "officer2.rsj"]);
        (await host.WhoAsync(NotificationKind.SentBack)).ShouldBe(["officer.rsj", "officer2.rsj"]);
    }

    private static async Task<Guid> AtAsync(TestHost host, CategoryRequestStage stage)
    {
        var requests = host.Get<CategoryRequests>();
        var made = await requests.MakeAsync(Town.Actor("officer.rsj"), "社保/养老", "业务增加");
        if (stage is not CategoryRequestStage.Open)
            await requests.ActAsync(Town.Actor(stage is CategoryRequestStage.Cancelled ? "officer.rsj" : "city.reviewer"), made.Id,
                stage switch { CategoryRequestStage.Accepted => CategoryRequestAct.Accept, CategoryRequestStage.Declined => CategoryRequestAct.Decline, _ => CategoryRequestAct.Cancel }, 1, "原因");
        return made.Id;
    }

    private static async Task<CategoryRequest> RowAsync(TestHost host, Guid id)
    {
        await using var db = host.Db();
        return await db.Set<CategoryRequest>().AsNoTracking().SingleAsync(row => row.Id == id);
    }
}
