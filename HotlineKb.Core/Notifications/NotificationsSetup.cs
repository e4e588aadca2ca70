using HotlineKb.Core.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Notifications;

public static class NotificationsSetup
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddOptions<NotificationOptions>();
        services.AddSingleton<IDeliveryWay, MailWay>().AddSingleton<IDeliveryWay, WebhookWay>();
        services.AddLedgerReader<NotificationReader>();
        return services.AddSingleton<NotificationActions>().AddSingleton<NotificationSettingsActions>().AddSingleton<NotificationViews>().AddSingleton<DeliveryLog>().AddSingleton<DeliveryRun>();
    }
}
