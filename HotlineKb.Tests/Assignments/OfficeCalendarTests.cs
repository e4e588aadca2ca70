using HotlineKb.Core.Assignments;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Assignments;

/// <summary>R5.3 counts clock hours; a city may count its office's hours instead.</summary>
public sealed class OfficeCalendarTests
{
    private static readonly TimeZoneInfo City = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>Half past eight to noon, half past two to half past five; the National Day holiday of 2026, with the Saturday worked for it.</summary>
    private static readonly OfficeCalendar Calendar = new(
        [(new TimeOnly(8, 30), new TimeOnly(12, 0)), (new TimeOnly(14, 30), new TimeOnly(17, 30))],
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday],
        Enumerable.Range(1, 7).Select(day => new DateOnly(2026, 10, day)),
        [new DateOnly(2026, 10, 10)],
        City);

    [Theory]
    [InlineData("2026-11-23 09:00", 2, "2026-11-23 11:00")] // within a morning
    [InlineData("2026-11-23 11:00", 2, "2026-11-23 15:30")] // across noon
    [InlineData("2026-11-23 09:00", 3, "2026-11-23 12:00")] // an end at closing time stays there
    [InlineData("2026-11-23 07:00", 1, "2026-11-23 09:30")] // before opening
    [InlineData("2026-11-23 22:00", 1, "2026-11-24 09:30")] // at night
    [InlineData("2026-11-20 16:30", 2, "2026-11-23 09:30")] // across a weekend
    [InlineData("2026-09-30 16:30", 2, "2026-10-08 09:30")] // across the holiday
    [InlineData("2026-10-09 16:30", 2, "2026-10-10 09:30")] // into the Saturday that is worked
    [InlineData("2026-10-10 16:30", 2, "2026-10-12 09:30")] // and out of it
    [InlineData("2026-11-23 08:30", 22, "2026-11-26 11:00")] // 22 working hours
    public void Add_CountsWorkingHoursOnly(string from, double hours, string due)
    {
        Calendar.Add(Utc(from), TimeSpan.FromHours(hours)).ShouldBe(Utc(due));
        Calendar.Between(Utc(from), Utc(due)).ShouldBe(TimeSpan.FromHours(hours));
    }

    [Fact]
    public void Between_BackwardsOrOutside_IsZero()
    {
        Calendar.Between(Utc("2026-11-23 11:00"), Utc("2026-11-23 09:00")).ShouldBe(TimeSpan.Zero);
        Calendar.Between(Utc("2026-11-21 09:00"), Utc("2026-11-22 17:00")).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Clock_WithACalendar_IsDueInWorkingHoursAndRemindsInThem()
    {
        // Monday 16:00 in the city.
        await using var host = await TestHost.StartAsync(configure: services => services.Configure<Deadlines>(deadlines => deadlines.Calendar = Calendar));
        var entry = await AnEntry.Drafted(host).SubmittedToUnit();
        var clock = (await entry.ClocksAsync()).Single();
        clock.DueAt.ShouldBe(Utc("2026-11-27 09:30"));
        clock.NextNoticeAt.ShouldBe(Utc("2026-11-25 11:30"), "eleven working hours");
        host.Clock.Advance(TimeSpan.FromHours(22));
        (await host.Get<AssignmentSweep>().RunAsync()).Total.ShouldBe(0);
        clock.IsOverdue(host.Now).ShouldBeFalse();
    }

    [Fact]
    public void Setting_IsOffByDefault() => CalendarSetting.Read(Section([])).ShouldBeNull();

    [Fact]
    public void Setting_SwitchedOn_CountsItsHoursHolidaysAndMakeUpDays()
    {
        var calendar = CalendarSetting.Read(Section(new() { ["Enabled"] = "true", ["Hours"] = "09:00-12:00,13:00-17:00", ["Days"] = "1,2,3,4,5", ["Holidays"] = "2026-10-01", ["MakeUpDays"] = "2026-10-10" }))!;
        calendar.IsWorkingDay(new DateOnly(2026, 10, 1)).ShouldBeFalse();
        calendar.IsWorkingDay(new DateOnly(2026, 10, 2)).ShouldBeTrue();
        calendar.IsWorkingDay(new DateOnly(2026, 10, 10)).ShouldBeTrue();
        calendar.IsWorkingDay(new DateOnly(2026, 10, 11)).ShouldBeFalse();
        calendar.Add(Utc("2026-10-10 16:00"), TimeSpan.FromHours(2)).ShouldBe(Utc("2026-10-12 10:00"));
    }

    [Theory]
    [InlineData("Enabled", "maybe")]
    [InlineData("Hours", "9-17")]
    [InlineData("Hours", "17:00-09:00")]
    [InlineData("Hours", "09:00-12:00,11:00-17:00")]
    [InlineData("Days", "8")]
    [InlineData("Days", ",")]
    [InlineData("Holidays", "10月1日")]
    [InlineData("MakeUpDays", "2026-13-01")]
    public void Setting_ThatIsWrong_IsNamed(string name, string value)
    {
        var section = Section(new() { ["Enabled"] = "true", [name] = value });
        Should.Throw<WrongSetting>(() => CalendarSetting.Read(section)).Message.ShouldContain("HotlineKb:Deadlines:Calendar");
    }

    private static IConfigurationSection Section(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create($"HotlineKb:Deadlines:Calendar:{pair.Key}", pair.Value))).Build().GetSection("HotlineKb:Deadlines:Calendar");

    private static DateTime Utc(string city) => TimeZoneInfo.ConvertTimeToUtc(DateTime.ParseExact(city, "yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture), City);
}
