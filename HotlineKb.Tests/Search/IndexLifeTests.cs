using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Search;

/// <summary>Architecture rules 7 and 9: the index follows the ledger, and is disposable.</summary>
public sealed class IndexLifeTests
{
    [Fact]
    public async Task Publish_WithTheFollowerRunning_IsVisibleWithinASecond()
    {
        await using var host = await SearchHost.StartAsync();
        await host.FollowAsync();
        await host.Get<SearchIndex>().WhenSettledAsync();

        var second = TimeSpan.FromSeconds(1);
        var published = 0;
        var fastest = await Patience.FastestAsync(second, async () =>
        {
            await host.PublishAsync($"居住证签注 {++published}");
            await Patience.UntilAsync(() => host.SearchAsync("签注"), result => result.Total == published);
        });

        fastest.ShouldBeLessThan(second);
    }

    [Fact]
    public async Task Revise_AndWithdraw_ShowTheVersionInUseThenNothing()
    {
        await using var host = await SearchHost.StartAsync();
        var code = await host.PublishAsync("停车月卡办理", "到窗口办理。", "旧的正文");
        await host.CatchUpAsync();

        await host.ReviseAsync(code, ChangeKind.Update, text => text with { Title = "泊车月卡办理", Answer = "在小程序办理。" });
        // The index does not know yet; what is shown is what stands.
        (await host.SearchAsync("停车")).Items.ShouldHaveSingleItem().Title.ShouldBe("泊车月卡办理");
        await host.CatchUpAsync();
        (await host.LiteralAsync("停车")).ShouldBeEmpty();
        (await host.LiteralAsync("泊车")).ShouldBe(["泊车月卡办理"]);

        await host.ReviseAsync(code, ChangeKind.Withdraw);
        var late = await host.SearchAsync("泊车");
        late.Items.ShouldBeEmpty();
        late.Total.ShouldBe(0);
        late.Counts.Kinds[SearchKind.Entry].ShouldBe(0);
        await host.CatchUpAsync();
        (await host.TitlesAsync("月卡")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_SomeWithdrawnMeanwhile_PagesJoinWithoutGapOrRepetition()
    {
        await using var host = await SearchHost.StartAsync();
        var codes = new List<string>();
        for (var i = 0; i < 30; i++)
            codes.Add(await host.PublishAsync($"路灯报修 {i:00}"));
        await host.CatchUpAsync();
        var before = await host.TitlesAsync("路灯", top: 100);
        foreach (var code in codes.Where((_, at) => at % 3 == 0))
            await host.ReviseAsync(code, ChangeKind.Withdraw);

        var paged = new List<string>();
        for (var skip = 0; skip < 25; skip += 7)
            paged.AddRange(await host.TitlesAsync("路灯", top: 7, skip: skip));

        paged.ShouldBe(before.Where(title => int.Parse(title[^2..]) % 3 != 0));
        (await host.SearchAsync("路灯", top: 100)).Total.ShouldBe(20);
    }

    [Fact]
    public async Task Restart_AfterACleanEnd_GoesOnFromItsPosition()
    {
        await using var first = await SearchHost.StartAsync();
        await first.PublishAsync("户口迁移");
        await first.CatchUpAsync();
        var second = SearchHost.Open(first.Folder);
        await using (second)
        {
            // The first still owns the folder: the second works in memory, and nothing waits.
            await second.CatchUpAsync();
            (await second.TitlesAsync("户口")).ShouldBe(["户口迁移"]);
            second.Get<SearchIndex>().Bytes.ShouldBe(0);
        }

        var position = await first.Get<SearchReader>().PositionAsync(default);
        first.Get<SearchIndex>().Dispose();
        await using var third = SearchHost.Open(first.Folder);
        (await third.Get<SearchReader>().PositionAsync(default)).ShouldBe(position);
        third.Get<SearchIndex>().State.Phase.ShouldBe(SearchPhase.Ready);
        (await third.SearchAsync("户口")).MayBeIncomplete.ShouldBeFalse();
        (await third.TitlesAsync("户口")).ShouldBe(["户口迁移"]);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("truncate")]
    [InlineData("delete")]
    [InlineData("format")]
    [InlineData("commit")]
    public async Task Start_WithABadIndex_MakesItAnewWhileSearchAnswers(string harm)
    {
        await using var host = await SearchHost.StartAsync();
        for (var i = 0; i < 20; i++)
            await host.PublishAsync($"噪声投诉 {i:00}");
        await host.CatchUpAsync();
        host.Get<SearchIndex>().Dispose();
        Harm(host.Folder, harm);

        await using var again = SearchHost.Open(host.Folder);
        // Answers at once, whatever it has.
        var early = await again.SearchAsync("噪声", top: 100);
        if (early.Total < 20)
            early.MayBeIncomplete.ShouldBeTrue();
        await again.Get<SearchIndex>().WhenSettledAsync();

        again.Get<SearchIndex>().State.Phase.ShouldBe(SearchPhase.Ready);
        var result = await again.SearchAsync("噪声", top: 100);
        result.Total.ShouldBe(20);
        result.MayBeIncomplete.ShouldBeFalse();
    }

    [Fact]
    public async Task Start_WithTheIndexOfAnotherDatabase_MakesItAnew()
    {
        await using var other = await SearchHost.StartAsync();
        await other.PublishAsync("别处的条目");
        await other.CatchUpAsync();
        other.Get<SearchIndex>().Dispose();
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("此处的条目");
        Directory.Move(Path.Combine(other.Folder, "search"), Path.Combine(host.Folder, "search"));

        await host.CatchUpAsync();

        (await host.TitlesAsync("条目")).ShouldBe(["此处的条目"]);
        (await host.SearchAsync("条目")).Total.ShouldBe(1);
    }

    [Fact]
    public async Task Search_FilesDamagedWhileRunning_AnswersAndHeals()
    {
        await using var host = await SearchHost.StartAsync();
        for (var i = 0; i < 20; i++)
            await host.PublishAsync($"噪声投诉 {i:00}", body: string.Concat(Enumerable.Repeat("夜间施工噪声", 200)));
        await host.CatchUpAsync();
        host.Get<SearchIndex>().Dispose();
        await using var again = SearchHost.Open(host.Folder);
        (await again.SearchAsync("噪声")).Total.ShouldBe(20);
        Harm(host.Folder, "empty");

        // Whatever is asked, there is an answer.
        for (var i = 0; i < 50; i++)
            (await again.SearchAsync($"施工 {i:00}")).ShouldNotBeNull();
        await again.Get<SearchIndex>().WhenSettledAsync();

        (await again.LiteralAsync("施工 噪声 07")).ShouldBe(["噪声投诉 07"]);
        (await again.SearchAsync("噪声", top: 100)).Total.ShouldBe(20);
    }

    [Fact]
    public async Task Rebuild_AfterChanges_EqualsWhatFollowingMade()
    {
        await using var host = await SearchHost.StartAsync();
        var codes = new List<string>();
        for (var i = 0; i < 25; i++)
            codes.Add(await host.PublishAsync($"医保报销 {i:00}", $"比例{i % 7}", $"正文{i * 3}", [$"键{i % 5}"]));
        await host.CatchUpAsync();
        await host.ReviseAsync(codes[3], ChangeKind.Withdraw);
        await host.ReviseAsync(codes[4], ChangeKind.Update, text => text with { Title = "医保报销 改" });
        await host.CatchUpAsync();
        var asked = new[] { "医保", "报销 改", "比例3", "键2", "正文9", "医保报销比例是多少" };
        var followed = new List<string>();
        foreach (var text in asked)
            followed.Add(string.Join(",", (await host.SearchAsync(text, top: 100)).Items.Select(hit => hit.Code).Order()));

        var steps = new List<SearchProgress>();
        await host.Get<SearchIndex>().RebuildAsync(new Steps(steps));

        // The town's five units are in it too.
        steps[^1].ShouldBe(new SearchProgress(29, 29));
        var rebuilt = new List<string>();
        foreach (var text in asked)
            rebuilt.Add(string.Join(",", (await host.SearchAsync(text, top: 100)).Items.Select(hit => hit.Code).Order()));
        rebuilt.ShouldBe(followed);
    }

    [Fact]
    public async Task Rebuild_ByAnotherProcess_IsDoneByTheOwner()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("噪声投诉");
        await host.CatchUpAsync();
        await using var verb = SearchHost.Open(host.Folder, TimeProvider.System);
        var steps = new List<SearchProgress>();

        var rebuilding = verb.Get<SearchIndex>().RebuildAsync(new Steps(steps));
        await Patience.UntilAsync(() =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            return rebuilding.IsCompleted;
        });

        await rebuilding;
        steps[^1].ShouldBe(new SearchProgress(6, 6));
        verb.Get<SearchIndex>().State.Phase.ShouldBe(SearchPhase.NotOpened);
        (await host.TitlesAsync("噪声")).ShouldBe(["噪声投诉"]);
    }

    [Fact]
    public async Task Search_FiftyAtOnceWhilePublishingAndRebuilding_NoneFails()
    {
        await using var host = await SearchHost.StartAsync();
        await host.PublishAsync("水费缴纳 起点");
        await host.CatchUpAsync();
        await host.FollowAsync();
        using var stop = new CancellationTokenSource();
        var answered = 0;
        var searchers = Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                (await host.SearchAsync("水费 起点")).Total.ShouldBe(1);
                Interlocked.Increment(ref answered);
                // A search ends without waiting for anything; without this, two would hold both cores' threads and the others never begin.
                await Task.Yield();
            }
        })).ToList();
        var all = Task.WhenAll(searchers);

        await AnsweredAsync(1);
        for (var i = 0; i < 30; i++)
            await host.PublishAsync($"水费缴纳 {i:00}");
        await AnsweredAsync(50);
        await host.Get<SearchIndex>().RebuildAsync();
        await AnsweredAsync(50);
        await stop.CancelAsync();

        await all.WaitAsync(Patience.VeryLong);
        await Patience.UntilAsync(() => host.SearchAsync("水费"), result => result.Total == 31);

        // However fast or slow the machine: so many more searches have been answered before the story goes on.
        async Task AnsweredAsync(int more)
        {
            var from = Volatile.Read(ref answered);
            await Patience.UntilAsync(() => all.IsCompleted || Volatile.Read(ref answered) >= from + more);
        }
    }

    private static void Harm(string data, string how)
    {
        var root = Path.Combine(data, "search");
        var versioned = Directory.GetDirectories(root).ShouldHaveSingleItem();
        var generation = Directory.GetDirectories(versioned).ShouldHaveSingleItem();
        switch (how)
        {
            case "format":
                Directory.Move(versioned, Path.Combine(root, "0"));
                return;
            case "commit":
                var segments = Directory.GetFiles(generation, "segments_*").Single();
                var bytes = File.ReadAllBytes(segments);
                bytes[^20] ^= 1;
                File.WriteAllBytes(segments, bytes);
                return;
        }

        foreach (var file in Directory.GetFiles(generation).Where(file => Path.GetExtension(file) is ".cfs" or ".fdt" or ".tim" or ".doc" or ".pos"))
            switch (how)
            {
                case "delete":
                    File.Delete(file);
                    break;
                case "garbage":
                    using (var stream = File.OpenWrite(file))
                    {
                        stream.Position = stream.Length / 2;
                        stream.Write(new byte[] { 0xDE, 0xAD, 0xBE, 0xEF });
                    }

                    break;
                default:
                    using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                        stream.SetLength(how == "empty" ? 0 : stream.Length / 2);
                    break;
            }
    }

    private sealed class Steps(List<SearchProgress> steps) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value) => steps.Add(value);
    }
}
