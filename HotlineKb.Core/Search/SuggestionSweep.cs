using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>
/// The nightly look for keywords: what people searched for in vain before they found the thing in other words, and what texts without
/// keywords say again and again (R6.2). What has been declined is not suggested again.
/// </summary>
public sealed class SuggestionSweep(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases, SearchIndex index, TimeProvider time)
{
    /// <summary>How far back searches are looked at: every night's run, and the ones it may have missed.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromDays(7);

    /// <summary>Searches older than this are of no use to anybody and are forgotten.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Nobody decides more than this in a day.</summary>
    private const int MostAtOnce = 300;
    private const int MostPerText = 3;
    private const int MostLookedAt = 20_000;
    private const int Batch = 200;

    private static readonly Actor Looker = Actor.System("search");

    /// <returns>How many it has suggested.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default)
    {
        await ForgetAsync(ct);
        var found = await SearchedAsync(ct);
        if (found.Count < MostAtOnce)
            found.AddRange(await WrittenAsync(MostAtOnce - found.Count, ct));
        var count = 0;
        foreach (var some in found.Take(MostAtOnce).Chunk(Batch))
            count += await ledger.CommitAsync(Looker, async (db, now) =>
            {
                var codes = some.Select(row => row.Code).Distinct().ToArray();
                var known = (await db.KeywordSuggestions().Where(row => codes.Contains(row.Code)).Select(row => new { row.Code, row.Key }).ToListAsync(ct)).Select(row => (row.Code, row.Key)).ToHashSet();
                var events = new List<LedgerEvent>();
                foreach (var row in some)
                {
                    if (!known.Add((row.Code, KeywordSuggestion.KeyOf(row.Word))))
                        continue;
                    var suggestion = KeywordSuggestions.New(row.Code, row.UnitId, KeywordSuggestion.KeyOf(row.Word), now);
                    events.Add(suggestion.Suggest(row.Source, row.Word, row.Reason, Looker, now));
                    db.Add(suggestion);
                }

                return new Outcome<int>(events.Count, events);
            }, ct);
        return count;
    }

    /// <summary>What was searched without result before the same person opened the thing, by how many people.</summary>
    private async Task<List<Found>> SearchedAsync(CancellationToken ct)
    {
        var since = time.UtcNow() - Back;
        await using var db = await databases.CreateDbContextAsync(ct);
        var pairs = await db.Set<FoundAfter>().AsNoTracking().Where(row => row.At >= since).OrderBy(row => row.At).Take(MostLookedAt).ToListAsync(ct);
        var groups = pairs.GroupBy(pair => (pair.Code, pair.Key)).Select(group => (group.Key.Code, group.Last().Text, People: group.Select(pair => pair.AccountId).Distinct().Count(), Times: group.Count())).OrderByDescending(group => group.People).ThenByDescending(group => group.Times).ToList();
        var codes = groups.Select(group => group.Code).Distinct().ToList();
        var things = await ThingsAsync(db, codes, ct);
        // What has been suggested stays in the books for days: it must not take the place of what is new.
        var known = (await db.KeywordSuggestions().AsNoTracking().Where(row => codes.Contains(row.Code)).Select(row => new { row.Code, row.Key }).ToListAsync(ct)).Select(row => (row.Code, row.Key)).ToHashSet();
        return [.. from @group in groups
                   let thing = things.GetValueOrDefault(@group.Code)
                   where thing is not null && Fits(thing, @group.Text) && !known.Contains((@group.Code, KeywordSuggestion.KeyOf(@group.Text)))
                   select new Found(SuggestionSource.Search, @group.Code, thing.UnitId, @group.Text, $"{@group.People} 人检索“{Wording.Cut(@group.Text, 20)}”无结果后打开了这一条")];
    }

    /// <summary>Entries without keywords, newest first, by what they say themselves.</summary>
    private async Task<List<Found>> WrittenAsync(int most, CancellationToken ct)
    {
        var found = new List<Found>();
        await using var db = await databases.CreateDbContextAsync(ct);
        using var lease = await index.AcquireAsync(null, ct);
        if (lease is not { } searching)
            return found;
        var bare = await EntryViews.WithoutKeywords(db).Where(entry => !db.KeywordSuggestions().Any(row => row.Code == entry.Code && row.Source == SuggestionSource.Text))
            .OrderByDescending(entry => entry.UpdatedAt).Select(entry => entry.Code).ToListAsync(ct);
        var source = index.Sources.First(source => source.Kind is SearchKind.Entry);
        foreach (var codes in bare.Chunk(Batch))
        {
            var things = await ThingsAsync(db, codes, ct);
            foreach (var document in await source.LoadAsync(codes, ct))
            {
                ct.ThrowIfCancellationRequested();
                if (things.GetValueOrDefault(document.Code) is { } thing)
                    found.AddRange(from term in FrequentTerms.Of(document, searching.Searcher.IndexReader, MostPerText)
                                   where Fits(thing, term.Term)
                                   select new Found(SuggestionSource.Text, document.Code, thing.UnitId, term.Term, $"正文中出现 {term.Times} 次"));
                if (found.Count >= most)
                    return found;
            }
        }

        return found;
    }

    private async Task ForgetAsync(CancellationToken ct)
    {
        var before = time.UtcNow() - Kept;
        var more = true;
        while (more)
            more = await ledger.CommitAsync(Looker, async (db, _) =>
            {
                var queries = await db.Set<SearchedQuery>().Where(row => row.At < before).OrderBy(row => row.At).Take(1000).ToListAsync(ct);
                var hits = await db.Set<FoundAfter>().Where(row => row.At < before).OrderBy(row => row.At).Take(1000).ToListAsync(ct);
                db.RemoveRange(queries);
                db.RemoveRange(hits);
                return Outcome.Nothing(queries.Count == 1000 || hits.Count == 1000);
            }, ct);
    }

    private static bool Fits(Thing thing, string word)
    {
        try
        {
            EntryTextRules.Keywords(thing.Title, [.. thing.Keywords, word]);
            return PersonalData.FindNumbers(word).Count == 0 && !word.Contains('*', StringComparison.Ordinal);
        }
        catch (Refusal)
        {
            return false;
        }
    }

    private static async Task<Dictionary<string, Thing>> ThingsAsync(HotlineDb db, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        var entries = await (from entry in db.Entries().AsNoTracking().Where(entry => codes.Contains(entry.Code) && entry.State == EntryState.Published)
                             join version in db.EntryVersions().AsNoTracking() on new { entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
                             select new Thing(entry.Code, entry.UnitId, version.Text.Title, version.Text.Keywords)).ToListAsync(ct);
        var items = await db.ApprovalItems().AsNoTracking().Where(item => codes.Contains(item.Code) && item.State == ApprovalState.InForce).Select(item => new Thing(item.Code, item.UnitId, item.Name, item.Keywords)).ToListAsync(ct);
        return entries.Concat(items).ToDictionary(thing => thing.Code);
    }

    private sealed record Thing(string Code, int? UnitId, string Title, List<string> Keywords);

    private sealed record Found(SuggestionSource Source, string Code, int? UnitId, string Word, string Reason);
}
