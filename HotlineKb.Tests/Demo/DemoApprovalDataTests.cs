using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Web.Demo;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Demo;

/// <summary>What the files of the sample city's approval items must be before anyone loads them.</summary>
public sealed class DemoApprovalDataTests
{
    private static readonly DemoData City = DemoData.Load();
    private static readonly List<HallRecord> First = [.. City.Approvals.Select(HallRecord.Read)];
    private static readonly List<HallRecord> Later = [.. City.LaterApprovals.Select(HallRecord.Read)];

    /// <summary>By code, as they came first.</summary>
    internal static Dictionary<string, HallRecord> Items { get; } =
        First.Concat(Later).Where(record => record.Guide is not null).GroupBy(record => record.Code!).ToDictionary(group => group.Key, group => group.First());

    [Fact]
    public void Records_AreReadableAndCompleteButForThree()
    {
        First.Count.ShouldBeInRange(110, 150);
        First.Where(record => record.Problem is not null).Select(record => record.Problem).ShouldBe(
            ["没有事项名称（CATANAME、TASK_NAME）。", "没有实施部门（DEPT_NAME、DEPT_CODE）。", "不是事项：没有 AUDIT_ITEM。"], ignoreOrder: true);
        Later.ShouldAllBe(record => record.Problem == null);
        foreach (var record in First.Concat(Later).Where(record => record.Guide is not null))
        {
            var guide = record.Guide!;
            record.Code!.ShouldMatch("^[0-9a-f]{32}$");
            guide.Conditions.Split('\n').Length.ShouldBeInRange(2, 6, guide.Name);
            guide.Materials.Count.ShouldBeInRange(1, 8, guide.Name);
            guide.Materials.ShouldAllBe(material => material.Name.Length >= 2);
            guide.Steps.Split('\n').Length.ShouldBeInRange(2, 6, guide.Name);
            guide.Promised.ShouldNotBeNull(guide.Name);
            guide.Statutory.ShouldNotBeNull(guide.Name);
            if (guide.Promised.Kind == guide.Statutory.Kind)
                (guide.Promised.Days ?? 0).ShouldBeLessThanOrEqualTo(guide.Statutory.Days ?? int.MaxValue, guide.Name);
            (guide.Charges == true).ShouldBe(guide.Fee.Length > 0, guide.Name);
            guide.Online.ShouldBe(guide.OnlineUrl.Length > 0, guide.Name);
            new[] { guide.Address, guide.Hours, guide.Type, guide.Area, guide.Department }.ShouldAllBe(text => text.Length > 0, guide.Name);
            guide.Phone.ShouldMatch(@"^0763-33\d{5}$");
            new[] { guide.LegalBasis.Count, guide.Themes.Count, guide.Audience.Count }.ShouldAllBe(count => count > 0, guide.Name);
            PersonalData.Find(record.Raw).ShouldBeEmpty(guide.Name);
        }

        Items.Values.Count(record => record.Guide!.Questions.Count > 0).ShouldBeGreaterThan(20);
        Items.Values.Count(record => record.Guide!.Materials.Exists(material => !material.Needed)).ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Records_AreEachAnItemOfItsOwn()
    {
        var items = First.Where(record => record.Guide is not null).ToList();
        items.Select(record => record.Code).ShouldBeUnique();
        items.Select(record => record.TaskCode).ShouldBeUnique();
        items.Select(record => (record.Department, record.Name)).ShouldBeUnique();
        items.ShouldAllBe(record => !record.Cancelled);
        var before = items.ToDictionary(record => record.Code!, record => record.Hash);
        Later.Count(record => !before.ContainsKey(record.Code!)).ShouldBe(2);
        Later.Count(record => record.Cancelled && before[record.Code!] == record.Hash).ShouldBe(2);
        Later.Count(record => !record.Cancelled && before.TryGetValue(record.Code!, out var hash) && hash != record.Hash).ShouldBe(8);
        Later.Count.ShouldBe(12);
    }

    [Fact]
    public void Desk_NamesUnitsAndKeepsTheRulesOfKeywords()
    {
        var departments = Items.Values.Select(record => record.Department).Distinct().ToList();
        City.ApprovalDesk.Departments.Keys.ShouldBeSubsetOf(departments);
        departments.Except(City.ApprovalDesk.Departments.Keys).ShouldBe(["清远市图书馆", "广东省清远市清远公证处"], ignoreOrder: true);
        City.ApprovalDesk.Departments.Values.ShouldAllBe(unit => City.Unit(unit) != null);
        City.ApprovalDesk.Departments.Count(pair => pair.Key != pair.Value).ShouldBeGreaterThanOrEqualTo(5);

        var keywords = City.ApprovalDesk.Keywords;
        (keywords.Count / (double)Items.Count).ShouldBeInRange(0.4, 0.65);
        foreach (var (code, words) in keywords)
        {
            words.Count.ShouldBeGreaterThanOrEqualTo(2, Items[code].Name);
            EntryTextRules.Keywords(Items[code].Name, words).ShouldBe(words);
        }
    }

    [Fact]
    public void Entries_ReferToItemsOfTheirOwnUnit()
    {
        var referring = City.Entries.Where(entry => entry.Approvals is not null).ToList();
        referring.Count.ShouldBeInRange(20, 30);
        foreach (var entry in referring)
        {
            entry.Approvals!.ShouldBeUnique();
            entry.Approvals!.ShouldAllBe(code => City.ApprovalDesk.Departments[Items[code].Department] == entry.Unit, entry.Title);
        }
    }

    [Fact]
    public void Filings_HoldNoPersonalData()
    {
        City.Filings.Count.ShouldBe(8);
        City.Filings.ShouldAllBe(filing => (filing.Kind == FilingKind.Add) == (filing.Item == null) && (filing.Item == null || Items.ContainsKey(filing.Item)));
        foreach (var filing in City.Filings)
            PersonalData.Find(filing.Name + filing.What + string.Concat(filing.Steps.Select(step => step.Text))).ShouldBeEmpty(filing.What);
        City.ApprovalDesk.SetAside.ShouldAllBe(aside => Items.ContainsKey(aside.Item));
    }
}
