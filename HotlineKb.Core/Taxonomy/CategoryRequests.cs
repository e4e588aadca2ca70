using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Taxonomy;

/// <param name="Acts">What the viewer may do now.</param>
public sealed record CategoryRequestItem(CategoryRequest Request, string Unit, IReadOnlyList<CategoryRequestMove> Acts);

/// <summary>Requests of units for their structures (R4.5): the unit asks, the city office decides, the reason is kept.</summary>
public sealed class CategoryRequests(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases)
{
    public Task<CategoryRequest> MakeAsync(Actor actor, string? sketch, string? why, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, (db, now) =>
        {
            actor.Require(Permission.ReviseForOwnUnit);
            if (actor.UnitId is not { } unit)
                throw Refusal.NotPermitted();
            var (wanted, reason) = (Wording.Readable(sketch ?? "").Trim(), Wording.Readable(why ?? "").Trim());
            if (wanted.Length == 0)
                throw Refusal.Field(CategoryRequestRule.SketchRequired, "sketch", "请写明需要的类别，一行一个，上下级之间用“/”隔开。");
            if (reason.Length == 0)
                throw Refusal.Field(CategoryRequestRule.ReasonRequired, "why", "请写明理由。");
            if (wanted.Length > CategoryRequest.MaxSketch)
                throw Refusal.Field(CategoryRequestRule.TooLong, "sketch", $"最多 {CategoryRequest.MaxSketch:N0} 个字。");
            if (reason.Length > CategoryRequest.MaxReason)
                throw Refusal.Field(CategoryRequestRule.TooLong, "why", $"理由最多 {CategoryRequest.MaxReason:N0} 个字。");
            PersonalData.RequireNone(wanted, CategoryRequestRule.PersonalData, "sketch");
            PersonalData.RequireNone(reason, CategoryRequestRule.PersonalData, "why");
            var request = new CategoryRequest { Id = Guid.CreateVersion7(new DateTimeOffset(now)), UnitId = unit, Sketch = wanted, Why = reason, AskedById = actor.AccountId ?? Guid.Empty, AskedBy = actor.DisplayName, AskedAt = now };
            db.Add(request);
            return Task.FromResult(Outcome.Of(request, new CategoryRequestMade(request.Id, unit)));
        }, ct);

    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <param name="build">With <see cref="CategoryRequestAct.Accept"/>: adds the paths of the sketch in the same act; when one of them cannot be, nothing is done.</param>
    public Task<CategoryRequest> ActAsync(Actor actor, Guid id, CategoryRequestAct act, int version, string? reason = null, bool build = false, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var request = await InSight(db, actor).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这项申请");
            if (request.Version != version)
                throw Refusal.ChangedMeanwhile(request.Version);
            var events = new List<LedgerEvent> { request.Move(act, actor, Wording.Readable(reason ?? ""), now) };
            if (build && act is CategoryRequestAct.Accept)
            {
                var (known, _) = await CategoryActions.KnownAsync(db, request.UnitId, null, ct);
                var added = new List<string>();
                foreach (var path in request.Paths)
                    CategoryActions.AddPath(db, now, request.UnitId, path, known, added);
                if (added.Count > 0)
                    events.Add(new CategoriesAdded(request.UnitId, added));
            }

            return new Outcome<CategoryRequest>(request, events);
        }, ct);

    public async Task<CategoryRequestItem> GetAsync(Actor viewer, Guid id, CancellationToken ct = default) =>
        (await ListAsync(viewer, null, null, 0, 1, id, ct)).Items is [var item] ? item : throw Refusal.NotFound("这项申请");

    /// <summary>What waits for the viewer to decide.</summary>
    public async Task<int> OwedAsync(Actor viewer, CancellationToken ct = default)
    {
        if (!viewer.May(Permission.ConfigureTaxonomy))
            return 0;
        await using var db = await databases.CreateDbContextAsync(ct);
        return await InSight(db, viewer).CountAsync(row => row.Stage == CategoryRequestStage.Open, ct);
    }

    /// <summary>What waits first, the oldest on top.</summary>
    public async Task<(IReadOnlyList<CategoryRequestItem> Items, int Total)> ListAsync(Actor viewer, CategoryRequestStage? stage, int? unitId, int skip, int top, Guid? id = null, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = InSight(db, viewer).AsNoTracking();
        if (stage is { } only)
            rows = rows.Where(row => row.Stage == only);
        if (unitId is { } unit)
            rows = rows.Where(row => row.UnitId == unit);
        if (id is { } one)
            rows = rows.Where(row => row.Id == one);
        var total = await rows.CountAsync(ct);
        var page = await rows.OrderBy(row => row.Stage == CategoryRequestStage.Open ? 0 : 1).ThenBy(row => row.Stage == CategoryRequestStage.Open ? row.AskedAt : DateTime.MaxValue).ThenByDescending(row => row.DecidedAt).ThenBy(row => row.Id)
            .Skip(skip).Take(Math.Clamp(top, 1, 500)).Select(row => new { Request = row, Unit = db.Units().Where(owner => owner.Id == row.UnitId).Select(owner => owner.Name).First() }).ToListAsync(ct);
        return (page.ConvertAll(row => new CategoryRequestItem(row.Request, row.Unit, [.. CategoryRequestFlow.Table.From(row.Request.Stage).Where(move => row.Request.Objection(move.Act, viewer) is null)])), total);
    }

    internal static IQueryable<CategoryRequest> InSight(HotlineDb db, Actor viewer) => InSight(db.Set<CategoryRequest>(), viewer);

    internal static IQueryable<CategoryRequest> InSight(IQueryable<CategoryRequest> rows, Actor viewer) =>
        WorkSight.Of(viewer).Filter(rows, office => row => row.UnitId / 1000 == office, unit => row => row.UnitId == unit);
}
