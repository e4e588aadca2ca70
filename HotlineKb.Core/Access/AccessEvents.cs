using HotlineKb.Core.Ledger;

namespace HotlineKb.Core.Access;

public abstract record AccountEvent(string UserName) : LedgerEvent($"account:{UserName}");

[EventKind("account.created")]
public sealed record AccountCreated(string UserName, int? OfficeId, int? UnitId, IReadOnlyList<Role> Roles) : AccountEvent(UserName);

[EventKind("account.rolesAssigned")]
public sealed record AccountRolesAssigned(string UserName, IReadOnlyList<Role> Before, IReadOnlyList<Role> After, int? OfficeId, int? UnitId) : AccountEvent(UserName);

[EventKind("account.disabled")]
public sealed record AccountDisabled(string UserName) : AccountEvent(UserName);

[EventKind("account.enabled")]
public sealed record AccountEnabled(string UserName) : AccountEvent(UserName);

[EventKind("account.passwordReset")]
public sealed record AccountPasswordReset(string UserName) : AccountEvent(UserName);

[EventKind("account.passwordChanged")]
public sealed record AccountPasswordChanged(string UserName) : AccountEvent(UserName);

[EventKind("account.signedIn")]
public sealed record AccountSignedIn(string UserName) : AccountEvent(UserName);

[EventKind("account.signedOut")]
public sealed record AccountSignedOut(string UserName) : AccountEvent(UserName);

[EventKind("account.signInFailed")]
public sealed record AccountSignInFailed(string UserName, int Failures, bool LockedOut) : AccountEvent(UserName);

[EventKind("account.updated")]
public sealed record AccountUpdated(string UserName) : AccountEvent(UserName);

[EventKind("token.created")]
public sealed record TokenCreated(string UserName, Guid Token, DateTime ExpiresAt) : AccountEvent(UserName);

[EventKind("token.revoked")]
public sealed record TokenRevoked(string UserName, Guid Token) : AccountEvent(UserName);
