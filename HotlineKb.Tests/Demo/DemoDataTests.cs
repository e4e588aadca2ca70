using System.Text.RegularExpressions;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Web.Demo;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Demo;

/// <summary>What the files of the sample city must be before anyone loads them.</summary>
public sealed partial class DemoDataTests
{
    private static readonly DemoData City = DemoData.Load();

    [Fact]
    public void Units_AreEnoughAndUnique()
    {
        City.Regions.Count.ShouldBe(9);
        City.Regions.Count(region => Jurisdiction.IsCity(region.Code)).ShouldBe(1);
        City.Units.Count(unit => unit.IsCity).ShouldBeGreaterThanOrEqualTo(45);
        foreach (var region in City.Regions.Where(region => !Jurisdiction.IsCity(region.Code)))
            City.Units.Count(unit => unit.Region == region.Code).ShouldBeGreaterThanOrEqualTo(12, region.Name);
        City.Units.Select(unit => unit.Id).ShouldBeUnique();
        City.Units.Select(unit => unit.Name).Concat(City.Units.Where(unit => unit.ShortName != unit.Name).Select(unit => unit.ShortName)).ShouldBeUnique();
        City.Units.ShouldAllBe(unit => unit.Number >= 1 && unit.Number <= 999 && unit.Name.Length >= 4 && unit.Name.Length <= 100 && unit.ShortName.Length <= 40 && unit.Functions.Length >= 20);
        City.Units.ShouldContain(unit => unit.Name == "清远市人力资源和社会保障局" && unit.ShortName == "市人社局");
    }

    [Fact]
    public void Counterparts_JoinCityAndCountyUnits()
    {
        var levels = City.Units.ToDictionary(unit => unit.Id, unit => unit.IsCity);
        var pairs = City.Pairs().ToList();
        pairs.ShouldBeUnique();
        pairs.ShouldAllBe(pair => levels[pair.City] && !levels[pair.County]);
        pairs.ShouldContain((City.Unit("清远市人力资源和社会保障局").Id, City.Unit("英德市人力资源和社会保障局").Id));
    }

    [Fact]
    public void Trees_HaveLeavesForEveryUnitWithinFiveLevels()
    {
        foreach (var unit in City.Units)
        {
            var leaves = City.LeavesOf(unit);
            leaves.ShouldNotBeEmpty(unit.Name);
            leaves.ShouldBeUnique();
            leaves.ShouldAllBe(path => path.Split('/').Length <= Category.MaxLevels && path.Split('/').All(name => name.Length >= 1 && name.Length <= 40));
        }
    }

    [Fact]
    public void Entries_AreEnoughAndKeepEveryRule()
    {
        City.Entries.Count.ShouldBeGreaterThanOrEqualTo(80);
        City.Entries.Select(entry => entry.Title).ShouldBeUnique();
        foreach (var entry in City.Entries)
        {
            City.LeavesOf(City.Unit(entry.Unit)).ShouldContain(entry.Category, entry.Title);
            entry.PublishedDaysAgo.ShouldBeInRange(2, 260, entry.Title);
            KeepsRules(new EntryText { Title = entry.Title, Answer = entry.Answer, Body = entry.Body, Basis = entry.Basis, Keywords = entry.Keywords });
            entry.Answer.Length.ShouldBeInRange(40, 400, entry.Title);
            BodyHtml.ToPlainText(entry.Body).Length.ShouldBeGreaterThan(100, entry.Title);
        }
    }

    [Fact]
    public void Revisions_KeepEveryRuleAndStandInEveryStage()
    {
        var entries = City.Entries.ToDictionary(entry => entry.Title);
        City.Revisions.Select(revision => (revision.Unit, revision.Title, revision.Change)).ShouldBeUnique();
        foreach (var revision in City.Revisions)
        {
            City.Unit(revision.Unit).ShouldNotBeNull();
            revision.HoursAgo.ShouldBeGreaterThan(0, revision.Title);
            if (revision.Change is ChangeKind.New)
            {
                entries.ShouldNotContainKey(revision.Title);
                KeepsRules(new EntryText { Title = revision.Title, Answer = revision.Answer, Body = revision.Body, Basis = revision.Basis, Keywords = revision.Keywords });
            }
            else
            {
                entries[revision.Title].Unit.ShouldBe(revision.Unit, revision.Title);
            }
        }

        City.Revisions.Select(revision => revision.Stage).Distinct().Count().ShouldBe(5);
        City.Histories.Count(history => history.Then.Change is ChangeKind.Update).ShouldBeGreaterThanOrEqualTo(6);
        City.Histories.ShouldContain(history => history.Then.Change == ChangeKind.Withdraw);
        foreach (var history in City.Histories.Where(history => !string.IsNullOrEmpty(history.First.Omit)))
            entries[history.Title].Body.ShouldContain(history.First.Omit!, Case.Sensitive, history.Title);
    }

    [Fact]
    public void WorkOrders_AreRepliedBeforeAnythingIsMadeOfThem()
    {
        var orders = City.WorkOrders.ToDictionary(order => order.Number);
        City.WorkOrders.ShouldAllBe(order => order.Unit == null || City.Unit(order.Unit) != null);
        City.WorkOrders.ShouldAllBe(order => order.Number.Length == 6 && (order.Reply == "") == (order.RepliedHoursAgo == null) && (order.RepliedHoursAgo ?? 0) < order.ReceivedHoursAgo);
        var used = City.Revisions.Select(revision => (revision.WorkOrder, revision.HoursAgo)).Concat(City.Histories.Select(history => (history.Then.WorkOrder, history.Then.HoursAgo))).Where(use => use.WorkOrder is not null).ToList();
        used.Select(use => use.WorkOrder).ShouldBeUnique();
        used.ShouldAllBe(use => orders[use.WorkOrder!].RepliedHoursAgo > use.HoursAgo + 0.5);
    }

    [Fact]
    public void Texts_HoldNoRealPersonsData()
    {
        foreach (var entry in City.Entries)
            PersonalData.Find(entry.Title + entry.Answer + entry.Body + entry.Basis).ShouldBeEmpty(entry.Title);
        foreach (var revision in City.Revisions)
            PersonalData.Find(revision.Title + revision.Answer + revision.Body + revision.Basis).ShouldBeEmpty(revision.Title);
        foreach (var request in City.Requests)
            PersonalData.Find(request.Title + request.Text + request.Answer?.Title + request.Answer?.Answer + request.Answer?.Body + string.Concat(request.Steps.Select(step => step.Text))).ShouldBeEmpty(request.Title);
        foreach (var urging in City.Urgings)
            PersonalData.Find(urging.Text + string.Concat(urging.Steps.Select(step => step.Text))).ShouldBeEmpty(urging.Title);
        // Work orders show what masking is for, with numbers that nobody can have.
        foreach (var order in City.WorkOrders)
        {
            var text = order.Title + order.Content + order.Reply;
            MobileNumber().Matches(text).Select(match => match.Value).ShouldAllBe(number => number.EndsWith("00000000"));
            PlateNumber().Matches(text).Select(match => match.Value).ShouldAllBe(plate => plate.EndsWith("0000"));
            IdentityNumber().Matches(text).Select(match => match.Value).ShouldAllBe(number => number.Substring(14, 3) == "000");
        }

        DemoAccounts.Everyone(City).Select(person => person.Account.UserName).ShouldBeUnique();
    }

    private static void KeepsRules(EntryText text)
    {
        var tidy = EntryTextRules.Tidy(text);
        EntryTextRules.RequireComplete(tidy);
        tidy.Answer.ShouldBe(text.Answer, text.Title);
        // What the allow-list drops was never meant to be there; links get their rel attribute.
        BodyHtml.ToPlainText(tidy.Body).ShouldBe(BodyHtml.ToPlainText(text.Body), text.Title);
        TagName().Matches(tidy.Body).Count.ShouldBe(TagName().Matches(text.Body).Count, text.Title);
        tidy.Keywords.Count.ShouldBeInRange(2, EntryTextRules.MaxKeywords, text.Title);
        tidy.Basis.ShouldNotBeEmpty(text.Title);
    }

    // A parser puts in the body that a table has without saying so.
    [GeneratedRegex("<(?!tbody)[a-z0-9]+")]
    private static partial Regex TagName();

    [GeneratedRegex(@"(?<!\d)1[3-9]\d{9}(?!\d)")]
    private static partial Regex MobileNumber();

    [GeneratedRegex(@"[粤湘桂][A-Z][·•.]?[A-Z0-9]{5}")]
    private static partial Regex PlateNumber();

    [GeneratedRegex(@"(?<!\d)\d{17}[\dXx](?!\d)")]
    private static partial Regex IdentityNumber();
}
