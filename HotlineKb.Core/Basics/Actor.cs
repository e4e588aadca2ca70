using System.Collections.Frozen;

namespace HotlineKb.Core.Basics;

/// <summary>Who acts: an account with its permissions and its place, or the system itself. Taken fresh for every act.</summary>
/// <param name="AccountId">Null for the system.</param>
/// <param name="UserName">Stands in the ledger; <c>system:name</c> for the system.</param>
/// <param name="OfficeId">The hotline office the person works in, if any.</param>
/// <param name="UnitId">The member unit the person works in, if any.</param>
public sealed record Actor(Guid? AccountId, string UserName, string DisplayName, FrozenSet<Permission> Permissions, int? OfficeId, int? UnitId)
{
    /// <summary>The program acting by itself: jobs, imports from the command line.</summary>
    public static Actor System(string name) => new(null, $"system:{name}", name, FrozenSet<Permission>.Empty, null, null);

    /// <summary>Somebody else looks with these eyes: nothing can be done with them (R4.8).</summary>
    public bool ReadOnly { get; init; }

    public bool IsSystem => AccountId is null;

    public bool May(Permission permission) => Permissions.Contains(permission);

    /// <exception cref="Refusal">403 when somebody only looks with these eyes. The ledger's door asks it for all that is saved; ask it yourself before what leaves the house or goes line by line.</exception>
    public void RequireActing()
    {
        if (ReadOnly)
            throw Refusal.OnlyLooking();
    }

    /// <summary>For what is a person's alone, such as addresses that letters go to, which open doors elsewhere.</summary>
    /// <exception cref="Refusal">403 when somebody else looks with these eyes.</exception>
    public void RequireOwn()
    {
        if (ReadOnly)
            throw Refusal.NotPermitted("这是本人的设置，以他人身份查看时不显示。");
    }

    /// <exception cref="Refusal">403 when the permission is missing.</exception>
    public void Require(Permission permission)
    {
        if (!May(permission) && !IsSystem)
            throw Refusal.NotPermitted();
    }
}
