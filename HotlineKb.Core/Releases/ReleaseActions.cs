using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Core.Releases;

public sealed record ReleaseState(Guid Id, ReleaseStage Stage, int Version);

/// <summary>One of many that were proposed at once.</summary>
/// <param name="Refusal">Null when it was done.</param>
public sealed record BatchLine(string Code, Refusal? Refusal);

/// <summary>向社会发布 (R4.7(4)): the city office proposes, another of it approves, and whoever may propose takes back.</summary>
public sealed class ReleaseActions(LedgerDoor ledger, IOptions<ReleaseOptions> options)
{
    /// <summary>Proposed at once at most.</summary>
    public const int MostAtOnce = 200;

    /// <summary>The version in use, frozen. Recorded with it: the entry is 主动公开, and why.</summary>
    public Task<ReleaseState> ProposeAsync(Actor actor, string code, Proposal said, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            RequireProposer(actor);
            var basis = BasisOf(said.Basis);
            var channels = ChannelsOf(said.Channels);
            var (entry, version) = await NeedEntryAsync(db, actor, code, ct);
            if (entry.State is not EntryState.Published || version.Text.ExpiresOn < CityDays.Of(now))
                throw new Refusal(ReleaseRule.NotInUse, "条目已撤下或已失效，不能向社会发布。");
            if (await db.Releases().AnyAsync(row => row.OpenEntryId == entry.Id, ct))
                throw new Refusal(ReleaseRule.AlreadyProposed, "该条目已有一项待发布的建议。");
            if (await db.Releases().AnyAsync(row => row.PublicEntryId == entry.Id && row.EntryVersion == version.Number, ct))
                throw new Refusal(ReleaseRule.AlreadyPublic, "该条目的现行版本已经公开。");
            RefuseForbidden(ReleaseCheck.Find(version.Text, options.Value));
            var (release, proposed) = Release.Propose(entry, version, basis, channels, (actor.AccountId, actor.DisplayName), now);
            db.Add(release);
            var recorded = await RecordAsync(db, entry, Disclosure.Active, basis, actor, now, ct);
            return Outcome.Of(StateOf(release), [.. recorded, proposed]);
        }, ct);

    /// <summary>Each by itself: one that is refused does not hold up the others.</summary>
    public async Task<IReadOnlyList<BatchLine>> ProposeManyAsync(Actor actor, IReadOnlyList<string> codes, Proposal said, CancellationToken ct = default)
    {
        RequireProposer(actor);
        // Said of all of them: refused once, not line by line.
        BasisOf(said.Basis);
        ChannelsOf(said.Channels);
        return await EachAsync(codes, code => ProposeAsync(actor, code, said, ct));
    }

    /// <summary>Each by itself, too.</summary>
    public Task<IReadOnlyList<BatchLine>> WithholdManyAsync(Actor actor, IReadOnlyList<string> codes, Disclosure disclosure, string? basis, CancellationToken ct = default)
    {
        RequireProposer(actor);
        BasisOf(basis);
        return EachAsync(codes, code => WithholdAsync(actor, code, disclosure, basis, ct));
    }

    /// <summary>依申请公开 or 不予公开, with its basis: so that everybody knows why it is not public.</summary>
    public Task<Disclosure> WithholdAsync(Actor actor, string code, Disclosure disclosure, string? basis, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            RequireProposer(actor);
            if (disclosure is Disclosure.Active)
                throw Refusal.Malformed("“主动公开”以提出发布的方式记录。");
            var why = BasisOf(basis);
            var (entry, _) = await NeedEntryAsync(db, actor, code, ct);
            if (await db.Releases().AnyAsync(row => row.OpenEntryId == entry.Id || row.PublicEntryId == entry.Id, ct))
                throw new Refusal(ReleaseRule.UnderWay, "该条目正在公开或待发布，请先撤回或取消。");
            return new Outcome<Disclosure>(disclosure, await RecordAsync(db, entry, disclosure, why, actor, now, ct));
        }, ct);

    /// <summary>Whatever was public of the entry before gives way in the same act.</summary>
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <param name="acknowledgement">Why what was found may be public; needed when anything was.</param>
    public Task<ReleaseState> ApproveAsync(Actor actor, Guid id, int version, string? acknowledgement = null, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var release = await NeedAsync(db, actor, id, version, ct);
            if (release.Objection(ReleaseAct.Approve, actor) is { } objection)
                throw objection;
            var entry = await db.Entries().AsNoTracking().SingleAsync(row => row.Id == release.EntryId, ct);
            if (entry.State is not EntryState.Published || release.ExpiresOn < CityDays.Of(now))
                throw new Refusal(ReleaseRule.NotInUse, "条目已撤下或已失效，不能向社会发布。");
            var why = await AcknowledgedAsync(db, release, acknowledgement, ct);
            var events = new List<LedgerEvent>();
            if (await db.Releases().SingleOrDefaultAsync(row => row.PublicEntryId == release.EntryId, ct) is { } before)
                events.Add(before.Replace(actor.DisplayName, now));
            events.Add(release.Approve(actor, why, now));
            return new Outcome<ReleaseState>(StateOf(release), events);
        }, ct);

    /// <summary>Propose what was returned again, with other basis or channels.</summary>
    public Task<ReleaseState> ReproposeAsync(Actor actor, Guid id, int version, Proposal said, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var release = await NeedAsync(db, actor, id, version, ct);
            if (release.Objection(ReleaseAct.Repropose, actor) is { } objection)
                throw objection;
            var basis = BasisOf(said.Basis);
            var again = release.Repropose(actor, basis, ChannelsOf(said.Channels), now);
            var entry = await db.Entries().SingleAsync(row => row.Id == release.EntryId, ct);
            return Outcome.Of(StateOf(release), [.. await RecordAsync(db, entry, Disclosure.Active, basis, actor, now, ct), again]);
        }, ct);

    /// <summary>Returns, cancels, recalls.</summary>
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    public Task<ReleaseState> ActAsync(Actor actor, Guid id, ReleaseAct act, int version, string? reason = null, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var release = await NeedAsync(db, actor, id, version, ct);
            if (act is ReleaseAct.Approve or ReleaseAct.Repropose)
                throw Refusal.Malformed($"“{ReleaseFlow.NameOf(act)}”不在这里办理。");
            if (release.Objection(act, actor) is { } objection)
                throw objection;
            var moved = release.Move(act, actor, Said(reason), now);
            return Outcome.Of(StateOf(release), moved);
        }, ct);

    internal static async Task<IReadOnlyList<LedgerEvent>> RecordAsync(HotlineDb db, Entry entry, Disclosure disclosure, string basis, Actor actor, DateTime now, CancellationToken ct)
    {
        var row = await db.Disclosures().SingleOrDefaultAsync(known => known.EntryId == entry.Id, ct);
        if (row is not null && row.Disclosure == disclosure && row.Basis == basis)
            return [];
        if (row is null)
            db.Add(row = new EntryDisclosure { EntryId = entry.Id });
        return [row.Record(entry.Code, disclosure, basis, actor.DisplayName, now)];
    }

    private async Task<string?> AcknowledgedAsync(HotlineDb db, Release release, string? acknowledgement, CancellationToken ct)
    {
        var text = (await db.EntryVersions().AsNoTracking().SingleAsync(row => row.EntryId == release.EntryId && row.Number == release.EntryVersion, ct)).Text;
        var found = ReleaseCheck.Find(text, options.Value);
        RefuseForbidden(found);
        if (found.Count == 0)
            return null;
        var sentence = $"文中有须核对的内容：{string.Join('、', found.Select(finding => finding.Text).Take(10))}。确认可以公开的，请写明理由。";
        return string.IsNullOrWhiteSpace(acknowledgement)
            ? throw Refusal.Field(ReleaseRule.NotAcknowledged, "acknowledgement", sentence)
            : Ledger.Reason.Read(Said(acknowledgement, "acknowledgement"), ReleaseFlow.NameOf(ReleaseAct.Approve), ReleaseRule.NotAcknowledged, ReleaseRule.ReasonTooLong);
    }

    private static async Task<IReadOnlyList<BatchLine>> EachAsync(IReadOnlyList<string> codes, Func<string, Task> act)
    {
        if (codes.Count > MostAtOnce)
            throw Refusal.Malformed($"一次最多提出 {MostAtOnce} 条。");
        var lines = new List<BatchLine>();
        foreach (var code in codes.Distinct())
        {
            try
            {
                await act(code);
                lines.Add(new BatchLine(code, null));
            }
            catch (Refusal refusal)
            {
                lines.Add(new BatchLine(code, refusal));
            }
        }

        return lines;
    }

    private static void RefuseForbidden(IReadOnlyList<Finding> found)
    {
        if (found.Where(finding => finding.Kind is FindingKind.Forbidden).Select(finding => finding.Text).ToList() is { Count: > 0 } numbers)
            throw new Refusal(ReleaseRule.PersonalData, $"文中有身份证号或银行卡号（{string.Join('、', numbers)}），不能公开，请先修订条目。");
    }

    private static void RequireProposer(Actor actor)
    {
        actor.RequireActing();
        actor.Require(Permission.ProposeReleases);
        if (!actor.IsSystem && !Jurisdiction.IsCity(actor.OfficeId))
            throw Refusal.NotPermitted("向社会发布由市热线办办理。");
    }

    private static string BasisOf(string? given)
    {
        var basis = Wording.OneLine(given ?? "");
        if (basis.Length == 0)
            throw Refusal.Field(ReleaseRule.BasisRequired, "basis", "请写明公开属性的依据。");
        if (basis.Length > Release.MaxBasis)
            throw Refusal.Field(ReleaseRule.TooLong, "basis", $"依据最多 {Release.MaxBasis} 个字。");
        PersonalData.RequireNone(basis, ReleaseRule.PersonalData, "basis");
        return basis;
    }

    private static Channels ChannelsOf(Channels channels) =>
        channels is { Site: false, Feed: false, Api: false, Keys: false } ? throw Refusal.Field(ReleaseRule.NoChannel, "channels", "请至少选择一个发布渠道。") : channels;

    private static string? Said(string? reason, string field = "reason")
    {
        PersonalData.RequireNone(reason, ReleaseRule.PersonalData, field);
        return reason is null ? null : Wording.Readable(reason);
    }

    private static async Task<(Entry Entry, EntryVersion Version)> NeedEntryAsync(HotlineDb db, Actor actor, string code, CancellationToken ct)
    {
        var text = EntryCode.Parse(code).ToString();
        var scope = await Visibility.ScopeOfAsync(db, actor, ct);
        var entry = await scope.FilterEntries(db.Entries(), row => row.UnitId, row => row.CategoryId, row => row.Code).SingleOrDefaultAsync(row => row.Code == text, ct) ?? throw Refusal.NotFound($"条目 {text}");
        return (entry, await db.EntryVersions().AsNoTracking().SingleAsync(row => row.EntryId == entry.Id && row.Number == entry.CurrentVersion, ct));
    }

    private static async Task<Release> NeedAsync(HotlineDb db, Actor actor, Guid id, int version, CancellationToken ct)
    {
        var scope = ReleaseViews.Sees(actor) ? await Visibility.ScopeOfAsync(db, actor, ct) : VisibleScope.Nothing;
        var release = await scope.Entries.Filter(db.Releases(), row => row.UnitId).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这项发布");
        return release.Version == version ? release : throw Refusal.ChangedMeanwhile(release.Version);
    }

    private static ReleaseState StateOf(Release release) => new(release.Id, release.Stage, release.Version);
}
