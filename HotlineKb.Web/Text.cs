namespace HotlineKb.Web;

/// <summary>Names the texts of all screens: the Chinese sentence is the key, <c>Resources/Text.en.resx</c> gives English.</summary>
public sealed class Text;
