using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Demo;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Demo;

public sealed class DemoVolumeTests
{
    [Fact]
    public async Task Load_TwoThousandInTwoParts_SpreadsThemWithUniqueTitles()
    {
        await using var host = await TestHost.StartAsync(withTown: false, configure: services => services.AddSearch());
        await DemoCity.LoadAsync(host.Services);
        await using var db = host.Db();
        var before = await db.Entries().CountAsync();
        var reports = new List<string>();

        (await DemoVolume.LoadAsync(host.Services, 1_500, new Reports(reports))).ShouldBe(1_500);
        (await DemoVolume.LoadAsync(host.Services, 500)).ShouldBe(500);

        reports.Count.ShouldBe(3);
        reports[^1].ShouldStartWith("已生成 1,500 / 1,500 条");
        (await db.Entries().CountAsync()).ShouldBe(before + 2_000);
        var versions = await db.EntryVersions().AsNoTracking().ToListAsync();
        versions.Where(version => version.Number == 1).Select(version => version.Text.Title).ShouldBeUnique();
        var made = versions.Where(version => version.PublishedBy == "批量演示").ToList();
        made.Count.ShouldBe(2_000);
        made.ShouldAllBe(version => version.PublishedAt < host.Now && version.Text.Keywords.Count >= 2);
        var lengths = made.Select(version => version.Text.Answer.Length + BodyHtml.ToPlainText(version.Text.Body).Length).ToList();
        lengths.ShouldAllBe(length => length >= 200 && length <= 900);
        (lengths.Max() - lengths.Min()).ShouldBeGreaterThan(300);
        var units = await db.Units().CountAsync();
        (await db.Entries().Select(entry => entry.UnitId).Distinct().CountAsync()).ShouldBe(units);
        (await db.Categories().SumAsync(category => category.EntryCount)).ShouldBe(await db.Entries().CountAsync(entry => entry.State == EntryState.Published));
        (await host.Get<LedgerVerifier>().VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Load_IntoTwoDatabases_MakesTheSameTexts()
    {
        await using var one = await TestHost.StartAsync();
        await using var two = await TestHost.StartAsync();
        foreach (var host in new[] { one, two })
        {
            await host.CategoryAsync(Town.Rsj);
            await host.CategoryAsync(Town.YingdeMz, "救助/低保");
            await DemoVolume.LoadAsync(host.Services, 40);
        }

        (await TextsAsync(one)).ShouldBe(await TextsAsync(two));
    }

    [Fact]
    public async Task Load_WithoutCategories_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        (await Should.ThrowAsync<InvalidOperationException>(() => DemoVolume.LoadAsync(host.Services, 10))).Message.ShouldContain("demo load");
    }

    [Fact]
    public async Task Load_MoreThanThereAreTitles_IsRefusedBeforeAnythingIsWritten()
    {
        await using var host = await TestHost.StartAsync();
        await host.CategoryAsync(Town.Rsj);

        await Should.ThrowAsync<InvalidOperationException>(() => DemoVolume.LoadAsync(host.Services, 1_000_000));

        await using var db = host.Db();
        (await db.Entries().AnyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Load_EveryTitleOfOneCategory_IsUniqueToTheLast()
    {
        await using var host = await TestHost.StartAsync();
        await host.CategoryAsync(Town.Rsj);

        await DemoVolume.LoadAsync(host.Services, 2_559);

        await using var db = host.Db();
        (await db.EntryVersions().Select(version => version.Text.Title).Distinct().CountAsync()).ShouldBe(2_559);
    }

    private static async Task<List<string>> TextsAsync(TestHost host)
    {
        await using var db = host.Db();
        return await db.EntryVersions().Join(db.Entries(), version => version.EntryId, entry => entry.Id, (version, entry) => new { entry.Code, version.Text.Title, version.Text.Body })
            .OrderBy(row => row.Code).Select(row => row.Code + row.Title + row.Body).ToListAsync();
    }

    private sealed class Reports(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
