using HotlineKb.Core.Search;

namespace HotlineKb.Web.Search;

/// <summary>The page on which a hit is shown whole.</summary>
internal static class HitPage
{
    public static string Of(SearchHit hit) => hit.Kind switch
    {
        SearchKind.Unit => $"/units/{hit.Code}",
        SearchKind.Approval => $"/approvals/{hit.Code}",
        _ => $"/entries/{hit.Code}",
    };
}
