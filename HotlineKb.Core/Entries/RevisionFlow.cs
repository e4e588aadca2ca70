using System.Collections.Frozen;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Entries;

/// <summary>R4.1 to R4.3: where the text comes from, and by that the route it takes.</summary>
public enum Origin
{
    /// <summary>工单信息.</summary>
    WorkOrder,
    /// <summary>补充信息: written by the unit itself.</summary>
    Supplementary,
    /// <summary>收集信息.</summary>
    Collected,
}

public enum ChangeKind
{
    New,
    Update,
    Withdraw,
}

public enum Stage
{
    /// <summary>编辑.</summary>
    Drafting,
    /// <summary>修改审定: the unit's step, 22 hours.</summary>
    UnitRevision,
    /// <summary>把关: the responsible office's step.</summary>
    OfficeCheck,
    /// <summary>统一审核: the city office's step.</summary>
    FinalReview,
    /// <summary>入库.</summary>
    Published,
    /// <summary>放弃.</summary>
    Abandoned,
}

public enum RevisionAct
{
    Submit,
    Claim,
    Approve,
    Refuse,
    Return,
    Pass,
    Publish,
    Recall,
    Abandon,
}

/// <summary>Who may make a move.</summary>
public enum Party
{
    /// <summary>The unit itself, or the office that drafts for it.</summary>
    Drafter,
    /// <summary>The owning unit.</summary>
    Unit,
    /// <summary>The office that is responsible for the unit.</summary>
    Office,
    /// <summary>The city office.</summary>
    City,
}

/// <param name="Needs">The permission the party's member must hold.</param>
/// <param name="ReasonRequired">Wherever something is sent back.</param>
public sealed record RevisionMove(Stage From, RevisionAct Act, Stage To, Party By, Permission Needs, bool ReasonRequired = false) : Move<Stage, RevisionAct>(From, Act, To);

/// <summary>
/// The table. A supplementary text skips the unit's step, because the unit wrote it; otherwise the three routes are one.
/// The guard, the buttons and the test that walks every stage × act all read it here.
/// </summary>
public static class RevisionFlow
{
    private static readonly RevisionMove[] Shared =
    [
        new(Stage.OfficeCheck, RevisionAct.Claim, Stage.OfficeCheck, Party.Office, Permission.CheckRevisions),
        new(Stage.OfficeCheck, RevisionAct.Pass, Stage.FinalReview, Party.Office, Permission.CheckRevisions),
        new(Stage.FinalReview, RevisionAct.Claim, Stage.FinalReview, Party.City, Permission.PublishEntries),
        new(Stage.FinalReview, RevisionAct.Publish, Stage.Published, Party.City, Permission.PublishEntries),
        new(Stage.FinalReview, RevisionAct.Return, Stage.OfficeCheck, Party.City, Permission.PublishEntries, ReasonRequired: true),
        new(Stage.FinalReview, RevisionAct.Recall, Stage.OfficeCheck, Party.Office, Permission.CheckRevisions),
    ];

    private static readonly RevisionMove[] ThroughUnit =
    [
        new(Stage.Drafting, RevisionAct.Submit, Stage.UnitRevision, Party.Drafter, Permission.DraftForUnits),
        new(Stage.Drafting, RevisionAct.Abandon, Stage.Abandoned, Party.Drafter, Permission.DraftForUnits),
        new(Stage.UnitRevision, RevisionAct.Claim, Stage.UnitRevision, Party.Unit, Permission.ReviseForOwnUnit),
        new(Stage.UnitRevision, RevisionAct.Approve, Stage.OfficeCheck, Party.Unit, Permission.ReviseForOwnUnit),
        new(Stage.UnitRevision, RevisionAct.Refuse, Stage.Drafting, Party.Unit, Permission.ReviseForOwnUnit, ReasonRequired: true),
        new(Stage.UnitRevision, RevisionAct.Return, Stage.Drafting, Party.Unit, Permission.ReviseForOwnUnit, ReasonRequired: true),
        new(Stage.UnitRevision, RevisionAct.Recall, Stage.Drafting, Party.Drafter, Permission.DraftForUnits),
        new(Stage.OfficeCheck, RevisionAct.Return, Stage.UnitRevision, Party.Office, Permission.CheckRevisions, ReasonRequired: true),
        new(Stage.OfficeCheck, RevisionAct.Recall, Stage.UnitRevision, Party.Unit, Permission.ReviseForOwnUnit),
    ];

    private static readonly RevisionMove[] ByUnit =
    [
        new(Stage.Drafting, RevisionAct.Submit, Stage.OfficeCheck, Party.Drafter, Permission.ReviseForOwnUnit),
        new(Stage.Drafting, RevisionAct.Abandon, Stage.Abandoned, Party.Drafter, Permission.ReviseForOwnUnit),
        new(Stage.OfficeCheck, RevisionAct.Return, Stage.Drafting, Party.Office, Permission.CheckRevisions, ReasonRequired: true),
        new(Stage.OfficeCheck, RevisionAct.Recall, Stage.Drafting, Party.Unit, Permission.ReviseForOwnUnit),
    ];

    private static readonly FrozenDictionary<Origin, Flow<RevisionMove, Stage, RevisionAct>> Flows = new Dictionary<Origin, Flow<RevisionMove, Stage, RevisionAct>>
    {
        [Origin.WorkOrder] = new([.. ThroughUnit, .. Shared]),
        [Origin.Collected] = new([.. ThroughUnit, .. Shared]),
        [Origin.Supplementary] = new([.. ByUnit, .. Shared]),
    }.ToFrozenDictionary();

    public static Flow<RevisionMove, Stage, RevisionAct> Of(Origin origin) => Flows[origin];

    /// <summary>The stages a text of this origin goes through, in order.</summary>
    public static IReadOnlyList<Stage> Track(Origin origin) =>
        origin is Origin.Supplementary ? [Stage.Drafting, Stage.OfficeCheck, Stage.FinalReview, Stage.Published] : [Stage.Drafting, Stage.UnitRevision, Stage.OfficeCheck, Stage.FinalReview, Stage.Published];

    /// <summary>Stages in which the text itself may be changed: by whoever drafts, and by the unit that revises.</summary>
    public static Party? EditorIn(Stage stage) => stage switch
    {
        Stage.Drafting => Party.Drafter,
        Stage.UnitRevision => Party.Unit,
        _ => null,
    };

    /// <summary>The clock that runs in a stage; none while drafting and after the end.</summary>
    public static AssignmentKind? ClockOf(Stage stage) => stage switch
    {
        Stage.UnitRevision => AssignmentKind.UnitRevision,
        Stage.OfficeCheck => AssignmentKind.OfficeCheck,
        Stage.FinalReview => AssignmentKind.FinalReview,
        _ => null,
    };

    /// <summary>Every permission that lets someone perform this act somewhere.</summary>
    public static IEnumerable<Permission> PermissionsFor(RevisionAct act) =>
        Flows.Values.SelectMany(flow => flow.Moves).Where(move => move.Act == act).Select(move => move.Needs).Distinct();

    public static string NameOf(Stage stage) => stage switch
    {
        Stage.Drafting => "编辑",
        Stage.UnitRevision => "修改审定",
        Stage.OfficeCheck => "把关",
        Stage.FinalReview => "统一审核",
        Stage.Published => "入库",
        _ => "已放弃",
    };

    public static string NameOf(RevisionAct act) => act switch
    {
        RevisionAct.Submit => "提交审定",
        RevisionAct.Claim => "认领",
        RevisionAct.Approve => "审定通过",
        RevisionAct.Refuse => "退出办理",
        RevisionAct.Return => "退回",
        RevisionAct.Pass => "把关通过",
        RevisionAct.Publish => "审核入库",
        RevisionAct.Recall => "撤回",
        _ => "放弃",
    };
}
