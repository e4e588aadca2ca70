using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Entries;

/// <summary>修订: a change of an entry on its way from draft to publication.</summary>
public sealed class Revision
{
    public const int MaxReason = Reason.MaxLength;

    public Guid Id { get; init; }

    public Origin Origin { get; init; }

    public ChangeKind Change { get; init; }

    public int UnitId { get; init; }

    /// <summary>The office that drafts; null when the unit writes itself.</summary>
    public int? DraftingOfficeId { get; init; }

    /// <summary>The entry that is changed; for a new one set when published.</summary>
    public Guid? EntryId { get; private set; }

    /// <summary><see cref="EntryId"/> while open, null afterwards: its unique index is what keeps one open revision per entry.</summary>
    public Guid? OpenEntryId { get; private set; }

    /// <summary>The version this revision started from.</summary>
    public int? BaseVersion { get; init; }

    /// <summary>Number of the work order it was made from (R4.1).</summary>
    public string? WorkOrderNumber { get; init; }

    /// <summary>The editing requirement it is written for, or was named as the answer to (R5.3).</summary>
    public Guid? EditingRequestId { get; private set; }

    public EditingRequest? EditingRequest { get; private set; }

    public Stage Stage { get; private set; } = Stage.Drafting;

    public EntryText Text { get; private set; } = new();

    /// <summary>Why an entry is to be withdrawn, or what the drafter wants to say.</summary>
    public string Note { get; private set; } = "";

    /// <summary>Everyone who wrote it or handed it on; none of them publishes it (four eyes). Ids in <see cref="Mark"/>s, so that the database can look for one.</summary>
    public string Contributors { get; private set; } = "";

    /// <summary>Who handed it over to the current stage and may recall it; null after a return.</summary>
    public Guid? HandedOverById { get; private set; }

    /// <summary>Whether the unit has ever been handed this: an office's first draft is not the unit's to see.</summary>
    public bool SeenByUnit { get; private set; }

    /// <summary>Who writes it; after a hand-over (R5.2) the successor. Who began it, the ledger knows.</summary>
    public Guid CreatedById { get; private set; }

    public string CreatedBy { get; private set; } = "";

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; private set; }

    /// <summary>When the current stage began.</summary>
    public DateTime StageSince { get; private set; }

    public Guid? ClockId { get; private set; }

    /// <summary>The running clock of the current stage.</summary>
    public Assignment? Clock { get; private set; }

    /// <summary>When the running clock ends: the stage's own or, for a draft that answers an editing requirement, that one's (R5.3).</summary>
    public DateTime? DueAt => Clock is { ClosedAt: null } clock ? clock.DueAt
        : Stage is Stage.Drafting && EditingRequest is { Stage: RequestStage.Open, Clock: { } asked } ? asked.DueAt : null;

    public int Version { get; private set; }

    public string Subject => SubjectOf(Id);

    /// <summary>R5.1: the office that checks.</summary>
    public int CheckingOfficeId => Jurisdiction.OfficeOf(UnitId);

    public bool IsOpen => Stage is not (Stage.Published or Stage.Abandoned);

    /// <summary>How one person stands in <see cref="Contributors"/>.</summary>
    public static string Mark(Guid person) => $"<{person:N}>";

    public static string SubjectOf(Guid id) => $"revision:{id}";

    /// <summary>Begins a revision in <see cref="Stage.Drafting"/>.</summary>
    internal static (Revision Revision, RevisionDrafted Event) Draft(Actor actor, Origin origin, ChangeKind change, int unitId, Entry? entry, string? workOrderNumber, Guid? editingRequestId, EntryText text, string note, DateTime now)
    {
        var revision = new Revision
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now)),
            Origin = origin,
            Change = change,
            UnitId = unitId,
            DraftingOfficeId = origin is Origin.Supplementary ? null : actor.OfficeId,
            EntryId = entry?.Id,
            OpenEntryId = entry?.Id,
            BaseVersion = entry?.CurrentVersion,
            WorkOrderNumber = workOrderNumber,
            EditingRequestId = editingRequestId,
            Text = EntryTextRules.Tidy(text),
            Note = note,
            Contributors = actor.AccountId is { } author ? Mark(author) : "",
            CreatedById = actor.AccountId ?? Guid.Empty,
            CreatedBy = actor.DisplayName,
            CreatedAt = now,
            UpdatedAt = now,
            StageSince = now,
            SeenByUnit = origin is Origin.Supplementary,
            Version = 1,
        };
        return (revision, new RevisionDrafted(revision.Id, origin, change, unitId, entry?.Code, workOrderNumber, editingRequestId));
    }

    /// <summary>Whether this person is of the party, by place; permissions are asked separately.</summary>
    public bool IsParty(Party party, Actor actor) => party switch
    {
        Party.Drafter when DraftingOfficeId is { } office => actor.OfficeId == office,
        Party.Drafter or Party.Unit => actor.UnitId == UnitId,
        Party.Office => actor.OfficeId == CheckingOfficeId,
        _ => Jurisdiction.IsCity(actor.OfficeId),
    };

    /// <summary>The one guard: whether the actor may make this move now. Buttons ask it too.</summary>
    /// <returns>Null when the move is open to the actor.</returns>
    public Refusal? Objection(RevisionAct act, Actor actor, bool fourEyes)
    {
        if (RevisionFlow.Of(Origin).Find(Stage, act) is not { } move)
            return new Refusal(RevisionRule.WrongStage, $"当前处于“{RevisionFlow.NameOf(Stage)}”阶段，不能“{RevisionFlow.NameOf(act)}”。");
        if (!actor.May(move.Needs) || !IsParty(move.By, actor))
            return Refusal.NotPermitted("这一步不由您办理。");
        if (act is RevisionAct.Recall)
            return HandedOverById != actor.AccountId ? new Refusal(RevisionRule.NotRecallable, "只有提交人可以撤回。")
                : Clock?.ClaimedById is not null ? new Refusal(RevisionRule.NotRecallable, $"{Clock.ClaimedBy}已认领，不能再撤回。")
                : null;
        if (Clock?.ClaimedById is { } claimer && claimer != actor.AccountId)
        {
            if (act is not RevisionAct.Claim)
                return new Refusal(RevisionRule.ClaimedByAnother, $"{Clock.ClaimedBy}已认领并正在办理。");
            if (!actor.May(Permission.TakeOver))
                return new Refusal(RevisionRule.AlreadyClaimed, $"{Clock.ClaimedBy}已认领。");
        }

        if (act is RevisionAct.Claim && Clock?.ClaimedById == actor.AccountId)
            return new Refusal(RevisionRule.AlreadyClaimed, "您已认领。");
        return act is RevisionAct.Publish && fourEyes && actor.AccountId is { } me && Contributors.Contains(Mark(me), StringComparison.Ordinal)
            ? new Refusal(RevisionRule.FourEyes, "编写或把关过此修订的人不能审核入库，请由另一位审核员办理。")
            : null;
    }

    /// <summary>Whether the actor may change the text now.</summary>
    /// <returns>Null when it may be changed.</returns>
    public Refusal? EditObjection(Actor actor)
    {
        if (RevisionFlow.EditorIn(Stage) is not { } party)
            return new Refusal(RevisionRule.NotEditable, $"“{RevisionFlow.NameOf(Stage)}”阶段不能修改内容；需要修改请退回。");
        var needs = party is Party.Drafter && DraftingOfficeId is not null ? Permission.DraftForUnits : Permission.ReviseForOwnUnit;
        if (!actor.May(needs) || !IsParty(party, actor))
            return Refusal.NotPermitted("现在不由您修改。");
        if (Clock?.ClaimedById is { } claimer && claimer != actor.AccountId)
            return new Refusal(RevisionRule.ClaimedByAnother, $"{Clock.ClaimedBy}已认领并正在修改。");
        return Change is ChangeKind.Withdraw ? new Refusal(RevisionRule.NotEditable, "撤下条目的修订不改内容。") : null;
    }

    /// <summary>Saves the text. Nothing happens when it is the same.</summary>
    internal RevisionEdited? Edit(Actor actor, EntryText text, DateTime now)
    {
        if (EditObjection(actor) is { } objection)
            throw objection;
        var tidy = EntryTextRules.Tidy(text);
        if (tidy == Text)
            return null;
        Text = tidy;
        Contribute(actor);
        Touch(now);
        return new RevisionEdited(Id, Stage, Version);
    }

    /// <summary>R5.2: what is open here in the leaver's name is the successor's. Who contributed stays as it was.</summary>
    internal void HandTo(Guid leaver, Guid successor, string name, DateTime now)
    {
        if (CreatedById == leaver && Stage is Stage.Drafting)
            (CreatedById, CreatedBy) = (successor, name);
        if (HandedOverById == leaver)
            HandedOverById = successor;
        Touch(now);
    }

    /// <summary>The city and the responsible office set keywords and category as they pass and publish (R4.6, R6.2).</summary>
    internal void File(List<string>? keywords, Guid? categoryId) =>
        Text = EntryTextRules.Tidy(Text with { Keywords = keywords ?? Text.Keywords, CategoryId = categoryId ?? Text.CategoryId });

    /// <summary>Makes a move of the table; publishing goes on in <see cref="EntryActions"/>, because it makes an entry.</summary>
    /// <param name="former">With a recall: the clock that is resumed. Taking an answer back buys no new hours (R5.3).</param>
    internal RevisionEvent Move(RevisionAct act, Actor actor, string? reason, Deadlines deadlines, bool fourEyes, DateTime now, Assignment? former = null)
    {
        if (Objection(act, actor, fourEyes) is { } objection)
            throw objection;
        var move = RevisionFlow.Of(Origin).Find(Stage, act)!;
        reason = Reason.Read(reason, move.ReasonRequired ? RevisionFlow.NameOf(act) : null, RevisionRule.ReasonRequired, RevisionRule.ReasonTooLong);
        PersonalData.RequireNone(reason, RevisionRule.PersonalData, "reason");
        // A withdrawal keeps the text in use, whatever that lacks.
        if (act is RevisionAct.Submit or RevisionAct.Approve && Change is not ChangeKind.Withdraw)
            RequireReady(act);
        if (act is RevisionAct.Submit or RevisionAct.Approve or RevisionAct.Publish && Change is not ChangeKind.Withdraw && Text.ExpiresOn < CityDays.Of(now))
            throw Refusal.Field(RevisionRule.Incomplete, "expiresOn", "失效日期已过，请改为今天或以后的日期，或清空。");
        var handsOver = act is RevisionAct.Submit or RevisionAct.Approve or RevisionAct.Pass;
        if (handsOver)
            Contribute(actor);

        if (act is RevisionAct.Claim)
        {
            Clock!.Claim(actor, now);
            Touch(now);
            return RevisionEvent.Of(act, this, move.From, null, reason);
        }

        var onTime = CloseClock(act, now);
        HandedOverById = handsOver ? actor.AccountId : null;
        Stage = move.To;
        StageSince = now;
        SeenByUnit |= Stage is Stage.UnitRevision;
        OpenClock(deadlines, now, former);
        if (!IsOpen)
            OpenEntryId = null;
        Touch(now);
        return RevisionEvent.Of(act, this, move.From, onTime, reason);
    }

    internal void Became(Entry entry) => EntryId = entry.Id;

    /// <summary>The unit names it as the answer to what it was not written for; from now on it carries that along, unless it carries another already.</summary>
    internal void Answers(EditingRequest request) => EditingRequestId ??= request.Id;

    private void RequireReady(RevisionAct act)
    {
        EntryTextRules.RequireComplete(Text);
        // X4: what a work order says about its caller must not travel on.
        if (act is RevisionAct.Submit && Origin is Origin.WorkOrder
            && PersonalData.FindNumbers(string.Join('\n', Text.Title, Text.Answer, BodyHtml.ToPlainText(Text.Body))) is { Count: > 0 } found)
            throw new Refusal(RevisionRule.PersonalData, $"文中有疑似来电人个人信息：{string.Join('、', found)}，请删除或遮盖后再提交。");
    }

    private bool? CloseClock(RevisionAct act, DateTime now)
    {
        if (Clock is not { } clock)
            return null;
        if (act is RevisionAct.Recall)
            clock.TakeBack(now);
        else
            clock.Answer(now);
        return clock.OnTime;
    }

    private void OpenClock(Deadlines deadlines, DateTime now, Assignment? former)
    {
        Clock = RevisionFlow.ClockOf(Stage) is not { } kind ? null
            : former is not null ? Assignment.Resume(former, now, deadlines)
            : Assignment.Open(kind, Id, UnitId, Stage is Stage.FinalReview ? Jurisdiction.CityOf(UnitId) : CheckingOfficeId, now, deadlines);
        ClockId = Clock?.Id;
    }

    private void Contribute(Actor actor)
    {
        if (actor.AccountId is { } person && !Contributors.Contains(Mark(person), StringComparison.Ordinal))
            Contributors += Mark(person);
    }

    private void Touch(DateTime now)
    {
        UpdatedAt = now;
        Version++;
    }
}
