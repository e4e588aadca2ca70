using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Releases;

/// <summary>Where a release can be read.</summary>
/// <param name="Site">The public pages <c>/open</c> and their map.</param>
/// <param name="Feed">Atom and JSON feed.</param>
/// <param name="Api">The public interface <c>/open/v1/entries</c>, without a key.</param>
/// <param name="Keys">The same interface for holders of a <see cref="ReleaseKey"/>.</param>
public sealed record Channels(bool Site = true, bool Feed = true, bool Api = true, bool Keys = true)
{
    public static readonly Channels All = new();
}

/// <summary>What a person says who proposes.</summary>
/// <param name="Basis">Why it is 主动公开.</param>
public sealed record Proposal(string? Basis, Channels Channels);

/// <summary>
/// 发布 (R4.7(4)): one version of an entry, frozen, on its way to the public, there, or there once. Rows are never taken out: together they are the
/// answer to "what was public when".
/// </summary>
public sealed class Release
{
    public const int MaxBasis = 500;
    public const int MaxReason = Ledger.Reason.MaxLength;

    public Guid Id { get; init; }

    public Guid EntryId { get; init; }

    /// <summary>Of the entry.</summary>
    public string Code { get; init; } = "";

    public int UnitId { get; init; }

    /// <summary>Number of the entry's version; its text never changes.</summary>
    public int EntryVersion { get; init; }

    /// <summary>The last day on which that version holds; a day in the city.</summary>
    public DateOnly? ExpiresOn { get; init; }

    public ReleaseStage Stage { get; private set; } = ReleaseStage.Proposed;

    public string Basis { get; private set; } = "";

    public bool OnSite { get; private set; }

    public bool InFeed { get; private set; }

    public bool InApi { get; private set; }

    /// <summary>Given to holders of keys.</summary>
    public bool ForKeys { get; private set; }

    /// <summary>Null: proposed by the program, because a newer version was published.</summary>
    public Guid? ProposedById { get; private set; }

    public string ProposedBy { get; private set; } = "";

    public DateTime ProposedAt { get; private set; }

    /// <summary>Why what was found in the text may be public all the same.</summary>
    public string? Acknowledgement { get; private set; }

    public string ApprovedBy { get; private set; } = "";

    /// <summary>Null until it was approved.</summary>
    public DateTime? PublicSince { get; private set; }

    /// <summary>Null while it is public or was not yet.</summary>
    public DateTime? PublicUntil { get; private set; }

    public string EndedBy { get; private set; } = "";

    /// <summary>Why it was returned, cancelled or recalled last.</summary>
    public string? Reason { get; private set; }

    /// <summary>When its stage changed last.</summary>
    public DateTime UpdatedAt { get; private set; }

    /// <summary>The entry while this is on its way; unique, so that there is one at a time.</summary>
    public Guid? OpenEntryId { get; private set; }

    /// <summary>The entry while this is public; unique.</summary>
    public Guid? PublicEntryId { get; private set; }

    public int Version { get; private set; }

    public string Subject => SubjectOf(Code);

    public Channels Channels => new(OnSite, InFeed, InApi, ForKeys);

    public static string SubjectOf(string code) => $"release:{code}";

    /// <param name="by">Null: the program, because a newer version was published.</param>
    internal static (Release Release, ReleaseProposed Event) Propose(Entries.Entry entry, Entries.EntryVersion version, string basis, Channels channels, (Guid? Id, string Name)? by, DateTime now)
    {
        var release = new Release { Id = Guid.CreateVersion7(new DateTimeOffset(now)), EntryId = entry.Id, Code = entry.Code, UnitId = entry.UnitId, EntryVersion = version.Number, ExpiresOn = version.Text.ExpiresOn };
        release.Say(basis, channels);
        (release.ProposedById, release.ProposedBy, release.ProposedAt) = (by?.Id, by?.Name ?? "", now);
        release.OpenEntryId = entry.Id;
        release.Touch(now);
        return (release, new ReleaseProposed(release.Code, release.Id, release.EntryVersion, basis, channels, Automatic: by?.Id is null));
    }

    /// <summary>The one guard: whether the actor may do this now. Buttons ask it too.</summary>
    /// <returns>Null when the move is open to the actor.</returns>
    public Refusal? Objection(ReleaseAct act, Actor actor)
    {
        if (ReleaseFlow.Table.Find(Stage, act) is not { } move)
            return new Refusal(ReleaseRule.WrongStage, $"当前为“{ReleaseFlow.NameOf(Stage)}”，不能“{ReleaseFlow.NameOf(act)}”。");
        if (move.Needs is not { } needs || !actor.May(needs) || !Jurisdiction.IsCity(actor.OfficeId))
            return Refusal.NotPermitted("向社会发布由市热线办办理。");
        return act is ReleaseAct.Approve && ProposedById is { } proposer && proposer == actor.AccountId
            ? new Refusal(ReleaseRule.FourEyes, "提出发布的人不能自己批准，请由另一位审核员批准。", RefusalKind.NotPermitted)
            : null;
    }

    /// <summary>What people do, but to propose again and to approve, which need more.</summary>
    internal ReleaseEvent Move(ReleaseAct act, Actor actor, string? reason, DateTime now)
    {
        var move = Need(act, actor);
        Reason = Ledger.Reason.Read(reason, move.ReasonRequired ? ReleaseFlow.NameOf(act) : null, ReleaseRule.ReasonRequired, ReleaseRule.ReasonTooLong);
        return act switch
        {
            ReleaseAct.Return => Enter(move.To, now, new ReleaseReturned(Code, Id, EntryVersion, Reason!)),
            ReleaseAct.Cancel => Cancel(Reason, now),
            ReleaseAct.Recall => End(move.To, actor.DisplayName, now, now, new ReleaseRecalled(Code, Id, EntryVersion, Reason!)),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    internal ReleaseReproposed Repropose(Actor actor, string basis, Channels channels, DateTime now)
    {
        var move = Need(ReleaseAct.Repropose, actor);
        Say(basis, channels);
        (ProposedById, ProposedBy, ProposedAt, Reason) = (actor.AccountId, actor.DisplayName, now, null);
        return Enter(move.To, now, new ReleaseReproposed(Code, Id, EntryVersion, basis, channels));
    }

    /// <param name="acknowledgement">Why what was found may be public; null when nothing was.</param>
    internal ReleaseApproved Approve(Actor actor, string? acknowledgement, DateTime now)
    {
        var move = Need(ReleaseAct.Approve, actor);
        (Acknowledgement, ApprovedBy, PublicSince, Reason) = (acknowledgement, actor.DisplayName, now, null);
        (OpenEntryId, PublicEntryId) = (null, EntryId);
        return Enter(move.To, now, new ReleaseApproved(Code, Id, EntryVersion, Channels, acknowledgement));
    }

    internal ReleaseReplaced Replace(string by, DateTime now) =>
        End(ReleaseStage.Replaced, by, now, now, new ReleaseReplaced(Code, Id, EntryVersion));

    /// <summary>The truth is the day; this records it.</summary>
    internal ReleaseExpired Expire(DateTime now) =>
        End(ReleaseStage.Expired, "", Storage.CityDays.StartOf(ExpiresOn!.Value.AddDays(1)), now, new ReleaseExpired(Code, Id, EntryVersion, ExpiresOn.Value));

    /// <summary>The entry itself has gone out of use, at the given time.</summary>
    internal ReleaseRecalled Follow(string reason, DateTime at, DateTime now)
    {
        Reason = reason;
        return End(ReleaseStage.Recalled, "", at, now, new ReleaseRecalled(Code, Id, EntryVersion, reason));
    }

    internal ReleaseCancelled Cancel(string? reason, DateTime now)
    {
        (OpenEntryId, Reason) = (null, reason);
        return Enter(ReleaseStage.Cancelled, now, new ReleaseCancelled(Code, Id, EntryVersion, reason));
    }

    private ReleaseMove Need(ReleaseAct act, Actor actor) => Objection(act, actor) is { } objection ? throw objection : ReleaseFlow.Table.Find(Stage, act)!;

    private T End<T>(ReleaseStage to, string by, DateTime until, DateTime now, T happened)
    {
        (PublicEntryId, PublicUntil, EndedBy) = (null, until, by);
        return Enter(to, now, happened);
    }

    private T Enter<T>(ReleaseStage to, DateTime now, T happened)
    {
        Stage = to;
        Touch(now);
        return happened;
    }

    private void Say(string basis, Channels channels) => (Basis, OnSite, InFeed, InApi, ForKeys) = (basis, channels.Site, channels.Feed, channels.Api, channels.Keys);

    private void Touch(DateTime now)
    {
        UpdatedAt = now;
        Version++;
    }
}

/// <summary>公开属性 of an entry with its basis, so that everybody knows why it is public or not.</summary>
public sealed class EntryDisclosure
{
    public Guid EntryId { get; init; }

    public Disclosure Disclosure { get; private set; }

    public string Basis { get; private set; } = "";

    public string RecordedBy { get; private set; } = "";

    public DateTime RecordedAt { get; private set; }

    public int Version { get; private set; }

    internal DisclosureRecorded Record(string code, Disclosure disclosure, string basis, string by, DateTime now)
    {
        (Disclosure, Basis, RecordedBy, RecordedAt) = (disclosure, basis, by, now);
        Version++;
        return new DisclosureRecorded(code, disclosure, basis);
    }
}
