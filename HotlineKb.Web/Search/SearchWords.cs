using HotlineKb.Core.Search;
using HotlineKb.Web.Approvals;

namespace HotlineKb.Web.Search;

/// <summary>What a kind of hit is called, and where it opens.</summary>
internal static class SearchWords
{
    /// <summary>A key of the texts.</summary>
    public static string Of(SearchKind kind) => kind switch
    {
        SearchKind.Approval => "审批",
        SearchKind.Unit => "单位",
        _ => "常用",
    };

    public static string PageOf(SearchHit hit) => hit.Kind switch
    {
        SearchKind.Approval => ApprovalLinks.PageOf(hit.Code),
        SearchKind.Unit => $"/units/{hit.Code}",
        _ => $"/entries/{hit.Code}",
    };
}
