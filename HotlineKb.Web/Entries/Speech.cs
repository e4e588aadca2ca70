using Microsoft.Extensions.Localization;

namespace HotlineKb.Web.Entries;

/// <summary>How long an answer takes to say aloud, at about 4.5 characters a second.</summary>
internal static class Speech
{
    public static string Of(IStringLocalizer<Text> L, string answer)
    {
        var seconds = (int)Math.Ceiling(answer.Count(c => !char.IsWhiteSpace(c)) / 4.5);
        return seconds == 0 ? "" : seconds < 60 ? L["约 {0} 秒", seconds] : L["约 {0} 分 {1} 秒", seconds / 60, seconds % 60];
    }
}
