using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Entries;

/// <summary>The city office has set an entry's keywords; the text is the same (R6.2).</summary>
[EventKind("entry.keywordsChanged")]
public sealed record EntryKeywordsChanged(string Code, int Version, IReadOnlyList<string> Before, IReadOnlyList<string> After) : LedgerEvent(Entry.SubjectOf(Code));

/// <param name="Add">Added where they are missing.</param>
/// <param name="Remove">Taken out where they stand.</param>
/// <param name="Set">Instead of all there are; null to keep them.</param>
/// <param name="Version">Of one thing alone: the version that was read; null to change whatever stands.</param>
public sealed record KeywordChange(IReadOnlyList<string>? Add = null, IReadOnlyList<string>? Remove = null, IReadOnlyList<string>? Set = null, int? Version = null)
{
    /// <exception cref="Refusal">409 when somebody else was first; it says what stands now.</exception>
    internal void RequireStanding(int version, IReadOnlyList<string> present)
    {
        if (Version is { } read && read != version)
            throw new Refusal(BasicRule.ChangedMeanwhile, $"在您读取（版本 {read}）之后已有修改，现为版本 {version}，关键字：{(present.Count == 0 ? "无" : string.Join('、', present))}。没有保存，请核对后重新设置。", RefusalKind.ChangedMeanwhile) { CurrentVersion = version };
    }

    public List<string> Apply(IReadOnlyList<string> present) =>
        [.. (Set ?? present).Where(word => Remove?.Contains(word, StringComparer.OrdinalIgnoreCase) != true).Concat(Add ?? []).OfType<string>().DistinctBy(word => word.Trim(), StringComparer.OrdinalIgnoreCase)];
}

/// <summary>What became of one entry; one that breaks a rule says so and stops none of the others.</summary>
/// <param name="After">As they would be, or are.</param>
public sealed record KeywordResult(string Code, string Title, IReadOnlyList<string> Before, IReadOnlyList<string> After, string? Problem)
{
    public bool Changes => Problem is null && !Before.SequenceEqual(After);
}

/// <summary>Keywords of published entries: set and changed by the city office, alone or over a selection, at once in search (R6.2).</summary>
public sealed class KeywordActions(LedgerDoor ledger)
{
    public const int MaxAtOnce = 500;

    /// <param name="preview">Only say what would become of each.</param>
    /// <returns>One result per code, in the order given.</returns>
    public Task<IReadOnlyList<KeywordResult>> ChangeAsync(Actor actor, IReadOnlyList<string> codes, KeywordChange change, bool preview, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, (db, now) => ApplyAsync(db, actor, codes, change, preview, now, ct), ct);

    /// <summary>The same within another act.</summary>
    internal static async Task<Outcome<IReadOnlyList<KeywordResult>>> ApplyAsync(HotlineDb db, Actor actor, IReadOnlyList<string> codes, KeywordChange change, bool preview, DateTime now, CancellationToken ct)
    {
        actor.Require(Permission.KeepKeywords);
        if (codes.Count is 0 or > MaxAtOnce)
            throw Refusal.Malformed($"请选择 1 至 {MaxAtOnce} 个条目。");
        var wanted = codes.Where(code => code is not null).Select(code => EntryCode.TryParse(code)?.ToString() ?? code.Trim()).Distinct().ToArray();
        var scope = await Visibility.ScopeOfAsync(db, actor, ct);
        var rows = await (from entry in db.Entries().Visible(scope).Where(entry => wanted.Contains(entry.Code) && entry.State == EntryState.Published)
                          join version in db.EntryVersions() on new { entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
                          select new { Entry = entry, Version = version }).ToDictionaryAsync(row => row.Entry.Code, ct);
        var results = new List<KeywordResult>(wanted.Length);
        var events = new List<LedgerEvent>();
        foreach (var code in wanted)
        {
            if (rows.GetValueOrDefault(code) is not { } row)
            {
                results.Add(new KeywordResult(code, "", [], [], "没有这个条目，或已撤下。"));
                continue;
            }

            var before = row.Version.Text.Keywords;
            change.RequireStanding(row.Entry.CurrentVersion, before);
            try
            {
                var after = EntryTextRules.Keywords(row.Version.Text.Title, change.Apply(before));
                results.Add(new KeywordResult(code, row.Version.Text.Title, before, after, null));
                if (preview || before.SequenceEqual(after))
                    continue;
                var (version, changed) = row.Entry.SetKeywords(row.Version, after, actor.DisplayName, now);
                db.Add(version);
                events.Add(changed);
            }
            catch (Refusal refusal)
            {
                results.Add(new KeywordResult(code, row.Version.Text.Title, before, before, refusal.Message));
            }
        }

        return new Outcome<IReadOnlyList<KeywordResult>>(results, events);
    }
}
