using System.Collections.Frozen;
using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Notifications;

/// <summary>Where a subject of the ledger is shown: the one map, for notifications, letters, and every list that names subjects.</summary>
public static class SubjectPages
{
    private static readonly FrozenDictionary<string, Page> Pages = new Dictionary<string, Page>
    {
        ["entry"] = new(Reads, id => $"/entries/{id}"),
        ["approval"] = new(Reads, id => $"/approvals/{Uri.EscapeDataString(id)}"),
        ["revision"] = new(Works, id => $"/revisions/{id}"),
        ["editing-request"] = new(Works, id => $"/editing-requests/{id}"),
        ["urging"] = new(Works, id => $"/urgings/{id}"),
        ["filing"] = new(Works, id => $"/approvals/filings?id={id}"),
        ["feedback"] = new(Reads, id => $"/feedback?id={id}"),
        ["drift"] = new(Works, id => $"/approvals/drift?id={id}"),
        ["workOrder"] = new(viewer => viewer.May(Permission.HandleWorkOrders), id => id == "import" ? null : $"/work-orders?number={Uri.EscapeDataString(id)}"),
        ["synonyms"] = new(KeepsKeywords, _ => "/keywords?tab=synonyms"),
        ["golden-query"] = new(KeepsKeywords, _ => "/keywords?tab=golden"),
        ["keyword-suggestion"] = new(Reads, _ => "/keywords?tab=suggestions"),
        ["query"] = new(KeepsKeywords, _ => "/keywords"),
        ["access-policy"] = new(SeesAll, _ => "/access"),
        ["counterparts"] = new(SeesAll, _ => "/access?tab=counterparts"),
        ["sharing"] = new(Works, id => $"/access?tab=sharing&id={id}"),
        ["account"] = new(viewer => viewer.May(Permission.ManageAccounts) || viewer.May(Permission.AssignRoles), id => $"/admin/accounts?q={Uri.EscapeDataString(id)}"),
        ["reading"] = new(viewer => viewer.May(Permission.AssignRoles), _ => "/admin/reading"),
        ["categories"] = new(Reads, id => $"/taxonomy?unit={id}", id => $"/units/{id}"),
        ["category-request"] = new(Works, id => $"/taxonomy/requests?id={id}"),
        ["profile"] = new(Works, id => id == "export" ? null : $"/units/{id}/profile", id => id == "export" ? null : $"/units/{id}"),
        ["hall-run"] = new(viewer => viewer.May(Permission.SyncApprovals), _ => "/approvals/sync"),
        ["quarantine"] = new(viewer => viewer.May(Permission.KeepApprovals), _ => "/approvals/sync?tab=quarantine"),
        ["hall-department"] = new(viewer => viewer.May(Permission.KeepApprovals), _ => "/approvals/sync?tab=departments"),
        ["release"] = new(SeesAll, id => id == "export" ? "/releases?tab=ledger" : $"/releases?tab=entry&q={id}"),
        ["release-key"] = new(SeesAll, _ => "/releases?tab=keys"),
    }.ToFrozenDictionary();

    /// <summary>For whoever was told of it; null when it has no page.</summary>
    public static string? PageOf(string subject) => Find(subject) is var (page, id) ? page.Address(id) : null;

    /// <summary>For somebody who reads of it; null when they may not open it either.</summary>
    public static string? PageOf(string subject, Actor viewer) =>
        Find(subject) is not var (page, id) ? null : page.Opens(viewer) ? page.Address(id) : page.Otherwise?.Invoke(id);

    private static (Page Page, string Id)? Find(string subject)
    {
        var colon = subject.IndexOf(':', StringComparison.Ordinal);
        var (kind, id) = colon < 0 ? (subject, "") : (subject[..colon], subject[(colon + 1)..]);
        return Pages.TryGetValue(kind, out var page) ? (page, id) : null;
    }

    private static bool Reads(Actor viewer) => viewer.May(Permission.ReadEntries);

    private static bool Works(Actor viewer) => viewer.May(Permission.SeeAllWork) || viewer.May(Permission.ReviseForOwnUnit);

    private static bool SeesAll(Actor viewer) => viewer.May(Permission.SeeAllWork);

    private static bool KeepsKeywords(Actor viewer) => viewer.May(Permission.KeepKeywords);

    /// <param name="Opens">Who may open it.</param>
    /// <param name="Otherwise">What the others see of it, if anything.</param>
    private sealed record Page(Func<Actor, bool> Opens, Func<string, string?> Address, Func<string, string?>? Otherwise = null);
}
