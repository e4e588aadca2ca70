using HotlineKb.Core.Basics;
using HotlineKb.Core.Profiles;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Profiles;

/// <summary>Every rule of a profile at its bounds.</summary>
public sealed class ProfileRulesTests
{
    [Theory]
    [InlineData("0763-3366123")]
    [InlineData("07633366123")]
    [InlineData("(0763)3366123")]
    [InlineData("3366123")]
    [InlineData("0763-3366123转8002")]
    [InlineData("0763-3366123-8002")]
    [InlineData("020-83366123")]
    [InlineData("12345")]
    [InlineData("110")]
    [InlineData("400-830-1234")]
    [InlineData("123456")]
    [InlineData("010-83366123转123456")]
    [InlineData("0763-3366123，0763-3366124；12345/110 120")]
    [InlineData("13800138000")]
    [InlineData("0763-3366123、0763-3366124")]
    [InlineData("")]
    public void Phone_OfTheRightForm_IsTaken(string phone) => ProfileRules.BadPhone(phone).ShouldBeNull();

    [Theory]
    [InlineData("0763-33661", "0763-33661")]
    [InlineData("1380013800", "1380013800")]
    [InlineData("138001380000", "138001380000")]
    [InlineData("0763-3366123、详见官网", "详见官网")]
    [InlineData("12", "12")]
    [InlineData("010-83366123转1234567", "010-83366123转1234567")]
    [InlineData("07-3366123", "07-3366123")]
    [InlineData("0763-336612345", "0763-336612345")]
    [InlineData("０７６３-3366123", "０７６３-3366123")]
    [InlineData("、", "、")]
    public void Phone_OfTheWrongForm_IsNamed(string phone, string named) => ProfileRules.BadPhone(phone).ShouldBe(named);

    [Theory]
    [InlineData("人民路12号", true)]
    [InlineData("人民路12", true)]
    [InlineData("人民路1", false)]
    [InlineData("清远市清城区人民二路12号", true)]
    [InlineData("英德市大站镇政府一楼", true)]
    [InlineData("本局", false)]
    [InlineData("12号楼", false)]
    [InlineData("一二三四五六", false)]
    public void Address_IsCheckedForForm(string address, bool taken)
    {
        var fields = WrongOf(AProfile.Text with { Windows = [AProfile.Text.Windows[0] with { Address = address }] });
        fields.ContainsKey("windows[0].address").ShouldBe(!taken);
    }

    [Fact]
    public void Complete_WhatIsMissingOrWrong_IsNamedAtItsLine()
    {
        var fields = WrongOf(new ProfileText
        {
            Institutions = [new ProfileInstitution(InstitutionKind.Affiliated, "", Phone: "abc")],
            Windows = [AProfile.Text.Windows[0], new ProfileWindow("", "", Phones: "打电话")],
            People = [new ProfilePerson(PersonRole.Contact, "陈志强", Phone: "13800138000", Mobile: "1380013800")],
        });
        fields.Keys.ShouldBe(["functions", "people", "institutions[0].name", "institutions[0].phone", "windows[1].name", "windows[1].address", "windows[1].phones", "people[0].phone", "people[0].mobile"], ignoreOrder: true);
        fields["people[0].phone"].ShouldContain("手机");
    }

    [Fact]
    public void Complete_PersonalNumbersInPlainText_AreRefused()
    {
        var fields = WrongOf(AProfile.Text with
        {
            Functions = "找小李 13800138000",
            Windows = [AProfile.Text.Windows[0] with { Handles = "加急请打138-0013-8000" }],
            People = [AProfile.Text.People[0] with { Duty = "手机13900139000" }, AProfile.Text.People[1]],
        });
        fields.Keys.ShouldBe(["functions", "windows[0].handles", "people[0].duty"], ignoreOrder: true);
    }

    [Fact]
    public void Tidy_CleansButNeverCuts()
    {
        var tidy = ProfileRules.Tidy(new ProfileText { Functions = " 职\0能\n二 ", Windows = [null!, new ProfileWindow(null!, null!), new ProfileWindow(" 窗 口 ", "人民路\n12号")], People = null!, Institutions = null! });
        (tidy.Functions, tidy.Windows.Count, tidy.Windows[0].Name, tidy.Windows[0].Address, tidy.People.Count).ShouldBe(("职能\n二", 1, "窗 口", "人民路 12号", 0));
        ProfileRules.Tidy(new ProfileText { Functions = new string('字', ProfileRules.MaxFunctions) }).Functions.Length.ShouldBe(ProfileRules.MaxFunctions);
        Should.Throw<Refusal>(() => ProfileRules.Tidy(new ProfileText { Functions = new string('字', ProfileRules.MaxFunctions + 1) })).Fields.ShouldContainKey("functions");
        Should.Throw<Refusal>(() => ProfileRules.Tidy(AProfile.Text with { Windows = [AProfile.Text.Windows[0], new ProfileWindow(new string('长', ProfileRules.MaxName + 1), "")] })).Fields.ShouldContainKey("windows[1].name");
        Should.Throw<Refusal>(() => ProfileRules.Tidy(AProfile.Text with { People = [AProfile.Text.People[0] with { Duty = new string('长', 10_000) }] })).Fields.ShouldContainKey("people[0].duty");
        var lines = Enumerable.Range(0, ProfileRules.MaxLines).Select(i => new ProfileWindow($"窗口{i}", "人民路12号")).ToList();
        ProfileRules.Tidy(new ProfileText { Windows = lines }).Windows.Count.ShouldBe(ProfileRules.MaxLines);
        Should.Throw<Refusal>(() => ProfileRules.Tidy(new ProfileText { Windows = [.. lines, lines[0]] })).RuleValue.ShouldBe(ProfileRule.TooMany);
    }

    private static IReadOnlyDictionary<string, string> WrongOf(ProfileText text)
    {
        try
        {
            ProfileRules.RequireComplete(ProfileRules.Tidy(text));
            return new Dictionary<string, string>();
        }
        catch (Refusal refusal)
        {
            refusal.RuleValue.ShouldBe(ProfileRule.Incomplete);
            return refusal.Fields;
        }
    }
}
