using HotlineKb.Core.Keywords;
using HotlineKb.Core.Search;
using HotlineKb.Web.Approvals;

namespace HotlineKb.Web.Keywords;

/// <summary>How suggestions are called on screens; keys of the resources.</summary>
internal static class SuggestionWords
{
    public static string Of(SuggestionSource source) => source switch
    {
        SuggestionSource.Person => "人员建议",
        SuggestionSource.Search => "检索发现",
        _ => "正文常用",
    };

    public static string Of(SuggestionState state) => state switch
    {
        SuggestionState.Open => "待处理",
        SuggestionState.Accepted => "已采纳",
        _ => "未采纳",
    };

    public static string PageOf(SuggestionItem item) => item.Kind is SearchKind.Approval ? ApprovalLinks.PageOf(item.Suggestion.Code) : $"/entries/{item.Suggestion.Code}";
}
