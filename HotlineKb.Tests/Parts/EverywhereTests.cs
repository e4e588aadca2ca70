using Bunit;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using HotlineKb.Web.WorkOrders;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Parts;

/// <summary>A countdown on each row and form where a clock runs, for who may see what is under way, and for nobody else.</summary>
public sealed class EverywhereTests
{
    [Theory]
    [InlineData("city.editor", true)]
    [InlineData("officer.rsj", true)]
    [InlineData("operator01", false)]
    public async Task Entry_UnderRevision_CountsDownInTheListAndOnItsPage(string person, bool sees)
    {
        await using var page = await PageTest.StartAsync(person);
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        await AnEntry.Drafted(page.Host, change: ChangeKind.Update, entry: entry.Code).SubmittedToUnit();
        page.Host.Clock.Advance(TimeSpan.FromHours(1));

        var list = page.Show<EntriesPage>("/entries");
        PageTest.Until(list, () => list.FindAll("a.row-link").Count.ShouldBe(1));
        list.FindAll("tbody .countdown").Select(shown => shown.TextContent).ShouldBe(sees ? ["剩 21 小时 0 分"] : []);
        await page.LeaveAsync();
        var one = page.Show<EntryPage>($"/entries/{entry.Code}", (nameof(EntryPage.Code), entry.Code));
        PageTest.Until(one, () => one.Find("h1"));
        one.FindAll(".facts .countdown").Select(shown => shown.TextContent).ShouldBe(sees ? ["剩 21 小时 0 分"] : []);
    }

    [Fact]
    public async Task Entry_WhoseDraftAnswersARequirement_CountsDownByThat()
    {
        await using var page = await PageTest.StartAsync("city.checker");
        var entry = await AnEntry.Drafted(page.Host).UpTo(Stage.Published);
        var request = await AnEditingRequest.Made(page.Host, entry: entry.Code);
        await AnEntry.Answering(request, change: ChangeKind.Update, entry: entry.Code);
        var one = page.Show<EntryPage>($"/entries/{entry.Code}", (nameof(EntryPage.Code), entry.Code));
        PageTest.Until(one, () => one.Find(".facts .countdown").TextContent.ShouldBe("剩 22 小时 0 分"));
    }

    [Fact]
    public async Task WorkOrder_WithARevisionAtTheUnit_CountsDown_UntilItIsPublished()
    {
        await using var page = await PageTest.StartAsync("city.editor");
        var entry = AnEntry.FromWorkOrder(page.Host).SubmittedToUnit();
        await entry;
        var screen = page.Show<WorkOrdersPage>("/work-orders?number=GD-1");
        PageTest.Until(screen, () => screen.Find("tbody .countdown").TextContent.ShouldBe("剩 22 小时 0 分"));
        PageTest.Until(screen, () => screen.Find("article .countdown").TextContent.ShouldBe("剩 22 小时 0 分"));

        await entry.Approved().Passed().Published();
        await page.HearAsync();

        PageTest.Until(screen, () => screen.FindAll(".countdown").ShouldBeEmpty());
    }
}
