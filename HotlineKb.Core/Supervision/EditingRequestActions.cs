using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Supervision;

/// <param name="Unit">Code, full name or short name; may be empty when an entry or feedback on one says whose it is.</param>
/// <param name="Entry">Code of the entry that is to be mended.</param>
/// <param name="Feedback">The feedback it is made from.</param>
/// <param name="Filing">The filing it is made from, because the hall does not show what was filed (R3.2); unit, title and text may be left out.</param>
/// <param name="Change">The observed change it is made from, because nobody has filed it (R3.2); unit, title and text may be left out.</param>
/// <param name="Drift">The difference to the service hall it is made from (R5.4); what is asked is then said by it.</param>
/// <param name="DriftVersion">The version of that which was read.</param>
public sealed record NewEditingRequest(string? Unit, string? Title, string? Text, string? Entry = null, Guid? Feedback = null, Guid? Filing = null, Guid? Change = null, Guid? Drift = null, int? DriftVersion = null);

public sealed record EditingRequestState(Guid Id, RequestStage Stage, int Version);

/// <summary>采编要求: an office asks, the unit answers with a revision or declines, the office accepts or asks again (R5.3).</summary>
public sealed class EditingRequestActions(LedgerDoor ledger, IOptions<Deadlines> deadlines)
{
    private const int MaxHeadline = 60;

    public Task<EditingRequestState> MakeAsync(Actor actor, NewEditingRequest asked, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.RequestEditing);
            if (asked.Drift is { } differs)
                return await OfDriftAsync(db, actor, differs, asked.DriftVersion, now, ct);
            if (asked.Filing is not null || asked.Change is not null)
                return await MakeFromFilingsAsync(db, actor, asked, now, ct);
            if (asked.Feedback is not null && !string.IsNullOrWhiteSpace(asked.Entry))
                throw Refusal.Field(BasicRule.Malformed, "entry", "来自反馈的要求不必再给条目。", RefusalKind.Malformed);
            var feedback = asked.Feedback is { } id ? await FeedbackActions.NeedOpenAsync(db, actor, id, ct) : null;
            var code = feedback?.EntryCode ?? asked.Entry;
            var entry = string.IsNullOrWhiteSpace(code) ? null : await EntryActions.NeedEntryAsync(db, actor, code, ct);
            var (title, text) = Said(asked, entry is not null || !string.IsNullOrWhiteSpace(asked.Unit));
            var unit = await UnitViews.NeedAsync(db, string.IsNullOrWhiteSpace(asked.Unit) ? Unit.CodeOf(entry!.UnitId) : asked.Unit, ct);
            if (entry is not null && entry.UnitId != unit.Id)
                throw new Refusal(RevisionRule.EntryOfOtherUnit, $"条目 {entry.Code} 不属于{unit.Name}。");
            if (actor.OfficeId is not { } office || !Jurisdiction.MayDraft(office, unit.Id))
                throw new Refusal(EditingRequestRule.OutsideJurisdiction, $"{unit.Name}不属于本办的采编范围。", RefusalKind.NotPermitted);
            var (source, sourceRef) = feedback is not null ? (RequestSource.Feedback, feedback.Id.ToString()) : entry is not null ? (RequestSource.Entry, entry.Code) : (RequestSource.Free, (string?)null);
            var (request, made) = EditingRequest.Make(actor, office, unit.Id, source, sourceRef, title, text, deadlines.Value, now);
            db.Add(request);
            return feedback is null ? Outcome.Of(StateOf(request), made) : Outcome.Of(StateOf(request), made, feedback.Ask(actor, request));
        }, ct);

    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <param name="revision">With an answer: a revision of the unit's that has been handed over.</param>
    public Task<EditingRequestState> ActAsync(Actor actor, Guid id, RequestAct act, int version, string? reason = null, Guid? revision = null, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var request = await db.EditingRequests().InSight(actor).Include(row => row.Clock).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这项采编要求");
            if (request.Version != version)
                throw Refusal.ChangedMeanwhile(request.Version);
            if (act is RequestAct.Answer && request.Objection(act, actor) is null)
                (await AnswerAsync(db, request, revision, ct)).Answers(request);
            PersonalData.RequireNone(reason, EditingRequestRule.PersonalData, "reason");
            var before = request.Clock;
            var moved = request.Move(act, actor, EntryTextRules.Readable(reason ?? ""), revision, deadlines.Value, now);
            if (request.Clock is { } clock && clock != before)
                db.Add(clock);
            return Outcome.Of(StateOf(request), moved);
        }, ct);

    /// <summary>What the hall shows and what was filed differ; the responsible office asks the unit to see to it, once at a time.</summary>
    private async Task<Outcome<EditingRequestState>> MakeFromFilingsAsync(HotlineDb db, Actor actor, NewEditingRequest asked, DateTime now, CancellationToken ct)
    {
        if (asked is { Filing: not null, Change: not null } || asked.Feedback is not null || !string.IsNullOrWhiteSpace(asked.Entry))
            throw Refusal.Malformed("一项要求只能来自一处：备案、已见未备案的变化、反馈或条目。");
        if (asked.Filing is { } filed)
        {
            var filing = await ChangeFilingActions.NeedUnseenAsync(db, actor, filed, ct);
            var request = await MakeAsync(filing.UnitId, filing.Subject, FilingAsking.Of(filing));
            return Outcome.Of(StateOf(request.Request), request.Made, filing.Ask(actor, request.Request));
        }
        else
        {
            var (change, item) = await ChangeFilingActions.NeedUnfiledAsync(db, actor, asked.Change!.Value, ct);
            var request = await MakeAsync(change.UnitId!.Value, change.Subject, FilingAsking.Of(change, item));
            return Outcome.Of(StateOf(request.Request), request.Made, change.Ask(actor, request.Request, filed: false));
        }

        async Task<(EditingRequest Request, EditingRequestMade Made)> MakeAsync(int unit, string subject, (string Title, string Text) ready)
        {
            if (!string.IsNullOrWhiteSpace(asked.Unit) && (await UnitViews.NeedAsync(db, asked.Unit, ct)).Id != unit)
                throw Refusal.Field(BasicRule.Malformed, "unit", "单位与备案或变化所属的单位不同，可不填。", RefusalKind.Malformed);
            var given = asked with { Title = string.IsNullOrWhiteSpace(asked.Title) ? ready.Title : asked.Title, Text = string.IsNullOrWhiteSpace(asked.Text) ? ready.Text : asked.Text };
            var (title, text) = Said(given, true);
            var made = EditingRequest.Make(actor, actor.OfficeId!.Value, unit, RequestSource.HallDifference, subject, title, text, deadlines.Value, now);
            db.Add(made.Request);
            return made;
        }
    }

    /// <param name="known">Whose it is.</param>
    private static (string Title, string Text) Said(NewEditingRequest asked, bool known)
    {
        var text = EntryTextRules.Readable(asked.Text ?? "").Trim();
        var title = EntryTextRules.OneLine(asked.Title ?? "") is { Length: > 0 } given ? given : Headline(text);
        RequireFit(known, title, text);
        PersonalData.RequireNone(title, EditingRequestRule.PersonalData, "title");
        PersonalData.RequireNone(text, EditingRequestRule.PersonalData, "text");
        return (title, text);
    }

    /// <summary>R5.4: one click. What is asked says the difference itself; its numbers are the hall's and the entry's, both published.</summary>
    private async Task<Outcome<EditingRequestState>> OfDriftAsync(HotlineDb db, Actor actor, Guid id, int? version, DateTime now, CancellationToken ct)
    {
        var drift = await DriftActions.NeedOpenAsync(db, actor, id, version, ct);
        var entry = await EntryActions.NeedEntryAsync(db, actor, await db.Entries().Where(row => row.Id == drift.EntryId).Select(row => row.Code).SingleAsync(ct), ct);
        var called = await db.EntryVersions().Where(row => row.EntryId == entry.Id && row.Number == entry.CurrentVersion).Select(row => row.Text.Title).SingleAsync(ct);
        var item = await db.ApprovalItems().AsNoTracking().SingleAsync(row => row.Id == drift.ItemId, ct);
        var (request, made) = EditingRequest.Make(actor, actor.OfficeId!.Value, drift.UnitId, RequestSource.HallDifference, drift.Subject, DriftWords.Title(called), DriftWords.Text(entry.Code, item, drift), deadlines.Value, now);
        db.Add(request);
        return Outcome.Of(StateOf(request), made, drift.Ask(actor, request));
    }

    private static async Task<Revision> AnswerAsync(HotlineDb db, EditingRequest request, Guid? revision, CancellationToken ct) =>
        revision is { } id && await EditingRequestViews.Answers(db, request.UnitId).SingleOrDefaultAsync(row => row.Id == id, ct) is { } found
            ? found
            : throw Refusal.Field(EditingRequestRule.NoAnswer, "revision", "请选择本单位已提交的修订。", message: "请选择本单位已提交的修订；还没有的，请编写答复，提交后即自动答复。");

    private static void RequireFit(bool known, string title, string text)
    {
        var fields = new Dictionary<string, string>();
        if (!known)
            fields["unit"] = "请选择单位。";
        if (title.Length == 0)
            fields["title"] = "请写明要求采编什么。";
        else if (title.Length > EditingRequest.MaxTitle)
            fields["title"] = $"标题最多 {EditingRequest.MaxTitle} 个字。";
        if (text.Length > EditingRequest.MaxText)
            fields["text"] = $"说明最多 {EditingRequest.MaxText} 个字。";
        if (fields.Count > 0)
            throw new Refusal(!known || title.Length == 0 ? EditingRequestRule.Incomplete : EditingRequestRule.TooLong, string.Concat(fields.Values)) { Fields = fields };
    }

    /// <summary>Without a title the first sentence of what is wanted is one.</summary>
    private static string Headline(string text)
    {
        var end = text.AsSpan().IndexOfAny("。！？!?;；\n");
        var first = EntryTextRules.OneLine(end < 0 ? text : text[..end]);
        return first.Length <= MaxHeadline ? first : first[..(MaxHeadline - 1)] + "…";
    }

    private static EditingRequestState StateOf(EditingRequest request) => new(request.Id, request.Stage, request.Version);
}
