using System.Net;
using HotlineKb.Web.Hosting;
using HotlineKb.Web.Releases;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Releases;

public sealed class OpenSettingTests
{
    [Theory]
    [InlineData("Open:Burst", "0")]
    [InlineData("Open:Burst", "many")]
    [InlineData("Open:PerSecond", "-1")]
    [InlineData("Open:KeyBurst", "0")]
    [InlineData("Open:KeyPerSecond", "viele")]
    [InlineData("Open:Title", " ")]
    public void Setting_ThatCannotBeMeant_IsNamed(string name, string value) =>
        Should.Throw<WrongSetting>(() => OpenSetting.Read(Section((name, value)), null)).Message.ShouldContain($"HotlineKb:{name}");

    [Fact]
    public void Markers_AreReadWithAnyComma_AndReplaceTheStandardOnes()
    {
        OpenSetting.ReadRules(Section(("Releases:InternalMarkers", "内部，oa.local、 0763-1"))).InternalMarkers.ShouldBe(["内部", "oa.local", "0763-1"]);
        OpenSetting.ReadRules(Section()).InternalMarkers.ShouldContain("仅供话务员");
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("2001:db8:1:2:ffff::1", "20010DB800010002")]
    public void Address_IsCountedByItsNetwork(string address, string key) => OpenRateLimit.KeyOf(IPAddress.Parse(address)).ShouldBe(key);

    private static IConfigurationSection Section(params (string Name, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"HotlineKb:{value.Name}", (string?)value.Value))).Build().GetSection("HotlineKb");
}
