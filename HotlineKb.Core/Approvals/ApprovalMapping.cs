using HotlineKb.Core.Sharing;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HotlineKb.Core.Approvals;

internal sealed class ApprovalItemMapping : IEntityTypeConfiguration<ApprovalItem>
{
    public void Configure(EntityTypeBuilder<ApprovalItem> builder)
    {
        builder.ToTable("ApprovalItem");
        builder.Property(item => item.Id).ValueGeneratedNever();
        builder.Property(item => item.Code).HasMaxLength(ApprovalItem.MaxCode);
        builder.Property(item => item.TaskCode).HasMaxLength(ApprovalItem.MaxTaskCode);
        builder.Property(item => item.Name).HasMaxLength(ApprovalItem.MaxName);
        builder.Property(item => item.AreaCode).HasMaxLength(20);
        builder.Property(item => item.Area).HasMaxLength(80);
        builder.Property(item => item.Type).HasMaxLength(40);
        builder.Property(item => item.Themes).HasMaxLength(500);
        builder.Property(item => item.Keywords).HasMaxLength(600);
        builder.Property(item => item.Hash).HasMaxLength(64);
        builder.Property(item => item.Version).IsConcurrencyToken();
        builder.HasIndex(item => item.Code).IsUnique();
        builder.HasIndex(item => item.TaskCode);
        builder.HasIndex(item => new { item.State, item.UpdatedAt, item.Id });
        builder.HasIndex(item => new { item.UnitId, item.State, item.UpdatedAt });
        builder.HasIndex(item => new { item.DepartmentId, item.UnitId });
        builder.HasIndex(item => item.ChangedAt);
        builder.HasOne<Unit>().WithMany().HasForeignKey(item => item.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<HallDepartment>().WithMany().HasForeignKey(item => item.DepartmentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ApprovalVersionMapping : IEntityTypeConfiguration<ApprovalVersion>
{
    public void Configure(EntityTypeBuilder<ApprovalVersion> builder)
    {
        builder.ToTable("ApprovalVersion");
        builder.HasKey(version => new { version.ItemId, version.Number });
        builder.Property(version => version.Guide).HasConversion<ServiceGuideConverter>();
        builder.HasOne<ApprovalItem>().WithMany().HasForeignKey(version => version.ItemId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ApprovalChangeMapping : IEntityTypeConfiguration<ApprovalChange>
{
    public void Configure(EntityTypeBuilder<ApprovalChange> builder)
    {
        builder.ToTable("ApprovalChange");
        builder.Property(change => change.Id).ValueGeneratedNever();
        builder.Property(change => change.Fields).HasMaxLength(600);
        builder.HasIndex(change => new { change.ItemId, change.At });
        builder.Property(change => change.SetAsideReason).HasMaxLength(ChangeFiling.MaxReason);
        builder.Property(change => change.SetAsideBy).HasMaxLength(60);
        builder.Property(change => change.Version).IsConcurrencyToken();
        builder.HasIndex(change => new { change.UnitId, change.At });
        builder.HasOne<ApprovalItem>().WithMany().HasForeignKey(change => change.ItemId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(change => change.Request).WithMany().HasForeignKey(change => change.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class HallDepartmentMapping : IEntityTypeConfiguration<HallDepartment>
{
    public void Configure(EntityTypeBuilder<HallDepartment> builder)
    {
        builder.ToTable("HallDepartment");
        builder.Property(department => department.Id).ValueGeneratedNever();
        builder.Property(department => department.Key).HasMaxLength(HallDepartment.MaxName + 10);
        builder.Property(department => department.Code).HasMaxLength(HallDepartment.MaxCode);
        builder.Property(department => department.Name).HasMaxLength(HallDepartment.MaxName);
        builder.Property(department => department.MappedBy).HasMaxLength(60);
        builder.Property(department => department.Version).IsConcurrencyToken();
        builder.HasIndex(department => department.Key).IsUnique();
        builder.HasIndex(department => department.Name);
        builder.HasOne<Unit>().WithMany().HasForeignKey(department => department.UnitId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class HallRunMapping : IEntityTypeConfiguration<HallRun>
{
    public void Configure(EntityTypeBuilder<HallRun> builder)
    {
        builder.ToTable("HallRun");
        builder.Property(run => run.Id).ValueGeneratedNever();
        builder.Property(run => run.StartedBy).HasMaxLength(60);
        builder.Property(run => run.File).HasMaxLength(200);
        builder.Property(run => run.Error).HasMaxLength(HallRun.MaxError);
        builder.HasIndex(run => run.StartedAt);
    }
}

internal sealed class HallRunPageMapping : IEntityTypeConfiguration<HallRunPage>
{
    public void Configure(EntityTypeBuilder<HallRunPage> builder)
    {
        builder.ToTable("HallRunPage");
        builder.HasKey(page => new { page.RunId, page.Number });
    }
}

internal sealed class HallSyncStateMapping : IEntityTypeConfiguration<HallSyncState>
{
    public void Configure(EntityTypeBuilder<HallSyncState> builder)
    {
        builder.ToTable("HallSyncState");
        builder.Property(state => state.Id).ValueGeneratedNever();
        builder.Property(state => state.Holder).HasMaxLength(200);
    }
}

internal sealed class QuarantinedRecordMapping : IEntityTypeConfiguration<QuarantinedRecord>
{
    public void Configure(EntityTypeBuilder<QuarantinedRecord> builder)
    {
        builder.ToTable("QuarantinedRecord");
        builder.Property(record => record.Id).ValueGeneratedNever();
        builder.Property(record => record.Key).HasMaxLength(ApprovalItem.MaxCode + 10);
        builder.Property(record => record.TaskCode).HasMaxLength(ApprovalItem.MaxTaskCode);
        builder.Property(record => record.Name).HasMaxLength(ApprovalItem.MaxName);
        builder.Property(record => record.Department).HasMaxLength(HallDepartment.MaxName);
        builder.Property(record => record.Reason).HasMaxLength(QuarantinedRecord.MaxReason);
        builder.Property(record => record.Hash).HasMaxLength(64);
        builder.Property(record => record.Version).IsConcurrencyToken();
        builder.HasIndex(record => record.Key).IsUnique();
        builder.HasIndex(record => record.LastAt);
    }
}

/// <summary>A guide as it is stored and hashed: what is empty is left out, so that a field added later changes no hash.</summary>
internal static class GuideJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    public static string Write(ServiceGuide guide) => JsonSerializer.Serialize(guide, Options);

    public static ServiceGuide Read(string json) => JsonSerializer.Deserialize<ServiceGuide>(json, Options) ?? new ServiceGuide();
}

internal sealed class ServiceGuideConverter() : ValueConverter<ServiceGuide, string>(guide => GuideJson.Write(guide), json => GuideJson.Read(json));

public static class ApprovalSets
{
    public static IQueryable<ApprovalItem> ApprovalItems(this HotlineDb db) => db.Set<ApprovalItem>();

    /// <summary>The one way to narrow items to what may be seen; what belongs to no unit yet is for those who see all (R4.7).</summary>
    internal static IQueryable<ApprovalItem> Visible(this IQueryable<ApprovalItem> items, VisibleScope scope) => scope.Approvals.Filter(items, item => item.UnitId ?? 0);

    public static IQueryable<ApprovalVersion> ApprovalVersions(this HotlineDb db) => db.Set<ApprovalVersion>();

    public static IQueryable<ApprovalChange> ApprovalChanges(this HotlineDb db) => db.Set<ApprovalChange>();

    public static IQueryable<HallDepartment> HallDepartments(this HotlineDb db) => db.Set<HallDepartment>();

    public static IQueryable<HallRun> HallRuns(this HotlineDb db) => db.Set<HallRun>();

    public static IQueryable<HallRunPage> HallRunPages(this HotlineDb db) => db.Set<HallRunPage>();

    public static IQueryable<HallSyncState> HallSyncStates(this HotlineDb db) => db.Set<HallSyncState>();

    public static IQueryable<QuarantinedRecord> QuarantinedRecords(this HotlineDb db) => db.Set<QuarantinedRecord>();
}
