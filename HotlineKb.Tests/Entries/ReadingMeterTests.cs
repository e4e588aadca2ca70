using System.Diagnostics;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace HotlineKb.Tests.Entries;

/// <summary>R4.9: who opens unusually many entries is counted, and told to the security administrator.</summary>
public sealed class ReadingMeterTests(ITestOutputHelper output)
{
    private static readonly Actor Operator = Town.Actor("operator01");

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Reading_OfTheSameEntryAgain_CountsOnce_AndOnlyWhatWasShown(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var entry = await AnEntry.Drafted(host).UpTo(Stage.Published);
        var views = host.Get<EntryViews>();
        await views.ListAsync(Operator, new EntryFilter(), 0, 10);
        await views.GetAsync(Operator, entry.Code!);
        await views.GetAsync(Operator, entry.Code!);
        await views.VersionsAsync(Operator, entry.Code!);
        await views.GetAsync(Operator with { ReadOnly = true, AccountId = Guid.NewGuid() }, entry.Code!);
        await Should.ThrowAsync<Refusal>(() => views.GetAsync(Town.Actor("officer.yingde.mz"), entry.Code!));

        await host.Get<ReadingMeter>().WriteAsync();

        (await RowsAsync(host)).ShouldBe([(Operator.AccountId!.Value, TestHost.Start.UtcDateTime, 1)]);
        (await host.Get<ReadingMeter>().WriteAsync()).ShouldBe(0);
        await views.VersionsAsync(Town.Actor("officer.rsj"), entry.Code!);
        (await host.Get<ReadingMeter>().WriteAsync()).ShouldBe(1, "the texts of all versions are read, too");
    }

    [Theory]
    [InlineData("2026-11-23T08:00:00.000", "2026-11-23T08:00:00")]
    [InlineData("2026-11-23T08:59:59.999", "2026-11-23T08:00:00")]
    [InlineData("2026-11-23T16:00:00.001", "2026-11-23T16:00:00")]
    public void Hour_OfTheCity_BeginsAtItsFullHour(string at, string begins) =>
        ReadingMeter.HourOf(Utc(at)).ShouldBe(Utc(begins));

    [Fact]
    public async Task Hours_NextToEachOther_AreCountedApart()
    {
        await using var host = await TestHost.StartAsync();
        host.Clock.Advance(new TimeSpan(0, 0, 59, 59, 999));
        Read(host, 3);
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Read(host, 2);
        await host.Get<ReadingMeter>().WriteAsync();

        (await RowsAsync(host)).Select(row => (row.Hour, row.Entries)).ShouldBe([(TestHost.Start.UtcDateTime, 3), (TestHost.Start.UtcDateTime.AddHours(1), 2)]);
        host.Clock.Advance(TimeSpan.FromHours(3));
        await host.Get<ReadingMeter>().WriteAsync();
        (await RowsAsync(host)).Sum(row => row.Entries).ShouldBe(5, "what is over is left alone");
    }

    [Fact]
    public async Task Nodes_TwoOfThem_AddUp()
    {
        await using var host = await TestHost.StartAsync(configure: Figures(perHour: 4));
        await using var second = host.Second(Figures(perHour: 4));
        Read(host, 3);
        Read(second, 2);
        await Task.WhenAll(host.Get<ReadingMeter>().WriteAsync(), second.Get<ReadingMeter>().WriteAsync());
        Read(host, 1);
        await host.Get<ReadingMeter>().WriteAsync();

        (await RowsAsync(host)).Single().Entries.ShouldBe(6);
        (await ToldAsync(host)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Write_ThatFails_IsMadeUpForTheNextTime()
    {
        await using var host = await TestHost.StartAsync();
        Read(host, 3);
        await Should.ThrowAsync<OperationCanceledException>(() => host.Get<ReadingMeter>().WriteAsync(new CancellationToken(canceled: true)));
        Read(host, 1);
        await host.Get<ReadingMeter>().WriteAsync();
        (await RowsAsync(host)).Single().Entries.ShouldBe(4);
    }

    [Fact]
    public async Task Stop_OfTheProgram_WritesWhatIsLeft()
    {
        await using var host = await TestHost.StartAsync();
        var meter = host.Get<ReadingMeter>();
        await meter.StartAsync(CancellationToken.None);
        Read(host, 3);
        await meter.StopAsync(CancellationToken.None);
        (await RowsAsync(host)).Single().Entries.ShouldBe(3);
    }

    [Theory]
    [InlineData(3, 0, false)]
    [InlineData(4, 0, true)]
    [InlineData(3, 2, false)]
    [InlineData(3, 3, true)]
    public async Task Figures_AtTheirBounds_AreExceededByOneMore(int thisHour, int nextHour, bool told)
    {
        await using var host = await TestHost.StartAsync(configure: Figures(perHour: 3, perDay: 5));
        Read(host, thisHour);
        await host.Get<ReadingMeter>().WriteAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        Read(host, nextHour);
        await host.Get<ReadingMeter>().WriteAsync();

        (await ToldAsync(host)).Count.ShouldBe(told ? 1 : 0);
        (await host.Get<ReadingViews>().ListAsync(Town.Actor("security"))).Count.ShouldBe(0, "without an account there is nobody to name");
    }

    [Fact]
    public async Task Alarm_OfOneAccount_IsOnceADay_ToTheSecurityAdministratorAlone()
    {
        await using var host = await TestHost.StartAsync(configure: services =>
        {
            NotifyHost.Configure()(services);
            Figures(perHour: 2)(services);
        });
        await PageTest.AddPeopleAsync(host);
        await host.Reader().PositionAsync(default);
        for (var hour = 0; hour < 3; hour++)
        {
            Read(host, 3);
            await host.Get<ReadingMeter>().WriteAsync();
            host.Clock.Advance(TimeSpan.FromHours(1));
        }

        await using (var restarted = host.Second(Figures(perHour: 2)))
        {
            restarted.Clock.Advance(TimeSpan.FromHours(3));
            Read(restarted, 3);
            await restarted.Get<ReadingMeter>().WriteAsync();
        }

        await host.TellAsync();
        (await host.WhoAsync(NotificationKind.Alarm)).ShouldBe(["security"]);
        var told = (await host.ToldAsync()).Single();
        (told.Title, told.Text, told.Urgent, told.UnitId).ShouldBe(("查看条目异常多：operator01（operator01）", "operator01（operator01）一小时内查看 3 个条目，当天累计 3 个，请核实是否工作需要。", true, (int?)null));
        SubjectPages.PageOf(told.Subject).ShouldBe("/admin/reading");

        // 16:00 in the city was the start: five hours on, it is the next day.
        host.Clock.Advance(TimeSpan.FromHours(5));
        Read(host, 3);
        await host.Get<ReadingMeter>().WriteAsync();
        var rows = await ToldAsync(host);
        rows.Select(row => row.Subject).ShouldBe([ReadingExceeded.SubjectOf(Operator.AccountId!.Value), ReadingExceeded.SubjectOf(Operator.AccountId!.Value)]);
        rows[1].Data.ShouldContain("2026-11-24");
    }

    [Fact]
    public async Task Limit_WhenSet_StopsUntilTheNextHour_AndNeverWhatIsOpen()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.Configure<ReadingOptions>(options => options.MostPerHour = 2));
        var meter = host.Get<ReadingMeter>();
        Guid[] entries = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        meter.Note(Operator, entries[0]);
        meter.Note(Operator, entries[1]);
        await meter.WriteAsync();
        var refusal = Should.Throw<Refusal>(() => meter.Note(Operator, entries[2]));
        (refusal.Kind, refusal.Rule).ShouldBe((RefusalKind.TooMany, "basic.tooMany"));
        meter.Note(Operator, entries[0]);
        meter.Note(Operator with { ReadOnly = true }, entries[2]);
        meter.Note(Actor.System("test"), entries[2]);
        await meter.WriteAsync();
        (await RowsAsync(host)).Single().Entries.ShouldBe(2);

        host.Clock.Advance(TimeSpan.FromHours(1));
        meter.Note(Operator, entries[2]);
    }

    [Fact]
    public void Limit_UnlessSet_StopsNobody() => new ReadingOptions().MostPerHour.ShouldBe(0);

    [Fact]
    public async Task Rows_OlderThanTheyAreKept_AreForgotten()
    {
        await using var host = await TestHost.StartAsync();
        await host.Get<LedgerDoor>().CommitAsync(Actor.System("test"), (db, now) =>
        {
            for (var i = 0; i < 501; i++)
                db.Add(new ReadingHour { AccountId = Guid.NewGuid(), Hour = now.AddDays(-401), Entries = 1 });
            db.Add(new ReadingHour { AccountId = Operator.AccountId!.Value, Hour = now.AddDays(-399), Entries = 7 });
            return Task.FromResult<IReadOnlyList<LedgerEvent>>([]);
        });
        await host.Get<ReadingMeter>().WriteAsync();
        (await RowsAsync(host)).Single().Entries.ShouldBe(7);
    }

    [Fact]
    public async Task Note_OnTheWayOfEveryReader_CostsNothingToSpeakOf()
    {
        await using var host = await TestHost.StartAsync();
        var meter = host.Get<ReadingMeter>();
        var entries = Enumerable.Range(0, 300).Select(_ => Guid.NewGuid()).ToArray();
        const int Many = 200_000;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Many; i++)
            meter.Note(Operator, entries[i % entries.Length]);
        var each = Stopwatch.GetElapsedTime(started) / Many;
        output.WriteLine($"{each.TotalNanoseconds:0} ns each");
        each.ShouldBeLessThan(TimeSpan.FromMicroseconds(50));
        await meter.WriteAsync();
        (await RowsAsync(host)).Single().Entries.ShouldBe(300);
    }

    internal static Action<IServiceCollection> Figures(int perHour = 200, int perDay = 800) =>
        services => services.Configure<ReadingOptions>(options => (options.UnusualPerHour, options.UnusualPerDay) = (perHour, perDay));

    /// <summary>So many entries that nobody has read before.</summary>
    internal static void Read(TestHost host, int entries, string person = "operator01")
    {
        for (var i = 0; i < entries; i++)
            host.Get<ReadingMeter>().Note(Town.Actor(person), Guid.NewGuid());
    }

    private static DateTime Utc(string text) => DateTime.SpecifyKind(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);

    private static async Task<List<(Guid Account, DateTime Hour, int Entries)>> RowsAsync(TestHost host)
    {
        await using var db = host.Db();
        return [.. (await db.ReadingHours().AsNoTracking().OrderBy(row => row.Hour).ToListAsync()).Select(row => (row.AccountId, row.Hour, row.Entries))];
    }

    private static async Task<List<LedgerRow>> ToldAsync(TestHost host)
    {
        await using var db = host.Db();
        return await db.LedgerRows().Where(row => row.Kind == "reading.exceeded").OrderBy(row => row.Number).ToListAsync();
    }
}
