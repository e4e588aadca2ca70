using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Access;

/// <summary>A person who signs in, or a program that acts through this account's tokens.</summary>
public sealed class Account
{
    public Guid Id { get; init; }

    /// <summary>2 to 40 of letters, digits, dot, dash, underscore.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Upper case; unique.</summary>
    public string NormalizedUserName { get; set; } = "";

    public string DisplayName { get; set; } = "";

    public string PasswordHash { get; set; } = "";

    /// <summary>Changes with password, roles and disabling: open sessions with an older stamp end.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>Names of <see cref="Role"/> in <see cref="Mark"/>s, so that the database can look for one.</summary>
    public string RoleMarks { get; private set; } = "";

    public IReadOnlyList<Role> Roles
    {
        get => [.. RoleMarks.Split(['<', '>'], StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Role>)];
        set => RoleMarks = string.Concat(value.Distinct().Order().Select(Mark));
    }

    /// <summary>How one role stands in <see cref="RoleMarks"/>.</summary>
    public static string Mark(Role role) => $"<{role}>";

    public int? OfficeId { get; set; }

    public int? UnitId { get; set; }

    public bool Disabled { get; set; }

    /// <summary>Set by an administrator's new password: the next sign-in must choose an own one.</summary>
    public bool MustChangePassword { get; set; }

    public int AccessFailedCount { get; set; }

    /// <summary>UTC.</summary>
    public DateTime? LockoutEnd { get; set; }

    public DateTime CreatedAt { get; init; }

    public DateTime? LastSignInAt { get; set; }

    public int Version { get; set; }

    public Actor ToActor() => new(Id, UserName, DisplayName, Access.Roles.PermissionsOf(Roles), OfficeId, UnitId);
}

/// <summary>A key by which a program acts as an account. Only its hash is kept.</summary>
public sealed class ApiToken
{
    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    public string Name { get; init; } = "";

    /// <summary>SHA-256 of the token, hex.</summary>
    public string Hash { get; init; } = "";

    public DateTime CreatedAt { get; init; }

    public DateTime ExpiresAt { get; init; }

    public DateTime? RevokedAt { get; set; }
}
