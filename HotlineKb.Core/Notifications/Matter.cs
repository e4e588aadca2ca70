using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Keywords;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Search;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Notifications;

/// <summary>What a ledger row is about, as it stands now, and who may see it: by the same rules as the lists (R4.7, R5.1).</summary>
internal sealed class Matter
{
    private readonly Func<Actor, bool> _inSight;

    private Matter(string subject, int? unitId, string unit, string title, Func<Actor, bool> inSight) =>
        (Subject, UnitId, Unit, Title, _inSight) = (subject, unitId, unit, title, inSight);

    public string Subject { get; }

    /// <summary>Null when it is about the system.</summary>
    public int? UnitId { get; }

    /// <summary>The unit's name; empty without one.</summary>
    public string Unit { get; }

    /// <summary>Without personal data.</summary>
    public string Title { get; }

    public Revision? Revision { get; private init; }

    public EditingRequest? Request { get; private init; }

    public Urging? Urging { get; private init; }

    public Feedback? Feedback { get; private init; }

    public ChangeFiling? Filing { get; private init; }

    public Drift? Drift { get; private init; }
    public HallRun? Run { get; private init; }

    public CategoryRequest? CategoryRequest { get; private init; }
    public UnitProfile? Profile { get; private init; }
    public Entry? Entry { get; private init; }

    public GoldenQuery? Golden { get; private init; }

    public KeywordSuggestion? Suggestion { get; private init; }

    public SharingRequest? Sharing { get; private init; }

    public Release? Release { get; private init; }

    /// <summary>The same person, or the program, proposed others of the releases that wait a moment before.</summary>
    public bool OneOfMany { get; private init; }

    /// <summary>Name of the other unit that it is about; empty where there is none.</summary>
    public string OtherUnit { get; private init; } = "";

    /// <summary>Its running or last clock.</summary>
    public Guid? ClockId => Revision?.ClockId ?? Request?.ClockId ?? Urging?.AssignmentId;

    public bool InSight(Actor viewer) => _inSight(viewer);

    /// <returns>Null for subjects that notify nobody.</returns>
    public static async Task<Matter?> LoadAsync(HotlineDb db, string subject, CancellationToken ct)
    {
        var colon = subject.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        if (subject[..colon] == "profile" && Core.Units.Unit.IdOf(subject[(colon + 1)..]) is { } profiled)
        {
            var profile = await db.Profiles().AsNoTracking().SingleOrDefaultAsync(row => row.UnitId == profiled, ct);
            return profile is null ? null : new Matter(subject, profiled, await UnitAsync(profiled), "基本信息", viewer => Only(profile).InSight(viewer).Any()) { Profile = profile };
        }

        if (subject[..colon] == "entry")
        {
            var code = subject[(colon + 1)..];
            var entry = await db.Entries().AsNoTracking().SingleOrDefaultAsync(row => row.Code == code, ct);
            // Of a published entry everybody of its unit knows; who else does is of no account here: nobody else is told.
            return entry is null ? null : new Matter(subject, entry.UnitId, await UnitAsync(entry.UnitId), Clean(await EntryTitleAsync(entry.Id)), viewer => viewer.May(Permission.ReadEntries) && viewer.UnitId == entry.UnitId) { Entry = entry };
        }

        if (subject[..colon] == "release")
            return await ReleaseAsync(subject, subject[(colon + 1)..]);

        if (!Guid.TryParse(subject.AsSpan(colon + 1), out var id))
            return null;
        switch (subject[..colon])
        {
            case "revision":
                var revision = await db.Revisions().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return revision is null ? null : new Matter(subject, revision.UnitId, await UnitAsync(revision.UnitId), Clean(revision.Text.Title), viewer => Only(revision).InSight(viewer).Any()) { Revision = revision };
            case "editing-request":
                var request = await db.EditingRequests().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return request is null ? null : new Matter(subject, request.UnitId, await UnitAsync(request.UnitId), Clean(request.Title), viewer => Only(request).InSight(viewer).Any()) { Request = request };
            case "urging":
                var urging = await db.Urgings().AsNoTracking().Include(row => row.Assignment).SingleOrDefaultAsync(row => row.Id == id, ct);
                return urging is null ? null : new Matter(subject, urging.UnitId, await UnitAsync(urging.UnitId), Clean(await TitleAsync(urging.Assignment.SubjectId)), viewer => Only(urging).InSight(viewer).Any()) { Urging = urging };
            case "feedback":
                // Of what was not found there is nobody to name until a unit has been asked; the office has it on its list.
                var feedback = await db.Feedbacks().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return feedback is not { UnitId: { } about } ? null : new Matter(subject, about, await UnitAsync(about), Clean(await AboutAsync(feedback)), viewer => Only(feedback).InSight(viewer).Any()) { Feedback = feedback };
            case "filing":
                var filing = await db.ChangeFilings().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return filing is null ? null : new Matter(subject, filing.UnitId, await UnitAsync(filing.UnitId), Clean($"{ChangeFilingFlow.NameOf(filing.Kind)} {filing.Name}"), viewer => Only(filing).InSight(viewer).Any()) { Filing = filing };
            case "drift":
                var drift = await db.Drifts().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return drift is null ? null : new Matter(subject, drift.UnitId, await UnitAsync(drift.UnitId), Clean(await EntryTitleAsync(drift.EntryId)), viewer => Only(drift).InSight(viewer).Any()) { Drift = drift };
            case "category-request":
                // What was written in it stands on its page: here it is only named.
                var wanted = await db.Set<CategoryRequest>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return wanted is null ? null : new Matter(subject, wanted.UnitId, await UnitAsync(wanted.UnitId), "常用信息架构", viewer => CategoryRequests.InSight(Only(wanted), viewer).Any()) { CategoryRequest = wanted };
            case "reading":
                var reader = await db.Accounts().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return reader is null ? null : new Matter(subject, null, "", Clean($"{reader.DisplayName}（{reader.UserName}）"), ReadingViews.MayRead);
            case "hall-run":
                var run = await db.HallRuns().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return run is null ? null : new Matter(subject, null, "", run.Kind is HallRunKind.Full ? "全量核对" : "同步", viewer => viewer.May(Permission.KeepApprovals)) { Run = run };
            case "keyword-suggestion":
                var suggestion = await db.KeywordSuggestions().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return suggestion is null ? null
                    : new Matter(subject, suggestion.UnitId, suggestion.UnitId is { } its ? await UnitAsync(its) : "", Clean(suggestion.Word), viewer => viewer.May(Permission.KeepKeywords) || viewer.AccountId == suggestion.SuggestedById) { Suggestion = suggestion };
            case "sharing":
                var sharing = await db.SharingRequests().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return sharing is null ? null
                    : new Matter(subject, sharing.UnitId, await UnitAsync(sharing.UnitId), "查看共享", viewer => SharingViews.InSight(Only(sharing), viewer).Any()) { Sharing = sharing, OtherUnit = await UnitAsync(sharing.OwnerUnitId) };
            case "golden-query":
                var golden = await db.Set<GoldenQuery>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
                return golden is null || await TargetUnitAsync(golden) is not { } owner ? null
                    : new Matter(subject, owner, await UnitAsync(owner), Clean(golden.Text), viewer => viewer.May(Permission.KeepKeywords)) { Golden = golden };
            default:
                return null;
        }

        // The one on its way, else the last that moved.
        async Task<Matter?> ReleaseAsync(string about, string code)
        {
            var release = await db.Releases().AsNoTracking().Where(row => row.Code == code).OrderBy(row => row.OpenEntryId == null).ThenByDescending(row => row.UpdatedAt).FirstOrDefaultAsync(ct);
            if (release is null)
                return null;
            var since = release.ProposedAt.AddMinutes(-10);
            var title = await db.EntryVersions().Where(row => row.EntryId == release.EntryId && row.Number == release.EntryVersion).Select(row => row.Text.Title).SingleAsync(ct);
            return new Matter(about, release.UnitId, await UnitAsync(release.UnitId), Clean(title), ReleaseViews.Sees)
            {
                Release = release,
                OneOfMany = await db.Releases().AnyAsync(row => row.OpenEntryId != null && row.Stage == ReleaseStage.Proposed && row.ProposedById == release.ProposedById && row.ProposedAt > since && row.ProposedAt < release.ProposedAt, ct),
            };
        }

        async Task<string> TitleAsync(Guid urged) =>
            await db.Revisions().Where(row => row.Id == urged).Select(row => row.Text.Title).SingleOrDefaultAsync(ct)
            ?? await db.EditingRequests().Where(row => row.Id == urged).Select(row => row.Title).SingleOrDefaultAsync(ct) ?? "";

        Task<string> EntryTitleAsync(Guid entryId) =>
            db.Entries().Where(row => row.Id == entryId).SelectMany(row => db.EntryVersions().Where(version => version.EntryId == row.Id && version.Number == row.CurrentVersion)).Select(version => version.Text.Title).SingleAsync(ct);

        async Task<string> AboutAsync(Feedback said) =>
            await db.Entries().Where(row => row.Code == said.EntryCode).SelectMany(row => db.EntryVersions().Where(version => version.EntryId == row.Id && version.Number == said.EntryVersion))
                .Select(version => version.Text.Title).SingleOrDefaultAsync(ct) ?? (said.Query.Length > 0 ? said.Query : said.Text);

        // Of an item whose department stands for no unit yet: some unit of the city, for the city office alone is told.
        async Task<int?> TargetUnitAsync(GoldenQuery query) => query.Kind switch
        {
            SearchKind.Entry => await db.Entries().Where(row => row.Code == query.Code).Select(row => (int?)row.UnitId).SingleOrDefaultAsync(ct),
            SearchKind.Approval => await db.ApprovalItems().Where(row => row.Code == query.Code).Select(row => row.UnitId).SingleOrDefaultAsync(ct),
            _ => Units.Unit.IdOf(query.Code) is { } about ? await db.Units().Where(unit => unit.Id == about).Select(unit => (int?)unit.Id).SingleOrDefaultAsync(ct) : null,
        } ?? await db.Units().Where(unit => unit.RegionCode % 100 == 0).OrderBy(unit => unit.Id).Select(unit => (int?)unit.Id).FirstOrDefaultAsync(ct);

        Task<string> UnitAsync(int unitId) => db.Units().Where(unit => unit.Id == unitId).Select(unit => unit.Name).SingleAsync(ct);
    }

    private static IQueryable<T> Only<T>(T row) => new[] { row }.AsQueryable();

    private static string Clean(string title) => title.Length == 0 ? "（未填标题）" : PersonalData.Mask(title);
}
