using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HotlineKb.Web;
using HotlineKb.Web.Live;
using HotlineKb.Web.Parts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Shape;

/// <summary>The Chinese sentence is the key; who has chosen English must find English for every one of them.</summary>
public sealed partial class EnglishTests
{
    private static readonly List<(string Path, string Text)> Web = [.. Source.Files("HotlineKb.Web", ".razor", ".cs")];

    private static readonly Dictionary<string, string> English = XDocument.Load(Path.Combine(Source.Root, "HotlineKb.Web", "Resources", "Text.en.resx"))
        .Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    [Fact]
    public void Sentence_OnAnyScreen_HasEnglish()
    {
        var keys = Web.SelectMany(file => Keys(file.Text).Select(key => (file.Path, Key: key))).ToList();
        keys.Count.ShouldBeGreaterThan(300);
        keys.Where(found => !English.ContainsKey(found.Key)).Select(found => $"{found.Path}: {found.Key} — add it to Resources/Text.en.resx").ShouldBeEmpty();
    }

    [Fact]
    public void Sentence_PickedByACondition_IsFoundOnBothSides() =>
        Keys("""<p>@L[late ? "已超时" : "剩余"] @L["第 {0} 页", L["页"]] @Rows["不是"]</p>""").ShouldBe(["已超时", "剩余", "第 {0} 页", "页"], ignoreOrder: true);

    [Fact]
    public void English_OfASentence_KeepsItsPlaceholders() =>
        English.Where(entry => !Placeholders(entry.Key).SequenceEqual(Placeholders(entry.Value)) || string.IsNullOrWhiteSpace(entry.Value)).ShouldBeEmpty();

    [Fact]
    public void English_OfASentenceNobodySays_IsNotKept()
    {
        var said = string.Concat(Web.Concat(Source.Files("HotlineKb.Core", ".cs")).Select(file => file.Text));
        English.Keys.Where(key => !said.Contains($"\"{key}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "Sign in")]
    [InlineData("zh-CN", "登录")]
    public void Localizer_InALanguage_AnswersInIt(string language, string expected) =>
        In(language, () => Localizer()["登录"].Value).ShouldBe(expected);

    [Theory]
    [InlineData("en", "3 h 5 min", "1 h 05 min 09 s", "4 d 2 h")]
    [InlineData("zh-CN", "3 小时 5 分", "1 小时 05 分 09 秒", "4 天 2 小时")]
    public void Duration_InALanguage_IsSaidInIt(string language, string hours, string seconds, string days) =>
        In(language, () => (string[])
        [
            CityTime.Duration(Localizer(), new TimeSpan(3, 5, 9), seconds: true),
            CityTime.Duration(Localizer(), new TimeSpan(1, 5, 9), seconds: true),
            CityTime.Duration(Localizer(), new TimeSpan(4, 2, 5, 9)),
        ]).ShouldBe([hours, seconds, days]);

    [Fact]
    public async Task LiveFeed_ToldFromAnywhere_RunsInTheSubscribersLanguage()
    {
        var feed = new LiveFeed(null!, NullLogger<LiveFeed>.Instance);
        var heard = new List<string>();
        Task HearAsync()
        {
            heard.Add(Localizer()["登录"]);
            return Task.CompletedTask;
        }

        using var english = In("en", () => feed.Subscribe(_ => HearAsync()));
        using var chinese = In("zh-CN", () => feed.Subscribe(_ => HearAsync()));
        await feed.ReadAsync([], CancellationToken.None);
        heard.ShouldBe(["Sign in", "登录"], ignoreOrder: true);
    }

    private static IStringLocalizer<Text> Localizer() => new ServiceCollection().AddLogging().AddLocalization(options => options.ResourcesPath = "Resources")
        .BuildServiceProvider().GetRequiredService<IStringLocalizer<Text>>();

    private static T In<T>(string language, Func<T> act)
    {
        var (culture, words) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(language);
            return act();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, words);
        }
    }

    private static IEnumerable<string> Keys(string text) => Direct().Matches(text).Select(match => match.Groups[1].Value)
        .Concat(Picked().Matches(text).SelectMany(match => Literal().Matches(match.Value)).Select(match => match.Groups[1].Value));

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\bL\[""((?:\\.|[^""\\])*)""")]
    private static partial Regex Direct();

    [GeneratedRegex("""\bL\[[^"\]\n]*\?[^\]\n]*\]""")]
    private static partial Regex Picked();

    [GeneratedRegex(@"""((?:\\.|[^""\\\n])+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{\d+[^}]*\}")]
    private static partial Regex Placeholder();
}
