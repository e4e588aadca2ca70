using System.Globalization;
using System.Text;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Demo;

/// <summary>
/// Volume: plausible published entries, spread over all units and their leaf categories. The n-th is always the same,
/// and a later load goes on where the last one ended, so that no title comes twice.
/// </summary>
public static class DemoVolume
{
    private const int Batch = 500;

    private static readonly Actor System = Actor.System("demo.volume") with { DisplayName = "批量演示" };

    /// <summary>Adds <paramref name="count"/> entries; whole batches are kept when it is stopped half-way.</summary>
    /// <returns>How many were added.</returns>
    /// <exception cref="InvalidOperationException">There are no units and categories yet, or more entries are wanted than there are titles.</exception>
    public static async Task<int> LoadAsync(IServiceProvider services, int count, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var entries = services.GetRequiredService<EntryActions>();
        var time = services.GetRequiredService<TimeProvider>();
        var (shelves, start) = await ShelvesAsync(services.GetRequiredService<IDbContextFactory<HotlineDb>>(), ct);
        if (shelves.Count == 0)
            throw new InvalidOperationException("数据库中还没有单位和类别，请先载入演示城市：demo load。");
        if ((start + (long)count) / shelves.Count >= shelves.Min(shelf => shelf.Titles))
            throw new InvalidOperationException($"演示条目的标题不够用：最多约 {(long)shelves.Count * shelves.Min(shelf => shelf.Titles):N0} 条。");
        var now = time.GetUtcNow().UtcDateTime;
        var began = time.GetTimestamp();
        for (var done = 0; done < count;)
        {
            var batch = Enumerable.Range(start + done, Math.Min(Batch, count - done)).Select(index => Make(shelves, index, now)).ToList();
            await entries.LoadAsync(System, batch, ct);
            done += batch.Count;
            var seconds = Math.Max(time.GetElapsedTime(began).TotalSeconds, 0.001);
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"已生成 {done:N0} / {count:N0} 条，每秒 {done / seconds:N0} 条"));
        }

        return count;
    }

    private static async Task<(List<Shelf> Shelves, int Start)> ShelvesAsync(IDbContextFactory<HotlineDb> databases, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var units = await db.Units().AsNoTracking().ToDictionaryAsync(unit => unit.Id, ct);
        var leaves = await db.CategoriesInUse().AsNoTracking().Where(category => !db.CategoriesInUse().Any(child => child.ParentId == category.Id)).OrderBy(category => category.UnitId).ThenBy(category => category.Path).ToListAsync(ct);
        var named = leaves.CountBy(leaf => (leaf.UnitId / 1000, leaf.Name)).ToDictionary();
        var start = await db.EntryVersions().CountAsync(version => version.PublishedBy == System.DisplayName, ct);
        return (leaves.ConvertAll(leaf => new Shelf(units[leaf.UnitId], leaf, named[(leaf.UnitId / 1000, leaf.Name)] > 1)), start);
    }

    private static (int UnitId, EntryText Text, DateTime PublishedAt) Make(List<Shelf> shelves, int index, DateTime now)
    {
        var (turn, number) = Math.DivRem(index, shelves.Count);
        var shelf = shelves[number];
        // The stride has no divisor in common with the number of titles, so it walks through all of them before one comes again.
        var title = (int)((((long)turn * 7919) + number) % shelf.Titles);
        var place = shelf.Places[title % shelf.Places.Count];
        var who = DemoPhrases.Who[title / shelf.Places.Count % DemoPhrases.Who.Length];
        var question = DemoPhrases.Questions[title / shelf.Places.Count / DemoPhrases.Who.Length];
        var dice = new DemoDice((uint)index);
        var days = 2 + dice.Roll(9);
        object[] words = [shelf.Leaf.Name, place, shelf.Unit.Name, days, days + 5 + dice.Roll(20)];
        List<string> keywords = [shelf.Leaf.Name, place, shelf.Unit.ShortName, .. who.Length > 0 ? [who] : Array.Empty<string>(), .. shelf.Leaf.Path.Split('/')[..^1]];
        var text = new EntryText
        {
            Title = $"{place}{who}{shelf.Subject}{question}",
            Answer = string.Format(CultureInfo.InvariantCulture, dice.Pick(DemoPhrases.Answers), words),
            Body = Body(shelf, dice, words),
            Basis = $"{shelf.Unit.Name}《{shelf.Leaf.Name}办事指南》",
            Keywords = [.. keywords.Where(word => word.Length is >= 2 and <= 20).Distinct().Take(EntryTextRules.MaxKeywords)],
            CategoryId = shelf.Leaf.Id,
        };
        return (shelf.Unit.Id, text, now.AddMinutes(-1440 - dice.Roll(700 * 1440)));
    }

    private static string Body(Shelf shelf, DemoDice dice, object[] words)
    {
        var html = new StringBuilder();
        var sections = 2 + dice.Roll(4);
        var first = dice.Roll(DemoPhrases.Sections.Length);
        for (var i = 0; i < sections; i++)
        {
            var (heading, sentences) = DemoPhrases.Sections[(first + i) % DemoPhrases.Sections.Length];
            html.Append("<h3>").Append(heading).Append("</h3><ul>");
            foreach (var sentence in sentences.Take(2 + dice.Roll(sentences.Length - 1)))
                html.Append("<li>").AppendFormat(CultureInfo.InvariantCulture, sentence, words).Append("</li>");
            html.Append("</ul>");
        }

        return html.Append("<p>").Append(shelf.Unit.ShortName).Append("的职责：").Append(shelf.Unit.Functions).Append("</p>").ToString();
    }

    /// <summary>A leaf category with what titles under it are made of.</summary>
    private sealed class Shelf
    {
        public Shelf(Unit unit, Category leaf, bool sharedName)
        {
            (Unit, Leaf) = (unit, leaf);
            var ownTown = unit.Name.EndsWith("镇人民政府", StringComparison.Ordinal) || unit.Name.EndsWith("街道办事处", StringComparison.Ordinal);
            // Two units of a region with a leaf of the same name would make the same titles.
            Subject = sharedName && !ownTown ? $"{leaf.Name}（{unit.ShortName}）" : leaf.Name;
            Places = !ownTown && DemoPhrases.Places.TryGetValue(unit.RegionCode, out var known) ? known : [.. DemoPhrases.Corners.Select(corner => unit.ShortName + corner)];
            Titles = Places.Count * DemoPhrases.Who.Length * DemoPhrases.Questions.Length;
        }

        public Unit Unit { get; }

        public Category Leaf { get; }

        public string Subject { get; }

        public IReadOnlyList<string> Places { get; }

        public int Titles { get; }
    }
}
