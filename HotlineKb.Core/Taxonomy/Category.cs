using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Taxonomy;

/// <summary>常用信息架构: a place in a unit's tree (R4.4). Entries are filed under leaves only.</summary>
public sealed class Category
{
    public const int MaxLevels = 5;
    public const int MaxName = 40;
    public const int MaxReviewMonths = 60;
    public const int MaxExpiryMonths = 120;

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

    /// <summary>Entries published here or below without a day of review get one so many months ahead; null: as the category above says.</summary>
    public int? ReviewMonths { get; set; }

    /// <summary>Entries published here or below without a last day get one so many months ahead; null: as the category above says.</summary>
    public int? ExpiryMonths { get; set; }

    /// <summary>Its own id once it is retired, else empty: with it the path is unique, so that a retired path may be used again.</summary>
    public Guid RetiredAs { get; private set; }

    public bool IsRetired => RetiredAs != Guid.Empty;

    /// <summary>Where its entries went when it was retired; what is still filed under it on its way follows them.</summary>
    public Guid? HomeId { get; private set; }

    public int Version { get; set; }

    internal void Retire(Guid? home)
    {
        (RetiredAs, HomeId) = (Id, home);
        Version++;
    }
}

internal sealed class CategoryMapping : IEntityTypeConfiguration<Category>
{
    public void Configure(EntityTypeBuilder<Category> builder)
    {
        builder.ToTable("Category");
        builder.Property(category => category.Id).ValueGeneratedNever();
        builder.Property(category => category.Name).HasMaxLength(Category.MaxName);
        builder.Property(category => category.Path).HasMaxLength(220);
        builder.Property(category => category.Version).IsConcurrencyToken();
        builder.Ignore(category => category.IsRetired);
        builder.HasIndex(category => new { category.UnitId, category.Path, category.RetiredAs }).IsUnique();
        builder.HasOne<Unit>().WithMany().HasForeignKey(category => category.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Category>().WithMany().HasForeignKey(category => category.ParentId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class TaxonomySets
{
    /// <summary>All of them, retired ones too: old versions of entries stand there.</summary>
    public static IQueryable<Category> Categories(this HotlineDb db) => db.Set<Category>();

    public static IQueryable<Category> CategoriesInUse(this HotlineDb db) => db.Set<Category>().Where(category => category.RetiredAs == Guid.Empty);

    /// <summary>Where something filed under a category belongs now: itself, or the home of what was retired; null when that has none, or there is no such category.</summary>
    public static async Task<Category?> StandingAsync(this HotlineDb db, Guid id, CancellationToken ct)
    {
        var category = await db.Categories().SingleOrDefaultAsync(row => row.Id == id, ct);
        // A chain of merges is short; a ring there cannot be, because a home is in use when it is chosen.
        while (category is { IsRetired: true })
            category = category.HomeId is { } home ? await db.Categories().SingleAsync(row => row.Id == home, ct) : null;
        return category;
    }

    /// <summary>A category with all below it: a branch means everything in it. One that was merged means what it was merged into.</summary>
    public static async Task<IReadOnlyList<Guid>> BelowAsync(this HotlineDb db, Guid id, CancellationToken ct)
    {
        if (await db.StandingAsync(id, ct) is not { } root)
            return [];
        var prefix = root.Path + "/";
        return await db.CategoriesInUse().Where(row => row.UnitId == root.UnitId && (row.Id == root.Id || row.Path.StartsWith(prefix))).Select(row => row.Id).ToListAsync(ct);
    }
}
