using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

/// <summary>The list behind /work: revisions and editing requirements in one, by time left.</summary>
public sealed class WorkViewsTests
{
    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Owed_OfBothKinds_IsOneListByTimeLeft_PagedWithoutGaps(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var request = await AnEditingRequest.Made(host, title: "要求一");
        host.Clock.Advance(TimeSpan.FromHours(1));
        var revision = await AnEntry.Drafted(host).SubmittedToUnit();
        host.Clock.Advance(TimeSpan.FromHours(1));
        var second = await AnEditingRequest.Made(host, title: "要求二");
        var answer = await AnEntry.Answering(second);
        var plain = await AnEntry.WrittenByUnit(host);
        host.Clock.Advance(TimeSpan.FromHours(21));

        var whole = await ListAsync(host, "officer.rsj", 0, 50);
        whole.Items.Take(2).Select(item => item.Id).ShouldBe([request.Id, revision.Id], "late ones on top");
        whole.Items.Skip(2).Take(2).Select(item => item.Id).ShouldBe([second.Id, answer.Id], ignoreOrder: true);
        whole.Items[4].Id.ShouldBe(plain.Id);
        whole.Items.Single(item => item.Id == answer.Id).DueAt.ShouldBe((await second.RowAsync()).Clock!.DueAt, "a draft for a requirement runs on its clock");
        whole.Items.Single(item => item.Id == second.Id).Request!.DraftId.ShouldBe(answer.Id);
        whole.Total.ShouldBe(5);
        var paged = new List<Guid>();
        for (var skip = 0; skip < 6; skip += 2)
            paged.AddRange((await ListAsync(host, "officer.rsj", skip, 2)).Items.Select(item => item.Id));
        paged.ShouldBe(whole.Items.Select(item => item.Id));
        (await host.Get<RevisionViews>().ListAsync(Town.Actor("officer.rsj"), new RevisionFilter(WorkTab.Owed), 0, 50)).Items.Select(item => item.Id).ShouldBe([revision.Id, answer.Id, plain.Id]);
    }

    [Fact]
    public async Task Count_OfEveryTabAndPerson_AgreesWithTheList()
    {
        await using var host = await TestHost.StartAsync();
        await AnEditingRequest.Made(host).Answered();
        await AnEditingRequest.Made(host, unit: Town.YingdeMz).Declined();
        await AnEditingRequest.Made(host);
        await AnEditingRequest.Made(host).Cancelled();
        await AnEntry.Drafted(host).SubmittedToUnit();
        foreach (var person in Town.Names)
            foreach (var tab in Enum.GetValues<WorkTab>())
            {
                var count = await host.Get<WorkViews>().CountAsync(Town.Actor(person), tab);
                (await ListAsync(host, person, 0, 50, new WorkFilter(tab))).Total.ShouldBe(count.Total, $"{person} {tab}");
                (await ListAsync(host, person, 0, 50, new WorkFilter(tab, RequestsOnly: true))).Total.ShouldBe(count.Requests, $"{person} {tab}");
                foreach (var (stage, number) in count.Revisions)
                    (await ListAsync(host, person, 0, 50, new WorkFilter(tab, stage))).Total.ShouldBe(number, $"{person} {tab} {stage}");
            }

        (await host.Get<WorkViews>().CountAsync(Town.Actor("city.checker"), WorkTab.Owed)).ShouldSatisfyAllConditions(
            count => count.Requests.ShouldBe(2, "one answered, one declined: both wait for a decision"), count => count.Revisions[Stage.OfficeCheck].ShouldBe(1));
        (await host.Get<WorkViews>().CountAsync(Town.Actor("operator01"), WorkTab.All)).Total.ShouldBe(0);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.SqlServer)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public void Rows_OnEveryProduct_AreOneStatement(DatabaseProvider provider)
    {
        var factory = new HotlineDbFactory(new StorageOptions { Provider = provider, DataDirectory = Path.GetTempPath(), ConnectionString = provider is DatabaseProvider.Sqlite ? "Data Source=:memory:" : "Server=nowhere" });
        using var db = factory.CreateDbContext();
        foreach (var person in new[] { "city.all", "yingde.office", "lead.rsj" })
            foreach (var tab in Enum.GetValues<WorkTab>())
            {
                var sql = WorkViews.Rows(db, Town.Actor(person), new WorkFilter(tab)).OrderBy(row => row.DueAt == null).ThenBy(row => row.DueAt).ThenByDescending(row => row.UpdatedAt).ThenBy(row => row.Id)
                    .Skip(50).Take(50).Select(row => row.Id).ToQueryString();
                sql.ShouldContain("UNION ALL");
                sql.ShouldContain("ORDER BY");
                if (provider is not DatabaseProvider.SqlServer)
                    continue;
                new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
                errors.Select(error => error.Message).ShouldBeEmpty();
            }
    }

    private static Task<(IReadOnlyList<WorkItem> Items, int Total)> ListAsync(TestHost host, string who, int skip, int top, WorkFilter? filter = null) =>
        host.Get<WorkViews>().ListAsync(Town.Actor(who), filter ?? new WorkFilter(WorkTab.Owed), skip, top);
}
