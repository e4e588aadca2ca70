using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <summary>What the city office keeps about items: their owners (the department map) and their keywords (R6.2). All else comes from the hall.</summary>
public sealed class ApprovalActions(LedgerDoor ledger, OwnerSweep owners)
{
    /// <param name="unit">Code, full or short name; null or empty puts the department back into the queue.</param>
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <returns>The department's new version.</returns>
    public async Task<int> MapAsync(Actor actor, Guid department, int version, string? unit, CancellationToken ct = default)
    {
        var mapped = await ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.KeepApprovals);
            var row = await db.HallDepartments().SingleOrDefaultAsync(item => item.Id == department, ct) ?? throw Refusal.NotFound("这个部门");
            if (row.Version != version)
                throw Refusal.ChangedMeanwhile(row.Version);
            var owner = string.IsNullOrWhiteSpace(unit) ? (int?)null : (await UnitViews.NeedAsync(db, unit, ct)).Id;
            if (row.UnitId == owner)
                return Outcome.Nothing(row.Version);
            var events = new List<LedgerEvent> { row.Map(owner, actor.DisplayName, now) };
            // By code, then by name: the same name under another code goes along while nobody has said otherwise.
            if (owner is not null)
                foreach (var same in await db.HallDepartments().Where(item => item.Name == row.Name && item.Id != row.Id && item.UnitId == null && item.MappedAt == null).ToListAsync(ct))
                    events.Add(same.Map(owner, actor.DisplayName, now));
            return new Outcome<int>(row.Version, events);
        }, ct);
        await owners.RunAsync(ct);
        return mapped;
    }

    /// <summary>R6.2: the city office sets an item's keywords, by the rules of entries.</summary>
    /// <returns>The item's new version.</returns>
    public Task<int> SetKeywordsAsync(Actor actor, string code, int version, IReadOnlyList<string> keywords, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, _) =>
        {
            actor.Require(Permission.KeepApprovals);
            var scope = await Visibility.ScopeOfAsync(db, actor, ct);
            var item = await db.ApprovalItems().Visible(scope).SingleOrDefaultAsync(row => row.Code == code, ct) ?? throw Refusal.NotFound($"事项 {code}");
            if (item.Version != version)
                throw Refusal.ChangedMeanwhile(item.Version);
            var words = EntryTextRules.Keywords(item.Name, [.. keywords]);
            if (words.SequenceEqual(item.Keywords))
                return Outcome.Nothing(item.Version);
            item.SetKeywords(words);
            return Outcome.Of(item.Version, new ApprovalKeywordsChanged(item.Code, words));
        }, ct);

    /// <summary>Over a selection of items in force; one that breaks a rule says so and stops none of the others.</summary>
    /// <param name="preview">Only say what would become of each.</param>
    /// <returns>One result per code, in the order given.</returns>
    public Task<IReadOnlyList<KeywordResult>> ChangeKeywordsAsync(Actor actor, IReadOnlyList<string> codes, KeywordChange change, bool preview, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, (db, _) => ApplyKeywordsAsync(db, actor, codes, change, preview, ct), ct);

    /// <summary>The same within another act.</summary>
    internal static async Task<Outcome<IReadOnlyList<KeywordResult>>> ApplyKeywordsAsync(HotlineDb db, Actor actor, IReadOnlyList<string> codes, KeywordChange change, bool preview, CancellationToken ct)
    {
        actor.Require(Permission.KeepKeywords);
        if (codes.Count is 0 or > KeywordActions.MaxAtOnce)
            throw Refusal.Malformed($"请选择 1 至 {KeywordActions.MaxAtOnce} 个事项。");
        var scope = await Visibility.ScopeOfAsync(db, actor, ct);
        var items = await db.ApprovalItems().Visible(scope).Where(row => codes.Contains(row.Code) && row.State == ApprovalState.InForce).ToDictionaryAsync(row => row.Code, ct);
        var results = new List<KeywordResult>(codes.Count);
        var events = new List<LedgerEvent>();
        foreach (var code in codes)
        {
            if (items.GetValueOrDefault(code) is not { } item)
            {
                results.Add(new KeywordResult(code, "", [], [], "没有这个事项，或已取消。"));
                continue;
            }

            var before = item.Keywords;
            change.RequireStanding(item.Version, before);
            try
            {
                var after = EntryTextRules.Keywords(item.Name, change.Apply(before));
                results.Add(new KeywordResult(code, item.Name, before, after, null));
                if (preview || before.SequenceEqual(after))
                    continue;
                item.SetKeywords(after);
                events.Add(new ApprovalKeywordsChanged(code, after));
            }
            catch (Refusal refusal)
            {
                results.Add(new KeywordResult(code, item.Name, before, before, refusal.Message));
            }
        }

        return new Outcome<IReadOnlyList<KeywordResult>>(results, events);
    }
}

/// <summary>Gives items to the unit their department is mapped to; a map may move thousands, so in parts.</summary>
public sealed class OwnerSweep(LedgerSweep sweep)
{
    public Task<IReadOnlyList<LedgerEvent>> RunAsync(CancellationToken ct = default) =>
        sweep.RunAsync(
            (db, _) => Astray(db).AnyAsync(ct),
            async (db, _) =>
            {
                var some = await Astray(db).OrderBy(pair => pair.Item.Id).Take(LedgerSweep.Batch).ToListAsync(ct);
                foreach (var pair in some)
                    pair.Item.Assign(pair.Owner);
                return [.. some.Select(pair => new ApprovalAssigned(pair.Item.Code, pair.Owner))];
            }, ct);

    private static IQueryable<Pair> Astray(HotlineDb db) =>
        from department in db.HallDepartments()
        join item in db.ApprovalItems() on department.Id equals item.DepartmentId
        where department.UnitId != item.UnitId
        select new Pair { Item = item, Owner = department.UnitId };

    private sealed class Pair
    {
        public ApprovalItem Item { get; init; } = null!;

        public int? Owner { get; init; }
    }
}
