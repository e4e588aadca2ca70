using HotlineKb.Core.Basics;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Units;
using HotlineKb.Tests.Kit;
using HotlineKb.Web.Profiles;
using MiniExcelLibs;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Profiles;

/// <summary>Profiles in and out as Excel: the good rows go in, the rest come back with the reason in its own column.</summary>
public sealed class ProfileTransferTests
{
    private static readonly ProfileRow Good = new(2, "市人社局", "窗口", "就业窗口", "清远市人民二路12号", Phone: "0763-3366777");

    [Fact]
    public async Task Import_WrongDuplicateAndMissingRows_ComeBackWithTheReason()
    {
        await using var host = await TestHost.StartAsync();
        var results = await host.Get<ProfileTransfer>().ImportAsync(Town.Actor("city.checker"),
        [
            Good,
            Good with { Place = 3 },
            Good with { Place = 4, Name = "坏窗口", Phone = "没有电话" },
            Good with { Place = 5, Unit = "市外星局", Name = "甲" },
            Good with { Place = 6, Unit = "", Name = "乙" },
            Good with { Place = 7, Kind = "厅", Name = "丙" },
            Good with { Place = 8, Name = "" },
            Good with { Place = 9, Unit = "英德市民政局" },
            new ProfileRow(10, "市人社局", "主要职能", Note: "负责就业。"),
            new ProfileRow(11, "市人社局", "联系人", "王芳", Phone: "13800138000"),
        ]);
        results.Select(result => result.Reason is null).ShouldBe([true, false, false, false, false, false, false, false, true, false]);
        results[1].Reason.ShouldBe("与第 2 行重复。");
        results[2].Reason!.ShouldContain("没有电话");
        results[3].Reason!.ShouldContain("市外星局");
        results[4].Reason.ShouldBe("缺少单位。");
        results[5].Reason!.ShouldContain("没有“厅”这个类别");
        results[6].Reason.ShouldBe("缺少名称。");
        results[7].Reason!.ShouldContain("本办负责");
        results[9].Reason!.ShouldContain("手机");

        // It lies ready: the unit looks at it and submits (R2.1).
        var detail = await host.Get<ProfileViews>().GetAsync(Town.Actor("officer.rsj"), Unit.CodeOf(Town.Rsj));
        (detail.Stage, detail.InUse, detail.Pending!.Functions, detail.Pending.Windows.Single().Name).ShouldBe((ProfileStage.Drafting, null, "负责就业。", "就业窗口"));
        await using var db = host.Db();
        (await db.LedgerRowsOf("profile.prepared")).Single().Actor.ShouldBe("city.checker");

        using var file = await ProfileSheet.RefusedAsync(results, default);
        var rows = MiniExcel.Query(file, useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        rows.Count.ShouldBe(8);
        (rows[0]["原因"], rows[0]["名称"]).ShouldBe(("与第 2 行重复。", "就业窗口"));
    }

    [Fact]
    public async Task Import_ByAnOffice_TouchesNothingTheUnitHasBegun()
    {
        await using var host = await TestHost.StartAsync();
        await host.Get<ProfileActions>().SaveAsync(Town.Actor("officer.rsj"), Town.Rsj, 0, AProfile.Text);
        var results = await host.Get<ProfileTransfer>().ImportAsync(Town.Actor("city.checker"), [Good]);
        results.Single().Reason!.ShouldContain("没有覆盖");
        (await host.Get<ProfileViews>().GetAsync(Town.Actor("officer.rsj"), "441800-001")).Pending.ShouldBe(AProfile.Text);
        await host.Get<ProfileTransfer>().ImportAsync(Town.Actor("operator01"), [Good]).ShouldBeRefusedAsync(BasicRule.NotPermitted);
    }

    [Fact]
    public async Task Export_ThenMendedAndImported_ChangesOnlyWhatTheFileSays()
    {
        await using var host = await TestHost.StartAsync();
        await AProfile.InUseAsync(host, AProfile.Text with { Institutions = [AProfile.Text.Institutions[0] with { Note = "=1+1" }] });
        using var file = new MemoryStream();
        await host.Get<ProfileTransfer>().ExportAsync(Town.Actor("officer.rsj"), rows => ProfileSheet.WriteAsync(file, rows, default));
        await using (var db = host.Db())
            (await db.LedgerRowsOf("profile.exported")).Single().Data.ShouldBe("{\"units\":1,\"rows\":5}");
        file.Position = 0;
        var read = ProfileSheet.Read(file);
        read.Select(row => row.Kind).ShouldBe(["主要职能", "窗口", "联系人", "信息采集员", "直属机构"]);
        read[4].Note.ShouldBe("=1+1");
        read[2].Mobile.ShouldBe("13800138000");

        var results = await host.Get<ProfileTransfer>().ImportAsync(Town.Actor("officer.rsj"), [read[1] with { Phone = "0763-3366555" }, read[1] with { Name = "新窗口" }]);
        results.ShouldAllBe(result => result.Reason == null);
        var pending = (await host.Get<ProfileViews>().GetAsync(Town.Actor("officer.rsj"), "441800-001")).Pending!;
        pending.Windows.Select(window => window.Phones).ShouldBe(["0763-3366555", "0763-3366123、0763-3366124"]);
        pending.People.ShouldBe(AProfile.Text.People);
        (await host.Get<ProfileTransfer>().ImportAsync(Town.Actor("officer.yiliao"), [read[1]])).Single().Reason.ShouldNotBeNull();
        await host.Get<ProfileTransfer>().ExportAsync(Town.Actor("operator01"), _ => Task.CompletedTask).ShouldBeRefusedAsync(BasicRule.NotPermitted);
    }

    [Fact]
    public void Read_WhatIsNoSheet_SaysSo()
    {
        Should.Throw<Refusal>(() => ProfileSheet.Read(new MemoryStream("not a sheet"u8.ToArray()))).Message.ShouldContain("Excel");
        using var other = new MemoryStream();
        other.SaveAs(new[] { new { 甲 = 1 } });
        other.Position = 0;
        Should.Throw<Refusal>(() => ProfileSheet.Read(other)).Message.ShouldContain("列名");
    }
}
