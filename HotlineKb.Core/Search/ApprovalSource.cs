using System.Collections.Frozen;
using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Search;

/// <summary>Approval items in force, at their version in use: found by name, codes, short names, materials, keywords, and whatever the guide says.</summary>
internal sealed class ApprovalSource(IDbContextFactory<HotlineDb> databases) : SearchSource
{
    /// <summary>Stands for "nobody yet": seen by whoever sees everything.</summary>
    private const int NoUnit = 0;

    private static readonly FrozenSet<string> Changing = new[] { typeof(ApprovalAdded), typeof(ApprovalChanged), typeof(ApprovalWithdrawn), typeof(ApprovalRestored), typeof(ApprovalAssigned), typeof(ApprovalKeywordsChanged) }
        .Select(LedgerEvent.KindOf).ToFrozenSet();

    private static readonly string Prefix = ApprovalItem.SubjectOf("");

    // Their words stand in the document elsewhere, or help nobody to find it.
    private static readonly FrozenSet<string> NotInBody = FrozenSet.Create("name", "aliases", "taskCode", "catalogCode", "departmentCode", "areaCode", "area", "department", "type", "themes", "visits", "online", "level");

    public override SearchKind Kind => SearchKind.Approval;

    public override string? ChangedBy(LedgerRow row) => Changing.Contains(row.Kind) ? row.Subject[Prefix.Length..] : null;

    public override async Task<IReadOnlyList<string>> CodesAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.ApprovalItems().Where(item => item.State == ApprovalState.InForce).OrderByDescending(item => item.UpdatedAt).Select(item => item.Code).ToListAsync(ct);
    }

    public override async Task<IReadOnlyList<SearchDocument>> LoadAsync(IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await (from item in db.ApprovalItems().AsNoTracking().Where(item => codes.Contains(item.Code) && item.State == ApprovalState.InForce)
                          join version in db.ApprovalVersions() on new { ItemId = item.Id, Number = item.CurrentVersion } equals new { version.ItemId, version.Number }
                          join unit in db.Units() on item.UnitId equals unit.Id into units
                          from unit in units.DefaultIfEmpty()
                          select new { Item = item, version.Guide, Unit = unit == null ? "" : unit.Name, ShortName = unit == null ? "" : unit.ShortName }).ToListAsync(ct);
        return rows.ConvertAll(row =>
        {
            var guide = row.Guide;
            var body = string.Join('\n', GuideFields.All.Where(field => !NotInBody.Contains(field.Key)).Select(field => (field.Name, Text: field.Text(guide))).Where(field => field.Text.Length > 0).Select(field => $"{field.Name}：{field.Text}"));
            return new SearchDocument(
                Kind, row.Item.Code, row.Item.UnitId ?? NoUnit, null, row.Item.CurrentVersion, row.Item.UpdatedAt, guide.Name,
                [.. row.Item.Keywords, .. guide.Aliases], GuideSpeech.Of(guide), body,
                $"{row.Unit}\n{row.ShortName}\n{guide.Department}\n{guide.Area}\n{string.Join(' ', guide.Themes)}\n{guide.Type}") { OtherCodes = [guide.TaskCode, .. DriftPhones.DigitsOf($"{guide.Phone}\n{guide.ComplaintPhone}")] };
        });
    }

    public override async Task<IReadOnlySet<string>> VisibleAsync(VisibleScope scope, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await InForce(db, scope, codes).Select(item => item.Code).ToHashSetAsync(ct);
    }

    public override async Task<IReadOnlyDictionary<string, StandingDocument>> ShowAsync(VisibleScope scope, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await (from item in InForce(db, scope, codes)
                          join version in db.ApprovalVersions() on new { ItemId = item.Id, Number = item.CurrentVersion } equals new { version.ItemId, version.Number }
                          join department in db.HallDepartments() on item.DepartmentId equals department.Id
                          select new { item.Code, item.UnitId, item.Type, item.CurrentVersion, item.UpdatedAt, version.Guide, Department = department.Name }).ToListAsync(ct);
        return rows.ToDictionary(row => row.Code, row => new StandingDocument(row.Code, row.UnitId ?? NoUnit, null, row.Type, row.CurrentVersion, row.UpdatedAt, row.Guide.Name, GuideSpeech.Of(row.Guide)) { Owner = row.Department });
    }

    private static IQueryable<ApprovalItem> InForce(HotlineDb db, VisibleScope scope, IReadOnlyCollection<string> codes) =>
        ApprovalViews.Visible(db, scope).Where(item => codes.Contains(item.Code) && item.State == ApprovalState.InForce);
}
