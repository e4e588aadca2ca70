using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Sharing;

public enum SharedWhat
{
    /// <summary>全部常用信息.</summary>
    All,
    /// <summary>部分类别, with everything below them.</summary>
    Categories,
    /// <summary>单个条目.</summary>
    Entries,
}

/// <summary>查看共享申请, and once it is granted the grant itself: one unit sees another's common information (R4.7(5)).</summary>
public sealed class SharingRequest
{
    public const int MaxPurpose = 500;
    public const int MostChosen = 50;
    public const int LongestYears = 3;

    public Guid Id { get; init; }

    /// <summary>Who wants to see.</summary>
    public int UnitId { get; init; }

    /// <summary>Whose information it is.</summary>
    public int OwnerUnitId { get; init; }

    public SharedWhat What { get; init; }

    /// <summary>Ids of categories of the owner; with <see cref="SharedWhat.Categories"/>.</summary>
    public List<string> Categories { get; init; } = [];

    /// <summary>Codes of entries of the owner; with <see cref="SharedWhat.Entries"/>.</summary>
    public List<string> Codes { get; init; } = [];

    public string Purpose { get; init; } = "";

    /// <summary>The last day in the city on which it holds; whoever consents or grants may bring it nearer.</summary>
    public DateOnly Until { get; private set; }

    public SharingStage Stage { get; private set; } = SharingStage.Requested;

    public Guid RequestedById { get; init; }

    public string RequestedBy { get; init; } = "";

    public DateTime RequestedAt { get; init; }

    public string? ConsentedBy { get; private set; }

    public DateTime? ConsentedAt { get; private set; }

    public string? GrantedBy { get; private set; }

    public DateTime? GrantedAt { get; private set; }

    /// <summary>Who ended it, in whatever way.</summary>
    public string? EndedBy { get; private set; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>Why it was declined, refused or ended.</summary>
    public string? Reason { get; private set; }

    public int Version { get; private set; } = 1;

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"sharing:{id}";

    internal static SharingRequest Apply(Actor actor, int unit, int owner, SharedWhat what, List<string> categories, List<string> codes, string purpose, DateOnly until, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(new DateTimeOffset(now)), UnitId = unit, OwnerUnitId = owner, What = what, Categories = categories, Codes = codes, Purpose = purpose, Until = until,
        RequestedById = actor.AccountId ?? Guid.Empty, RequestedBy = actor.DisplayName, RequestedAt = now,
    };

    /// <summary>What the actor is to it.</summary>
    public SharingParties PartiesOf(Actor actor)
    {
        var parties = SharingParties.None;
        if (actor.May(Permission.ReviseForOwnUnit) && actor.UnitId is { } unit)
            parties |= (unit == UnitId ? SharingParties.Applicant : 0) | (unit == OwnerUnitId ? SharingParties.Owner : 0);
        if (actor.May(Permission.ConfigureAccess) && Jurisdiction.IsCity(actor.OfficeId))
            parties |= SharingParties.CityOffice;
        return parties;
    }

    /// <summary>The one guard: whether the actor may do this now. Buttons ask it too.</summary>
    public Refusal? Objection(SharingAct act, Actor actor)
    {
        if (SharingFlow.Table.Find(Stage, act) is not { } move)
            return new Refusal(SharingRule.WrongStage, $"申请当前为“{SharingFlow.NameOf(Stage)}”，不能“{SharingFlow.NameOf(act)}”。");
        return (PartiesOf(actor) & move.By) != 0 ? null : Refusal.NotPermitted("这一步不由您办理。");
    }

    /// <param name="until">With consent and grant: an earlier last day.</param>
    internal SharingEvent Move(SharingAct act, Actor actor, string? reason, DateOnly? until, DateOnly today, DateTime now)
    {
        if (Objection(act, actor) is { } objection)
            throw objection;
        var move = SharingFlow.Table.Find(Stage, act)!;
        var why = Ledger.Reason.Read(reason, move.ReasonRequired ? SharingFlow.NameOf(act) : null, SharingRule.ReasonRequired, SharingRule.TooLong);
        if (act is SharingAct.Consent or SharingAct.Grant)
        {
            var last = until ?? Until;
            if (last < today || last > Until)
                throw Refusal.Field(SharingRule.BadDay, "until", $"截止日期须在今天至 {Until:yyyy-MM-dd} 之间。");
            Until = last;
        }

        Stage = move.To;
        Version++;
        switch (act)
        {
            case SharingAct.Consent:
                (ConsentedBy, ConsentedAt) = (actor.DisplayName, now);
                return new SharingConsented(Id, UnitId, OwnerUnitId, Until);
            case SharingAct.Grant:
                (GrantedBy, GrantedAt) = (actor.DisplayName, now);
                return new SharingGranted(Id, UnitId, OwnerUnitId, Until);
        }

        (EndedBy, EndedAt, Reason) = (actor.DisplayName, now, why);
        return act switch
        {
            SharingAct.Decline => new SharingDeclined(Id, UnitId, OwnerUnitId, why),
            SharingAct.Refuse => new SharingRefused(Id, UnitId, OwnerUnitId, why),
            SharingAct.Withdraw => new SharingWithdrawn(Id, UnitId, OwnerUnitId),
            _ => new SharingEnded(Id, UnitId, OwnerUnitId, why),
        };
    }

    internal SharingExpired Expire(DateTime now)
    {
        (Stage, EndedAt) = (SharingStage.Expired, now);
        Version++;
        return new SharingExpired(Id, UnitId, OwnerUnitId);
    }
}

public abstract record SharingEvent(Guid Request, int Unit, int Owner) : LedgerEvent(SharingRequest.SubjectOf(Request));

[EventKind("sharing.requested")]
public sealed record SharingRequested(Guid Request, int Unit, int Owner, SharedWhat What, string Purpose, DateOnly Until) : SharingEvent(Request, Unit, Owner);

[EventKind("sharing.consented")]
public sealed record SharingConsented(Guid Request, int Unit, int Owner, DateOnly Until) : SharingEvent(Request, Unit, Owner);

[EventKind("sharing.declined")]
public sealed record SharingDeclined(Guid Request, int Unit, int Owner, string? Reason) : SharingEvent(Request, Unit, Owner);

[EventKind("sharing.granted")]
public sealed record SharingGranted(Guid Request, int Unit, int Owner, DateOnly Until) : SharingEvent(Request, Unit, Owner);

[EventKind("sharing.refused")]
public sealed record SharingRefused(Guid Request, int Unit, int Owner, string? Reason) : SharingEvent(Request, Unit, Owner);

[EventKind("sharing.withdrawn")]
public sealed record SharingWithdrawn(Guid Request, int Unit, int Owner) : SharingEvent(Request, Unit, Owner);

[EventKind("sharing.ended")]
public sealed record SharingEnded(Guid Request, int Unit, int Owner, string? Reason) : SharingEvent(Request, Unit, Owner);

[EventKind("sharing.expired")]
public sealed record SharingExpired(Guid Request, int Unit, int Owner) : SharingEvent(Request, Unit, Owner);

internal sealed class SharingRequestMapping : IEntityTypeConfiguration<SharingRequest>
{
    public void Configure(EntityTypeBuilder<SharingRequest> builder)
    {
        builder.ToTable("SharingRequest");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Categories).HasMaxLength(4000);
        builder.Property(row => row.Codes).HasMaxLength(4000);
        builder.Property(row => row.Purpose).HasMaxLength(SharingRequest.MaxPurpose);
        builder.Property(row => row.Reason).HasMaxLength(Reason.MaxLength);
        foreach (var name in new[] { nameof(SharingRequest.RequestedBy), nameof(SharingRequest.ConsentedBy), nameof(SharingRequest.GrantedBy), nameof(SharingRequest.EndedBy) })
            builder.Property(name).HasMaxLength(60);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasIndex(row => new { row.UnitId, row.Stage });
        builder.HasIndex(row => new { row.OwnerUnitId, row.Stage });
        builder.HasIndex(row => new { row.Stage, row.Until });
        builder.HasOne<Unit>().WithMany().HasForeignKey(row => row.UnitId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Unit>().WithMany().HasForeignKey(row => row.OwnerUnitId).OnDelete(DeleteBehavior.Restrict);
    }
}
