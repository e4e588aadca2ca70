using System.Collections.Frozen;
using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Access;

public enum Role
{
    /// <summary>话务员.</summary>
    Operator,
    /// <summary>市热线办采编.</summary>
    CityEditor,
    /// <summary>市热线办把关.</summary>
    CityChecker,
    /// <summary>市热线办审核.</summary>
    CityReviewer,
    /// <summary>市热线办督办.</summary>
    CitySupervisor,
    /// <summary>县(市、区)热线办.</summary>
    CountyOffice,
    /// <summary>信息采集员.</summary>
    InformationOfficer,
    /// <summary>单位负责人.</summary>
    UnitLead,
    /// <summary>系统管理员.</summary>
    SystemAdministrator,
    /// <summary>安全管理员.</summary>
    SecurityAdministrator,
    /// <summary>审计管理员.</summary>
    AuditAdministrator,
}

/// <summary>Where the holder of a role works.</summary>
public enum Workplace
{
    None,
    CityOffice,
    CountyOffice,
    Unit,
}

/// <summary>Roles as sets of permissions. R4.8: one place.</summary>
public static class Roles
{
    /// <summary>Three separate persons' duties: nobody holds two of them, nor one of them beside ordinary work.</summary>
    public static readonly FrozenSet<Role> Administrators = FrozenSet.Create(Role.SystemAdministrator, Role.SecurityAdministrator, Role.AuditAdministrator);

    private static readonly FrozenDictionary<Role, (string Name, Workplace Workplace, Permission[] Permissions)> Table = new Dictionary<Role, (string, Workplace, Permission[])>
    {
        [Role.Operator] = ("话务员", Workplace.CityOffice, [Permission.ReadEntries]),
        [Role.CityEditor] = ("市热线办采编员", Workplace.CityOffice, [Permission.ReadEntries, Permission.DraftForUnits, Permission.HandleWorkOrders, Permission.SeeAllWork, Permission.RequestEditing, Permission.SyncApprovals, Permission.KeepApprovals, Permission.HandleFilings, Permission.KeepKeywords, Permission.ProposeReleases]),
        [Role.CityChecker] = ("市热线办把关员", Workplace.CityOffice, [Permission.ReadEntries, Permission.CheckRevisions, Permission.HandleWorkOrders, Permission.SeeAllWork, Permission.RequestEditing, Permission.SyncApprovals, Permission.KeepApprovals, Permission.HandleFilings, Permission.KeepKeywords, Permission.ProposeReleases]),
        [Role.CityReviewer] = ("市热线办审核员", Workplace.CityOffice, [Permission.ReadEntries, Permission.PublishEntries, Permission.ConfigureTaxonomy, Permission.ConfigureAccess, Permission.SeeAllWork, Permission.SyncApprovals, Permission.KeepApprovals, Permission.HandleFilings, Permission.KeepKeywords, Permission.ProposeReleases, Permission.ReleaseEntries]),
        [Role.CitySupervisor] = ("市热线办督办员", Workplace.CityOffice, [Permission.ReadEntries, Permission.SeeAllWork, Permission.TakeOver, Permission.HandleWorkOrders, Permission.RequestEditing, Permission.Urge, Permission.ConfigureAccess, Permission.SyncApprovals, Permission.KeepApprovals, Permission.HandleFilings, Permission.KeepKeywords]),
        [Role.CountyOffice] = ("县级热线办", Workplace.CountyOffice, [Permission.ReadEntries, Permission.DraftForUnits, Permission.CheckRevisions, Permission.HandleWorkOrders, Permission.SeeAllWork, Permission.TakeOver, Permission.RequestEditing, Permission.Urge, Permission.HandleFilings]),
        [Role.InformationOfficer] = ("信息采集员", Workplace.Unit, [Permission.ReadEntries, Permission.ReviseForOwnUnit]),
        [Role.UnitLead] = ("单位负责人", Workplace.Unit, [Permission.ReadEntries, Permission.ReviseForOwnUnit, Permission.TakeOver]),
        [Role.SystemAdministrator] = ("系统管理员", Workplace.None, [Permission.ManageAccounts, Permission.OperateSystem, Permission.SyncApprovals]),
        [Role.SecurityAdministrator] = ("安全管理员", Workplace.None, [Permission.AssignRoles]),
        [Role.AuditAdministrator] = ("审计管理员", Workplace.None, [Permission.ReadLedger]),
    }.ToFrozenDictionary();

    /// <summary>The word on screens.</summary>
    public static string NameOf(Role role) => Table[role].Name;

    public static Workplace WorkplaceOf(Role role) => Table[role].Workplace;

    public static IReadOnlyList<Permission> PermissionsOf(Role role) => Table[role].Permissions;

    public static FrozenSet<Permission> PermissionsOf(IEnumerable<Role> roles) => roles.SelectMany(role => Table[role].Permissions).ToFrozenSet();
}
