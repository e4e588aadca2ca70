using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Taxonomy;

/// <summary>常用信息架构: a place in a unit's tree (R4.4). Entries are filed under leaves only.</summary>
public sealed class Category
{
    public const int MaxLevels = 5;

    public Guid Id { get; init; }

    public int UnitId { get; init; }

    public Guid? ParentId { get; set; }

    public string Name { get; set; } = "";

    /// <summary>1 to <see cref="MaxLevels"/>.</summary>
    public int Level { get; set; }

    /// <summary>Names from the root, separated by <c>/</c>.</summary>
    public string Path { get; set; } = "";

    /// <summary>Place among its siblings.</summary>
    public int Order { get; set; }

    /// <summary>Published entries filed here; kept by publishing and withdrawing, in the same transaction.</summary>
    public int EntryCount { get; set; }

    public int Version { get; set; }
}

internal sealed class CategoryMapping : IEntityTypeConfiguration<Category>
{
    public void Configure(EntityTypeBuilder<Category> builder)
    {
        builder.ToTable("Category");
        builder.Property(category => category.Id).ValueGeneratedNever();
        builder.Property(category => category.Name).HasMaxLength(40);
        builder.Property(category => category.Path).HasMaxLength(220);
        builder.Property(category => category.Version).IsConcurrencyToken();
        builder.HasIndex(category => new { category.UnitId, category.Path }).IsUnique();
        builder.HasOne<Unit>().WithMany().HasForeignKey(category => category.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Category>().WithMany().HasForeignKey(category => category.ParentId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class TaxonomySets
{
    public static IQueryable<Category> Categories(this HotlineDb db) => db.Set<Category>();
}
