using System.Globalization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Sharing;

/// <param name="Owner">Code or name of the unit whose information it is.</param>
/// <param name="Categories">Of the owner; with <see cref="SharedWhat.Categories"/>.</param>
/// <param name="Codes">Of the owner's entries; with <see cref="SharedWhat.Entries"/>.</param>
/// <param name="Until">The last day, in the city.</param>
public sealed record NewSharing(string? Owner, SharedWhat What, IReadOnlyList<Guid>? Categories, IReadOnlyList<string>? Codes, string? Purpose, DateOnly? Until);

/// <summary>查看共享 (R4.7(5)): a unit applies, the other unit consents, the city office grants; either side ends it at once.</summary>
public sealed class SharingActions(LedgerDoor ledger)
{
    public Task<SharingRequest> ApplyAsync(Actor actor, NewSharing wanted, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.ReviseForOwnUnit);
            if (actor.UnitId is not { } unit)
                throw Refusal.NotPermitted();
            var owner = await UnitViews.FindAsync(db, wanted.Owner ?? "", ct) ?? throw Refusal.Field(SharingRule.UnknownUnit, "owner", "请选择要查看哪个单位的信息。");
            if (owner.Id == unit)
                throw Refusal.Field(SharingRule.OwnUnit, "owner", "本单位的信息不用申请。");
            var scope = await Visibility.ScopeOfAsync(db, actor, ct);
            if (scope.Entries.Includes(owner.Id))
                throw Refusal.Field(SharingRule.SeenAlready, "owner", $"{owner.Name}的常用信息您已经可以查看。");
            var categories = wanted.What is SharedWhat.Categories ? await CategoriesAsync(db, owner.Id, wanted.Categories ?? [], ct) : [];
            var codes = wanted.What is SharedWhat.Entries ? Codes(owner, wanted.Codes ?? []) : [];
            var purpose = Wording.Readable(wanted.Purpose ?? "").Trim();
            if (purpose.Length == 0)
                throw Refusal.Field(SharingRule.PurposeRequired, "purpose", "请写明用途。");
            if (purpose.Length > SharingRequest.MaxPurpose)
                throw Refusal.Field(SharingRule.TooLong, "purpose", $"用途最多 {SharingRequest.MaxPurpose} 个字。");
            PersonalData.RequireNone(purpose, SharingRule.PersonalData, "purpose");
            var today = CityDays.Of(now);
            if (wanted.Until is not { } until || until < today || until > today.AddYears(SharingRequest.LongestYears))
                throw Refusal.Field(SharingRule.BadDay, "until", $"截止日期须在今天至 {today.AddYears(SharingRequest.LongestYears):yyyy-MM-dd} 之间。");
            var open = await db.SharingRequests().AsNoTracking()
                .Where(row => row.UnitId == unit && row.OwnerUnitId == owner.Id && row.What == wanted.What && (row.Stage == SharingStage.Requested || row.Stage == SharingStage.Consented || (row.Stage == SharingStage.Granted && row.Until >= today))).ToListAsync(ct);
            if (open.Find(row => row.Categories.ToHashSet().SetEquals(categories) && row.Codes.ToHashSet().SetEquals(codes)) is { } same)
                throw new Refusal(SharingRule.AppliedAlready, $"同样的申请已于 {CityDays.Of(same.RequestedAt):yyyy-MM-dd} 提出，当前为“{SharingFlow.NameOf(same.Stage)}”。");
            var request = SharingRequest.Apply(actor, unit, owner.Id, wanted.What, categories, codes, purpose, until, now);
            db.Add(request);
            return Outcome.Of(request, new SharingRequested(request.Id, unit, owner.Id, wanted.What, purpose, until));
        }, ct);

    /// <summary>Consents, declines, grants, refuses, withdraws, ends.</summary>
    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <param name="until">With consent and grant: an earlier last day.</param>
    public Task<SharingRequest> ActAsync(Actor actor, Guid id, SharingAct act, int version, string? reason = null, DateOnly? until = null, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var request = await SharingViews.InSight(db.SharingRequests(), actor).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这项申请");
            if (request.Version != version)
                throw Refusal.ChangedMeanwhile(request.Version);
            PersonalData.RequireNone(reason, SharingRule.PersonalData, "reason");
            return Outcome.Of(request, request.Move(act, actor, Wording.Readable(reason ?? ""), until, CityDays.Of(now), now));
        }, ct);

    private static async Task<List<string>> CategoriesAsync(HotlineDb db, int owner, IReadOnlyList<Guid> wanted, CancellationToken ct)
    {
        var ids = wanted.Distinct().ToArray();
        if (ids.Length is 0 or > SharingRequest.MostChosen)
            throw Refusal.Field(SharingRule.NothingChosen, "categories", $"请选择 1 至 {SharingRequest.MostChosen} 个类别。");
        if (await db.CategoriesInUse().CountAsync(row => row.UnitId == owner && ids.Contains(row.Id), ct) != ids.Length)
            throw Refusal.Field(SharingRule.UnknownCategory, "categories", "所选类别不属于该单位，或已停用，请重新选择。");
        return [.. ids.Order().Select(id => id.ToString("D", CultureInfo.InvariantCulture))];
    }

    /// <summary>By their form and unit only: whether a code is in use is not told to who may not see it.</summary>
    private static List<string> Codes(UnitItem owner, IReadOnlyList<string> wanted)
    {
        var codes = wanted.Select(code => Wording.OneLine(code ?? "")).Where(code => code.Length > 0).Select(code => (Given: code, Code: EntryCode.TryParse(code)?.ToString())).DistinctBy(code => code.Code ?? code.Given).ToList();
        if (codes.Count is 0 or > SharingRequest.MostChosen)
            throw Refusal.Field(SharingRule.NothingChosen, "codes", $"请填写 1 至 {SharingRequest.MostChosen} 个条目编码。");
        if (codes.Find(code => code.Code?.StartsWith(owner.Code, StringComparison.Ordinal) != true) is { Given: { } wrong })
            throw Refusal.Field(SharingRule.UnknownEntry, "codes", $"“{Wording.Cut(wrong, 30)}”不是{owner.Name}的条目编码。");
        return [.. codes.Select(code => code.Code!).Order(StringComparer.Ordinal)];
    }
}

/// <summary>Ends what has run out, so that screens hear of it; whether a grant holds is asked by the day, not by whether this has run.</summary>
public sealed class SharingSweep(LedgerSweep sweep)
{
    /// <returns>How many have expired.</returns>
    public async Task<int> RunAsync(CancellationToken ct = default) =>
        (await sweep.RunAsync((db, now) => Due(db, now).AnyAsync(ct), async (db, now) =>
        {
            var due = await Due(db, now).OrderBy(row => row.Id).Take(LedgerSweep.Batch).ToListAsync(ct);
            return due.ConvertAll<LedgerEvent>(row => row.Expire(now));
        }, ct)).Count;

    private static IQueryable<SharingRequest> Due(HotlineDb db, DateTime now)
    {
        var today = CityDays.Of(now);
        return db.SharingRequests().Where(row => row.Stage == SharingStage.Granted && row.Until < today);
    }
}
