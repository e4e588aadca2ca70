using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Approvals;

/// <summary>差异: an entry and an item it refers to say different things (R5.4). At most one per pair at a time that is not settled.</summary>
public sealed class Drift
{
    public const int MaxReason = 200;

    public Guid Id { get; init; }

    public Guid EntryId { get; init; }

    public Guid ItemId { get; init; }

    /// <summary>The pair while it is not settled, null afterwards: its unique index is what keeps one per pair.</summary>
    public string? OpenPair { get; private set; }

    /// <summary>The entry's unit, who has to mend it.</summary>
    public int UnitId { get; init; }

    public DriftStage Stage { get; private set; } = DriftStage.Open;

    /// <summary>What differs, in the order of <see cref="DriftFields.All"/>.</summary>
    public List<DriftField> Fields { get; private set; } = [];

    /// <summary>Their keys, each between bars, so that the database can look for one.</summary>
    public string Keys { get; private set; } = "";

    /// <summary>Versions at which the two were compared last.</summary>
    public int EntryVersion { get; private set; }

    public int ItemVersion { get; private set; }

    public DateTime FoundAt { get; init; }

    /// <summary>When other values last came to differ.</summary>
    public DateTime ChangedAt { get; private set; }

    /// <summary>The editing requirement made from it.</summary>
    public Guid? RequestId { get; private set; }

    public EditingRequest? Request { get; private set; }

    /// <summary>Why it is no difference.</summary>
    public string? Reason { get; private set; }

    public string? DismissedBy { get; private set; }

    public DateTime? DismissedAt { get; private set; }

    public DateTime? SettledAt { get; private set; }

    public int Version { get; private set; }

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"drift:{id}";

    /// <summary>How one field stands in <see cref="Keys"/>.</summary>
    public static string Mark(string field) => $"|{field}|";

    internal static (Drift Drift, DriftFound Event) Find(Entry entry, ApprovalItem item, List<DriftField> fields, DateTime now)
    {
        var drift = new Drift
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now)),
            EntryId = entry.Id,
            ItemId = item.Id,
            OpenPair = $"{entry.Id:N}/{item.Id:N}",
            UnitId = entry.UnitId,
            FoundAt = now,
        };
        drift.Take(entry, item, fields, now);
        return (drift, new DriftFound(drift.Id, entry.Code, item.Code, entry.UnitId, drift.FieldKeys()));
    }

    /// <summary>The one guard: whether the actor may do this now. Buttons ask it too.</summary>
    public Refusal? Objection(DriftAct act, Actor actor)
    {
        if (DriftFlow.Table.Find(Stage, act) is not { } move)
            return new Refusal(DriftRule.WrongStage, $"差异当前为“{DriftFlow.NameOf(Stage)}”，不能“{DriftFlow.NameOf(act)}”。");
        if (move.By is not DriftParty.Office || !actor.May(Permission.RequestEditing))
            return Refusal.NotPermitted("这一步不由您办理。");
        return actor.OfficeId is { } office && (Jurisdiction.IsCity(office) || Jurisdiction.OfficeOf(UnitId) == office) ? null
            : new Refusal(DriftRule.OutsideJurisdiction, "这条差异由另一热线办处理。", RefusalKind.NotPermitted);
    }

    internal DriftRequested Ask(Actor actor, EditingRequest request)
    {
        if (Objection(DriftAct.Request, actor) is { } objection)
            throw objection;
        (Stage, RequestId) = (DriftStage.Requested, request.Id);
        Version++;
        return new DriftRequested(Id, request.Id, UnitId);
    }

    internal DriftDismissed Dismiss(Actor actor, string? reason, DateTime now)
    {
        if (Objection(DriftAct.Dismiss, actor) is { } objection)
            throw objection;
        var said = EntryTextRules.Readable(reason ?? "").Trim();
        if (said.Length == 0)
            throw Refusal.Field(DriftRule.ReasonRequired, "reason", "请写明为什么不算差异。");
        if (said.Length > MaxReason)
            throw Refusal.Field(DriftRule.ReasonTooLong, "reason", $"理由最多 {MaxReason} 个字。");
        PersonalData.RequireNone(said, DriftRule.PersonalData, "reason");
        (Stage, Reason, DismissedBy, DismissedAt) = (DriftStage.Dismissed, said, actor.DisplayName, now);
        Version++;
        return new DriftDismissed(Id, said, UnitId);
    }

    /// <summary>Compared anew, and still different.</summary>
    /// <param name="over">The requirement made from it is done, without both saying the same.</param>
    internal DriftEvent? See(Entry entry, ApprovalItem item, List<DriftField> fields, bool over, DateTime now)
    {
        // What was dismissed stays so while nothing else differs: less is not new.
        var news = fields.Except(Fields).Any();
        var same = fields.SequenceEqual(Fields);
        if (Stage is DriftStage.Dismissed ? news : over)
        {
            var asked = RequestId;
            Stage = DriftFlow.Table.Find(Stage, DriftAct.Reopen)!.To;
            (RequestId, Request, Reason, DismissedBy, DismissedAt) = (null, null, null, null, null);
            Take(entry, item, fields, now);
            return new DriftReopened(Id, asked, UnitId, FieldKeys());
        }

        if (same || (Stage is DriftStage.Dismissed && !news))
            return null;
        Take(entry, item, fields, now);
        return new DriftChanged(Id, UnitId, FieldKeys());
    }

    internal DriftSettled Settle(DateTime now)
    {
        Stage = DriftFlow.Table.Find(Stage, DriftAct.Settle)!.To;
        (OpenPair, SettledAt) = (null, now);
        Version++;
        return new DriftSettled(Id, UnitId);
    }

    private void Take(Entry entry, ApprovalItem item, List<DriftField> fields, DateTime now)
    {
        (Fields, Keys) = (fields, $"|{string.Join('|', fields.Select(field => field.Field))}|");
        (EntryVersion, ItemVersion, ChangedAt) = (entry.CurrentVersion, item.CurrentVersion, now);
        Version++;
    }

    private List<string> FieldKeys() => Fields.ConvertAll(field => field.Field);
}

/// <summary>
/// Which published entry refers to which item. Read off the versions in use by <see cref="DriftReader"/>, so that a sync of the whole hall
/// asks once per batch whom it concerns.
/// </summary>
public sealed class EntryReference : IBookkeeping
{
    public Guid EntryId { get; init; }

    public string ItemCode { get; init; } = "";
}
