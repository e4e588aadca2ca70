using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Approvals;

/// <summary>What a unit is asked, field by field: the office clicks once and writes nothing.</summary>
internal static class DriftWords
{
    public static string Title(string entry) => Wording.Cut($"更新条目：{entry}", EditingRequest.MaxTitle - Ending.Length) + Ending;

    public static string Text(string entry, ApprovalItem item, Drift drift)
    {
        var lines = new List<string> { $"条目 {entry} 与办事大厅事项“{Wording.Cut(item.Name, 120)}”（{item.Code}）不一致，请核实后更新：" };
        var share = (EditingRequest.MaxText - lines[0].Length) / drift.Fields.Count / 2 - 20;
        lines.AddRange(drift.Fields.Select(field => $"· {DriftFields.NameOf(field.Field)}：办事大厅为“{OneLine(field.Hall, share)}”，条目为“{OneLine(field.Entry, share)}”"));
        return string.Join('\n', lines);
    }

    private const string Ending = "（与办事大厅不一致）";

    private static string OneLine(string text, int most) => Wording.Cut(text.Length == 0 ? "无" : text.Replace('\n', ' '), Math.Clamp(most, 20, 200));
}
