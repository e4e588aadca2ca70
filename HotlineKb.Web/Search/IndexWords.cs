using HotlineKb.Core.Search;
using Microsoft.Extensions.Localization;

namespace HotlineKb.Web.Search;

/// <summary>The state of the index in the viewer's language; how a rebuild failed stays as the index told it.</summary>
internal static class IndexWords
{
    public static string Of(IStringLocalizer<Text> L, SearchState state) => state.Phase switch
    {
        SearchPhase.Ready => L["检索索引正常：{0:N0} 条。", state.Done],
        SearchPhase.Rebuilding => L["正在重建检索索引：{0:N0} / {1:N0}，检索结果可能不全。", state.Done, state.Total],
        _ => L[state.Sentence],
    };
}
