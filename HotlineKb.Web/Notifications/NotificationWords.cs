using HotlineKb.Core.Notifications;

namespace HotlineKb.Web.Notifications;

/// <summary>Words of notifications and deliveries, on screens and in addresses.</summary>
internal static class NotificationWords
{
    public static string Of(DeliveryWay way) => way is DeliveryWay.Mail ? "邮件" : "Webhook";

    public static string Of(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "待发送",
        DeliveryState.Sent => "已送出",
        DeliveryState.GivenUp => "未能送达",
        _ => "不再发送",
    };

    /// <summary>As it stands in addresses: <c>handedOver</c>.</summary>
    public static string Name(NotificationKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <returns>Null where nothing, or nothing of use, is written.</returns>
    public static NotificationKind? KindOf(string? text) =>
        Enum.GetValues<NotificationKind>().Where(kind => Name(kind) == text).Select(kind => (NotificationKind?)kind).FirstOrDefault();
}
