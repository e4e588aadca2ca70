using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Access;

internal sealed class AccountMapping : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("Account");
        builder.Property(account => account.Id).ValueGeneratedNever();
        builder.Property(account => account.UserName).HasMaxLength(40);
        builder.Property(account => account.NormalizedUserName).HasMaxLength(40);
        builder.Property(account => account.DisplayName).HasMaxLength(60);
        builder.Property(account => account.PasswordHash).HasMaxLength(200);
        builder.Property(account => account.SecurityStamp).HasMaxLength(64);
        builder.Property(account => account.RoleMarks).HasMaxLength(400);
        builder.Property(account => account.Version).IsConcurrencyToken();
        builder.Ignore(account => account.Roles);
        builder.HasIndex(account => account.NormalizedUserName).IsUnique();
        builder.HasOne<Office>().WithMany().HasForeignKey(account => account.OfficeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Unit>().WithMany().HasForeignKey(account => account.UnitId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ApiTokenMapping : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.ToTable("ApiToken");
        builder.Property(token => token.Id).ValueGeneratedNever();
        builder.Property(token => token.Name).HasMaxLength(60);
        builder.Property(token => token.Hash).HasMaxLength(64);
        builder.HasIndex(token => token.Hash).IsUnique();
        builder.HasIndex(token => token.AccountId);
        builder.HasOne<Account>().WithMany().HasForeignKey(token => token.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class AccessSets
{
    public static IQueryable<Account> Accounts(this HotlineDb db) => db.Set<Account>();

    public static IQueryable<ApiToken> ApiTokens(this HotlineDb db) => db.Set<ApiToken>();
}
