using HotlineKb.Core.Access;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Notifications;

internal sealed class NotificationMapping : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("Notification");
        builder.Property(notification => notification.Id).ValueGeneratedNever();
        builder.Property(notification => notification.Title).HasMaxLength(Notification.MaxTitle);
        builder.Property(notification => notification.Text).HasMaxLength(Notification.MaxText);
        builder.Property(notification => notification.Subject).HasMaxLength(120);
        builder.HasIndex(notification => new { notification.AccountId, notification.LedgerNumber }).IsUnique();
        builder.HasIndex(notification => new { notification.AccountId, notification.ReadAt });
        builder.HasIndex(notification => new { notification.UnitId, notification.At });
        builder.HasIndex(notification => notification.Subject);
        builder.HasOne<Account>().WithMany().HasForeignKey(notification => notification.AccountId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Unit>().WithMany().HasForeignKey(notification => notification.UnitId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DeliveryMapping : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("Delivery");
        builder.Property(delivery => delivery.Id).ValueGeneratedNever();
        builder.Property(delivery => delivery.Address).HasMaxLength(NotificationSetting.MaxUrl);
        builder.Property(delivery => delivery.LastError).HasMaxLength(Delivery.MaxError);
        builder.HasIndex(delivery => new { delivery.State, delivery.NextAttemptAt });
        builder.HasIndex(delivery => delivery.NotificationId);
        builder.HasIndex(delivery => new { delivery.AccountId, delivery.State });
        builder.HasOne<Notification>().WithMany().HasForeignKey(delivery => delivery.NotificationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class NotificationSettingMapping : IEntityTypeConfiguration<NotificationSetting>
{
    public void Configure(EntityTypeBuilder<NotificationSetting> builder)
    {
        builder.ToTable("NotificationSetting");
        builder.HasKey(setting => setting.AccountId);
        builder.Property(setting => setting.AccountId).ValueGeneratedNever();
        builder.Property(setting => setting.Mail).HasMaxLength(NotificationSetting.MaxMail);
        builder.Property(setting => setting.MailKinds).HasMaxLength(400);
        builder.Property(setting => setting.WebhookUrl).HasMaxLength(NotificationSetting.MaxUrl);
        builder.Property(setting => setting.WebhookSecret).HasMaxLength(100);
        builder.Property(setting => setting.WebhookTemplate).HasMaxLength(NotificationSetting.MaxTemplate);
        builder.Property(setting => setting.WebhookKinds).HasMaxLength(400);
        builder.Property(setting => setting.Version).IsConcurrencyToken();
        builder.Ignore(setting => setting.Quiet);
        builder.HasOne<Account>().WithMany().HasForeignKey(setting => setting.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

public static class NotificationSets
{
    public static IQueryable<Notification> Notifications(this HotlineDb db) => db.Set<Notification>();

    public static IQueryable<Delivery> Deliveries(this HotlineDb db) => db.Set<Delivery>();

    internal static IQueryable<NotificationSetting> NotificationSettings(this HotlineDb db) => db.Set<NotificationSetting>();
}
