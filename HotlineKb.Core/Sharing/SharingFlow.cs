using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Sharing;

public enum SharingStage
{
    /// <summary>待单位同意.</summary>
    Requested,
    /// <summary>待市热线办授权: the owner has consented.</summary>
    Consented,
    /// <summary>已授权: in force until its last day.</summary>
    Granted,
    /// <summary>单位不同意.</summary>
    Declined,
    /// <summary>未授权: the city office's no.</summary>
    Refused,
    /// <summary>已撤回: by the applicant.</summary>
    Withdrawn,
    /// <summary>已终止: by either side, or by the city office.</summary>
    Ended,
    /// <summary>已到期.</summary>
    Expired,
}

public enum SharingAct
{
    /// <summary>同意.</summary>
    Consent,
    /// <summary>不同意.</summary>
    Decline,
    /// <summary>授权.</summary>
    Grant,
    /// <summary>不授权.</summary>
    Refuse,
    /// <summary>撤回申请.</summary>
    Withdraw,
    /// <summary>终止授权.</summary>
    End,
}

/// <summary>Who may make a move.</summary>
[Flags]
public enum SharingParties
{
    None = 0,
    Applicant = 1,
    Owner = 2,
    /// <summary>R4.8: the city office alone sets permissions.</summary>
    CityOffice = 4,
}

public enum SharingRule
{
    WrongStage,
    UnknownUnit,
    OwnUnit,
    /// <summary>What is applied for is seen already.</summary>
    SeenAlready,
    NothingChosen,
    UnknownCategory,
    UnknownEntry,
    TooMany,
    PurposeRequired,
    TooLong,
    /// <summary>Between today and three years from now.</summary>
    BadDay,
    ReasonRequired,
    /// <summary>X4.</summary>
    PersonalData,
    /// <summary>The same is applied for, or granted, already.</summary>
    AppliedAlready,
}

public sealed record SharingMove(SharingStage From, SharingAct Act, SharingStage To, SharingParties By, bool ReasonRequired = false) : Move<SharingStage, SharingAct>(From, Act, To);

/// <summary>The table of R4.7(5): two keys, the owner's consent and the city office's grant. Guard, buttons and test read it here.</summary>
public static class SharingFlow
{
    public static readonly Flow<SharingMove, SharingStage, SharingAct> Table = new(
    [
        new(SharingStage.Requested, SharingAct.Consent, SharingStage.Consented, SharingParties.Owner),
        new(SharingStage.Requested, SharingAct.Decline, SharingStage.Declined, SharingParties.Owner, ReasonRequired: true),
        new(SharingStage.Consented, SharingAct.Decline, SharingStage.Declined, SharingParties.Owner, ReasonRequired: true),
        new(SharingStage.Consented, SharingAct.Grant, SharingStage.Granted, SharingParties.CityOffice),
        new(SharingStage.Consented, SharingAct.Refuse, SharingStage.Refused, SharingParties.CityOffice, ReasonRequired: true),
        new(SharingStage.Requested, SharingAct.Withdraw, SharingStage.Withdrawn, SharingParties.Applicant),
        new(SharingStage.Consented, SharingAct.Withdraw, SharingStage.Withdrawn, SharingParties.Applicant),
        new(SharingStage.Granted, SharingAct.End, SharingStage.Ended, SharingParties.Applicant | SharingParties.Owner | SharingParties.CityOffice, ReasonRequired: true),
    ]);

    public static string NameOf(SharingStage stage) => stage switch
    {
        SharingStage.Requested => "待单位同意",
        SharingStage.Consented => "待市热线办授权",
        SharingStage.Granted => "已授权",
        SharingStage.Declined => "单位不同意",
        SharingStage.Refused => "未授权",
        SharingStage.Withdrawn => "已撤回",
        SharingStage.Ended => "已终止",
        _ => "已到期",
    };

    public static string NameOf(SharingAct act) => act switch
    {
        SharingAct.Consent => "同意",
        SharingAct.Decline => "不同意",
        SharingAct.Grant => "授权",
        SharingAct.Refuse => "不授权",
        SharingAct.Withdraw => "撤回申请",
        _ => "终止授权",
    };
}
