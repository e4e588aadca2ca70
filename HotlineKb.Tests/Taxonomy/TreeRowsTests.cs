using HotlineKb.Core.Taxonomy;
using HotlineKb.Web.Taxonomy;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Taxonomy;

/// <summary>What is open, what is shown, where a step or a drop leads.</summary>
public sealed class TreeRowsTests
{
    private static readonly string[] Paths = ["甲", "甲/一", "甲/二", "乙", "丙", "丙/三"];

    [Fact]
    public void SmallTree_IsShownWhole_ALargeOneClosed()
    {
        Rows(Paths).Shown.Select(item => item.Path).ShouldBe(Paths);
        var large = Rows([.. Enumerable.Range(0, 20).SelectMany(i => Enumerable.Range(0, 10).Select(j => $"{i}/{j}").Prepend($"{i}"))]);
        large.Shown.Count.ShouldBe(20);
        large.ToggleAll(true);
        large.Shown.Count.ShouldBe(220);
        large.ToggleAll(false);
        large.Reveal(large.All.Single(item => item.Path == "7/3").Id);
        large.Shown.Count.ShouldBe(30);
    }

    [Fact]
    public void Tree_ReadAgain_KeepsWhatIsOpen()
    {
        var rows = Rows(Paths);
        rows.Toggle(At(rows, "甲"));
        rows.Shown.Select(item => item.Path).ShouldBe(["甲", "乙", "丙", "丙/三"]);
        rows.Take(rows.All);
        rows.Shown.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("甲", "ArrowUp", null)]
    [InlineData("乙", "ArrowUp", "0")]
    [InlineData("甲", "ArrowDown", "1")]
    [InlineData("丙", "ArrowDown", null)]
    [InlineData("乙", "ArrowRight", "甲 2")]
    [InlineData("甲", "ArrowRight", null)]
    [InlineData("甲/二", "ArrowLeft", "1")]
    [InlineData("乙", "ArrowLeft", null)]
    public void Step_WithAnArrow_LeadsAmongSiblingsInAndOut(string path, string key, string? expected)
    {
        var rows = Rows(Paths);
        Said(rows, rows.Step(At(rows, path), key)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("丙", "甲", DropPlace.Before, "0")]
    [InlineData("甲", "乙", DropPlace.After, "1")]
    [InlineData("甲", "丙", DropPlace.Before, "1")]
    [InlineData("乙", "甲/一", DropPlace.After, "甲 1")]
    [InlineData("乙", "甲", DropPlace.Inside, "甲 2147483647")]
    [InlineData("乙", "乙", DropPlace.Inside, null)]
    public void Drop_AtARow_MeansAPlace(string dragged, string onto, DropPlace where, string? expected)
    {
        var rows = Rows(Paths);
        Said(rows, rows.Drop(At(rows, dragged).Id, At(rows, onto).Id, where)).ShouldBe(expected);
        rows.Drop(Guid.NewGuid(), At(rows, onto).Id, where).ShouldBeNull();
        rows.Drop(At(rows, dragged).Id, Guid.NewGuid(), where).ShouldBeNull();
    }

    private static string? Said(TreeRows rows, (Guid? Parent, int Place)? to) => to is { } place ? $"{rows[place.Parent]?.Path} {place.Place}".Trim() : null;

    private static CategoryItem At(TreeRows rows, string path) => rows.All.Single(item => item.Path == path);

    private static TreeRows Rows(string[] paths)
    {
        var ids = paths.ToDictionary(path => path, _ => Guid.NewGuid());
        var rows = new TreeRows();
        rows.Take([.. paths.Select(path => new CategoryItem(ids[path], 1, path.Split('/')[^1], path, path.LastIndexOf('/') is > 0 and var end ? ids[path[..end]] : null, true, path.Split('/').Length, 0, 1, 0))]);
        return rows;
    }
}
