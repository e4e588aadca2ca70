using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Ledger;

/// <summary>Why something was sent back, declined or taken back: asked for in one way, because it stays in the ledger for good.</summary>
internal static class Reason
{
    public const int MaxLength = 1_000;

    /// <param name="needs">The act in words when it needs a reason; else null.</param>
    /// <returns>Null when none was given.</returns>
    /// <exception cref="Refusal">By <paramref name="missing"/> or <paramref name="tooLong"/>.</exception>
    public static string? Read(string? given, string? needs, Enum missing, Enum tooLong)
    {
        // What cannot be seen is no reason.
        var reason = Wording.Readable(given ?? "").Trim() is { } said && said.Any(c => !char.IsWhiteSpace(c) && c is not ('\u200C' or '\u200D')) ? said : null;
        if (needs is not null && reason is null)
            throw Refusal.Field(missing, "reason", "请写明原因。", message: $"“{needs}”须写明原因。");
        return reason?.Length > MaxLength ? throw Refusal.Field(tooLong, "reason", $"原因最多 {MaxLength} 个字。") : reason;
    }
}
