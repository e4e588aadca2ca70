using HotlineKb.Core.Entries;
using HotlineKb.Core.Releases;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Releases;

public sealed class ReleaseCheckTests
{
    private static readonly ReleaseOptions Options = new() { InternalMarkers = ["内部", "仅供话务员", "0763-3360001", "oa.example.gov.cn"] };

    [Theory]
    [InlineData("身份证441801199001011234的市民", FindingKind.Forbidden)]
    [InlineData("卡号6222020200112233445", FindingKind.Forbidden)]
    [InlineData("办公手机13800138000", FindingKind.Personal)]
    [InlineData("联系人：张小明", FindingKind.Personal)]
    [InlineData("邮箱a.b@example.com", FindingKind.Personal)]
    [InlineData("仅供话务员参考", FindingKind.Internal)]
    [InlineData("请拨0763 3360001转", FindingKind.Internal)]
    [InlineData("见https://OA.example.gov.cn/x", FindingKind.Internal)]
    [InlineData("见http://10.1.2.3/guide", FindingKind.Internal)]
    [InlineData("见http://kbserver/entries", FindingKind.Internal)]
    public void Text_WithWhatIsNotForThePublic_IsFound(string said, FindingKind kind)
    {
        ReleaseCheck.Find(AnEntry.AText with { Answer = said }, Options).Select(finding => finding.Kind).ShouldContain(kind, said);
        ReleaseCheck.Find(AnEntry.AText with { Body = $"<p>正文</p><p>{said}</p>" }, Options).Select(finding => finding.Kind).ShouldContain(kind, said);
        ReleaseCheck.Find(AnEntry.AText with { Basis = said }, Options).Select(finding => finding.Kind).ShouldContain(kind, said);
    }

    [Theory]
    [InlineData("<a href=\"/entries/441800-001-00001-6\">见</a>")]
    [InlineData("<a href=\"http://192.168.1.9/a?b&amp;c\">见</a>")]
    [InlineData("<a href='http://[fd00::1]/'>见</a>")]
    [InlineData("<a href=\"tel:13800138000\">见</a>")]
    public void Link_ThatShowsNothing_IsFoundAllTheSame(string body) => ReleaseCheck.Find(AnEntry.AText with { Body = body }, Options).ShouldNotBeEmpty();

    [Theory]
    [InlineData("请拨打12345或0763-3366222。")]
    [InlineData("见https://www.gdzwfw.gov.cn/portal和“粤省事”。")]
    [InlineData("带身份证，缴费2000元，3至5个工作日。")]
    public void Text_ForEverybody_IsLeftInPeace(string said) => ReleaseCheck.Find(AnEntry.AText with { Answer = said }, Options).ShouldBeEmpty();

    [Fact]
    public void Numbers_InFindings_AreMasked() =>
        ReleaseCheck.Find(AnEntry.AText with { Answer = "13800138000 441801199001011234" }, Options).ShouldAllBe(finding => finding.Text.Contains('*', StringComparison.Ordinal));

    [Fact]
    public async Task Text_WithAnIdentityNumber_IsNeverReleased()
    {
        await using var host = await TestHost.StartAsync();
        var code = await host.EntryAsync(ARelease.Text with { Basis = "当事人441801199001011234" });
        (await host.Get<ReleaseActions>().ProposeAsync(Town.Actor("city.editor"), code, ARelease.Said).ShouldBeRefusedAsync(ReleaseRule.PersonalData)).Message.ShouldNotContain("199001011234");
        (await host.ReleasesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Text_WithAMobileOrAMarker_IsReleasedOnlyWithAReason()
    {
        await using var host = await TestHost.StartAsync();
        var code = await host.EntryAsync(ARelease.Text with { Answer = "请拨打值班手机13800138000。", Basis = "内部规定公开版" });
        var state = await host.ProposedAsync(code);
        var detail = await host.Get<ReleaseViews>().GetAsync(Town.Actor("city.reviewer"), state.Id);
        detail.Findings.Select(finding => finding.Kind).ShouldBe([FindingKind.Personal, FindingKind.Internal]);
        var actions = host.Get<ReleaseActions>();
        (await actions.ApproveAsync(Town.Actor("city.reviewer"), state.Id, state.Version).ShouldBeRefusedAsync(ReleaseRule.NotAcknowledged)).Fields.ShouldContainKey("acknowledgement");
        await actions.ApproveAsync(Town.Actor("city.reviewer"), state.Id, state.Version, "就是13800138000").ShouldBeRefusedAsync(ReleaseRule.PersonalData);
        (await host.PublicTitlesAsync()).ShouldBeEmpty();
        await actions.ApproveAsync(Town.Actor("city.reviewer"), state.Id, state.Version, "单位对外值班手机");
        (await host.ReleasesAsync()).Single().Acknowledgement.ShouldBe("单位对外值班手机");
        await using var db = host.Db();
        (await db.LedgerRowsOf("release.approved")).Single().Data.ShouldContain("单位对外值班手机");
    }
}
