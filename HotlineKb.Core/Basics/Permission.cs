namespace HotlineKb.Core.Basics;

/// <summary>One thing an account may do. Roles are sets of these; where it may do it is jurisdiction's answer, not a permission's.</summary>
public enum Permission
{
    /// <summary>Search and read published entries within the visible scope (R4.7).</summary>
    ReadEntries,
    /// <summary>Draft entries for units, from work orders or collected (R4.1, R4.3).</summary>
    DraftForUnits,
    /// <summary>Write and revise for one's own unit (R4.2, R5.2).</summary>
    ReviseForOwnUnit,
    /// <summary>把关: check what one's office is responsible for.</summary>
    CheckRevisions,
    /// <summary>统一审核: the city's uniform review and publishing.</summary>
    PublishEntries,
    /// <summary>See everything in progress within one's jurisdiction.</summary>
    SeeAllWork,
    /// <summary>Take over what a colleague has claimed.</summary>
    TakeOver,
    /// <summary>Ask units to write or update something (R5.3).</summary>
    RequestEditing,
    /// <summary>督办: urge what is late or will be (R5.1).</summary>
    Urge,
    /// <summary>See and import work orders.</summary>
    HandleWorkOrders,
    /// <summary>Keep category trees (R4.5, city office only).</summary>
    ConfigureTaxonomy,
    /// <summary>Start a sync with the service hall (R3.1).</summary>
    SyncApprovals,
    /// <summary>Keep the department map, quarantine, files and keywords of approval items (R3, R6.2, city office only).</summary>
    KeepApprovals,
    /// <summary>Acknowledge filings of one's units, or ask back (R3.2).</summary>
    HandleFilings,
    /// <summary>Set keywords and synonyms, pin queries (R6.2, city office only).</summary>
    KeepKeywords,
    /// <summary>Set who may see what: policy, counterparts, grants between units (R4.8, city office only).</summary>
    ConfigureAccess,
    /// <summary>Propose entries for the public, record why one is not public, recall (R4.7(4), city office only).</summary>
    ProposeReleases,
    /// <summary>Approve what a colleague has proposed for the public (R4.7(4), city office only).</summary>
    ReleaseEntries,
    /// <summary>Create, disable and reset accounts (system administrator).</summary>
    ManageAccounts,
    /// <summary>Assign roles to accounts (security administrator).</summary>
    AssignRoles,
    /// <summary>Read and verify the ledger (audit administrator, X5).</summary>
    ReadLedger,
    /// <summary>Rebuild the index, see readers and health (system administrator).</summary>
    OperateSystem,
}
