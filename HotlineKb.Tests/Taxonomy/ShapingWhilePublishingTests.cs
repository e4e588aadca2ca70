using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Taxonomy;

/// <summary>The tree is shaped while others publish: whatever comes first, every entry is filed under a leaf in use and every count is right.</summary>
public sealed class ShapingWhilePublishingTests
{
    private const int Publishers = 4;
    private const int Each = 8;

    [Fact]
    public async Task MergeMoveAndRename_WhileOthersPublish_LoseNothing()
    {
        await using var host = await TestHost.StartAsync();
        await using var second = host.Second();
        var ids = await ShapingTests.AddAsync(host, [.. Enumerable.Range(0, 6).Select(i => $"业务/类{i}"), "别处"]);
        var leaves = Enumerable.Range(0, 6).Select(i => ids[$"业务/类{i}"]).ToArray();
        var codes = new List<string>[Publishers];

        var publishing = Enumerable.Range(0, Publishers).Select(number => Task.Run(async () =>
        {
            codes[number] = [];
            var on = number % 2 == 0 ? host : second;
            for (var i = 0; i < Each; i++)
            {
                var entry = await AnEntry.Drafted(on, text: AnEntry.AText with { Title = $"第{number}-{i}条", CategoryId = leaves[(number + i) % 2] }).UpTo(Stage.FinalReview);
                codes[number].Add((await entry.ActAsync(RevisionAct.Publish, "city.reviewer")).Code!);
            }
        })).ToList();
        var shaping = Task.Run(async () =>
        {
            var refiling = second.Get<RefilingActions>();
            var actions = second.Get<CategoryActions>();
            // A chain of merges: 0 → 2, 1 → 3, 2 → 4, 3 → 5, while entries are still being filed under 0 and 1.
            for (var i = 0; i < 4; i++)
            {
                await Insist(version => actions.RenameAsync(Town.Actor("city.reviewer"), ids["业务"], version, $"业务{i}"), second, ids["业务"]);
                await Insist(version => actions.MoveAsync(Town.Actor("city.reviewer"), leaves[i + 2], version, i % 2 == 0 ? null : ids["业务"], 0), second, leaves[i + 2]);
                await Insist(version => refiling.RetireAsync(Town.Actor("city.reviewer"), leaves[i], version, leaves[i + 2]), second, leaves[i]);
            }
        });
        await Task.WhenAll([.. publishing, shaping]);

        await using var db = host.Db();
        var entries = await db.Entries().AsNoTracking().ToListAsync();
        entries.Select(entry => entry.Code).ShouldBe(codes.SelectMany(list => list), ignoreOrder: true);
        entries.Select(entry => entry.CategoryId).ShouldAllBe(id => id == leaves[4] || id == leaves[5]);
        (await db.CategoriesInUse().SumAsync(row => row.EntryCount)).ShouldBe(Publishers * Each);
        await ShapingTests.CountsAreRightAsync(host);
    }

    private static async Task Insist(Func<int, Task<int>> act, TestHost host, Guid id)
    {
        await using var db = host.Db();
        await act(await db.Categories().Where(row => row.Id == id).Select(row => row.Version).SingleAsync());
    }
}
