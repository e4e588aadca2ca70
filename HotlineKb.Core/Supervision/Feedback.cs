using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Supervision;

/// <summary>纠错 / 未找到 (X1): what who uses the knowledge base says of it, and what became of that.</summary>
public sealed class Feedback
{
    public const int MaxText = 500;
    public const int MaxQuery = 200;
    public const int MaxReason = 200;

    public Guid Id { get; init; }

    public FeedbackKind Kind { get; init; }

    /// <summary>With <see cref="FeedbackKind.Wrong"/>: the entry.</summary>
    public string? EntryCode { get; init; }

    /// <summary>The version that was read.</summary>
    public int? EntryVersion { get; init; }

    /// <summary>What was searched for; numbers of persons masked.</summary>
    public string Query { get; init; } = "";

    public string Text { get; init; } = "";

    public Guid SentById { get; init; }

    public string SentBy { get; init; } = "";

    public DateTime SentAt { get; init; }

    /// <summary>The entry's unit; with <see cref="FeedbackKind.NotFound"/> the one that was asked, none before.</summary>
    public int? UnitId { get; private set; }

    /// <summary>The responsible office: the unit's; the city's where there is no entry.</summary>
    public int OfficeId { get; init; }

    public FeedbackStage Stage { get; private set; } = FeedbackStage.Open;

    /// <summary>The editing requirement made from it.</summary>
    public Guid? RequestId { get; private set; }

    public EditingRequest? Request { get; private set; }

    /// <summary>What became of it.</summary>
    public string? Reason { get; private set; }

    public string? ClosedBy { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    public int Version { get; private set; }

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"feedback:{id}";

    /// <param name="entry">Code, version and unit; null when nothing was found.</param>
    internal static (Feedback Feedback, FeedbackSent Event) Send(Actor actor, (string Code, int Version, int Unit)? entry, int office, string query, string text, DateTime now)
    {
        var feedback = new Feedback
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now)),
            Kind = entry is null ? FeedbackKind.NotFound : FeedbackKind.Wrong,
            EntryCode = entry?.Code,
            EntryVersion = entry?.Version,
            UnitId = entry?.Unit,
            OfficeId = office,
            Query = query,
            Text = text,
            SentById = actor.AccountId ?? Guid.Empty,
            SentBy = actor.DisplayName,
            SentAt = now,
            Version = 1,
        };
        return (feedback, new FeedbackSent(feedback.Id, feedback.Kind, feedback.EntryCode, feedback.EntryVersion, feedback.UnitId, office));
    }

    /// <summary>The one guard: whether the actor may do this now. Buttons ask it too.</summary>
    public Refusal? Objection(FeedbackAct act, Actor actor)
    {
        if (FeedbackFlow.Table.Find(Stage, act) is not { } move)
            return new Refusal(FeedbackRule.WrongStage, $"反馈当前为“{FeedbackFlow.NameOf(Stage)}”，不能“{FeedbackFlow.NameOf(act)}”。");
        if (move.By is not FeedbackParty.Office || !actor.May(Permission.RequestEditing))
            return Refusal.NotPermitted("这一步不由您办理。");
        return actor.OfficeId == OfficeId || Jurisdiction.IsCity(actor.OfficeId) ? null : new Refusal(FeedbackRule.OutsideJurisdiction, "这条反馈由另一热线办处理。", RefusalKind.NotPermitted);
    }

    internal FeedbackRequested Ask(Actor actor, EditingRequest request)
    {
        if (Objection(FeedbackAct.Request, actor) is { } objection)
            throw objection;
        Stage = FeedbackStage.Requested;
        RequestId = request.Id;
        UnitId ??= request.UnitId;
        Version++;
        return new FeedbackRequested(Id, request.Id, request.UnitId, OfficeId);
    }

    internal FeedbackClosed Close(Actor actor, string? reason, DateTime now)
    {
        if (Objection(FeedbackAct.Close, actor) is { } objection)
            throw objection;
        var said = (reason ?? "").Trim();
        if (said.Length == 0)
            throw Refusal.Field(FeedbackRule.ReasonRequired, "reason", "请写明处理结果。");
        if (said.Length > MaxReason)
            throw Refusal.Field(FeedbackRule.ReasonTooLong, "reason", $"处理结果最多 {MaxReason} 个字。");
        ClosedBy = actor.DisplayName;
        return End(said, byRequest: false, now);
    }

    /// <summary>What became of the requirement carries over; the sweep decides when.</summary>
    /// <param name="outcome">Null when the requirement will not bring anything: it is the office's again.</param>
    internal FeedbackEvent? Follow(string? outcome, DateTime now)
    {
        if (FeedbackFlow.Table.Find(Stage, outcome is null ? FeedbackAct.Reopen : FeedbackAct.Settle) is null)
            return null;
        if (outcome is not null)
            return End(outcome, byRequest: true, now);
        var asked = RequestId!.Value;
        Stage = FeedbackStage.Open;
        (RequestId, Request) = (null, null);
        if (Kind is FeedbackKind.NotFound)
            UnitId = null;
        Version++;
        return new FeedbackReopened(Id, asked, UnitId, OfficeId);
    }

    private FeedbackClosed End(string reason, bool byRequest, DateTime now)
    {
        Stage = FeedbackStage.Closed;
        Reason = reason;
        ClosedAt = now;
        Version++;
        return new FeedbackClosed(Id, byRequest, reason, UnitId, OfficeId);
    }
}
