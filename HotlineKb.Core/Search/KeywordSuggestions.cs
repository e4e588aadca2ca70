using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <param name="Mine">Only what the viewer has suggested.</param>
public sealed record SuggestionFilter(SuggestionState? State = SuggestionState.Open, SuggestionSource? Source = null, string? Code = null, bool Mine = false);

/// <param name="Title">Of the entry or item, in use now; empty when it is not any more.</param>
/// <param name="Keywords">It has now.</param>
/// <param name="Asked">How often the word has been searched without result in the last 90 days.</param>
public sealed record SuggestionItem(KeywordSuggestion Suggestion, SearchKind Kind, string Title, string Unit, IReadOnlyList<string> Keywords, int Asked);

/// <summary>关键字建议: units and operators suggest, the program notices, the city office accepts or declines (R6.2).</summary>
public sealed class KeywordSuggestions(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases, Visibility visibility, SearchIndex index, KeywordDesk desk, TimeProvider time)
{
    public const int MostOpen = 100;
    private const int MostTerms = 6;

    /// <param name="code">Of a published entry or an approval item in force, within the actor's scope.</param>
    /// <param name="reason">Why callers would say so; may be empty.</param>
    /// <exception cref="Refusal">At <c>word</c> or <c>reason</c>.</exception>
    public Task<KeywordSuggestion> SuggestAsync(Actor actor, string? code, string? word, string? reason, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.ReadEntries);
            var thing = await NeedAsync(db, actor, code, ct);
            var said = Wording.OneLine(word ?? "");
            var why = Wording.OneLine(reason ?? "");
            if (said.Length == 0)
                throw Refusal.Field(KeywordRule.BadWord, "word", "请填写建议的关键字。");
            if (Problem(thing, said) is { } problem)
                throw Refusal.Field(KeywordRule.BadWord, "word", problem);
            if (why.Length > KeywordSuggestion.MaxReason)
                throw Refusal.Field(KeywordRule.NoteTooLong, "reason", $"理由最多 {KeywordSuggestion.MaxReason} 个字。");
            PersonalData.RequireNone(said, KeywordRule.PersonalData, "word");
            PersonalData.RequireNone(why, KeywordRule.PersonalData, "reason");
            var key = KeywordSuggestion.KeyOf(said);
            var known = await db.KeywordSuggestions().SingleOrDefaultAsync(row => row.Code == thing.Code && row.Key == key, ct);
            if (known is { State: SuggestionState.Open })
                throw Refusal.Field(KeywordRule.AlreadySuggested, "word", $"“{said}”已有人建议，正等市热线办处理。");
            if (await db.KeywordSuggestions().CountAsync(row => row.SuggestedById == actor.AccountId && row.State == SuggestionState.Open, ct) >= MostOpen)
                throw new Refusal(KeywordRule.TooMany, $"您已有 {MostOpen} 条建议待处理，处理后再提。");
            if (known is null)
                db.Add(known = New(thing.Code, thing.UnitId, key, now));
            return Outcome.Of(known, known.Suggest(SuggestionSource.Person, said, why, actor, now));
        }, ct);

    /// <summary>Makes it a keyword, in the same act.</summary>
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <param name="accepting">Even where that breaks a pinned query; somebody has seen which.</param>
    /// <exception cref="Refusal"><see cref="KeywordRule.BreaksGoldenQuery"/> unless accepted; the keyword rules of R6.2.</exception>
    public async Task<KeywordSuggestion> AcceptAsync(Actor actor, Guid id, int version, bool accepting = false, CancellationToken ct = default)
    {
        actor.Require(Permission.KeepKeywords);
        if (!accepting && await ReadAsync(id, ct) is { State: SuggestionState.Open } asked)
            SynonymDesk.Require((await desk.ChangeAsync(actor, [asked.Code], new KeywordChange(Add: [asked.Word]), preview: true, ct: ct)).Golden);
        return await ledger.CommitAsync(actor, async (db, now) =>
        {
            var suggestion = await NeedOpenAsync(db, id, version, ct);
            var change = new KeywordChange(Add: [suggestion.Word]);
            var (results, events) = EntryCode.LooksLikeOne(suggestion.Code)
                ? await KeywordActions.ApplyAsync(db, actor, [suggestion.Code], change, preview: false, now, ct)
                : await ApprovalActions.ApplyKeywordsAsync(db, actor, [suggestion.Code], change, preview: false, ct);
            if (results[0].Problem is { } problem)
                throw Refusal.Field(KeywordRule.BadWord, "word", problem);
            return Outcome.Of(suggestion, [.. events, suggestion.Accept(actor, now)]);
        }, ct);
    }

    /// <param name="reason">Told to whoever suggested it; needed where a person did.</param>
    public Task<KeywordSuggestion> DeclineAsync(Actor actor, Guid id, int version, string? reason, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.KeepKeywords);
            var suggestion = await NeedOpenAsync(db, id, version, ct);
            var why = Wording.OneLine(reason ?? "");
            if (why.Length == 0 && suggestion.Source is SuggestionSource.Person)
                throw Refusal.Field(KeywordRule.ReasonRequired, "reason", "请填写不采纳的理由，会告知建议人。");
            if (why.Length > KeywordSuggestion.MaxReason)
                throw Refusal.Field(KeywordRule.NoteTooLong, "reason", $"理由最多 {KeywordSuggestion.MaxReason} 个字。");
            PersonalData.RequireNone(why, KeywordRule.PersonalData, "reason");
            return Outcome.Of(suggestion, suggestion.Decline(actor, why, now));
        }, ct);

    /// <summary>What people said first, then what searches showed, then what texts say; newest first. Without the right to decide: one's own only.</summary>
    public async Task<(IReadOnlyList<SuggestionItem> Items, int Total)> ListAsync(Actor viewer, SuggestionFilter filter, int skip, int top, CancellationToken ct = default)
    {
        viewer.Require(Permission.ReadEntries);
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = db.KeywordSuggestions().AsNoTracking();
        if (filter.Mine || !viewer.May(Permission.KeepKeywords))
            rows = rows.Where(row => row.SuggestedById == viewer.AccountId);
        if (filter.State is { } state)
            rows = rows.Where(row => row.State == state);
        if (filter.Source is { } source)
            rows = rows.Where(row => row.Source == source);
        if (filter.Code is { } code)
            rows = rows.Where(row => row.Code == code);
        // An open one for a thing that is not in use any more waits for nobody.
        if (filter.State is SuggestionState.Open)
            rows = InUse(db, rows);
        var total = await rows.CountAsync(ct);
        var page = await rows.OrderBy(row => row.Source == SuggestionSource.Person ? 0 : row.Source == SuggestionSource.Search ? 1 : 2).ThenByDescending(row => row.SuggestedAt).ThenBy(row => row.Id)
            .Skip(skip).Take(Math.Clamp(top, 1, 500)).ToListAsync(ct);
        return (await ShowAsync(db, viewer, page, ct), total);
    }

    /// <summary>Words that the text of an entry says again and again, and that are no keywords of it yet: to choose from while keywords are set.</summary>
    public async Task<IReadOnlyList<string>> TermsAsync(Actor viewer, string? code, CancellationToken ct = default)
    {
        viewer.Require(Permission.ReadEntries);
        await using var db = await databases.CreateDbContextAsync(ct);
        var thing = await NeedAsync(db, viewer, code, ct);
        var source = index.Sources.First(source => source.Kind == thing.Kind);
        using var lease = await index.AcquireAsync(null, ct);
        return lease is not { } searching || (await source.LoadAsync([thing.Code], ct)).FirstOrDefault() is not { } document ? []
            : [.. FrequentTerms.Of(document, searching.Searcher.IndexReader, MostTerms).Select(term => term.Term).Where(term => Problem(thing, term) is null)];
    }

    /// <summary>The same of a text that is on its way.</summary>
    public async Task<IReadOnlyList<string>> TermsAsync(Actor viewer, int unitId, EntryText text, CancellationToken ct = default)
    {
        viewer.Require(Permission.ReadEntries);
        using var lease = await index.AcquireAsync(null, ct);
        if (lease is not { } searching)
            return [];
        var thing = new Thing(SearchKind.Entry, "", unitId, text.Title, text.Keywords);
        var document = EntrySource.DocumentOf("", unitId, text.CategoryId, 0, time.UtcNow(), text, "", "", "", "");
        return [.. FrequentTerms.Of(document, searching.Searcher.IndexReader, MostTerms).Select(term => term.Term).Where(term => Problem(thing, term) is null)];
    }

    internal static KeywordSuggestion New(string code, int? unit, string key, DateTime now) => new() { Id = Guid.CreateVersion7(new DateTimeOffset(now)), Code = code, UnitId = unit, Key = key };

    /// <summary>Those about what is in use.</summary>
    internal static IQueryable<KeywordSuggestion> InUse(HotlineDb db, IQueryable<KeywordSuggestion> rows) =>
        rows.Where(row => db.Entries().Any(entry => entry.Code == row.Code && entry.State == EntryState.Published) || db.ApprovalItems().Any(item => item.Code == row.Code && item.State == ApprovalState.InForce));

    /// <summary>Why the word cannot become a keyword of the thing; null when it can.</summary>
    private static string? Problem(Thing thing, string word)
    {
        if (thing.Keywords.Contains(word, StringComparer.OrdinalIgnoreCase))
            return $"“{word}”已是关键字。";
        try
        {
            EntryTextRules.Keywords(thing.Title, [word]);
            return null;
        }
        catch (Refusal refusal)
        {
            return refusal.Message;
        }
    }

    private static async Task<KeywordSuggestion> NeedOpenAsync(HotlineDb db, Guid id, int version, CancellationToken ct)
    {
        var suggestion = await db.KeywordSuggestions().SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这条建议");
        if (suggestion.Version != version)
            throw Refusal.ChangedMeanwhile(suggestion.Version);
        return suggestion.State is SuggestionState.Open ? suggestion : throw new Refusal(KeywordRule.AlreadyDecided, "这条建议已经处理。");
    }

    private static async Task<Thing> NeedAsync(HotlineDb db, Actor actor, string? code, CancellationToken ct)
    {
        var wanted = Wording.OneLine(code ?? "");
        var entryCode = EntryCode.TryParse(wanted)?.ToString();
        var scope = await Visibility.ScopeOfAsync(db, actor, ct);
        var thing = entryCode is not null
            ? await (from entry in db.Entries().AsNoTracking().Visible(scope).Where(entry => entry.Code == entryCode && entry.State == EntryState.Published)
                     join version in db.EntryVersions().AsNoTracking() on new { entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
                     select new Thing(SearchKind.Entry, entry.Code, entry.UnitId, version.Text.Title, version.Text.Keywords)).SingleOrDefaultAsync(ct)
            : await ApprovalViews.Visible(db, scope).Where(item => item.Code == wanted && item.State == ApprovalState.InForce)
                .Select(item => new Thing(SearchKind.Approval, item.Code, item.UnitId, item.Name, item.Keywords)).SingleOrDefaultAsync(ct);
        return thing ?? throw Refusal.NotFound($"“{Wording.Cut(wanted, 40)}”");
    }

    private async Task<KeywordSuggestion?> ReadAsync(Guid id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.KeywordSuggestions().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
    }

    private async Task<IReadOnlyList<SuggestionItem>> ShowAsync(HotlineDb db, Actor viewer, List<KeywordSuggestion> page, CancellationToken ct)
    {
        var scope = await visibility.ScopeOfAsync(viewer, ct);
        var codes = page.Select(row => row.Code).Distinct().ToArray();
        var entries = await (from entry in db.Entries().AsNoTracking().Visible(scope).Where(entry => codes.Contains(entry.Code) && entry.State == EntryState.Published)
                             join version in db.EntryVersions().AsNoTracking() on new { entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
                             select new Thing(SearchKind.Entry, entry.Code, entry.UnitId, version.Text.Title, version.Text.Keywords)).ToListAsync(ct);
        var items = await ApprovalViews.Visible(db, scope).Where(item => codes.Contains(item.Code) && item.State == ApprovalState.InForce).Select(item => new Thing(SearchKind.Approval, item.Code, item.UnitId, item.Name, item.Keywords)).ToListAsync(ct);
        var things = entries.Concat(items).ToDictionary(thing => thing.Code);
        var unitIds = things.Values.Select(thing => thing.UnitId).OfType<int>().Distinct().ToArray();
        var units = await db.Units().Where(unit => unitIds.Contains(unit.Id)).ToDictionaryAsync(unit => unit.Id, unit => unit.Name, ct);
        var keys = page.Select(row => SearchText.Fold(row.Word)).Distinct().ToArray();
        var since = time.UtcNow().AddDays(-90);
        var asked = await db.Set<SearchedQuery>().Where(query => keys.Contains(query.Key) && query.Hits == 0 && query.At >= since).GroupBy(query => query.Key).Select(group => new { group.Key, Times = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Times, ct);
        return page.ConvertAll(row =>
        {
            var thing = things.GetValueOrDefault(row.Code);
            return new SuggestionItem(row, EntryCode.LooksLikeOne(row.Code) ? SearchKind.Entry : SearchKind.Approval, thing?.Title ?? "", thing?.UnitId is { } unit ? units.GetValueOrDefault(unit, "") : "", thing?.Keywords ?? [], asked.GetValueOrDefault(SearchText.Fold(row.Word)));
        });
    }

    private sealed record Thing(SearchKind Kind, string Code, int? UnitId, string Title, List<string> Keywords);
}
