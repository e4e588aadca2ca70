using System.Text.RegularExpressions;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HotlineKb.Core.Taxonomy;

public enum CategoryRequestStage
{
    /// <summary>待处理.</summary>
    Open,
    /// <summary>已采纳.</summary>
    Accepted,
    /// <summary>未采纳.</summary>
    Declined,
    /// <summary>已撤回: by the unit.</summary>
    Cancelled,
}

public enum CategoryRequestAct
{
    Accept,
    Decline,
    Cancel,
}

public enum CategoryRequestParty
{
    Unit,
    /// <summary>R4.5: the city office alone configures structures.</summary>
    CityOffice,
}

public enum CategoryRequestRule
{
    WrongStage,
    SketchRequired,
    ReasonRequired,
    TooLong,
    /// <summary>A mobile, identity or bank card number stands in it (X4).</summary>
    PersonalData,
}

public sealed record CategoryRequestMove(CategoryRequestStage From, CategoryRequestAct Act, CategoryRequestStage To, CategoryRequestParty By, bool ReasonRequired = false)
    : Move<CategoryRequestStage, CategoryRequestAct>(From, Act, To);

/// <summary>The table of category requests; guard, buttons and test read it here.</summary>
public static class CategoryRequestFlow
{
    public static readonly Flow<CategoryRequestMove, CategoryRequestStage, CategoryRequestAct> Table = new(
    [
        new(CategoryRequestStage.Open, CategoryRequestAct.Accept, CategoryRequestStage.Accepted, CategoryRequestParty.CityOffice),
        new(CategoryRequestStage.Open, CategoryRequestAct.Decline, CategoryRequestStage.Declined, CategoryRequestParty.CityOffice, ReasonRequired: true),
        new(CategoryRequestStage.Open, CategoryRequestAct.Cancel, CategoryRequestStage.Cancelled, CategoryRequestParty.Unit),
    ]);

    public static string NameOf(CategoryRequestStage stage) => stage switch
    {
        CategoryRequestStage.Open => "待处理",
        CategoryRequestStage.Accepted => "已采纳",
        CategoryRequestStage.Declined => "未采纳",
        _ => "已撤回",
    };

    public static string NameOf(CategoryRequestAct act) => act switch
    {
        CategoryRequestAct.Accept => "采纳",
        CategoryRequestAct.Decline => "不采纳",
        _ => "撤回",
    };
}

/// <summary>A unit asks for a structure, or for a change of it, with a sketch and a reason (R4.5).</summary>
public sealed partial class CategoryRequest
{
    public const int MaxSketch = 4_000;
    public const int MaxReason = Ledger.Reason.MaxLength;

    public Guid Id { get; init; }

    public int UnitId { get; init; }

    /// <summary>One path a line, names separated by <c>/</c>; or words.</summary>
    public string Sketch { get; init; } = "";

    /// <summary>Why it is wanted.</summary>
    public string Why { get; init; } = "";

    public CategoryRequestStage Stage { get; private set; } = CategoryRequestStage.Open;

    /// <summary>What the city office says to it; stays.</summary>
    public string? Reason { get; private set; }

    public Guid AskedById { get; init; }

    public string AskedBy { get; init; } = "";

    public DateTime AskedAt { get; init; }

    public string? DecidedBy { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    public int Version { get; private set; } = 1;

    /// <summary>The lines of the sketch that read as paths; those that are sentences are for people.</summary>
    public IReadOnlyList<string> Paths => [.. CategoryActions.Lines(Sketch).Where(line => !Sentence().IsMatch(line))];

    public string Subject => SubjectOf(Id);

    public static string SubjectOf(Guid id) => $"category-request:{id}";

    [GeneratedRegex("[“”\"，。；：！？]|改名|改为|合并|并入|移到|移至|停用|删除", RegexOptions.None, 500)]
    private static partial Regex Sentence();

    /// <summary>The one guard: whether the actor may do this now. Buttons ask it too.</summary>
    public Refusal? Objection(CategoryRequestAct act, Actor actor)
    {
        if (CategoryRequestFlow.Table.Find(Stage, act) is not { } move)
            return new Refusal(CategoryRequestRule.WrongStage, $"申请当前为“{CategoryRequestFlow.NameOf(Stage)}”，不能“{CategoryRequestFlow.NameOf(act)}”。");
        var party = move.By is CategoryRequestParty.Unit
            ? actor.UnitId == UnitId && actor.May(Permission.ReviseForOwnUnit)
            : Jurisdiction.IsCity(actor.OfficeId) && actor.May(Permission.ConfigureTaxonomy);
        return party ? null : Refusal.NotPermitted("这一步不由您办理。");
    }

    internal CategoryRequestEvent Move(CategoryRequestAct act, Actor actor, string? reason, DateTime now)
    {
        if (Objection(act, actor) is { } objection)
            throw objection;
        var move = CategoryRequestFlow.Table.Find(Stage, act)!;
        var said = Ledger.Reason.Read(reason, move.ReasonRequired ? CategoryRequestFlow.NameOf(act) : null, CategoryRequestRule.ReasonRequired, CategoryRequestRule.TooLong);
        PersonalData.RequireNone(said, CategoryRequestRule.PersonalData, "reason");
        (Stage, Reason, DecidedBy, DecidedAt) = (move.To, said, actor.DisplayName, now);
        Version++;
        return act switch
        {
            CategoryRequestAct.Accept => new CategoryRequestAccepted(Id, UnitId, Reason),
            CategoryRequestAct.Decline => new CategoryRequestDeclined(Id, UnitId, Reason),
            _ => new CategoryRequestCancelled(Id, UnitId),
        };
    }
}

public abstract record CategoryRequestEvent(Guid Request, int Unit) : LedgerEvent(CategoryRequest.SubjectOf(Request));

[EventKind("categoryRequest.made")]
public sealed record CategoryRequestMade(Guid Request, int Unit) : CategoryRequestEvent(Request, Unit);

[EventKind("categoryRequest.accepted")]
public sealed record CategoryRequestAccepted(Guid Request, int Unit, string? Reason) : CategoryRequestEvent(Request, Unit);

[EventKind("categoryRequest.declined")]
public sealed record CategoryRequestDeclined(Guid Request, int Unit, string? Reason) : CategoryRequestEvent(Request, Unit);

[EventKind("categoryRequest.cancelled")]
public sealed record CategoryRequestCancelled(Guid Request, int Unit) : CategoryRequestEvent(Request, Unit);

internal sealed class CategoryRequestMapping : IEntityTypeConfiguration<CategoryRequest>
{
    public void Configure(EntityTypeBuilder<CategoryRequest> builder)
    {
        builder.ToTable("CategoryRequest");
        builder.Property(request => request.Id).ValueGeneratedNever();
        builder.Property(request => request.Sketch).HasMaxLength(CategoryRequest.MaxSketch);
        builder.Property(request => request.Why).HasMaxLength(CategoryRequest.MaxReason);
        builder.Property(request => request.Reason).HasMaxLength(CategoryRequest.MaxReason);
        builder.Property(request => request.AskedBy).HasMaxLength(60);
        builder.Property(request => request.DecidedBy).HasMaxLength(60);
        builder.Property(request => request.Version).IsConcurrencyToken();
        builder.HasIndex(request => new { request.Stage, request.AskedAt });
        builder.HasIndex(request => request.UnitId);
        builder.HasOne<Unit>().WithMany().HasForeignKey(request => request.UnitId).OnDelete(DeleteBehavior.Restrict);
    }
}
