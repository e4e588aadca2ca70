using HotlineKb.Core.Basics;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>A search that had found nothing and would find something.</summary>
/// <param name="Times">How often it was asked.</param>
/// <param name="First">Title of the first hit.</param>
public sealed record NowFound(string Text, int Times, int Hits, string First);

/// <summary>What a group of synonyms would do.</summary>
public sealed record SynonymTrial(IReadOnlyList<NowFound> NowFound, IReadOnlyList<GoldenShift> Golden);

/// <summary>Synonyms are tried on the index in use before they are kept: what they would find, and which pinned query they would break.</summary>
public sealed class SynonymDesk(SynonymActions actions, SearchViews search, SearchedQueries queries, GoldenQueries golden, IDbContextFactory<HotlineDb> databases, TimeProvider time)
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(90);
    private const int MostTried = 300;

    /// <param name="id">The group to be changed; null for a new one.</param>
    public async Task<SynonymTrial> TryAsync(Actor actor, Guid? id, IReadOnlyList<string> words, CancellationToken ct = default)
    {
        actor.Require(Permission.KeepKeywords);
        var trial = await WithAsync(id, SynonymGroup.Tidy(words), ct);
        var found = new List<NowFound>();
        foreach (var failed in await queries.FailedTextsAsync(time.UtcNow() - Back, MostTried, ct))
        {
            if (trial.Of(AskedText.Parse(failed.Text)).Count == 0)
                continue;
            var result = await search.SearchAsync(actor, new SearchQuery(failed.Text, Top: 1), trial, ct);
            if (result.LooseFrom > 0)
                found.Add(new NowFound(failed.Text, failed.Times, result.LooseFrom, Plain(result.Items[0].Title)));
        }

        return new SynonymTrial(found, await golden.TryAsync([], trial, ct));
    }

    /// <param name="accepting">Save it even where it breaks a pinned query; somebody has seen which.</param>
    /// <exception cref="Refusal"><see cref="KeywordRule.BreaksGoldenQuery"/> unless accepted.</exception>
    public async Task<SynonymGroup> SaveAsync(Actor actor, Guid? id, int version, IReadOnlyList<string> words, string? note, bool accepting = false, CancellationToken ct = default)
    {
        actor.Require(Permission.KeepKeywords);
        if (!accepting)
            Require(await golden.TryAsync([], await WithAsync(id, SynonymGroup.Tidy(words), ct), ct));
        return await actions.SaveAsync(actor, id, version, words, note, ct);
    }

    public async Task RemoveAsync(Actor actor, Guid id, int version, bool accepting = false, CancellationToken ct = default)
    {
        actor.Require(Permission.KeepKeywords);
        if (!accepting)
            Require(await golden.TryAsync([], await WithAsync(id, null, ct), ct));
        await actions.RemoveAsync(actor, id, version, ct);
    }

    /// <exception cref="Refusal">When one of them breaks.</exception>
    internal static void Require(IReadOnlyList<GoldenShift> shifts)
    {
        if (shifts.Where(shift => shift.Breaks).ToList() is not { Count: > 0 } broken)
            return;
        var told = string.Join("；", broken.Take(3).Select(shift => $"“{shift.Query.Text}”应找到“{shift.Title}”，现为第 {shift.Before} 位，改后{(shift.After is { } rank ? $"第 {rank} 位" : "找不到")}"));
        throw new Refusal(KeywordRule.BreaksGoldenQuery, $"此改动会使 {broken.Count} 条钉住的检索失效：{told}。确认后仍可保存。");
    }

    private async Task<Synonyms> WithAsync(Guid? id, List<string>? words, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Synonyms.ReadAsync(db, ct, id, words);
    }

    private static string Plain(string marked) => System.Net.WebUtility.HtmlDecode(marked.Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal));
}
