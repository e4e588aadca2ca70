using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>What grows old and what is no longer found: who is told.</summary>
public sealed class KeywordTellingTests
{
    [Fact]
    public async Task Entry_NearItsReview_TellsTheUnitsOfficersOnly()
    {
        await using var host = await StartAsync();
        var day = CityDays.Of(host.Now).AddDays(10);
        var code = (await host.LoadAsync([(Town.Rsj, new EntryText { Title = "失业登记", Answer = "说明。", Body = "<p>说明。</p>", ReviewBy = day, CategoryId = await host.CategoryAsync(Town.Rsj) })]))[0];
        await host.Get<ReviewSweep>().RunAsync();
        await host.TellAsync();

        (await host.WhoAsync(NotificationKind.Reminder)).ShouldBe(["officer.rsj", "officer2.rsj"]);
        var told = (await host.ToldAsync())[0];
        (told.Title, told.Subject).ShouldBe(("临近复核或失效日期：失业登记", Entry.SubjectOf(code)));
        told.Text.ShouldContain($"{day:yyyy-MM-dd}");
    }

    [Fact]
    public async Task PinnedQuery_ThatBreaks_TellsTheCityOffice()
    {
        await using var host = await StartAsync();
        var code = await host.PublishAsync("失业登记怎么办");
        await host.CatchUpAsync();
        await host.Get<GoldenQueries>().PinAsync(Town.Actor("city.editor"), "失业", SearchKind.Entry, code);
        await host.ReviseAsync(code, ChangeKind.Withdraw, accepting: true);
        await host.CatchUpAsync();
        (await host.Get<GoldenQueries>().CheckAsync()).ShouldBe(1);
        await host.TellAsync();

        var told = (await host.ToldAsync()).FindAll(row => row.Subject.StartsWith("golden-query:", StringComparison.Ordinal));
        told.ShouldNotBeEmpty();
        told.ShouldAllBe(row => row.Title == "钉住的检索失效：失业" && row.Text.Contains("找不到"));
        told.Select(row => row.AccountId).ShouldContain(Town.IdOf("city.editor"));
        told.Select(row => row.AccountId).ShouldNotContain(Town.IdOf("operator01"));
    }

    [Fact]
    public async Task Suggestion_Decided_TellsWhoeverMadeIt_WithTheReason()
    {
        await using var host = await StartAsync();
        var code = await host.PublishAsync("失业登记怎么办");
        await host.CatchUpAsync();
        var suggestions = host.Get<KeywordSuggestions>();
        var (editor, user) = (Town.Actor("city.editor"), Town.Actor("operator01"));
        var good = await suggestions.SuggestAsync(user, code, "下岗证", null);
        var bad = await suggestions.SuggestAsync(user, code, "丢工作", null);
        await suggestions.AcceptAsync(editor, good.Id, good.Version);
        await suggestions.DeclineAsync(editor, bad.Id, bad.Version, "没有人这样说");
        await host.TellAsync();

        var told = (await host.ToldAsync()).FindAll(row => row.Subject.StartsWith("keyword-suggestion:", StringComparison.Ordinal));
        told.ShouldAllBe(row => row.AccountId == Town.IdOf("operator01"));
        told.Select(row => row.Title).ShouldBe(["关键字建议已采纳：下岗证", "关键字建议未采纳：丢工作"], ignoreOrder: true);
        told.Single(row => row.Kind is NotificationKind.SentBack).Text.ShouldContain("没有人这样说");
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync(configure: services =>
        {
            NotifyHost.Configure()(services);
            Core.Search.SearchSetup.AddSearch(services);
        });
        await PageTest.AddPeopleAsync(host);
        await host.Reader().PositionAsync(default);
        return host;
    }
}
