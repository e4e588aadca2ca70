namespace HotlineKb.Core.Basics;

/// <summary>Shortening what people wrote.</summary>
public static class Wording
{
    /// <summary>At most so many characters, an ellipsis among them; never half a sign: databases refuse what is not whole.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
            return text;
        var end = char.IsHighSurrogate(text[max - 2]) ? max - 2 : max - 1;
        return text[..end] + "…";
    }
}
