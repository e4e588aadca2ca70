using System.Text.RegularExpressions;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Shape;

/// <summary>What no test here can run (no container engine) is at least held against the tree: every file and setting it names exists.</summary>
public sealed partial class DeliveryTests
{
    private static readonly string Root = LiveServer.SolutionFolder;

    [Fact]
    public void Dockerfile_Copies_OnlyWhatIsThere()
    {
        var dockerfile = File.ReadAllText(Path.Combine(Root, "HotlineKb.Web", "Dockerfile"));
        var sources = Copies().Matches(dockerfile).SelectMany(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..^1]).ToList();
        sources.Count.ShouldBeGreaterThan(5);
        sources.Where(source => !Path.Exists(Path.Combine(Root, source))).ShouldBeEmpty();
        // Restored before the sources are copied: a project or property file that is missing there would fail only in the container.
        foreach (var needed in Directory.EnumerateFiles(Root, "Directory.*").Append(Path.Combine(Root, "global.json")).Select(Path.GetFileName))
            sources.ShouldContain(needed!);
    }

    [Fact]
    public void Compose_Names_OnlyFilesAndSettingsThatExist()
    {
        var compose = File.ReadAllText(Path.Combine(Root, "docker-compose.yml"));
        compose.ShouldContain("dockerfile: HotlineKb.Web/Dockerfile");
        foreach (Match mount in Mounts().Matches(compose))
            File.Exists(Path.Combine(Root, mount.Groups[1].Value)).ShouldBeTrue(mount.Value);
        var hosting = string.Concat(Directory.EnumerateFiles(Path.Combine(Root, "HotlineKb.Web", "Hosting"), "*.cs").Select(File.ReadAllText));
        var settings = Settings().Matches(compose).Select(match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)).ToList();
        settings.ShouldContain("Database:Provider");
        settings.Where(name => !hosting.Contains($"\"{name}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Readme_Names_OnlyPicturesAndDocumentsThatExist()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        var targets = Links().Matches(readme).Select(match => match.Groups[1].Value).Where(target => !target.StartsWith("http", StringComparison.Ordinal)).ToList();
        targets.Count.ShouldBeGreaterThan(4);
        targets.Where(target => !Path.Exists(Path.Combine(Root, target))).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^COPY (?!--from)(.+)$", RegexOptions.Multiline)]
    private static partial Regex Copies();

    [GeneratedRegex(@"- \./([^:]+):")]
    private static partial Regex Mounts();

    [GeneratedRegex(@"HotlineKb__(\w+):")]
    private static partial Regex Settings();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Links();
}
