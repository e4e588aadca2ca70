using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HotlineKb.Core.Profiles;

internal sealed class UnitProfileMapping : IEntityTypeConfiguration<UnitProfile>
{
    public void Configure(EntityTypeBuilder<UnitProfile> builder)
    {
        builder.ToTable("UnitProfile");
        builder.HasKey(profile => profile.UnitId);
        builder.Property(profile => profile.UnitId).ValueGeneratedNever();
        builder.Property(profile => profile.Pending).HasConversion<ProfileTextConverter>();
        builder.Property(profile => profile.Reason).HasMaxLength(Ledger.Reason.MaxLength);
        builder.Property(profile => profile.SubmittedBy).HasMaxLength(60);
        builder.Property(profile => profile.ConfirmedBy).HasMaxLength(60);
        builder.Property(profile => profile.Version).IsConcurrencyToken();
        builder.Ignore(profile => profile.OfficeId);
        builder.HasIndex(profile => profile.Stage);
        builder.HasIndex(profile => profile.ConfirmedAt);
        builder.HasOne<Unit>().WithMany().HasForeignKey(profile => profile.UnitId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class UnitProfileVersionMapping : IEntityTypeConfiguration<UnitProfileVersion>
{
    public void Configure(EntityTypeBuilder<UnitProfileVersion> builder)
    {
        builder.ToTable("UnitProfileVersion");
        builder.HasKey(version => new { version.UnitId, version.Number });
        builder.Property(version => version.Text).HasConversion<ProfileTextConverter>();
        builder.Property(version => version.By).HasMaxLength(60);
        builder.Property(version => version.ReviewedBy).HasMaxLength(60);
        builder.HasOne<Unit>().WithMany().HasForeignKey(version => version.UnitId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ProfileTextConverter() : ValueConverter<ProfileText, string>(text => Write(text), json => Read(json))
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private static string Write(ProfileText text) => JsonSerializer.Serialize(text, Options);

    private static ProfileText Read(string json) => JsonSerializer.Deserialize<ProfileText>(json, Options) ?? new ProfileText();
}

public static class ProfileSets
{
    public static IQueryable<UnitProfile> Profiles(this HotlineDb db) => db.Set<UnitProfile>();

    public static IQueryable<UnitProfileVersion> ProfileVersions(this HotlineDb db) => db.Set<UnitProfileVersion>();

    /// <summary>Who may see what is on its way: the city office all, a county office its units', a unit its own (R5.1).</summary>
    internal static IQueryable<UnitProfile> InSight(this IQueryable<UnitProfile> rows, Actor viewer) =>
        WorkSight.Of(viewer).Filter(rows, office => row => row.UnitId / 1000 == office, unit => row => row.UnitId == unit);
}
