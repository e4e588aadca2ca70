namespace HotlineKb.Web.Parts;

/// <summary>Text in cells of Excel files that leave the system or come back.</summary>
internal static class SheetCell
{
    /// <summary>A cell that begins like a formula is text, and must stay so in whatever opens it.</summary>
    public static string Safe(string text) => Begins(text) ? "'" + text : text;

    /// <summary>What <see cref="Safe"/> was given.</summary>
    public static string Given(string text) => text.Length > 1 && text[0] == '\'' && Begins(text[1..]) ? text[1..] : text;

    private static bool Begins(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n';
}
