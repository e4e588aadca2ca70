using HotlineKb.Core.Approvals;
using HotlineKb.Web.Approvals;
using HotlineKb.Web.Hosting;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>What nobody can have meant stops the start, by name.</summary>
public sealed class HallSettingTests
{
    [Theory]
    [InlineData("BaseUrl", "hall.example.gov.cn")]
    [InlineData("BaseUrl", "ftp://hall.example.gov.cn")]
    [InlineData("BaseUrl", "https://user:word@hall.example.gov.cn")]
    [InlineData("BaseUrl", "https://hall.example.gov.cn/?a=1")]
    [InlineData("BaseUrl", "https://hall.example.gov.cn/#a")]
    [InlineData("AllowedHosts", "*.example.gov.cn")]
    [InlineData("AllowedHosts", "hall.example.gov.cn/api")]
    [InlineData("AreaCode", "清远")]
    [InlineData("AreaCode", "4418000000001")]
    [InlineData("Schedule", "hourly")]
    [InlineData("Schedule", "99 * * * *")]
    [InlineData("FullSchedule", "0 30 25 * * *")]
    [InlineData("Patience", "0:00:00")]
    [InlineData("Patience", "01:00:00")]
    [InlineData("Patience", "soon")]
    [InlineData("Retries", "-1")]
    [InlineData("Retries", "0")]
    [InlineData("Retries", "11")]
    [InlineData("RetryAfter", "-0:00:01")]
    [InlineData("MaxAnswerMegabytes", "0")]
    [InlineData("MaxAnswerMegabytes", "many")]
    [InlineData("MostWithdrawnPercent", "101")]
    [InlineData("MostWithdrawnPercent", "-1")]
    [InlineData("MostWithdrawnPercent", "NaN")]
    public void Read_AWrongValue_NamesTheSettingAndTheValue(string name, string value)
    {
        var wrong = Should.Throw<WrongSetting>(() => (Read((name, value)), HallSetting.Schedule(Section((name, value))), HallSetting.FullSchedule(Section((name, value)))));
        wrong.Message.ShouldContain($"HotlineKb:ServiceHall:{name}");
        wrong.Message.ShouldContain(value);
    }

    [Fact]
    public void Read_AHallOutsideTheAllowedHosts_NamesBoth()
    {
        var wrong = Should.Throw<WrongSetting>(() => Read(("BaseUrl", "https://hall.example.gov.cn:8443/api"), ("AllowedHosts", "hall.example.gov.cn, other.example.gov.cn")));
        wrong.Message.ShouldContain("HotlineKb:ServiceHall:BaseUrl");
        wrong.Message.ShouldContain("HotlineKb:ServiceHall:AllowedHosts");
    }

    [Fact]
    public void Read_Nothing_IsNoHallAndTheStandards()
    {
        var options = Read();
        (options.BaseUrl, options.AllowedHosts.Count, options.MostWithdrawn).ShouldBe((null, 0, 10));
        HallSetting.Schedule(Section()).ShouldBe(HallSetting.StandardSchedule);
        HallSetting.FullSchedule(Section()).ShouldBe(HallSetting.StandardFullSchedule);
    }

    [Fact]
    public void Read_AHall_AllowsItsOwnHostAlone()
    {
        var options = Read(("BaseUrl", "https://hall.example.gov.cn:8443/api"), ("MostWithdrawnPercent", "2.5"), ("Patience", "0:00:20"));
        options.AllowedHosts.ShouldBe(["hall.example.gov.cn:8443"]);
        (options.MostWithdrawn, options.Patience).ShouldBe((2.5, TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData("*/15 * * * *", "0 */15 * * * *")]
    [InlineData(" 5  4 * * * ", "0 5 4 * * *")]
    [InlineData("30 0 3 * * *", "30 0 3 * * *")]
    public void Schedule_OfFiveOrSixFields_IsReadWithSeconds(string text, string cron) => HallSetting.Schedule(Section(("Schedule", text))).ShouldBe(cron);

    private static HallOptions Read(params (string Name, string Value)[] values) => HallSetting.Read(Section(values));

    private static IConfigurationSection Section(params (string Name, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create($"HotlineKb:ServiceHall:{pair.Name}", (string?)pair.Value))).Build().GetSection("HotlineKb");
}
