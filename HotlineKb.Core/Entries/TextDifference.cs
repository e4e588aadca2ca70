using System.Text.RegularExpressions;
using DiffPlex;
using DiffPlex.Chunkers;

namespace HotlineKb.Core.Entries;

public enum DifferenceKind
{
    Same,
    Removed,
    Added,
}

public sealed record DifferencePart(DifferenceKind Kind, string Text);

/// <param name="Name">The field's word on screens.</param>
public sealed record FieldDifference(string Field, string Name, IReadOnlyList<DifferencePart> Parts);

/// <summary>What changed between two texts, field by field, character by character where lines differ; numbers whole, because a telephone in pieces cannot be read.</summary>
public static partial class TextDifference
{
    // Beyond this a character-wise comparison costs seconds; lines still tell.
    private const int CharacterLimit = 8_000;

    /// <returns>Only the fields that differ; all of them as added when there was nothing before.</returns>
    public static IReadOnlyList<FieldDifference> Between(EntryText? before, EntryText after, Func<Guid?, string>? categoryName = null, Func<string, string>? itemName = null)
    {
        var old = before ?? new EntryText();
        var name = categoryName ?? (id => id?.ToString() ?? "");
        var fields = new (string Field, string Name, string Before, string After)[]
        {
            ("title", "标题", old.Title, after.Title),
            ("answer", "口径", old.Answer, after.Answer),
            ("body", "正文", BodyHtml.ToPlainText(old.Body), BodyHtml.ToPlainText(after.Body)),
            ("basis", "依据", old.Basis, after.Basis),
            ("keywords", "关键字", string.Join('、', old.Keywords), string.Join('、', after.Keywords)),
            ("category", "类别", name(old.CategoryId), name(after.CategoryId)),
            ("approvals", "审批事项", Items(old.ApprovalItems, itemName), Items(after.ApprovalItems, itemName)),
            ("reviewBy", "复核日期", Day(old.ReviewBy), Day(after.ReviewBy)),
            ("expiresOn", "失效日期", Day(old.ExpiresOn), Day(after.ExpiresOn)),
        };
        return [.. fields.Where(field => field.Before != field.After).Select(field => new FieldDifference(field.Field, field.Name, Compare(field.Before, field.After)))];
    }

    public static IReadOnlyList<DifferencePart> Compare(string before, string after)
    {
        if (before.Length == 0 || after.Length == 0)
            return [.. new[] { new DifferencePart(DifferenceKind.Removed, before), new DifferencePart(DifferenceKind.Added, after) }.Where(part => part.Text.Length > 0)];
        IChunker chunker = before.Length + after.Length <= CharacterLimit ? NumbersWhole.Instance : LineEndingsPreservingChunker.Instance;
        var result = Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, chunker);
        var parts = new List<DifferencePart>();
        var at = 0;
        foreach (var block in result.DiffBlocks)
        {
            Add(DifferenceKind.Same, result.PiecesOld, at, block.DeleteStartA - at);
            Add(DifferenceKind.Removed, result.PiecesOld, block.DeleteStartA, block.DeleteCountA);
            Add(DifferenceKind.Added, result.PiecesNew, block.InsertStartB, block.InsertCountB);
            at = block.DeleteStartA + block.DeleteCountA;
        }

        Add(DifferenceKind.Same, result.PiecesOld, at, result.PiecesOld.Count - at);
        return parts;

        void Add(DifferenceKind kind, IReadOnlyList<string> pieces, int start, int count)
        {
            if (count > 0)
                parts.Add(new DifferencePart(kind, string.Concat(pieces.Skip(start).Take(count))));
        }
    }

    private static string Items(List<string> codes, Func<string, string>? name) => string.Join('、', name is null ? codes : codes.Select(name));

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd") ?? "";

    [GeneratedRegex(@"[0-9]+(?:[-.:,][0-9]+)*|[\s\S]")]
    private static partial Regex Pieces();

    private sealed class NumbersWhole : IChunker
    {
        public static readonly NumbersWhole Instance = new();

        public IReadOnlyList<string> Chunk(string text) => [.. Pieces().Matches(text).Select(match => match.Value)];
    }
}
