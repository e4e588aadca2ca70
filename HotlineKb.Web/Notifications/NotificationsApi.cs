using System.ComponentModel;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Notifications;

/// <param name="Subject">What it opens: <c>revision:{id}</c>, <c>editing-request:{id}</c>, <c>urging:{id}</c>, <c>feedback:{id}</c>, <c>hall-run:{id}</c>.</param>
/// <param name="Unit">Code; null when it is about the system.</param>
/// <param name="Answered">The clock it reminds of is closed.</param>
internal sealed record ApiNotification(Guid Id, NotificationKind Kind, string Title, string Text, string Subject, string? Unit, DateTime? DueAt, bool Urgent, DateTime At, DateTime? ReadAt, bool Answered);

/// <param name="Address">Of webhooks the host only.</param>
/// <param name="At">When it was sent or closed, or will be tried next.</param>
internal sealed record ApiDelivery(DeliveryWay Way, string Address, DeliveryState State, int Attempts, DateTime At, string? Reason);

/// <param name="Account">User name of who was told.</param>
internal sealed record ApiTold(Guid Id, DateTime At, string Account, string Person, NotificationKind Kind, string Title, string Subject, string? Unit, DateTime? ReadAt, IReadOnlyList<ApiDelivery> Deliveries);

/// <param name="Ids">Which; or <paramref name="All"/>.</param>
internal sealed record ApiReadRequest(IReadOnlyList<Guid>? Ids, bool? All);

/// <param name="Count">How many were unread.</param>
internal sealed record ApiReadAnswer(int Count);

internal static class NotificationsApi
{
    public static void MapNotifications(this RouteGroupBuilder api)
    {
        api.MapGet("/notifications", ListAsync).WithName("notifications").WithTags("提醒").WithSummary("本人的提醒：未读在前，最新在前").WithMetadata(new ApiWords("kind", typeof(NotificationKind)));
        api.MapPost("/notifications/read", ReadAsync).WithName("readNotifications").WithTags("提醒").WithSummary("标为已读：ids 或 all");
        api.MapGet("/notifications/log", LogAsync).WithName("notificationLog").WithTags("提醒").WithSummary("送达记录（督办员在辖区内、审计）：谁、何时、经何种方式被告知");
    }

    private static async Task<ApiList<ApiNotification>> ListAsync(HttpContext context, NotificationViews views, [Description("true 只看未读")] string? unread, string? kind, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new NotificationFilter(ApiValues.Flag(unread, "unread"), ApiValues.Word<NotificationKind>(kind, "kind"));
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiNotification>([.. items.Select(row => new ApiNotification(row.Id, row.Kind, row.Title, row.Text, row.Subject, CodeOf(row.UnitId), row.DueAt, row.Urgent, row.At, row.ReadAt, row.Answered))], total);
    }

    private static string? CodeOf(int? unit) => unit is { } id ? Unit.CodeOf(id) : null;

    private static async Task<ApiReadAnswer> ReadAsync(HttpContext context, NotificationActions actions, ApiReadRequest request, CancellationToken ct)
    {
        if (request.All is not true && request.Ids is null)
            throw ApiValues.Wrong("ids", "请给出 ids，或以 all 为 true 标记全部。");
        return new ApiReadAnswer(await actions.ReadAsync(context.Actor(), request.All is true ? null : request.Ids, ct));
    }

    private static async Task<ApiList<ApiTold>> LogAsync(HttpContext context, DeliveryLog log, UnitViews units, [Description("单位编码、全称或简称")] string? unit, [Description("如 revision:{id}")] string? subject,
        [Description("账号或姓名的一部分")] string? person, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var (items, total) = await log.ListAsync(context.Actor(), new ToldFilter(await units.IdOfAsync(unit, ct), subject, person), ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiTold>([.. items.Select(row => new ApiTold(row.Id, row.At, row.UserName, row.Person, row.Kind, row.Title, row.Subject, CodeOf(row.UnitId), row.ReadAt,
            [.. row.Deliveries.Select(delivery => new ApiDelivery(delivery.Way, delivery.Address, delivery.State, delivery.Attempts, delivery.ClosedAt ?? delivery.NextAttemptAt, delivery.Reason))]))], total);
    }
}
