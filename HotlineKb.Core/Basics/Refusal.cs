namespace HotlineKb.Core.Basics;

/// <summary>What sort of no it is; the number is the HTTP status the API answers with.</summary>
public enum RefusalKind
{
    Malformed = 400,
    /// <summary>A key that opens nothing.</summary>
    UnknownKey = 401,
    NotPermitted = 403,
    NotFound = 404,
    ChangedMeanwhile = 409,
    Rule = 422,
    TooMany = 429,
}

/// <summary>Rules every capability shares.</summary>
public enum BasicRule
{
    NotPermitted,
    NotFound,
    Malformed,
    ChangedMeanwhile,
    TooMany,
    /// <summary>Looking as somebody else, one only looks.</summary>
    ReadOnly,
}

/// <summary>The one way to say no: a rule that programs can rely on and a sentence that a person understands.</summary>
public sealed class Refusal(Enum rule, string message, RefusalKind kind = RefusalKind.Rule) : Exception(message)
{
    public Enum RuleValue { get; } = rule;

    public RefusalKind Kind { get; } = kind;

    /// <summary>Stable name for programs, such as <c>entry.wrongStage</c>.</summary>
    public string Rule { get; } = NameOf(rule);

    /// <summary>With <see cref="RefusalKind.ChangedMeanwhile"/>: the version that stands now.</summary>
    public int? CurrentVersion { get; init; }

    /// <summary>Fields that are wrong, each with its sentence; empty when the whole is refused.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    public static Refusal NotPermitted(string? message = null) => new(BasicRule.NotPermitted, message ?? "您没有进行此项操作的权限。", RefusalKind.NotPermitted);

    public static Refusal OnlyLooking() => new(BasicRule.ReadOnly, "正以他人身份查看，只能看，不能办理。", RefusalKind.NotPermitted);

    /// <summary>Also for what the viewer may not see: both must read the same.</summary>
    public static Refusal NotFound(string what) => new(BasicRule.NotFound, $"没有找到{what}，或您无权查看。", RefusalKind.NotFound);

    /// <summary>One field is wrong: the sentence stands at it.</summary>
    /// <param name="message">What is said of the whole, when that is more than the sentence.</param>
    public static Refusal Field(Enum rule, string field, string sentence, RefusalKind kind = RefusalKind.Rule, string? message = null) =>
        new(rule, message ?? sentence, kind) { Fields = new Dictionary<string, string> { [field] = sentence } };

    public static Refusal Malformed(string message) => new(BasicRule.Malformed, message, RefusalKind.Malformed);

    public static Refusal ChangedMeanwhile(int currentVersion) =>
        new(BasicRule.ChangedMeanwhile, "此内容刚刚被他人修改，请查看差异后再继续；您填写的内容仍在。", RefusalKind.ChangedMeanwhile) { CurrentVersion = currentVersion };

    public static string NameOf(Enum rule)
    {
        var type = rule.GetType().Name;
        var owner = type.EndsWith("Rule", StringComparison.Ordinal) ? type[..^4] : type;
        return $"{Camel(owner)}.{Camel(rule.ToString())}";
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
