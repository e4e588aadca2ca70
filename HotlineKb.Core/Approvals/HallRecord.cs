using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Approvals;

/// <summary>A record of the hall, read: a guide, or the reason why there is none.</summary>
public sealed record HallRecord
{
    private const int MaxRaw = 1_000_000;

    /// <summary>One record that nests deep must not spoil the page it stands on.</summary>
    internal static readonly JsonDocumentOptions Depth = new() { MaxDepth = 1_000 };

    /// <summary>ITEM_ID; null when it has none.</summary>
    public string? Code { get; private init; }

    public string TaskCode { get; private init; } = "";

    public string Name { get; private init; } = "";

    public string Department { get; private init; } = "";

    /// <summary>TASK_STATE 0.</summary>
    public bool Cancelled { get; private init; }

    /// <summary>Null when it could not be read.</summary>
    public ServiceGuide? Guide { get; private init; }

    /// <summary>Of the guide, or of the raw record when there is none.</summary>
    public string Hash { get; private init; } = "";

    /// <summary>Why it could not be read, for people; null when it could.</summary>
    public string? Problem { get; private init; }

    /// <summary>As it came.</summary>
    public string Raw { get; private init; } = "";

    /// <summary>By which it is known within a run and in quarantine; what has no identity is known by its content, for its task code may be another's too.</summary>
    public string Key => Code is { } code && !IsDouble ? code : $"#{Hash[..32]}";

    /// <summary>Another has its identity already.</summary>
    public bool IsDouble { get; private init; }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Reads either shape: AUDIT_ITEM with its children, or the flat one of the portal.</summary>
    public static HallRecord Read(JsonElement element)
    {
        // One line, for staged records are kept a line each; within JSON's texts these two never stand.
        var raw = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element)).Replace('\r', ' ').Replace('\n', ' ');
        if (raw.Length > MaxRaw)
            return new HallRecord { Problem = $"记录过大（{raw.Length:N0} 个字符，最多 {MaxRaw:N0} 个）。", Raw = Wording.Cut(raw, MaxRaw), Hash = HashOf(raw), Code = CodeOf(element) };
        try
        {
            if (raw.Contains('\uFFFD', StringComparison.Ordinal))
                return Unreadable("文字编码有误，有无法识别的字符。") with { Code = CodeOf(element) };
            if (GuideReader.ItemOf(element) is not { } item)
                return Unreadable("不是事项：没有 AUDIT_ITEM。");
            var reader = new GuideReader(element, item);
            var (code, taskCode, name) = (reader.Code(), reader.TaskCode(), reader.Name());
            var known = new HallRecord { Code = code, TaskCode = Wording.Cut(taskCode, ApprovalItem.MaxTaskCode), Name = Wording.Cut(name, ApprovalItem.MaxName), Department = Wording.Cut(reader.Department(), HallDepartment.MaxName), Raw = raw };
            if (reader.Problem() is { } problem)
                return known with { Problem = problem, Hash = HashOf(raw) };
            var guide = reader.Guide();
            return known with { Guide = guide, Cancelled = reader.Cancelled(), Hash = HashOf(GuideJson.Write(guide)) };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // One bad item never stops the rest, whatever is wrong with it.
            return Unreadable("内容的结构与约定不符。") with { Code = CodeOf(element) };
        }

        HallRecord Unreadable(string why) => new() { Problem = why, Raw = raw, Hash = HashOf(raw) };
    }

    // Its item stays as it was, and is not taken for vanished.
    private static string? CodeOf(JsonElement element)
    {
        try
        {
            return GuideReader.ItemOf(element) is { } item ? new GuideReader(element, item).Code() : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>A line of a file that is not even a record.</summary>
    public static HallRecord Unreadable(string raw, string why) => new() { Problem = why, Raw = raw, Hash = HashOf(raw) };

    /// <summary>The same record, refused because another has its identity: in quarantine it must not be taken for that one.</summary>
    public HallRecord Doubled(string why) => Refused(why) with { IsDouble = true };

    /// <summary>The same record, refused for a reason outside of it.</summary>
    public HallRecord Refused(string why) => this with { Guide = null, Problem = why, Hash = HashOf(Raw) };
}
