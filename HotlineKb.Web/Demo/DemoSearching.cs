using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Demo;

internal sealed record DemoSynonyms(List<string> Words, string Note);

/// <param name="Entry">Title of the entry that it must find.</param>
internal sealed record DemoPin(string Query, string Entry);

/// <param name="By">Everyone who has searched for it, once for each time.</param>
internal sealed record DemoSearch(string Text, List<string> By);

internal sealed record DemoKeywords(string Entry, List<string> Add);

internal sealed record DemoFeedbackEnd(string By, double HoursAgo, string Text);

/// <param name="Entry">Title of the entry that is wrong.</param>
internal sealed record DemoFeedback(string By, double HoursAgo, FeedbackKind Kind, string Text, string Query, string? Entry = null, DemoFeedbackEnd? Close = null);

internal sealed record DemoSearchingFile(List<DemoSynonyms> Synonyms, List<DemoPin> Pins, List<DemoSearch> Failed, List<DemoKeywords> Keywords, List<DemoFeedback> Feedback);

/// <summary>What operators looked for in vain and said of it, and what the city office keeps so that they find: synonyms, keywords, pinned queries.</summary>
internal sealed class DemoSearching(IServiceProvider services, LedgerDoor ledger, DemoClock clock, DemoData city, DemoStories stories, IReadOnlyDictionary<string, Actor> people)
{
    private readonly IDbContextFactory<HotlineDb> _databases = services.GetRequiredService<IDbContextFactory<HotlineDb>>();
    private readonly SynonymActions _synonyms = ActivatorUtilities.CreateInstance<SynonymActions>(services, ledger);
    private readonly KeywordActions _keywords = new(ledger);
    private readonly FeedbackActions _feedback = new(ledger);
    private readonly GoldenQueries _golden = ActivatorUtilities.CreateInstance<GoldenQueries>(services, ledger, DemoSupervision.SweepOn(services, ledger, clock));
    private readonly QueryLog _queries = ActivatorUtilities.CreateInstance<QueryLog>(services, ledger, clock);

    private Actor Office => people[DemoAccounts.Reviewer];

    public async Task AddAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var known = (await db.SynonymGroups().Select(group => group.Words).ToListAsync(ct)).Select(words => words[0]).ToHashSet();
        foreach (var (i, group) in city.Searching.Synonyms.Index())
            if (!known.Contains(group.Words[0]))
                acts.Add((stories.Ago((50 * 24) - (i * 0.2)), () => _synonyms.SaveAsync(Office, null, 0, group.Words, group.Note, ct)));
        // Pinned again, or with keywords that are there, it says nothing.
        foreach (var (i, pin) in city.Searching.Pins.Index())
            acts.Add((stories.Ago(36 - (i * 0.1)), async () => await _golden.PinAsync(Office, pin.Query, SearchKind.Entry, await CodeAsync(pin.Entry, ct), ct)));
        foreach (var (i, keywords) in city.Searching.Keywords.Index())
            acts.Add((stories.Ago(28 - (i * 0.1)), async () => await _keywords.ChangeAsync(Office, [await CodeAsync(keywords.Entry, ct)], new KeywordChange(Add: keywords.Add), preview: false, ct)));
        await AddSearchesAsync(acts, db, ct);
        foreach (var said in city.Searching.Feedback)
        {
            var found = await FindAsync(db, said, ct);
            if (found is null)
                acts.Add((stories.Ago(said.HoursAgo), async () => await _feedback.SendAsync(people[said.By], new NewFeedback(said.Kind, said.Entry is null ? null : await CodeAsync(said.Entry, ct), said.Query, said.Text), ct)));
            if (said.Close is { } end && found?.ClosedAt is null)
                acts.Add((stories.Ago(end.HoursAgo), () => CloseAsync(said, end, ct)));
        }
    }

    /// <summary>Noted as any search is, when the typist had stopped: a day's searches in one go.</summary>
    private async Task AddSearchesAsync(List<(DateTime At, Func<Task> Act)> acts, HotlineDb db, CancellationToken ct)
    {
        var noted = await db.Set<SearchedQuery>().MaxAsync(query => (DateTime?)query.At, ct) ?? DateTime.MinValue;
        foreach (var day in city.Searching.Failed.SelectMany((search, nth) => search.By.Select((who, i) => (search.Text, Who: who, DaysAgo: 1 + (((nth * 5) + (i * 3)) % 14)))).GroupBy(search => search.DaysAgo))
        {
            var at = stories.Ago((day.Key * 24) - 2);
            if (at > noted)
                acts.Add((at, async () =>
                {
                    foreach (var (text, who, _) in day)
                        _queries.Note(people[who], text, hits: 0);
                    await _queries.WriteAsync(ct);
                }));
        }
    }

    private async Task CloseAsync(DemoFeedback said, DemoFeedbackEnd end, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var found = (await FindAsync(db, said, ct))!;
        await _feedback.CloseAsync(people[end.By], found.Id, found.Version, end.Text, ct);
    }

    private Task<Feedback?> FindAsync(HotlineDb db, DemoFeedback said, CancellationToken ct)
    {
        var who = people[said.By].AccountId;
        return db.Feedbacks().AsNoTracking().SingleOrDefaultAsync(row => row.SentById == who && row.Text == said.Text, ct);
    }

    private async Task<string> CodeAsync(string title, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        return await db.Entries().Where(entry => db.EntryVersions().Any(version => version.EntryId == entry.Id && version.Number == 1 && version.Text.Title == title)).Select(entry => entry.Code).SingleAsync(ct);
    }
}
