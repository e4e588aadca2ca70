using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Units;

internal sealed class RegionMapping : IEntityTypeConfiguration<Region>
{
    public void Configure(EntityTypeBuilder<Region> builder)
    {
        builder.ToTable("Region");
        builder.HasKey(region => region.Code);
        builder.Property(region => region.Code).ValueGeneratedNever();
        builder.Property(region => region.Name).HasMaxLength(60);
    }
}

internal sealed class OfficeMapping : IEntityTypeConfiguration<Office>
{
    public void Configure(EntityTypeBuilder<Office> builder)
    {
        builder.ToTable("Office");
        builder.Property(office => office.Id).ValueGeneratedNever();
        builder.Property(office => office.Name).HasMaxLength(80);
    }
}

internal sealed class UnitMapping : IEntityTypeConfiguration<Unit>
{
    public void Configure(EntityTypeBuilder<Unit> builder)
    {
        builder.ToTable("Unit");
        builder.Property(unit => unit.Id).ValueGeneratedNever();
        builder.Property(unit => unit.Name).HasMaxLength(100);
        builder.Property(unit => unit.ShortName).HasMaxLength(40);
        builder.Property(unit => unit.Functions).HasMaxLength(2000);
        builder.Property(unit => unit.Version).IsConcurrencyToken();
        builder.HasIndex(unit => unit.Name).IsUnique();
        builder.HasIndex(unit => unit.RegionCode);
        builder.HasOne<Region>().WithMany().HasForeignKey(unit => unit.RegionCode).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CounterpartMapping : IEntityTypeConfiguration<Counterpart>
{
    public void Configure(EntityTypeBuilder<Counterpart> builder)
    {
        builder.ToTable("Counterpart");
        builder.HasKey(pair => new { pair.CityUnitId, pair.CountyUnitId });
        builder.HasIndex(pair => pair.CountyUnitId);
        builder.HasOne<Unit>().WithMany().HasForeignKey(pair => pair.CityUnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Unit>().WithMany().HasForeignKey(pair => pair.CountyUnitId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class UnitSets
{
    public static IQueryable<Region> Regions(this HotlineDb db) => db.Set<Region>();

    public static IQueryable<Office> Offices(this HotlineDb db) => db.Set<Office>();

    public static IQueryable<Unit> Units(this HotlineDb db) => db.Set<Unit>();

    public static IQueryable<Counterpart> Counterparts(this HotlineDb db) => db.Set<Counterpart>();
}
