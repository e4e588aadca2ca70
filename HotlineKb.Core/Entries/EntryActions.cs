using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Entries;

/// <param name="Unit">Code, full name or short name. For a change of an entry it may be empty.</param>
/// <param name="Entry">Code of the entry to update or withdraw.</param>
/// <param name="Text">Empty for a withdrawal, which keeps the text in use.</param>
/// <param name="EditingRequest">The editing requirement that this is written for (R5.3); the unit's own.</param>
/// <param name="KeepReferences">With an update: it refers to the items that the text in use refers to, whatever the text given does.</param>
/// <param name="Complete">Whether title, answer and body must be there at once (programs), or may be filled in later (the form).</param>
public sealed record DraftRequest(Origin Origin, ChangeKind Change, string? Unit, string? Entry, EntryText Text, string? WorkOrder = null, string? Note = null, Guid? EditingRequest = null, bool Complete = false, bool KeepReferences = false);

/// <summary>Where a revision stands after an act.</summary>
/// <param name="Code">The entry's code, once it has one.</param>
public sealed record RevisionState(Guid Id, Stage Stage, int Version, string? Code);

/// <summary>What entries go through: draft, edit, and every move of <see cref="RevisionFlow"/> (R4.1 to R4.3, R4.6).</summary>
public sealed class EntryActions(LedgerDoor ledger, IOptions<Deadlines> deadlines, IOptions<FlowOptions> flow, IReferenceRule references, IEnumerable<IPublishRule> rules, IDbContextFactory<HotlineDb> databases)
{
    public Task<RevisionState> DraftAsync(Actor actor, DraftRequest request, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            if (!string.IsNullOrWhiteSpace(request.WorkOrder))
                throw new InvalidOperationException("A draft from a work order goes through WorkOrderActions, which knows the order.");
            var (revision, drafted) = await DraftAsync(db, references, actor, request, now, ct);
            return Outcome.Of(StateOf(revision, request.Entry), drafted);
        }, ct);

    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    public Task<RevisionState> EditAsync(Actor actor, Guid id, int version, Func<EntryText, EntryText> change, bool complete = false, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var revision = await NeedAsync(db, actor, id, version, ct);
            var text = change(revision.Text);
            text = text with { ApprovalItems = EntryTextRules.References(text.ApprovalItems) };
            if (text.CategoryId is { } category && category != revision.Text.CategoryId)
                text = text with { CategoryId = (await CategoryActions.NeedLeafAsync(db, category, revision.UnitId, ct)).Id };
            await references.RequireAsync(db, actor, [.. text.ApprovalItems.Except(revision.Text.ApprovalItems)], ct);
            var edited = revision.Edit(actor, text, now);
            if (complete)
                EntryTextRules.RequireComplete(revision.Text);
            var state = StateOf(revision, await CodeAsync(db, revision, ct));
            return edited is null ? Outcome.Nothing(state) : Outcome.Of(state, edited);
        }, ct);

    /// <summary>Any act of the flow.</summary>
    /// <param name="keywords">With pass and publish: replaces the keywords (R6.2).</param>
    /// <param name="categoryId">With pass and publish: files it (R4.6).</param>
    /// <param name="accepting">With publish: even where it breaks what a <see cref="IPublishRule"/> guards; somebody has seen what.</param>
    public async Task<RevisionState> ActAsync(Actor actor, Guid id, RevisionAct act, int version, string? reason = null, List<string>? keywords = null, Guid? categoryId = null, bool accepting = false, CancellationToken ct = default)
    {
        if (act is RevisionAct.Publish && !accepting && await PublicationAsync(actor, id, version, keywords, ct) is { } publication)
            foreach (var rule in rules)
                await rule.RequireAsync(publication, ct);
        return await ledger.CommitAsync(actor, async (db, now) =>
        {
            if (!actor.IsSystem && !RevisionFlow.PermissionsFor(act).Any(actor.May))
                throw Refusal.NotPermitted();
            var revision = await NeedAsync(db, actor, id, version, ct);
            var before = revision.Clock;
            var why = EntryTextRules.Readable(reason ?? "").Trim() is { Length: > 0 } said ? said : null;
            if (act is RevisionAct.Pass or RevisionAct.Publish && revision.Objection(act, actor, flow.Value.FourEyes) is null)
            {
                if (categoryId is { } category)
                    await CategoryActions.NeedLeafAsync(db, category, revision.UnitId, ct);
                revision.File(keywords, categoryId);
            }

            var former = act is RevisionAct.Recall ? await FormerClockAsync(db, revision, ct) : null;
            var moved = revision.Move(act, actor, why, deadlines.Value, flow.Value.FourEyes, now, former);
            if (revision.Clock is { } clock && clock != before)
                db.Add(clock);
            var events = new List<LedgerEvent> { moved };
            events.AddRange(await RequestFollows.FollowAsync(db, revision, act, why, deadlines.Value, now, ct));
            if (act is not RevisionAct.Publish)
                return new Outcome<RevisionState>(StateOf(revision, await CodeAsync(db, revision, ct)), events);
            var (entry, published) = await PublishAsync(db, revision, actor, now, ct);
            events.Add(published);
            return new Outcome<RevisionState>(StateOf(revision, entry.Code), events);
        }, ct);
    }

    /// <summary>What publishing this revision would bring into use, for whoever may publish it now.</summary>
    /// <returns>Null where the act itself refuses, or nothing would change.</returns>
    public async Task<Publication?> PublicationAsync(Actor actor, Guid id, int version, List<string>? keywords = null, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var revision = await db.Revisions().AsNoTracking().InSight(actor).Include(row => row.Clock).SingleOrDefaultAsync(row => row.Id == id, ct);
        if (revision is null || revision.Version != version || revision.Objection(RevisionAct.Publish, actor, flow.Value.FourEyes) is not null)
            return null;
        var text = revision.Text;
        if (revision.EntryId is { } entryId && await db.Entries().AsNoTracking().SingleAsync(row => row.Id == entryId, ct) is var entry)
            return revision.Change is ChangeKind.Withdraw ? new Publication(entry.Code, revision.UnitId, null)
                : new Publication(entry.Code, revision.UnitId, keywords is null ? await WithKeywordsAsync(db, revision, entry, ct) : text with { Keywords = keywords });
        return new Publication(null, revision.UnitId, keywords is null ? text : text with { Keywords = keywords });
    }

    /// <summary>Takes over texts from an older system or a file, published as they are, in one act. Only the system may: it passes by the flow.</summary>
    /// <returns>Codes, in the order given.</returns>
    public Task<IReadOnlyList<string>> LoadAsync(Actor system, IReadOnlyList<(int UnitId, EntryText Text, DateTime PublishedAt)> texts, CancellationToken ct = default) =>
        ledger.CommitAsync(system, async (db, _) =>
        {
            if (!system.IsSystem)
                throw Refusal.NotPermitted();
            var unitIds = texts.Select(text => text.UnitId).Distinct().ToArray();
            var units = await db.Units().Where(unit => unitIds.Contains(unit.Id)).ToDictionaryAsync(unit => unit.Id, ct);
            var categoryIds = texts.Select(text => text.Text.CategoryId!.Value).Distinct().ToArray();
            var categories = await db.Categories().Where(category => categoryIds.Contains(category.Id)).ToDictionaryAsync(category => category.Id, ct);
            var events = new List<LedgerEvent>(texts.Count);
            var codes = new List<string>(texts.Count);
            foreach (var (unitId, text, publishedAt) in texts)
            {
                var entry = NewEntry(units[unitId], publishedAt);
                var (version, published) = entry.Publish(EntryTextRules.Tidy(text), text.CategoryId!.Value, Origin.Collected, null, system.DisplayName, publishedAt);
                categories[entry.CategoryId].EntryCount++;
                db.Add(entry);
                db.Add(version);
                events.Add(published);
                codes.Add(entry.Code);
            }

            return new Outcome<IReadOnlyList<string>>(codes, events);
        }, ct);

    internal static async Task<(Revision Revision, RevisionDrafted Event)> DraftAsync(HotlineDb db, IReferenceRule references, Actor actor, DraftRequest request, DateTime now, CancellationToken ct)
    {
        var bySelf = request.Origin is Origin.Supplementary;
        actor.Require(bySelf ? Permission.ReviseForOwnUnit : Permission.DraftForUnits);
        var entry = request.Change is ChangeKind.New ? null : await NeedEntryAsync(db, actor, request.Entry, ct);
        var unit = entry is not null && string.IsNullOrWhiteSpace(request.Unit)
            ? await UnitViews.NeedAsync(db, Unit.CodeOf(entry.UnitId), ct)
            : await UnitViews.NeedAsync(db, request.Unit ?? (actor.UnitId is { } own ? Unit.CodeOf(own) : null), ct);
        if (entry is not null && entry.UnitId != unit.Id)
            throw new Refusal(RevisionRule.EntryOfOtherUnit, $"条目 {entry.Code} 不属于{unit.Name}。");
        if (bySelf ? actor.UnitId != unit.Id : actor.OfficeId is not { } office || !Jurisdiction.MayDraft(office, unit.Id))
            throw new Refusal(RevisionRule.OutsideJurisdiction, bySelf ? "补充信息只能为本单位编写。" : $"{unit.Name}不属于本办的采编范围。", RefusalKind.NotPermitted);
        if (request.Note?.Length > Revision.MaxReason)
            throw new Refusal(RevisionRule.ReasonTooLong, $"说明最多 {Revision.MaxReason} 个字。");
        if (entry is not null && await db.Revisions().AnyAsync(row => row.OpenEntryId == entry.Id, ct))
            throw new Refusal(RevisionRule.EntryHasOpenRevision, $"条目 {entry.Code} 已有一份修订正在办理，入库或放弃后才能再修订。");

        var inUse = entry is null ? new EntryText() : await TextInUseAsync(db, entry, ct);
        var text = request.Change is ChangeKind.Withdraw ? inUse : entry is not null && request.KeepReferences ? request.Text with { ApprovalItems = inUse.ApprovalItems } : request.Text;
        text = text with { ApprovalItems = EntryTextRules.References(text.ApprovalItems) };
        await references.RequireAsync(db, actor, [.. text.ApprovalItems.Except(inUse.ApprovalItems)], ct);
        if (text.CategoryId is { } category && request.Change is not ChangeKind.Withdraw)
            text = text with { CategoryId = (await CategoryActions.NeedLeafAsync(db, category, unit.Id, ct)).Id };
        if (entry is not null && text.CategoryId is null)
            text = text with { CategoryId = entry.CategoryId };
        if (request.EditingRequest is { } asked)
            await RequestFollows.NeedOpenAsync(db, actor, asked, unit.Id, request.Origin, ct);
        var (revision, drafted) = Revision.Draft(actor, request.Origin, request.Change, unit.Id, entry, request.WorkOrder, request.EditingRequest, text, EntryTextRules.Readable(request.Note ?? "").Trim(), now);
        if (request.Complete)
            EntryTextRules.RequireComplete(revision.Text);
        db.Add(revision);
        return (revision, drafted);
    }

    private static async Task<(Entry Entry, LedgerEvent Event)> PublishAsync(HotlineDb db, Revision revision, Actor actor, DateTime now, CancellationToken ct)
    {
        if (revision.Change is ChangeKind.Withdraw)
        {
            var old = await db.Entries().SingleAsync(row => row.Id == revision.EntryId, ct);
            if (old.State is EntryState.Withdrawn)
                throw new Refusal(RevisionRule.EntryNotInUse, $"条目 {old.Code} 已撤下。");
            (await db.Categories().SingleAsync(row => row.Id == old.CategoryId, ct)).EntryCount--;
            return (old, old.Withdraw(revision, now));
        }

        if (revision.Text.CategoryId is not { } categoryId)
            throw Refusal.Field(RevisionRule.CategoryRequired, "category", "请选择类别。", message: "入库前须归入类别。");
        var category = await CategoryActions.NeedLeafAsync(db, categoryId, revision.UnitId, ct);
        Entry entry;
        if (revision.EntryId is { } known)
        {
            entry = await db.Entries().SingleAsync(row => row.Id == known, ct);
            if (entry.State is EntryState.Published)
                (await db.Categories().SingleAsync(row => row.Id == entry.CategoryId, ct)).EntryCount--;
        }
        else
        {
            entry = NewEntry(await db.Units().SingleAsync(row => row.Id == revision.UnitId, ct), now);
            db.Add(entry);
            revision.Became(entry);
        }

        category.EntryCount++;
        var (version, published) = entry.Publish(await WithReviewAsync(db, await WithKeywordsAsync(db, revision, entry, ct), category, now, ct), category.Id, revision.Origin, revision, actor.DisplayName, now);
        db.Add(version);
        return (entry, published);
    }

    /// <summary>Keywords that the city office has set while the revision was under way stand, unless the revision itself changes them (R6.2).</summary>
    private static async Task<EntryText> WithKeywordsAsync(HotlineDb db, Revision revision, Entry entry, CancellationToken ct)
    {
        if (revision.BaseVersion is not { } begun || begun == entry.CurrentVersion)
            return revision.Text;
        var since = await db.EntryVersions().AsNoTracking().Where(row => row.EntryId == entry.Id && (row.Number == begun || row.Number == entry.CurrentVersion)).ToDictionaryAsync(row => row.Number, row => row.Text.Keywords, ct);
        return revision.Text.Keywords.SequenceEqual(since[begun]) ? revision.Text with { Keywords = since[entry.CurrentVersion] } : revision.Text;
    }

    /// <summary>R5.2: where nobody has said how long it holds and when to look again, the category says it. A day that has come counts as none: it was looked at now, and would be asked for again tomorrow.</summary>
    private static async Task<EntryText> WithReviewAsync(HotlineDb db, EntryText text, Category category, DateTime now, CancellationToken ct)
    {
        var today = CityDays.Of(now);
        if (text.ExpiresOn is null && await CategoryActions.MonthsAsync(db, category, row => row.ExpiryMonths, ct) is { } valid)
            text = text with { ExpiresOn = today.AddMonths(valid), ReviewBy = text.ReviewBy > today.AddMonths(valid) ? today.AddMonths(valid) : text.ReviewBy };
        if (text.ReviewBy > today || await CategoryActions.MonthsAsync(db, category, row => row.ReviewMonths, ct) is not { } months)
            return text;
        var day = today.AddMonths(months);
        return text with { ReviewBy = text.ExpiresOn < day ? text.ExpiresOn : day };
    }

    private static Entry NewEntry(Unit unit, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(new DateTimeOffset(now)),
        Code = EntryCode.Next(unit).ToString(),
        UnitId = unit.Id,
        FirstPublishedAt = now,
    };

    private static async Task<EntryText> TextInUseAsync(HotlineDb db, Entry entry, CancellationToken ct)
    {
        var version = await db.EntryVersions().AsNoTracking().SingleAsync(row => row.EntryId == entry.Id && row.Number == entry.CurrentVersion, ct);
        return version.Text;
    }

    /// <summary>The entry in use that a code names, within the actor's scope (R4.7).</summary>
    internal static async Task<Entry> NeedEntryAsync(HotlineDb db, Actor actor, string? code, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(code))
            throw new Refusal(RevisionRule.EntryRequired, "请指明要修订的条目编码。");
        var text = EntryCode.Parse(code).ToString();
        var scope = await Visibility.ScopeOfAsync(db, actor, ct);
        var entry = await db.Entries().Visible(scope).SingleOrDefaultAsync(row => row.Code == text, ct) ?? throw Refusal.NotFound($"条目 {text}");
        return entry.State is EntryState.Published ? entry : throw new Refusal(RevisionRule.EntryNotInUse, $"条目 {text} 已撤下。");
    }

    /// <summary>Any entry within the actor's scope, withdrawn ones too.</summary>
    internal static async Task<Entry> FindAsync(HotlineDb db, Actor actor, string? code, CancellationToken ct)
    {
        var text = EntryCode.Parse(code ?? "").ToString();
        var scope = await Visibility.ScopeOfAsync(db, actor, ct);
        return await db.Entries().AsNoTracking().Visible(scope).SingleOrDefaultAsync(row => row.Code == text, ct) ?? throw Refusal.NotFound($"条目 {text}");
    }

    private static async Task<Revision> NeedAsync(HotlineDb db, Actor actor, Guid id, int version, CancellationToken ct)
    {
        var revision = await db.Revisions().InSight(actor).Include(row => row.Clock).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这份修订");
        return revision.Version == version ? revision : throw Refusal.ChangedMeanwhile(revision.Version);
    }

    /// <summary>The clock whose answer a recall takes back: it closed as the present step began, and has not been taken back before. Not just the last one closed: clocks of machines are set back.</summary>
    private static async Task<Assignment?> FormerClockAsync(HotlineDb db, Revision revision, CancellationToken ct)
    {
        var back = RevisionFlow.Of(revision.Origin).Find(revision.Stage, RevisionAct.Recall)?.To;
        return back is { } stage && RevisionFlow.ClockOf(stage) is { } kind
            ? await db.Assignments().Where(row => row.SubjectId == revision.Id && row.Kind == kind && row.OnTime != null)
                .OrderByDescending(row => row.ClosedAt == revision.StageSince).ThenByDescending(row => row.ClosedAt).ThenByDescending(row => row.Id).FirstOrDefaultAsync(ct)
            : null;
    }

    private static RevisionState StateOf(Revision revision, string? code) => new(revision.Id, revision.Stage, revision.Version, code);

    private static async Task<string?> CodeAsync(HotlineDb db, Revision revision, CancellationToken ct) =>
        revision.EntryId is { } id ? await db.Entries().Where(row => row.Id == id).Select(row => row.Code).SingleAsync(ct) : null;
}
