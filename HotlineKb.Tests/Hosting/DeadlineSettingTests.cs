using HotlineKb.Web.Hosting;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Hosting;

/// <summary>The hours are a setting (R5.3): read as people write them, and refused at the start when no hand-over could reckon with them.</summary>
public sealed class DeadlineSettingTests
{
    [Theory]
    [InlineData("22:00:00", 22)]
    [InlineData("22:00", 22)]
    [InlineData("24:00:00", 24)]
    [InlineData("48:00:00", 48)]
    [InlineData("100:00:00", 100)]
    [InlineData("2.01:00:00", 49)]
    public void Parse_HoursBeyondADay_AreHours(string text, int hours) => DeadlineSetting.Parse(text).ShouldBe(TimeSpan.FromHours(hours));

    [Theory]
    [InlineData("22")]
    [InlineData("-01:00:00")]
    [InlineData("00:00:00")]
    [InlineData("1.24:00:00")]
    [InlineData("00:60:00")]
    [InlineData("999.00:00:00")]
    [InlineData("10675199.00:00:00")]
    [InlineData("22h")]
    public void Parse_WhatMayMeanSomethingElse_IsNone(string text) => DeadlineSetting.Parse(text).ShouldBeNull();

    [Fact]
    public void Read_OneSecond_Counts() => Read(("UnitRevision", "00:00:01")).UnitRevision.ShouldBe(TimeSpan.FromSeconds(1));

    [Fact]
    public void Read_AWrongLimit_NamesTheSetting() =>
        Should.Throw<WrongSetting>(() => Read(("OfficeCheck", "10675199.00:00:00"))).Message.ShouldContain("HotlineKb:Deadlines:OfficeCheck");

    [Fact]
    public void Read_ACalendarInWhichALimitNeverEnds_NamesTheSetting() =>
        Should.Throw<WrongSetting>(() => Read(("Calendar:Enabled", "true"), ("Calendar:Hours", "09:00-09:01"), ("Calendar:Days", "1"))).Message.ShouldContain("HotlineKb:Deadlines:Calendar");

    [Fact]
    public void Read_AnOrdinaryCalendar_IsTaken() => Read(("Calendar:Enabled", "true")).Calendar.ShouldNotBeNull();

    private static Core.Assignments.Deadlines Read(params (string Key, string Value)[] values) =>
        DeadlineSetting.Read(
            new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create($"HotlineKb:Deadlines:{pair.Key}", (string?)pair.Value))).Build().GetSection("HotlineKb:Deadlines"),
            DateTime.UnixEpoch);
}
