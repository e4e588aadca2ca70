using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Entries;

/// <summary>What an entry says: shared by the revision on its way and the version that was published.</summary>
public sealed record EntryText
{
    /// <summary>2 to 120 characters.</summary>
    public string Title { get; init; } = "";

    /// <summary>口径: plain text to say aloud, at most 4,000 characters.</summary>
    public string Answer { get; init; } = "";

    /// <summary>正文: HTML that passed <see cref="BodyHtml.Clean"/>, at most 400,000 characters.</summary>
    public string Body { get; init; } = "";

    /// <summary>依据: the legal basis, at most 2,000 characters.</summary>
    public string Basis { get; init; } = "";

    /// <summary>R6.2: 0 to 12, each 2 to 20 characters, none equal to the title, none twice.</summary>
    public List<string> Keywords { get; init; } = [];

    public Guid? CategoryId { get; init; }

    /// <summary>Codes of the approval items it refers to (R5.4), at most 20: what it says of them is compared with the service hall.</summary>
    public List<string> ApprovalItems { get; init; } = [];

    /// <summary>When the unit must look at it again (R5.2); a day in the city.</summary>
    public DateOnly? ReviewBy { get; init; }

    /// <summary>The last day on which it holds; a day in the city.</summary>
    public DateOnly? ExpiresOn { get; init; }

    public bool Equals(EntryText? other) =>
        other is not null && Title == other.Title && Answer == other.Answer && Body == other.Body && Basis == other.Basis
        && Keywords.SequenceEqual(other.Keywords) && ApprovalItems.SequenceEqual(other.ApprovalItems) && CategoryId == other.CategoryId && ReviewBy == other.ReviewBy && ExpiresOn == other.ExpiresOn;

    public override int GetHashCode() => HashCode.Combine(Title, Answer, Body, Basis, CategoryId, ReviewBy, ExpiresOn);
}

/// <summary>The limits of a text, checked at every save (what would lose data) and at submitting (what must be there).</summary>
public static class EntryTextRules
{
    public const int MaxTitle = 120;
    public const int MaxAnswer = 4_000;
    public const int MaxBody = 400_000;
    public const int MaxBasis = 2_000;
    public const int MaxKeywords = 12;
    public const int MaxApprovals = 20;
    private const int MaxApprovalCode = 64;

    private const string NestsTooDeep = "正文的格式嵌套过深，请清除格式后再保存。";

    /// <summary>Trims and cleans, and refuses what is too long to keep. Never cuts.</summary>
    /// <exception cref="Refusal">422 with the field and its sentence.</exception>
    public static EntryText Tidy(EntryText text)
    {
        Limit("title", "标题", text.Title, MaxTitle);
        Limit("answer", "口径", text.Answer, MaxAnswer);
        Limit("body", "正文", text.Body, MaxBody);
        Limit("basis", "依据", text.Basis, MaxBasis);
        if (BodyHtml.NestsTooDeep(text.Body))
            throw Refusal.Field(RevisionRule.TooLong, "body", NestsTooDeep);
        var title = OneLine(text.Title);
        return text with
        {
            Title = title,
            Answer = Readable(text.Answer).Trim(),
            Body = BodyHtml.Clean(text.Body),
            Basis = Readable(text.Basis).Trim(),
            Keywords = Keywords(title, text.Keywords),
            ApprovalItems = References(text.ApprovalItems),
        };
    }

    /// <exception cref="Refusal">422 naming every field that is still empty.</exception>
    public static void RequireComplete(EntryText text)
    {
        var missing = new Dictionary<string, string>();
        if (text.Title.Length < 2)
            missing["title"] = "标题不能为空，至少两个字。";
        if (text.Answer.Length == 0)
            missing["answer"] = "口径不能为空：话务员要照此答复。";
        if (BodyHtml.ToPlainText(text.Body).Length == 0)
            missing["body"] = "正文不能为空。";
        if (text.ReviewBy is { } review && text.ExpiresOn is { } expires && expires < review)
            missing["expiresOn"] = "失效日期不能早于复核日期。";
        if (missing.Count > 0)
            throw new Refusal(RevisionRule.Incomplete, string.Concat(missing.Values)) { Fields = missing };
    }

    /// <summary>What breaks the rules of keywords; null when nothing does.</summary>
    public static string? KeywordProblem(string title, IReadOnlyList<string> words)
    {
        try
        {
            Keywords(OneLine(title), [.. words]);
            return null;
        }
        catch (Refusal refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>R6.2, of entries and of approval items.</summary>
    internal static List<string> Keywords(string title, List<string> given)
    {
        var words = given.Select(OneLine).Where(word => word.Length > 0).ToList();
        var wrong = words.FirstOrDefault(word => word.Length is < 2 or > 20);
        if (wrong is not null)
            throw KeywordRefusal($"关键字“{(wrong.Length > 24 ? wrong[..24] + "…" : wrong)}”须为 2 至 20 个字。");
        if (words.Count > MaxKeywords)
            throw KeywordRefusal($"关键字最多 {MaxKeywords} 个，现有 {words.Count} 个。");
        if (words.GroupBy(word => word, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw KeywordRefusal($"关键字“{twice.Key}”重复。");
        if (title.Length > 0 && words.Contains(title, StringComparer.OrdinalIgnoreCase))
            throw KeywordRefusal("关键字不能与标题相同。");
        return words;

        static Refusal KeywordRefusal(string message) => Refusal.Field(RevisionRule.BadKeywords, "keywords", message);
    }

    internal static List<string> References(List<string> given)
    {
        var codes = given.Select(OneLine).Where(code => code.Length > 0).Distinct().ToList();
        if (codes.Count > MaxApprovals)
            throw Refusal.Field(RevisionRule.TooLong, "approvals", $"引用的审批事项最多 {MaxApprovals} 个，现有 {codes.Count} 个。");
        return codes.Find(code => code.Length > MaxApprovalCode) is { } wrong
            ? throw Refusal.Field(RevisionRule.TooLong, "approvals", $"没有标识为“{Wording.Cut(wrong, 30)}”的审批事项。")
            : codes;
    }

    private static void Limit(string field, string name, string value, int max)
    {
        if (value.Length > max)
        {
            var message = $"{name}最多 {max:N0} 个字符，现有 {value.Length:N0} 个，请精简后再保存。";
            throw Refusal.Field(RevisionRule.TooLong, field, message);
        }
    }

    internal static string OneLine(string text) => Wording.OneLine(text);

    internal static string Readable(string text) => Wording.Readable(text);

    internal static bool IsShown(char c) => Wording.IsShown(c);
}
