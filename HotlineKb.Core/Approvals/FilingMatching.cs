using HotlineKb.Core.Assignments;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <summary>
/// Brings filings and observed changes together within an act (R3.2), whichever came first: the surest first, then the nearest day, then the oldest filing.
/// One filing, one change. What is matched stays matched, though something nearer may come later: whoever has read it must find it as it was.
/// </summary>
internal sealed class FilingMatching(HotlineDb db, int window, DateTime now, CancellationToken ct)
{
    /// <summary>Changes that the act has just observed, not saved yet; one query for all of them.</summary>
    public async Task<IReadOnlyList<LedgerEvent>> ObservedAsync(IReadOnlyList<(ApprovalChange Change, ApprovalItem Item)> observed)
    {
        var owned = observed.Where(seen => seen.Change.UnitId is not null).ToList();
        if (owned.Count == 0)
            return [];
        var units = owned.Select(seen => seen.Change.UnitId!.Value).Distinct().ToArray();
        var days = owned.Select(seen => CityDays.Of(seen.Change.At)).ToList();
        var (first, last) = (days.Min().AddDays(-window), days.Max().AddDays(window));
        var filings = await db.ChangeFilings().Where(row => units.Contains(row.UnitId) && row.MatchedChangeId == null && row.Stage != FilingStage.Withdrawn && row.EffectiveOn >= first && row.EffectiveOn <= last).ToListAsync(ct);
        return filings.Count == 0 ? [] : await MatchAsync(filings, owned);
    }

    /// <summary>A filing that the act has just made.</summary>
    public async Task<IReadOnlyList<LedgerEvent>> FiledAsync(ChangeFiling filing) => await MatchAsync([filing], await CandidatesAsync(filing));

    /// <summary>A filing that was filed again: it may be another change now, and the one it leaves may be another filing's.</summary>
    public async Task<IReadOnlyList<LedgerEvent>> RefiledAsync(ChangeFiling filing)
    {
        var candidates = await CandidatesAsync(filing);
        if (filing.MatchedChangeId is not { } before || candidates.Exists(seen => seen.Change.Id == before && Admits(filing, seen)))
            return filing.MatchedChangeId is null ? await MatchAsync([filing], candidates) : [];
        var left = await (from change in db.ApprovalChanges().AsNoTracking()
                          join item in db.ApprovalItems() on change.ItemId equals item.Id
                          where change.Id == before
                          select new { change, item }).SingleAsync(ct);
        return [filing.Release(), .. await MatchAsync([filing], candidates), .. await ObservedAsync([(left.change, left.item)])];
    }

    private async Task<List<(ApprovalChange Change, ApprovalItem Item)>> CandidatesAsync(ChangeFiling filing)
    {
        var kind = ChangeFilingFlow.SeenAs(filing.Kind);
        var (start, end) = (CityDays.StartOf(filing.EffectiveOn.AddDays(-window)), CityDays.StartOf(filing.EffectiveOn.AddDays(window + 1)));
        var rows = await (from change in db.ApprovalChanges().AsNoTracking()
                          join item in db.ApprovalItems() on change.ItemId equals item.Id
                          where change.UnitId == filing.UnitId && change.Kind == kind && change.At >= start && change.At < end && (filing.Kind == FilingKind.Add || change.ItemId == filing.ItemId)
                              && !db.ChangeFilings().Any(other => other.MatchedChangeId == change.Id && other.Id != filing.Id)
                          select new { change, item }).ToListAsync(ct);
        return rows.ConvertAll(row => (row.change, row.item));
    }

    private bool Admits(ChangeFiling filing, (ApprovalChange Change, ApprovalItem Item) seen) => filing.Fits(seen.Change, seen.Item) is not null && filing.DaysFrom(seen.Change) <= window;

    private async Task<IReadOnlyList<LedgerEvent>> MatchAsync(IReadOnlyList<ChangeFiling> filings, IReadOnlyList<(ApprovalChange Change, ApprovalItem Item)> observed)
    {
        var pairs = from filing in filings
                    from seen in observed
                    let fit = filing.Fits(seen.Change, seen.Item)
                    let days = filing.DaysFrom(seen.Change)
                    where fit is not null && days <= window
                    orderby fit, days, filing.FiledAt, filing.Id, seen.Change.At, seen.Change.Id
                    select (Filing: filing, seen.Change, seen.Item);
        var events = new List<LedgerEvent>();
        var (filed, taken, asked) = (new HashSet<Guid>(), new HashSet<Guid>(), new List<Guid?>());
        foreach (var pair in pairs)
        {
            if (filed.Contains(pair.Filing.Id) || !taken.Add(pair.Change.Id))
                continue;
            filed.Add(pair.Filing.Id);
            events.Add(pair.Filing.Match(pair.Change, pair.Item.Code, now));
            asked.AddRange([pair.Filing.RequestId, pair.Change.RequestId]);
        }

        return [.. events, .. await FulfilAsync([.. asked.OfType<Guid>().Distinct()])];
    }

    /// <summary>What an office had asked for because the two did not agree is there now.</summary>
    private async Task<IReadOnlyList<LedgerEvent>> FulfilAsync(Guid[] requests)
    {
        if (requests.Length == 0)
            return [];
        var rows = await db.EditingRequests().Include(row => row.Clock).Where(row => requests.Contains(row.Id)).OrderBy(row => row.CreatedAt).ToListAsync(ct);
        return [.. rows.Select(row => row.Fulfil(now)).OfType<LedgerEvent>()];
    }
}
