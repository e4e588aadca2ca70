using System.ComponentModel;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Entries;

internal sealed record ApiEntryItem(string Code, string Title, ApiUnit Unit, string Region, string Category, EntryState State, int Version, DateTime UpdatedAt, DateOnly? ReviewBy, DateOnly? ExpiresOn);

/// <param name="Expired">Whose last day is over.</param>
/// <param name="Review">Whose day of review has come.</param>
/// <param name="Soon">Whose nearest day is no further away than units are told ahead.</param>
internal sealed record ApiOutdated(ApiUnit Unit, int Expired, int Review, int Soon);

/// <param name="Id">Null when it was filed nowhere.</param>
internal sealed record ApiCategoryName(Guid? Id, string Path);

/// <summary>A text at one of its versions.</summary>
internal sealed record ApiEntry
{
    public required string Code { get; init; }

    public required EntryState State { get; init; }

    /// <summary>The version shown.</summary>
    public required int Version { get; init; }

    public required int CurrentVersion { get; init; }

    public required ApiUnit Unit { get; init; }

    public required string Region { get; init; }

    public required string Title { get; init; }

    public required string Answer { get; init; }

    public required string Body { get; init; }

    public required string Basis { get; init; }

    public required IReadOnlyList<string> Keywords { get; init; }

    /// <summary>Approval items it refers to.</summary>
    public required IReadOnlyList<string> Approvals { get; init; }

    public required ApiCategoryName Category { get; init; }

    public required DateOnly? ReviewBy { get; init; }

    public required DateOnly? ExpiresOn { get; init; }

    public required Origin Origin { get; init; }

    public required Guid? Revision { get; init; }

    public required DateTime PublishedAt { get; init; }

    public required string PublishedBy { get; init; }

    public required DateTime FirstPublishedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    /// <summary>The revision under way, when the caller may see it.</summary>
    public required Guid? OpenRevision { get; init; }
}

internal sealed record ApiEntryVersion(int Version, string Title, string Answer, string Body, string Basis, IReadOnlyList<string> Keywords, Guid? Revision, Origin Origin, DateTime PublishedAt, string PublishedBy, bool IsCurrent);

internal static class EntriesApi
{
    public static void MapEntries(this RouteGroupBuilder api)
    {
        api.MapGet("/entries", ListAsync).WithName("entries").WithTags("条目").WithSummary("条目列表，新的在前").WithMetadata(new ApiWords("state", typeof(EntryState))).WithMetadata(new ApiWords("due", typeof(EntryDue)));
        api.MapGet("/entries/outdated", OutdatedAsync).WithName("outdatedEntries").WithTags("条目").WithSummary("各单位已失效、待复核和即将到期的条目数，多的在前；办公室看所辖单位，单位看本单位");
        api.MapGet("/entries/{code}", GetAsync).WithName("entry").WithTags("条目").WithSummary("一个条目，默认为现用版本");
        api.MapGet("/entries/{code}/versions", VersionsAsync).WithName("entryVersions").WithTags("条目").WithSummary("一个条目的全部版本，新的在前");
    }

    private static async Task<ApiList<ApiEntryItem>> ListAsync(HttpContext context, EntryViews views, UnitViews units, [Description("标题中的字，或编码")] string? q, [Description("单位编码、全称或简称")] string? unit,
        [Description("区域代码或名称")] string? region, [Description("类别标识，含其下各级")] string? category, [Description("默认 published")] string? state, [Description("只列已失效、待复核或即将到期的在用条目，到期早的在前；限所辖单位或本单位")] string? due, [Description("1 至 500，默认 100")] string? top, string? skip, CancellationToken ct)
    {
        var filter = new EntryFilter(q, await units.IdOfAsync(unit, ct), await units.RegionOfAsync(region, ct), ApiValues.Id(category, "category"), ApiValues.Word<EntryState>(state, "state") ?? EntryState.Published, Due: ApiValues.Word<EntryDue>(due, "due"));
        var (items, total) = await views.ListAsync(context.Actor(), filter, ApiValues.Skip(skip), ApiValues.Top(top, 100), ct);
        return new ApiList<ApiEntryItem>(
            [.. items.Select(row => new ApiEntryItem(row.Code, row.Title, ApiUnit.Of(row.UnitId, row.Unit), row.Region, row.Category, row.State, row.Version, row.UpdatedAt, row.ReviewBy, row.ExpiresOn))], total);
    }

    private static async Task<ApiList<ApiOutdated>> OutdatedAsync(HttpContext context, EntryViews views, UnitViews units, [Description("单位编码、全称或简称")] string? unit, CancellationToken ct)
    {
        var rows = await views.OutdatedAsync(context.Actor(), await units.IdOfAsync(unit, ct), ct);
        return new ApiList<ApiOutdated>([.. rows.Select(row => new ApiOutdated(new ApiUnit(row.Unit.Code, row.Unit.Name), row.Expired, row.Review, row.Soon))], rows.Count);
    }

    private static async Task<ApiEntry> GetAsync(HttpContext context, EntryViews views, string code, [Description("默认为现用版本")] string? version, CancellationToken ct)
    {
        var entry = await views.GetAsync(context.Actor(), code, ApiValues.Number(version, "version", 1), ct);
        var text = entry.Shown.Text;
        return new ApiEntry
        {
            Code = entry.Code,
            State = entry.State,
            Version = entry.Shown.Number,
            CurrentVersion = entry.CurrentVersion,
            Unit = new ApiUnit(entry.Unit.Code, entry.Unit.Name),
            Region = entry.Unit.Region,
            Title = text.Title,
            Answer = text.Answer,
            Body = BodyHtml.Clean(text.Body),
            Basis = text.Basis,
            Keywords = text.Keywords,
            Approvals = text.ApprovalItems,
            Category = new ApiCategoryName(text.CategoryId, entry.Category),
            ReviewBy = text.ReviewBy,
            ExpiresOn = text.ExpiresOn,
            Origin = entry.Shown.Origin,
            Revision = entry.Shown.RevisionId,
            PublishedAt = entry.Shown.PublishedAt,
            PublishedBy = entry.Shown.PublishedBy,
            FirstPublishedAt = entry.FirstPublishedAt,
            UpdatedAt = entry.UpdatedAt,
            OpenRevision = entry.OpenRevisionId,
        };
    }

    private static async Task<ApiList<ApiEntryVersion>> VersionsAsync(HttpContext context, EntryViews views, string code, CancellationToken ct)
    {
        var versions = await views.VersionsAsync(context.Actor(), code, ct);
        var current = versions.Count == 0 ? 0 : versions.Max(row => row.Number);
        return new ApiList<ApiEntryVersion>(
            [.. versions.Select(row => new ApiEntryVersion(row.Number, row.Text.Title, row.Text.Answer, BodyHtml.Clean(row.Text.Body), row.Text.Basis, row.Text.Keywords, row.RevisionId, row.Origin, row.PublishedAt, row.PublishedBy, row.Number == current))],
            versions.Count);
    }
}
