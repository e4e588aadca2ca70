using Bunit;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Entries;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Entries;

public sealed class ReadingPageTests
{
    [Fact]
    public async Task List_OfWhoReadUnusuallyMuch_ComparesWithWhatIsUsual()
    {
        await using var page = await PageTest.StartAsync("security", await TestHost.StartAsync(configure: ReadingMeterTests.Figures(perHour: 10, perDay: 20)));
        var host = page.Host;
        // Days before: 4 and 6 of their own, 2 of a colleague with the same role, and much of somebody with another.
        await ReadAsync(("officer.rsj", 4), ("officer2.rsj", 2), ("city.editor", 9));
        host.Clock.Advance(TimeSpan.FromDays(1));
        await ReadAsync(("officer.rsj", 6));
        host.Clock.Advance(TimeSpan.FromDays(1));
        await ReadAsync(("officer.rsj", 11));
        host.Clock.Advance(TimeSpan.FromHours(1));
        await ReadAsync(("officer.rsj", 1));

        var only = (await host.Get<ReadingViews>().ListAsync(page.Actor)).Single();
        (only.UserName, only.Day, only.PeakEntries, only.Entries).ShouldBe(("officer.rsj", new DateOnly(2026, 11, 25), 11, 12));
        (only.Own, only.OfRole).ShouldBe((new UsualReading(5, 5), new UsualReading(2, 2)));

        var screen = page.Show<ReadingPage>("/admin/reading");
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        screen.FindAll("tbody td").Select(cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .ShouldBe(["2026-11-25", "officer.rsj officer.rsj", "信息采集员", "16:00 11", "12", "5 / 5", "2 / 2"]);
        screen.FindAll("tbody .late").Select(over => over.TextContent).ShouldBe(["11"]);
        screen.Find("tbody a").GetAttribute("href").ShouldBe("/admin/accounts?q=officer.rsj");

        async Task ReadAsync(params (string Person, int Entries)[] reading)
        {
            foreach (var (person, entries) in reading)
                ReadingMeterTests.Read(host, entries, person);
            await host.Get<ReadingMeter>().WriteAsync();
        }
    }

    [Fact]
    public async Task List_ByPeriodAndDay_ShowsThose_AndTakesUpWhatIsNew()
    {
        await using var page = await PageTest.StartAsync("security", await TestHost.StartAsync(configure: ReadingMeterTests.Figures(perHour: 2)));
        ReadingMeterTests.Read(page.Host, 3);
        await page.Host.Get<ReadingMeter>().WriteAsync();
        page.Host.Clock.Advance(TimeSpan.FromDays(10));
        await page.CatchUpAsync();

        var screen = page.Show<ReadingPage>("/admin/reading");
        PageTest.Until(screen, () => screen.Find(".state-box").TextContent.Trim().ShouldBe("这段时间没有人查看异常多的条目。"));
        await PageTest.TellAsync(screen, "select", select => select.ChangeAsync("30"));
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        await PageTest.TellAsync(screen, "input[type=date]", day => day.ChangeAsync("2026-11-23"));
        PageTest.Until(screen, () => screen.FindAll("tbody tr").Count.ShouldBe(1));
        page.Navigation.Uri.ShouldEndWith("day=2026-11-23");
        await PageTest.TellAsync(screen, "input[type=date]", day => day.ChangeAsync(""));
        await PageTest.TellAsync(screen, "select", select => select.ChangeAsync("7"));
        PageTest.Until(screen, () => screen.Find(".state-box"));

        ReadingMeterTests.Read(page.Host, 3, "city.editor");
        await page.Host.Get<ReadingMeter>().WriteAsync();
        await page.HearAsync();
        PageTest.Until(screen, () => screen.Find("tbody a").TextContent.ShouldBe("city.editor"));
    }

    [Fact]
    public async Task Page_ForAnybodyElse_IsNotThere()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var name in Town.Names)
            if (name == "security")
                await host.Get<ReadingViews>().ListAsync(Town.Actor(name));
            else
                (await Should.ThrowAsync<Refusal>(() => host.Get<ReadingViews>().ListAsync(Town.Actor(name)), name)).Kind.ShouldBe(RefusalKind.NotPermitted);

        await using var page = await PageTest.StartAsync("admin");
        page.Show<ReadingPage>("/admin/reading").Find("[role=alert]").TextContent.ShouldContain("没有这个页面");
    }
}
