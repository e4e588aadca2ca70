using HotlineKb.Core.Entries;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>No text comes into use, and none goes out of it, that breaks a pinned query, unless somebody has seen which (R6.2).</summary>
public sealed class PublishGuard(GoldenQueries golden, IDbContextFactory<HotlineDb> databases, TimeProvider time) : IPublishRule
{
    // An entry that is new has no code yet; the index needs one to hold it.
    private const string Unnamed = "new";

    public async Task RequireAsync(Publication publication, CancellationToken ct) => SynonymDesk.Require(await TryAsync(publication, ct));

    /// <summary>Every pinned query whose rank would change.</summary>
    public async Task<IReadOnlyList<GoldenShift>> TryAsync(Publication publication, CancellationToken ct = default) =>
        publication.Text is { } text
            ? await golden.TryAsync([await DocumentAsync(publication.Code ?? Unnamed, publication.UnitId, text, ct)], null, ct)
            : await golden.TryAsync([], null, ct, [(SearchKind.Entry, publication.Code!)]);

    private async Task<SearchDocument> DocumentAsync(string code, int unitId, EntryText text, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var about = await (from unit in db.Units().Where(unit => unit.Id == unitId) join region in db.Regions() on unit.RegionCode equals region.Code select new { unit.Name, unit.ShortName, Region = region.Name }).SingleAsync(ct);
        var path = text.CategoryId is { } category ? await db.Categories().Where(row => row.Id == category).Select(row => row.Path).SingleOrDefaultAsync(ct) : null;
        return EntrySource.DocumentOf(code, unitId, text.CategoryId, 0, time.UtcNow(), text, about.Name, about.ShortName, about.Region, path ?? "");
    }
}
