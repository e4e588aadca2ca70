using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Sharing;

/// <summary>The one row that holds the policy (R4.8); without it the regulation's own rules stand.</summary>
public sealed class AccessPolicy
{
    public const string Subject = "access-policy:all";

    public int Id { get; init; } = 1;

    public string Rules { get; private set; } = "";

    public string UpdatedBy { get; private set; } = "";

    public DateTime UpdatedAt { get; private set; }

    public int Version { get; private set; }

    internal AccessPolicyChanged Set(AccessRules before, AccessRules rules, string by, DateTime now)
    {
        (Rules, UpdatedBy, UpdatedAt) = (rules.Write(), by, now);
        Version++;
        return new AccessPolicyChanged(rules.DifferencesFrom(before));
    }
}

/// <param name="Differences">In words.</param>
[EventKind("accessPolicy.changed")]
public sealed record AccessPolicyChanged(IReadOnlyList<string> Differences) : LedgerEvent(AccessPolicy.Subject);

/// <param name="City">Code of the city-level unit.</param>
/// <param name="Added">Codes of county-level units.</param>
[EventKind("counterparts.changed")]
public sealed record CounterpartsChanged(string City, IReadOnlyList<string> Added, IReadOnlyList<string> Removed) : LedgerEvent($"counterparts:{City}");

internal sealed class AccessPolicyMapping : IEntityTypeConfiguration<AccessPolicy>
{
    public void Configure(EntityTypeBuilder<AccessPolicy> builder)
    {
        builder.ToTable("AccessPolicy");
        builder.Property(policy => policy.Id).ValueGeneratedNever();
        builder.Property(policy => policy.Rules).HasMaxLength(8000);
        builder.Property(policy => policy.UpdatedBy).HasMaxLength(60);
        builder.Property(policy => policy.Version).IsConcurrencyToken();
    }
}

public static class SharingSets
{
    public static IQueryable<AccessPolicy> AccessPolicies(this HotlineDb db) => db.Set<AccessPolicy>();

    public static IQueryable<SharingRequest> SharingRequests(this HotlineDb db) => db.Set<SharingRequest>();

    /// <summary>The rules in force.</summary>
    internal static async Task<AccessRules> AccessRulesAsync(this HotlineDb db, CancellationToken ct) =>
        await db.AccessPolicies().Select(policy => policy.Rules).FirstOrDefaultAsync(ct) is { } text ? AccessRules.Read(text) : AccessRules.Regulation;
}
