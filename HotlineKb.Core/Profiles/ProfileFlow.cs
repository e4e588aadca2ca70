using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Profiles;

public enum ProfileStage
{
    /// <summary>待提交: not submitted yet, sent back, or taken back.</summary>
    Drafting,
    /// <summary>待审核: the office owes it.</summary>
    Submitted,
    /// <summary>已入库: what is in use is the last word.</summary>
    InUse,
}

public enum ProfileAct
{
    /// <summary>提交审核: the first time (R2.1), and later ones where a setting wants them reviewed.</summary>
    Submit,
    Recall,
    Approve,
    Return,
    /// <summary>更新: effective at once (R2.2).</summary>
    Update,
    /// <summary>What was begun is given up; the version in use stays.</summary>
    Discard,
    /// <summary>确认无误: looked at, still right.</summary>
    Confirm,
}

public enum ProfileParty
{
    Unit,
    /// <summary>R2.1: the city or county office, by the unit's level.</summary>
    Office,
}

public enum ProfileRule
{
    WrongStage,
    Incomplete,
    TooLong,
    TooMany,
    PersonalData,
    ReasonRequired,
    ReasonTooLong,
    /// <summary>Nothing differs from what is in use.</summary>
    NothingNew,
    /// <summary>The unit has something of its own under way; an office prepares nothing over it.</summary>
    UnderWay,
}

public sealed record ProfileMove(ProfileStage From, ProfileAct Act, ProfileStage To, ProfileParty By, bool ReasonRequired = false) : Move<ProfileStage, ProfileAct>(From, Act, To);

/// <summary>The table of profiles; guard, buttons and test read it here. One for each answer to "are later changes reviewed?".</summary>
public static class ProfileFlow
{
    private static readonly ProfileMove[] Always =
    [
        new(ProfileStage.Drafting, ProfileAct.Submit, ProfileStage.Submitted, ProfileParty.Unit),
        new(ProfileStage.Drafting, ProfileAct.Discard, ProfileStage.InUse, ProfileParty.Unit),
        new(ProfileStage.Submitted, ProfileAct.Recall, ProfileStage.Drafting, ProfileParty.Unit),
        new(ProfileStage.Submitted, ProfileAct.Approve, ProfileStage.InUse, ProfileParty.Office),
        new(ProfileStage.Submitted, ProfileAct.Return, ProfileStage.Drafting, ProfileParty.Office, ReasonRequired: true),
        new(ProfileStage.InUse, ProfileAct.Confirm, ProfileStage.InUse, ProfileParty.Unit),
        new(ProfileStage.InUse, ProfileAct.Discard, ProfileStage.InUse, ProfileParty.Unit),
    ];

    private static readonly Flow<ProfileMove, ProfileStage, ProfileAct> Direct = new([.. Always, new(ProfileStage.InUse, ProfileAct.Update, ProfileStage.InUse, ProfileParty.Unit)]);

    private static readonly Flow<ProfileMove, ProfileStage, ProfileAct> Reviewed = new([.. Always, new(ProfileStage.InUse, ProfileAct.Submit, ProfileStage.Submitted, ProfileParty.Unit)]);

    public static Flow<ProfileMove, ProfileStage, ProfileAct> Table(bool reviewUpdates) => reviewUpdates ? Reviewed : Direct;

    public static string NameOf(ProfileStage stage) => stage switch
    {
        ProfileStage.Drafting => "待提交",
        ProfileStage.Submitted => "待审核",
        _ => "已入库",
    };

    public static string NameOf(ProfileAct act) => act switch
    {
        ProfileAct.Submit => "提交审核",
        ProfileAct.Recall => "撤回",
        ProfileAct.Approve => "审核通过",
        ProfileAct.Return => "退回",
        ProfileAct.Update => "更新",
        ProfileAct.Discard => "放弃修改",
        _ => "确认无误",
    };
}

/// <summary>Setting <c>HotlineKb:Profiles</c>.</summary>
public sealed class ProfileOptions
{
    /// <summary>Whether later changes are reviewed like the first submission; R2.2 has them effective at once.</summary>
    public bool ReviewUpdates { get; set; }
}
