using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.WorkOrders;

[EventKind("workOrder.imported")]
public sealed record WorkOrdersImported(int Count, IReadOnlyList<string> Numbers) : LedgerEvent("workOrder:import");

[EventKind("workOrder.originalOpened")]
public sealed record WorkOrderOriginalOpened(string Number, string Reason) : LedgerEvent($"workOrder:{Number}");

/// <param name="Unit">Code, full name or short name.</param>
public sealed record WorkOrderRow(string? Number, string? Title, string? Content, string? Reply, string? Unit, DateTime? ReceivedAt, DateTime? RepliedAt);

public enum ImportStatus
{
    Added,
    /// <summary>The same order was there already.</summary>
    Unchanged,
    /// <summary>Its number is taken by an order with another text; the stored one stays.</summary>
    Duplicate,
    Refused,
}

/// <summary>What became of one row; a refused row keeps its place and says why.</summary>
public sealed record ImportResult(string? Number, ImportStatus Status, string? Message = null);

public enum WorkOrderRule
{
    TooMany,
    ReasonRequired,
    ReasonTooLong,
}

public sealed class WorkOrderActions(LedgerDoor ledger, IReferenceRule references)
{
    public const int MaxRows = 1_000;

    /// <summary>Imports rows, idempotent by number; one bad row never stops the rest.</summary>
    public Task<IReadOnlyList<ImportResult>> ImportAsync(Actor actor, IReadOnlyList<WorkOrderRow> rows, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.HandleWorkOrders);
            if (rows.Count > MaxRows)
                throw new Refusal(WorkOrderRule.TooMany, $"一次最多导入 {MaxRows} 条，现有 {rows.Count} 条，请分批导入。");
            var numbers = rows.Select(row => Plain(row?.Number)).Distinct().ToArray();
            var known = await db.WorkOrders().Where(order => numbers.Contains(order.Number)).AsNoTracking().ToDictionaryAsync(order => order.Number, ct);
            var units = new Dictionary<string, UnitItem?>();
            var results = new List<ImportResult>(rows.Count);
            var added = new List<string>();
            foreach (var row in rows)
            {
                var result = await CheckAsync(db, actor, row, known, units, ct);
                if (result is null)
                {
                    var order = Order(row, actor, row.Unit is { } name ? units.GetValueOrDefault(name.Trim())?.Id : null, now);
                    known.Add(order.Number, order);
                    db.Add(order);
                    added.Add(order.Number);
                    result = new ImportResult(order.Number, ImportStatus.Added);
                }

                results.Add(result);
            }

            return added.Count == 0 ? Outcome.Nothing<IReadOnlyList<ImportResult>>(results) : Outcome.Of<IReadOnlyList<ImportResult>>(results, new WorkOrdersImported(added.Count, added));
        }, ct);

    /// <summary>A draft made from an order; the order must be the actor's to see (R4.1).</summary>
    public Task<RevisionState> DraftAsync(Actor actor, DraftRequest request, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var number = request.WorkOrder?.Trim();
            actor.Require(request.Origin is Origin.Supplementary ? Permission.ReviseForOwnUnit : Permission.DraftForUnits);
            if (request.Origin is not Origin.WorkOrder)
                throw new Refusal(RevisionRule.WrongOrigin, "只有“工单信息”可以注明来源工单。");
            var order = await db.WorkOrders().InSight(actor).AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, ct)
                ?? throw new Refusal(RevisionRule.UnknownWorkOrder, $"没有编号为“{number}”的工单，或不属于本办的采编范围。");
            var unit = string.IsNullOrWhiteSpace(request.Unit) && order.UnitId is { } own ? Unit.CodeOf(own) : request.Unit;
            var (revision, drafted) = await EntryActions.DraftAsync(db, references, actor, request with { Unit = unit, WorkOrder = order.Number }, now, ct);
            return Outcome.Of(new RevisionState(revision.Id, revision.Stage, revision.Version, request.Entry), drafted);
        }, ct);

    /// <summary>X4: the unmasked text, with a reason that stays in the ledger.</summary>
    public Task<WorkOrder> OpenOriginalAsync(Actor actor, string number, string reason, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            actor.Require(Permission.HandleWorkOrders);
            if (string.IsNullOrWhiteSpace(reason))
                throw new Refusal(WorkOrderRule.ReasonRequired, "查看原文须写明原因。");
            if (reason.Length > Revision.MaxReason)
                throw new Refusal(WorkOrderRule.ReasonTooLong, $"原因最多 {Revision.MaxReason} 个字。");
            var order = await db.WorkOrders().InSight(actor).AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, ct) ?? throw Refusal.NotFound($"工单 {number}");
            return Outcome.Of(order, new WorkOrderOriginalOpened(order.Number, reason.Trim()));
        }, ct);

    private static async Task<ImportResult?> CheckAsync(HotlineDb db, Actor actor, WorkOrderRow? row, Dictionary<string, WorkOrder> known, Dictionary<string, UnitItem?> units, CancellationToken ct)
    {
        var number = row is null ? "" : Plain(row.Number);
        if (row is null || number.Length is 0 or > 60)
            return new ImportResult(number, ImportStatus.Refused, "工单编号不能为空，且不超过 60 个字符。");
        var (title, content, reply) = (Plain(row.Title), Plain(row.Content), Plain(row.Reply));
        if (title.Length == 0 || content.Length == 0)
            return new ImportResult(number, ImportStatus.Refused, "标题和内容不能为空。");
        if (title.Length > 200 || content.Length > WorkOrder.MaxText || reply.Length > WorkOrder.MaxText)
            return new ImportResult(number, ImportStatus.Refused, $"标题最多 200 个字，内容和答复各最多 {WorkOrder.MaxText:N0} 个字。");
        if (row.ReceivedAt is null)
            return new ImportResult(number, ImportStatus.Refused, "受理时间不能为空。");
        UnitItem? unit = null;
        if (!string.IsNullOrWhiteSpace(row.Unit))
        {
            var name = row.Unit.Trim();
            if (!units.TryGetValue(name, out unit))
                units[name] = unit = await UnitViews.FindAsync(db, name, ct);
            if (unit is null)
                return new ImportResult(number, ImportStatus.Refused, $"没有编码或名称为“{name}”的单位。");
        }

        // Before the number is looked up: whether another county has such an order is not this one's to know.
        if (!actor.IsSystem && !(actor.OfficeId is { } office && (Jurisdiction.IsCity(office) || (unit is not null && Jurisdiction.OfficeOf(unit.Id) == office))))
            return new ImportResult(number, ImportStatus.Refused, "县级热线办只能导入所属单位的工单。");
        if (!known.TryGetValue(number, out var stored))
            return null;
        return stored.Content == content && stored.Reply == reply && stored.Title == title
            ? new ImportResult(number, ImportStatus.Unchanged)
            : new ImportResult(number, ImportStatus.Duplicate, $"工单编号 {number} 已存在且内容不同，保留原有内容。");
    }

    /// <summary>As received, but for the one character that a database refuses.</summary>
    private static string Plain(string? text) => (text ?? "").Replace("\0", "", StringComparison.Ordinal).Trim();

    private static WorkOrder Order(WorkOrderRow row, Actor actor, int? unitId, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(new DateTimeOffset(now)),
        Number = Plain(row.Number),
        Title = Plain(row.Title),
        Content = Plain(row.Content),
        Reply = Plain(row.Reply),
        UnitId = unitId,
        ReceivedAt = row.ReceivedAt!.Value,
        RepliedAt = row.RepliedAt,
        OfficeId = actor.OfficeId,
        ImportedAt = now,
    };
}
