using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Approvals;

/// <summary>What is filed: which item, what, from when.</summary>
/// <param name="ItemId">Null with an addition: the item is not known before the hall shows it.</param>
/// <param name="Name">Of the item, as it was called when it was filed.</param>
/// <param name="TaskCode">May be empty.</param>
/// <param name="EffectiveOn">A day in the city.</param>
public sealed record FilingContent(FilingKind Kind, Guid? ItemId, string? ItemCode, string Name, string TaskCode, string What, DateOnly EffectiveOn);

/// <summary>
/// 备案 (R3.2): a unit that has added, changed or deleted an item in the hall tells its office. It is matched with what the sync observes, whichever comes first.
/// </summary>
public sealed class ChangeFiling
{
    public const int MaxWhat = 1_000;
    public const int MaxReason = Ledger.Reason.MaxLength;

    public Guid Id { get; init; }

    public int UnitId { get; init; }

    /// <summary>The responsible office.</summary>
    public int OfficeId { get; init; }

    public FilingKind Kind { get; private set; }

    /// <summary>Null with an addition.</summary>
    public Guid? ItemId { get; private set; }

    public string? ItemCode { get; private set; }

    public string Name { get; private set; } = "";

    public string TaskCode { get; private set; } = "";

    /// <summary>What was done.</summary>
    public string What { get; private set; } = "";

    /// <summary>A day in the city.</summary>
    public DateOnly EffectiveOn { get; private set; }

    public Guid FiledById { get; private set; }

    public string FiledBy { get; private set; } = "";

    /// <summary>UTC; of the last filing.</summary>
    public DateTime FiledAt { get; private set; }

    public FilingStage Stage { get; private set; } = FilingStage.Filed;

    /// <summary>Why it was asked back or withdrawn last; null after an acknowledgement.</summary>
    public string? Reason { get; private set; }

    /// <summary>Whoever acknowledged it or asked back last.</summary>
    public string? HandledBy { get; private set; }

    public DateTime? HandledAt { get; private set; }

    /// <summary>The observed change that it is; unique.</summary>
    public Guid? MatchedChangeId { get; private set; }

    public ApprovalChange? MatchedChange { get; private set; }

    /// <summary>When the two were brought together.</summary>
    public DateTime? MatchedAt { get; private set; }

    /// <summary>The editing requirement made from it last.</summary>
    public Guid? RequestId { get; private set; }

    public EditingRequest? Request { get; private set; }

    public int Version { get; private set; }

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"filing:{id}";

    internal static (ChangeFiling Filing, FilingFiled Event) File(Actor actor, int unitId, FilingContent content, DateTime now)
    {
        var filing = new ChangeFiling { Id = Guid.CreateVersion7(new DateTimeOffset(now)), UnitId = unitId, OfficeId = Jurisdiction.OfficeOf(unitId) };
        filing.Say(actor, content, now);
        return (filing, new FilingFiled(filing.Id, content.Kind, content.ItemCode, content.EffectiveOn, unitId, filing.OfficeId, filing.Version));
    }

    /// <summary>The one guard: whether the actor may do this now. Buttons ask it too.</summary>
    /// <returns>Null when the move is open to the actor.</returns>
    public Refusal? Objection(FilingAct act, Actor actor)
    {
        if (ChangeFilingFlow.Table.Find(Stage, act) is not { } move)
            return new Refusal(FilingRule.WrongStage, $"备案当前为“{ChangeFilingFlow.NameOf(Stage)}”，不能“{ChangeFilingFlow.NameOf(act)}”。");
        if (!actor.May(move.Needs) || (move.By is FilingParty.Unit && actor.UnitId != UnitId))
            return Refusal.NotPermitted("这一步不由您办理。");
        if (move.By is FilingParty.Office && actor.OfficeId != OfficeId)
            return new Refusal(FilingRule.OutsideJurisdiction, "该单位的备案由其所属的热线办办理。", RefusalKind.NotPermitted);
        if (move.UnmatchedOnly && MatchedChangeId is not null)
            return new Refusal(FilingRule.AlreadyMatched, $"备案已与办事大厅的变化吻合，不能“{ChangeFilingFlow.NameOf(act)}”。");
        return act is FilingAct.Request && Request is { IsOver: false } ? new Refusal(FilingRule.AlreadyAsked, "已提出要求，尚未了结，不必再次提出。") : null;
    }

    internal FilingEvent Move(FilingAct act, Actor actor, string? reason, DateTime now)
    {
        if (Objection(act, actor) is { } objection)
            throw objection;
        var move = ChangeFilingFlow.Table.Find(Stage, act)!;
        reason = Ledger.Reason.Read(reason, move.ReasonRequired ? ChangeFilingFlow.NameOf(act) : null, FilingRule.ReasonRequired, FilingRule.ReasonTooLong);
        Stage = move.To;
        Reason = act is FilingAct.Acknowledge ? null : reason;
        if (move.By is FilingParty.Office)
            (HandledBy, HandledAt) = (actor.DisplayName, now);
        Version++;
        return act switch
        {
            FilingAct.Acknowledge => new FilingAcknowledged(Id, UnitId, OfficeId, Version),
            FilingAct.AskBack => new FilingAskedBack(Id, reason!, UnitId, OfficeId, Version),
            FilingAct.Withdraw => new FilingWithdrawn(Id, reason, UnitId, OfficeId, Version),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    /// <summary>Filed again, with other content. What it was matched with may not fit any more; that is the matching's to say.</summary>
    internal FilingRefiled Refile(Actor actor, FilingContent content, DateTime now)
    {
        if (Objection(FilingAct.Refile, actor) is { } objection)
            throw objection;
        Stage = FilingStage.Filed;
        Say(actor, content, now);
        return new FilingRefiled(Id, content.Kind, content.ItemCode, content.EffectiveOn, UnitId, OfficeId, Version);
    }

    internal FilingRequested Ask(Actor actor, EditingRequest request)
    {
        if (Objection(FilingAct.Request, actor) is { } objection)
            throw objection;
        (RequestId, Request) = (request.Id, request);
        Version++;
        return new FilingRequested(Id, request.Id, UnitId, OfficeId);
    }

    /// <summary>Whether an observed change is what was filed, the days aside.</summary>
    /// <param name="item">The changed item.</param>
    /// <returns>Null when it is not; else how surely: the lower, the surer.</returns>
    internal int? Fits(ApprovalChange change, ApprovalItem item)
    {
        if (Stage is FilingStage.Withdrawn || change.UnitId != UnitId || change.Kind != ChangeFilingFlow.SeenAs(Kind))
            return null;
        return Kind is FilingKind.Add ? FilingNames.Fit(Name, TaskCode, item.Name, item.TaskCode) : change.ItemId == ItemId ? 0 : null;
    }

    /// <summary>Days between what was filed and what was seen, either way.</summary>
    internal int DaysFrom(ApprovalChange change) => Math.Abs(CityDays.Of(change.At).DayNumber - EffectiveOn.DayNumber);

    internal FilingMatched Match(ApprovalChange change, string itemCode, DateTime now)
    {
        (MatchedChangeId, MatchedAt) = (change.Id, now);
        Version++;
        return new FilingMatched(Id, change.Id, itemCode, DaysFrom(change), UnitId, OfficeId);
    }

    internal FilingUnmatched Release()
    {
        var released = MatchedChangeId!.Value;
        (MatchedChangeId, MatchedChange, MatchedAt) = (null, null, null);
        Version++;
        return new FilingUnmatched(Id, released, UnitId, OfficeId);
    }

    private void Say(Actor actor, FilingContent content, DateTime now)
    {
        (Kind, ItemId, ItemCode, Name, TaskCode, What, EffectiveOn) = content;
        (FiledById, FiledBy, FiledAt) = (actor.AccountId ?? Guid.Empty, actor.DisplayName, now);
        Version++;
    }
}

/// <summary>A change that was seen, and what the office has made of it.</summary>
public sealed partial class ApprovalChange
{
    /// <summary>The editing requirement made from it last.</summary>
    public Guid? RequestId { get; private set; }

    public EditingRequest? Request { get; private set; }

    /// <summary>Why it need not be filed; null while it has to be.</summary>
    public string? SetAsideReason { get; private set; }

    public string? SetAsideBy { get; private set; }

    public DateTime? SetAsideAt { get; private set; }

    public int Version { get; private set; }

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"approval-change:{id}";

    public UnfiledStage StageOf(bool filed) => filed ? UnfiledStage.Filed : SetAsideAt is not null ? UnfiledStage.SetAside : UnfiledStage.Unfiled;

    /// <summary>The one guard: whether the actor may do this now. Buttons ask it too.</summary>
    /// <param name="filed">Whether a filing matches it.</param>
    public Refusal? Objection(UnfiledAct act, Actor actor, bool filed)
    {
        var stage = StageOf(filed);
        if (UnfiledFlow.Table.Find(stage, act) is not { } move)
            return new Refusal(FilingRule.WrongStage, $"这一变化当前为“{UnfiledFlow.NameOf(stage)}”，不能“{UnfiledFlow.NameOf(act)}”。");
        if (!actor.May(move.Needs))
            return Refusal.NotPermitted("这一步不由您办理。");
        if (UnitId is not { } unit || actor.OfficeId != Jurisdiction.OfficeOf(unit))
            return new Refusal(FilingRule.OutsideJurisdiction, "该单位的备案由其所属的热线办办理。", RefusalKind.NotPermitted);
        return act is UnfiledAct.Request && Request is { IsOver: false } ? new Refusal(FilingRule.AlreadyAsked, "已提出要求，尚未了结，不必再次提出。") : null;
    }

    internal UnfiledEvent Move(UnfiledAct act, Actor actor, string? reason, bool filed, DateTime now)
    {
        if (Objection(act, actor, filed) is { } objection)
            throw objection;
        var aside = act is UnfiledAct.SetAside;
        var needed = UnfiledFlow.Table.Find(StageOf(filed), act)!.ReasonRequired;
        reason = Ledger.Reason.Read(reason, needed ? UnfiledFlow.NameOf(act) : null, FilingRule.ReasonRequired, FilingRule.ReasonTooLong);
        (SetAsideReason, SetAsideBy, SetAsideAt) = aside ? (reason, actor.DisplayName, now) : ((string?)null, (string?)null, (DateTime?)null);
        Version++;
        return aside ? new ChangeSetAside(Id, reason!, UnitId!.Value, Version) : new ChangeRestored(Id, UnitId!.Value, Version);
    }

    internal ChangeRequested Ask(Actor actor, EditingRequest request, bool filed)
    {
        if (Objection(UnfiledAct.Request, actor, filed) is { } objection)
            throw objection;
        (RequestId, Request) = (request.Id, request);
        Version++;
        return new ChangeRequested(Id, request.Id, UnitId!.Value);
    }
}
