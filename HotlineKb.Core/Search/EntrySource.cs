using HotlineKb.Core.Access;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Search;

/// <summary>Published entries, at their version in use.</summary>
internal sealed class EntrySource(IDbContextFactory<HotlineDb> databases, IOptions<ReviewOptions> review, TimeProvider time) : SearchSource
{
    private static readonly string Published = LedgerEvent.KindOf(typeof(EntryPublished));
    private static readonly string Withdrawn = LedgerEvent.KindOf(typeof(EntryWithdrawn));
    private static readonly string Refiled = LedgerEvent.KindOf(typeof(EntryRefiled));
    private static readonly string Keyworded = LedgerEvent.KindOf(typeof(EntryKeywordsChanged));
    private static readonly string Expired = LedgerEvent.KindOf(typeof(EntryExpired));
    private static readonly string[] Shaped = [LedgerEvent.KindOf(typeof(CategoryRenamed)), LedgerEvent.KindOf(typeof(CategoryMoved))];
    private static readonly string Prefix = Entry.SubjectOf("");

    public override SearchKind Kind => SearchKind.Entry;

    public override string? ChangedBy(LedgerRow row) => row.Kind == Published || row.Kind == Withdrawn || row.Kind == Refiled || row.Kind == Keyworded || row.Kind == Expired ? row.Subject[Prefix.Length..]
        // Where a category is called otherwise, every entry of the unit may stand under another path.
        : Shaped.Contains(row.Kind) ? $"{Many}{row.Subject[(row.Subject.IndexOf(':', StringComparison.Ordinal) + 1)..]}" : null;

    public override async Task<IReadOnlyList<string>> ExpandAsync(string mark, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var unit = Unit.IdOf(mark);
        return await db.Entries().Where(entry => entry.UnitId == unit && entry.State == EntryState.Published).Select(entry => entry.Code).ToListAsync(ct);
    }

    public override async Task<IReadOnlyList<string>> CodesAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Found(db, db.Entries()).OrderByDescending(entry => entry.UpdatedAt).Select(entry => entry.Code).ToListAsync(ct);
    }

    public override async Task<IReadOnlyList<SearchDocument>> LoadAsync(IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await (from entry in Found(db, db.Entries().AsNoTracking()).Where(entry => codes.Contains(entry.Code))
                          join version in db.EntryVersions().AsNoTracking() on new { entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
                          join unit in db.Units() on entry.UnitId equals unit.Id
                          join region in db.Regions() on unit.RegionCode equals region.Code
                          join category in db.Categories() on entry.CategoryId equals category.Id
                          select new { entry.Code, entry.UnitId, entry.CategoryId, entry.CurrentVersion, entry.UpdatedAt, version.Text, Unit = unit.Name, unit.ShortName, Region = region.Name, category.Path })
            .ToListAsync(ct);
        return rows.ConvertAll(row => DocumentOf(row.Code, row.UnitId, row.CategoryId, row.CurrentVersion, row.UpdatedAt, row.Text, row.Unit, row.ShortName, row.Region, row.Path));
    }

    internal static SearchDocument DocumentOf(string code, int unitId, Guid? categoryId, int version, DateTime updatedAt, EntryText text, string unit, string shortName, string region, string path) => new(
        SearchKind.Entry, code, unitId, categoryId, version, updatedAt, text.Title, text.Keywords, text.Answer,
        text.Basis.Length == 0 ? BodyHtml.ToPlainText(text.Body) : $"{BodyHtml.ToPlainText(text.Body)}\n{text.Basis}",
        $"{unit}\n{shortName}\n{region}\n{path}");

    public override async Task<IReadOnlySet<string>> VisibleAsync(VisibleScope scope, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await Found(db, db.Entries().Visible(scope)).Where(entry => codes.Contains(entry.Code))
            .Select(entry => entry.Code).ToHashSetAsync(ct);
    }

    public override async Task<IReadOnlyDictionary<string, StandingDocument>> ShowAsync(VisibleScope scope, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await (from entry in Found(db, db.Entries().Visible(scope)).Where(entry => codes.Contains(entry.Code))
                      join version in db.EntryVersions() on new { entry.Id, Number = entry.CurrentVersion } equals new { Id = version.EntryId, version.Number }
                      join category in db.Categories() on entry.CategoryId equals category.Id
                      select new StandingDocument(entry.Code, entry.UnitId, entry.CategoryId, category.Path, entry.CurrentVersion, entry.UpdatedAt, version.Text.Title, version.Text.Answer) { ExpiresOn = version.Text.ExpiresOn })
            .ToDictionaryAsync(row => row.Code, ct);
    }

    /// <summary>What is in use and, where the city wants it so, has not expired: by the day, not by whether the sweep has been round.</summary>
    private IQueryable<Entry> Found(HotlineDb db, IQueryable<Entry> entries)
    {
        var published = entries.Where(entry => entry.State == EntryState.Published);
        if (!review.Value.HideExpired)
            return published;
        var today = CityDays.Of(time.UtcNow());
        return published.Where(entry => !db.EntryVersions().Any(version => version.EntryId == entry.Id && version.Number == entry.CurrentVersion && version.Text.ExpiresOn < today));
    }
}
