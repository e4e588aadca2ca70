using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Taxonomy;

namespace HotlineKb.Core.Search;

/// <summary>What a change of keywords does, or would do.</summary>
/// <param name="Results">One per code, entries first.</param>
/// <param name="Golden">Pinned queries whose rank moves; only of a preview.</param>
public sealed record KeywordOutcome(IReadOnlyList<KeywordResult> Results, IReadOnlyList<GoldenShift> Golden);

/// <summary>Keywords over a selection of entries and approval items, tried on the index in use before they are set (R6.2).</summary>
public sealed class KeywordDesk(KeywordActions entries, ApprovalActions approvals, GoldenQueries golden, SearchIndex index)
{
    /// <param name="codes">Of entries and of items, at most <see cref="KeywordActions.MaxAtOnce"/> together.</param>
    /// <param name="preview">Only say what would become of each.</param>
    /// <param name="accepting">Set them even where that breaks a pinned query; somebody has seen which.</param>
    /// <exception cref="Refusal"><see cref="Keywords.KeywordRule.BreaksGoldenQuery"/> unless accepted.</exception>
    public async Task<KeywordOutcome> ChangeAsync(Actor actor, IReadOnlyList<string> codes, KeywordChange change, bool preview, bool accepting = false, CancellationToken ct = default)
    {
        actor.Require(Permission.KeepKeywords);
        var wanted = codes.Select(code => Wording.OneLine(code ?? "")).Select(code => EntryCode.TryParse(code)?.ToString() ?? code).Where(code => code.Length > 0).Distinct().ToList();
        if (wanted.Count is 0 or > KeywordActions.MaxAtOnce)
            throw Refusal.Field(BasicRule.Malformed, "codes", $"请选择 1 至 {KeywordActions.MaxAtOnce} 个条目或事项。", RefusalKind.Malformed);
        var tidy = new KeywordChange(Tidy(change.Add), Tidy(change.Remove), Tidy(change.Set), change.Version);
        if (tidy is { Add: not { Count: > 0 }, Remove: not { Count: > 0 }, Set: null })
            throw Refusal.Field(BasicRule.Malformed, "add", "请填写要增加、移除或设置的关键字。");
        if (tidy.Version is not null && wanted.Count > 1)
            throw Refusal.Field(BasicRule.Malformed, "version", "版本只能与一个编码同用。", RefusalKind.Malformed);
        var (own, items) = (wanted.FindAll(EntryCode.LooksLikeOne), wanted.FindAll(code => !EntryCode.LooksLikeOne(code)));
        var seen = await AllAsync(actor, own, items, tidy, preview: true, ct);
        var shifts = preview || !accepting ? await ShiftsAsync(own, seen, ct) : [];
        if (preview)
            return new KeywordOutcome(seen, shifts);
        if (!accepting)
            SynonymDesk.Require(shifts);
        return new KeywordOutcome(await AllAsync(actor, own, items, tidy, preview: false, ct), []);
    }

    /// <summary>All keywords of one item, where the version that was read still stands.</summary>
    /// <returns>Its new version.</returns>
    /// <exception cref="Refusal"><see cref="Keywords.KeywordRule.BreaksGoldenQuery"/> unless accepted; <see cref="RefusalKind.ChangedMeanwhile"/>.</exception>
    public async Task<int> SetItemAsync(Actor actor, string code, int version, IReadOnlyList<string> words, bool accepting = false, CancellationToken ct = default)
    {
        if (!accepting && actor.May(Permission.KeepKeywords))
            SynonymDesk.Require((await ChangeAsync(actor, [code], new KeywordChange(Set: words), preview: true, ct: ct)).Golden);
        return await approvals.SetKeywordsAsync(actor, code, version, words, ct);
    }

    private static List<string>? Tidy(IReadOnlyList<string>? words) => words is null ? null : [.. words.Select(word => Wording.OneLine(word ?? "")).Where(word => word.Length > 0)];

    private async Task<IReadOnlyList<KeywordResult>> AllAsync(Actor actor, List<string> own, List<string> items, KeywordChange change, bool preview, CancellationToken ct) =>
    [
        .. own.Count == 0 ? [] : await entries.ChangeAsync(actor, own, change, preview, ct),
        .. items.Count == 0 ? [] : await approvals.ChangeKeywordsAsync(actor, items, change, preview, ct),
    ];

    private async Task<IReadOnlyList<GoldenShift>> ShiftsAsync(List<string> own, IReadOnlyList<KeywordResult> seen, CancellationToken ct)
    {
        var changed = seen.Where(row => row.Changes).ToDictionary(row => row.Code, row => row.After);
        var documents = new List<SearchDocument>();
        foreach (var source in index.Sources)
            if (source.Kind is not SearchKind.Unit && changed.Keys.Where(code => own.Contains(code) == source.Kind is SearchKind.Entry).ToArray() is { Length: > 0 } codes)
                documents.AddRange((await source.LoadAsync(codes, ct)).Select(document => document with { Keywords = changed[document.Code] }));
        return documents.Count == 0 ? [] : await golden.TryAsync(documents, null, ct);
    }
}
