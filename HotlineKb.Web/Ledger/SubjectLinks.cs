using HotlineKb.Core.Basics;

namespace HotlineKb.Web.Ledger;

/// <summary>The page on which a ledger row's subject is shown, for who may open it.</summary>
internal static class SubjectLinks
{
    public static string? PageOf(string subject, Actor viewer)
    {
        var colon = subject.IndexOf(':', StringComparison.Ordinal);
        var (kind, id) = colon < 0 ? (subject, "") : (subject[..colon], subject[(colon + 1)..]);
        return kind switch
        {
            "entry" when viewer.May(Permission.ReadEntries) => $"/entries/{id}",
            "approval" when viewer.May(Permission.ReadEntries) => Approvals.ApprovalLinks.PageOf(id),
            "revision" when viewer.May(Permission.SeeAllWork) || viewer.May(Permission.ReviseForOwnUnit) => $"/revisions/{id}",
            "editing-request" when viewer.May(Permission.SeeAllWork) || viewer.May(Permission.ReviseForOwnUnit) => $"/editing-requests/{id}",
            "urging" when viewer.May(Permission.SeeAllWork) || viewer.May(Permission.ReviseForOwnUnit) => $"/urgings/{id}",
            "filing" when viewer.May(Permission.SeeAllWork) || viewer.May(Permission.ReviseForOwnUnit) => $"/approvals/filings?id={id}",
            "feedback" when viewer.May(Permission.ReadEntries) => $"/feedback?id={id}",
            "drift" when viewer.May(Permission.SeeAllWork) || viewer.May(Permission.ReviseForOwnUnit) => $"/approvals/drift?id={id}",
            "synonyms" when viewer.May(Permission.KeepKeywords) => "/keywords?tab=synonyms",
            "golden-query" when viewer.May(Permission.KeepKeywords) => "/keywords?tab=golden",
            "keyword-suggestion" when viewer.May(Permission.ReadEntries) => "/keywords?tab=suggestions",
            "access-policy" or "counterparts" when viewer.May(Permission.SeeAllWork) => "/access",
            "sharing" when viewer.May(Permission.SeeAllWork) || viewer.May(Permission.ReviseForOwnUnit) => $"/access?tab=sharing&id={id}",
            "query" when viewer.May(Permission.KeepKeywords) => "/keywords",
            "workOrder" when id != "import" && viewer.May(Permission.HandleWorkOrders) => $"/work-orders?number={Uri.EscapeDataString(id)}",
            "account" when viewer.May(Permission.ManageAccounts) || viewer.May(Permission.AssignRoles) => $"/admin/accounts?q={Uri.EscapeDataString(id)}",
            "reading" when viewer.May(Permission.AssignRoles) => "/admin/reading",
            "categories" when viewer.May(Permission.ReadEntries) => $"/taxonomy?unit={id}",
            "profile" when id != "export" => viewer.May(Permission.SeeAllWork) || viewer.May(Permission.ReviseForOwnUnit) ? $"/units/{id}/profile" : $"/units/{id}",
            "hall-run" when viewer.May(Permission.SyncApprovals) => "/approvals/sync",
            "quarantine" when viewer.May(Permission.KeepApprovals) => "/approvals/sync?tab=quarantine",
            "hall-department" when viewer.May(Permission.KeepApprovals) => "/approvals/sync?tab=departments",
            "release" when viewer.May(Permission.SeeAllWork) => id == "export" ? "/releases?tab=ledger" : $"/releases?tab=ledger&q={id}",
            "categories" => $"/units/{id}",
            "category-request" when viewer.May(Permission.SeeAllWork) || viewer.May(Permission.ReviseForOwnUnit) => $"/taxonomy/requests?id={id}",
            _ => null,
        };
    }
}
