using HotlineKb.Core.Keywords;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>A way to say a search text otherwise: its words, some of them replaced.</summary>
/// <param name="Words">All words of the text, said otherwise.</param>
internal sealed record Otherwise(List<List<Letter>> Words);

/// <summary>
/// Words that mean the same, ready for searching: the city office's groups, and the short names of units. Read as they are compared, so that
/// width, case and script make no difference.
/// </summary>
internal sealed class Synonyms
{
    public static readonly Synonyms None = new([]);

    /// <summary>A text said in more ways than this asks too much of the index for too little.</summary>
    private const int MostWays = 12;

    private static readonly string Prefix = "synonyms:";
    private static readonly string Imported = LedgerEvent.KindOf(typeof(OrganisationImported));

    private readonly Dictionary<string, List<string>> _others = [];
    private readonly int _longest;

    public Synonyms(IEnumerable<IReadOnlyList<string>> groups)
    {
        foreach (var group in groups)
        {
            var words = group.Select(SearchText.Fold).Where(word => word.Length > 1).Distinct().ToList();
            foreach (var word in words)
            {
                if (!_others.TryGetValue(word, out var others))
                    _others[word] = others = [];
                others.AddRange(words.Where(other => other != word && !others.Contains(other)));
            }
        }

        _longest = _others.Keys.Select(word => word.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>Whether the event changes what is in use.</summary>
    public static bool ChangedBy(LedgerRow row) => row.Subject.StartsWith(Prefix, StringComparison.Ordinal) || row.Kind == Imported;

    /// <param name="otherwise">A group to be left out.</param>
    /// <param name="words">What is to stand in its place, or beside the others.</param>
    public static async Task<Synonyms> ReadAsync(HotlineDb db, CancellationToken ct, Guid? otherwise = null, List<string>? words = null)
    {
        var groups = await db.SynonymGroups().AsNoTracking().Where(group => group.Id != otherwise).Select(group => group.Words).ToListAsync(ct);
        if (words is not null)
            groups.Add(words);
        var regions = await db.Regions().Select(region => region.Name).ToListAsync(ct);
        var units = await db.Units().Where(unit => unit.ShortName != "").Select(unit => new { unit.Name, unit.ShortName }).ToListAsync(ct);
        // 清远市人力资源和社会保障局 = 市人社局 is 人力资源和社会保障局 = 人社局 for every county too.
        var shortNames = units.Select(unit => (Full: Bare(unit.Name, regions), Short: Bare(unit.ShortName, regions)))
            .Where(pair => pair.Full != pair.Short && pair.Short.Length > 1).GroupBy(pair => pair.Full).Select(group => (IReadOnlyList<string>)[group.Key, .. group.Select(pair => pair.Short).Distinct()]);
        return new Synonyms([.. groups, .. shortNames]);
    }

    /// <summary>The ways to say the text otherwise; none when no synonym stands in it.</summary>
    public IReadOnlyList<Otherwise> Of(AskedText asked)
    {
        if (_longest == 0 || asked.Code is not null)
            return [];
        var ways = new List<Otherwise>();
        for (var i = 0; i < asked.Words.Count && ways.Count < MostWays; i++)
            foreach (var (from, count, others) in Found(asked.Words[i]))
                foreach (var other in others.Take(MostWays - ways.Count))
                {
                    // What stood before and after remains a word of its own: between a short and a long name other words may stand.
                    List<List<Letter>> said = [.. asked.Words[..i]];
                    if (from > 0)
                        said.Add(asked.Words[i][..from]);
                    said.Add(SearchText.Read(other));
                    if (from + count < asked.Words[i].Count)
                        said.Add(asked.Words[i][(from + count)..]);
                    said.AddRange(asked.Words[(i + 1)..]);
                    ways.Add(new Otherwise(said));
                }

        return ways;
    }

    /// <summary>Synonyms in a word, the longest at each place, none within another.</summary>
    private IEnumerable<(int From, int Count, List<string> Others)> Found(List<Letter> word)
    {
        for (var from = 0; from < word.Count - 1; from++)
            for (var count = Math.Min(_longest, word.Count - from); count > 1; count--)
                if (_others.TryGetValue(SearchText.Term(word, from, count), out var others))
                {
                    yield return (from, count, others);
                    from += count - 1;
                    break;
                }
    }

    private static string Bare(string name, List<string> regions)
    {
        foreach (var region in regions)
            foreach (var place in new[] { region, region.TrimEnd('市', '县', '区') })
                if (place.Length > 1 && name.Length > place.Length + 2 && name.StartsWith(place, StringComparison.Ordinal))
                    return name[place.Length..].TrimStart('市', '县', '区') is { Length: > 1 } rest ? rest : name;
        return name.Length > 3 && name[0] is '市' or '县' or '区' ? name[1..] : name;
    }
}
