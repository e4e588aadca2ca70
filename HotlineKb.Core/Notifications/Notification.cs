namespace HotlineKb.Core.Notifications;

/// <summary>What a notification is for; people choose by it what reaches them outside the application.</summary>
public enum NotificationKind
{
    /// <summary>交办: the next step is the recipient's.</summary>
    HandedOver,
    /// <summary>退回: what the recipient handed on has come back.</summary>
    SentBack,
    /// <summary>撤回: what the recipient was told of has been taken back.</summary>
    Recalled,
    /// <summary>办结: what the recipient had a hand in is done.</summary>
    Finished,
    /// <summary>时限提醒: half or three quarters of the time have gone.</summary>
    Reminder,
    /// <summary>到期提醒: nine tenths of the time have gone.</summary>
    LastReminder,
    /// <summary>超时.</summary>
    Overdue,
    /// <summary>采编要求.</summary>
    EditingRequest,
    /// <summary>督办.</summary>
    Urging,
    /// <summary>系统告警: what the program does by itself needs somebody to look.</summary>
    Alarm,
}

/// <summary>提醒: what one person is told. It holds no more than its recipient may see on the page it opens.</summary>
public sealed class Notification
{
    public const int MaxTitle = 200;
    public const int MaxText = 300;

    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>Number of the ledger row it comes from; with the account it is unique, so that an event seen twice is told once.</summary>
    public long LedgerNumber { get; init; }

    public NotificationKind Kind { get; init; }

    public string Title { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>What it opens: <c>revision:{id}</c>, <c>editing-request:{id}</c>, <c>urging:{id}</c>, <c>feedback:{id}</c>, <c>filing:{id}</c>, <c>drift:{id}</c>, <c>hall-run:{id}</c>, <c>profile:{unit code}</c>, <c>release:{entry code}</c>: <see cref="SubjectPages"/>.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The unit it is about; null when it is about the system.</summary>
    public int? UnitId { get; init; }

    /// <summary>The clock it reminds of; once that is closed, nothing more is sent about it.</summary>
    public Guid? AssignmentId { get; init; }

    public DateTime? DueAt { get; init; }

    /// <summary>Does not wait for the end of quiet hours.</summary>
    public bool Urgent { get; init; }

    /// <summary>UTC.</summary>
    public DateTime At { get; init; }

    public DateTime? ReadAt { get; set; }
}

/// <summary>What there is to say about each kind.</summary>
public static class NotificationKinds
{
    public static string NameOf(NotificationKind kind) => kind switch
    {
        NotificationKind.HandedOver => "交办",
        NotificationKind.SentBack => "退回",
        NotificationKind.Recalled => "撤回",
        NotificationKind.Finished => "办结",
        NotificationKind.Reminder => "时限提醒",
        NotificationKind.LastReminder => "到期提醒",
        NotificationKind.Overdue => "超时",
        NotificationKind.EditingRequest => "采编要求",
        NotificationKind.Urging => "督办",
        _ => "系统告警",
    };

    /// <summary>Not held back by quiet hours.</summary>
    public static bool IsUrgent(NotificationKind kind) => kind is NotificationKind.Overdue or NotificationKind.Urging or NotificationKind.Alarm;

    /// <summary>Goes out by e-mail or webhook unless the person chooses otherwise.</summary>
    public static bool IsSentByDefault(NotificationKind kind) =>
        kind is NotificationKind.LastReminder or NotificationKind.Overdue or NotificationKind.EditingRequest or NotificationKind.Urging or NotificationKind.Alarm;
}
