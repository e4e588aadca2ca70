using System.Text.RegularExpressions;

namespace HotlineKb.Tests.Shape;

/// <summary>The project's own source, as the Shape tests read it.</summary>
internal static partial class Source
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "Migrations", "wwwroot"];

    public static string Root { get; } = FindRoot();

    /// <summary>Hand-written files of a project, by path below the root.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string project, params string[] extensions) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Root, project), "*", SearchOption.AllDirectories)
            .Where(file => extensions.Contains(System.IO.Path.GetExtension(file)))
            .Select(file => System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(NotOurs.Contains))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllText(System.IO.Path.Combine(Root, path))));

    /// <summary>Without comments and texts: what is left is what the compiler sees.</summary>
    public static string CodeOnly(string text) => Noise().Replace(text, " ");

    public static string FolderOf(string path) => path.Split('/')[1];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "HotlineKb.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The Shape tests read the source and must run inside a checkout.");
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'""", RegexOptions.Singleline)]
    private static partial Regex Noise();
}
