using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Approvals;

/// <param name="Item">With a change or deletion: code of one of the unit's own items, or its task code where that names only one.</param>
/// <param name="Name">With an addition: what the item is called in the hall.</param>
/// <param name="TaskCode">With an addition, where it is known.</param>
/// <param name="What">What was added, changed, deleted.</param>
/// <param name="EffectiveOn">A day in the city, at most a year away.</param>
public sealed record NewFiling(FilingKind Kind, string? Item, string? Name, string? TaskCode, string? What, DateOnly? EffectiveOn);

public sealed record FilingState(Guid Id, FilingStage Stage, int Version, bool Matched);

public sealed record UnfiledState(Guid Id, UnfiledStage Stage, int Version);

/// <summary>备案 (R3.2): the unit files, its office acknowledges or asks back; matched at once with what the sync has observed.</summary>
public sealed class ChangeFilingActions(LedgerDoor ledger, IOptions<HallOptions> options)
{
    /// <summary>How far the effective day may lie from today.</summary>
    public const int FurthestDays = 366;

    public Task<FilingState> FileAsync(Actor actor, NewFiling filed, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.ReviseForOwnUnit);
            if (actor.UnitId is not { } unit)
                throw Refusal.NotPermitted();
            var (filing, happened) = ChangeFiling.File(actor, unit, await ContentAsync(db, unit, filed, now, ct), now);
            db.Add(filing);
            var matched = await Matching(db, now, ct).FiledAsync(filing);
            return Outcome.Of(StateOf(filing), [happened, .. matched]);
        }, ct);

    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    public Task<FilingState> RefileAsync(Actor actor, Guid id, int version, NewFiling filed, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var filing = await NeedAsync(db, actor, id, version, ct);
            if (filing.Objection(FilingAct.Refile, actor) is { } objection)
                throw objection;
            var happened = filing.Refile(actor, await ContentAsync(db, filing.UnitId, filed, now, ct), now);
            var matched = await Matching(db, now, ct).RefiledAsync(filing);
            return Outcome.Of(StateOf(filing), [happened, .. matched]);
        }, ct);

    /// <summary>Acknowledges, asks back, withdraws.</summary>
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    public Task<FilingState> ActAsync(Actor actor, Guid id, FilingAct act, int version, string? reason = null, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            if (act is FilingAct.Refile or FilingAct.Request)
                throw Refusal.Malformed($"“{ChangeFilingFlow.NameOf(act)}”不在这里办理。");
            var filing = await NeedAsync(db, actor, id, version, ct);
            PersonalData.RequireNone(reason, FilingRule.PersonalData, "reason");
            var happened = filing.Move(act, actor, EntryTextRules.Readable(reason ?? ""), now);
            return Outcome.Of(StateOf(filing), happened);
        }, ct);

    /// <summary>Sets a change aside that need not be filed, or takes it up again.</summary>
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    public Task<UnfiledState> ActOnChangeAsync(Actor actor, Guid change, UnfiledAct act, int version, string? reason = null, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            if (act is UnfiledAct.Request)
                throw Refusal.Malformed($"“{UnfiledFlow.NameOf(act)}”不在这里办理。");
            var (row, filed) = await NeedChangeAsync(db, actor, change, ct);
            if (row.Version != version)
                throw Refusal.ChangedMeanwhile(row.Version);
            PersonalData.RequireNone(reason, FilingRule.PersonalData, "reason");
            var happened = row.Move(act, actor, EntryTextRules.Readable(reason ?? ""), filed, now);
            return Outcome.Of(new UnfiledState(row.Id, row.StageOf(filed), row.Version), happened);
        }, ct);

    /// <summary>The filing an editing requirement is to be made from: not matched, and the actor's office's.</summary>
    internal static async Task<ChangeFiling> NeedUnseenAsync(HotlineDb db, Actor actor, Guid id, CancellationToken ct)
    {
        var filing = await NeedAsync(db, actor, id, null, ct);
        return filing.Objection(FilingAct.Request, actor) is { } objection ? throw objection : filing;
    }

    /// <summary>The observed change an editing requirement is to be made from: not filed, and the actor's office's.</summary>
    internal static async Task<(ApprovalChange Change, ApprovalItem Item)> NeedUnfiledAsync(HotlineDb db, Actor actor, Guid id, CancellationToken ct)
    {
        var (change, filed) = await NeedChangeAsync(db, actor, id, ct);
        return change.Objection(UnfiledAct.Request, actor, filed) is { } objection ? throw objection : (change, await db.ApprovalItems().SingleAsync(item => item.Id == change.ItemId, ct));
    }

    private FilingMatching Matching(HotlineDb db, DateTime now, CancellationToken ct) => new(db, options.Value.FilingWindowDays, now, ct);

    private static async Task<ChangeFiling> NeedAsync(HotlineDb db, Actor actor, Guid id, int? version, CancellationToken ct)
    {
        var filing = await db.ChangeFilings().InSight(actor).Include(row => row.Request).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这项备案");
        return version is null || filing.Version == version ? filing : throw Refusal.ChangedMeanwhile(filing.Version);
    }

    private static async Task<(ApprovalChange Change, bool Filed)> NeedChangeAsync(HotlineDb db, Actor actor, Guid id, CancellationToken ct)
    {
        var change = await db.ApprovalChanges().InSight(actor).Include(row => row.Request).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这一变化");
        return (change, await db.ChangeFilings().AnyAsync(filing => filing.MatchedChangeId == id, ct));
    }

    /// <summary>All that is wrong is said at once, each at its field.</summary>
    private static async Task<FilingContent> ContentAsync(HotlineDb db, int unit, NewFiling filed, DateTime now, CancellationToken ct)
    {
        var add = filed.Kind is FilingKind.Add;
        var (name, code, what) = (EntryTextRules.OneLine(filed.Name ?? ""), EntryTextRules.OneLine(filed.TaskCode ?? ""), EntryTextRules.Readable(filed.What ?? "").Trim());
        var wrong = new Dictionary<string, string>();
        var rule = FilingRule.Incomplete;
        if (add && !string.IsNullOrWhiteSpace(filed.Item))
            throw Refusal.Field(BasicRule.Malformed, "item", "新增备案不指定已有事项，请填写事项名称。", RefusalKind.Malformed);
        if (!add && (name.Length > 0 || code.Length > 0))
            throw Refusal.Field(BasicRule.Malformed, name.Length > 0 ? "name" : "taskCode", "修改、删除备案只需指定事项，名称和编码以大厅为准。", RefusalKind.Malformed);
        if (add && name.Length == 0)
            wrong["name"] = "请填写事项名称，与办事大厅一致。";
        if (what.Length == 0)
            wrong["what"] = add ? "请写明新增了什么。" : filed.Kind is FilingKind.Change ? "请写明修改了什么。" : "请写明为何删除。";
        if (filed.EffectiveOn is null)
            wrong["effectiveOn"] = "请填写生效日期。";
        if (!add && string.IsNullOrWhiteSpace(filed.Item))
            wrong["item"] = "请选择本单位的事项。";
        if (wrong.Count == 0)
            rule = FilingRule.TooLong;
        if (name.Length > ApprovalItem.MaxName)
            wrong["name"] = $"事项名称最多 {ApprovalItem.MaxName} 个字。";
        if (code.Length > ApprovalItem.MaxTaskCode)
            wrong["taskCode"] = $"事项编码最多 {ApprovalItem.MaxTaskCode} 个字符。";
        if (what.Length > ChangeFiling.MaxWhat)
            wrong["what"] = $"说明最多 {ChangeFiling.MaxWhat} 个字。";
        if (wrong.Count == 0)
            rule = FilingRule.BadDay;
        if (filed.EffectiveOn is { } day && Math.Abs(day.DayNumber - CityDays.Of(now).DayNumber) > FurthestDays)
            wrong["effectiveOn"] = "生效日期须在前后一年之内。";
        if (wrong.Count > 0)
            throw new Refusal(rule, string.Concat(wrong.Values)) { Fields = wrong };
        PersonalData.RequireNone(name, FilingRule.PersonalData, "name");
        PersonalData.RequireNone(what, FilingRule.PersonalData, "what");
        if (add)
            return new FilingContent(filed.Kind, null, null, name, code, what, filed.EffectiveOn!.Value);
        var item = await OwnItemAsync(db, unit, EntryTextRules.OneLine(filed.Item!), ct)
            ?? throw Refusal.Field(FilingRule.UnknownItem, "item", $"本单位没有标识或编码为“{Wording.Cut(EntryTextRules.OneLine(filed.Item!), 40)}”的事项；编码对应多个事项时请用标识。");
        return new FilingContent(filed.Kind, item.Id, item.Code, item.Name, item.TaskCode, what, filed.EffectiveOn!.Value);
    }

    /// <summary>Withdrawn ones too: the hall comes first, so what is filed as deleted is mostly gone already.</summary>
    private static async Task<ApprovalItem?> OwnItemAsync(HotlineDb db, int unit, string code, CancellationToken ct)
    {
        if (code.Length is 0 or > ApprovalItem.MaxTaskCode)
            return null;
        var own = db.ApprovalItems().AsNoTracking().Where(item => item.UnitId == unit);
        if (await own.SingleOrDefaultAsync(item => item.Code == code, ct) is { } item)
            return item;
        var same = await own.Where(row => row.TaskCode == code).OrderBy(row => row.Id).Take(2).ToListAsync(ct);
        return same.Count == 1 ? same[0] : null;
    }

    private static FilingState StateOf(ChangeFiling filing) => new(filing.Id, filing.Stage, filing.Version, filing.MatchedChangeId is not null);
}
