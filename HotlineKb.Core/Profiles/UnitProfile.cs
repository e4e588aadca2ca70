using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Profiles;

/// <summary>基本信息 of one unit (R1.1, R2): what is in use, and what is on its way.</summary>
public sealed class UnitProfile
{
    public int UnitId { get; init; }

    public ProfileStage Stage { get; private set; } = ProfileStage.Drafting;

    /// <summary>Number of the version in use; 0 before the first.</summary>
    public int CurrentVersion { get; private set; }

    /// <summary>What the unit is writing or has submitted; null when that is nothing but the version in use.</summary>
    public ProfileText? Pending { get; private set; }

    /// <summary>Why it was sent back last.</summary>
    public string? Reason { get; private set; }

    public Guid? SubmittedById { get; private set; }

    public string SubmittedBy { get; private set; } = "";

    public DateTime? SubmittedAt { get; private set; }

    public string ConfirmedBy { get; private set; } = "";

    /// <summary>When somebody of the unit last said that it is right: by confirming, or by changing it.</summary>
    public DateTime? ConfirmedAt { get; private set; }

    /// <summary>When the unit was last asked to confirm.</summary>
    public DateTime? AskedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public int Version { get; private set; }

    public string Subject => SubjectOf(UnitId);

    public int OfficeId => Jurisdiction.OfficeOf(UnitId);

    public static string SubjectOf(int unitId) => $"profile:{Unit.CodeOf(unitId)}";

    /// <summary>The one guard: whether the actor may do this now. Buttons ask it too.</summary>
    /// <returns>Null when it is open to the actor.</returns>
    public Refusal? Objection(ProfileAct act, Actor actor, bool reviewUpdates)
    {
        if (ProfileFlow.Table(reviewUpdates).Find(Stage, act) is not { } move || (act is ProfileAct.Discard && (CurrentVersion == 0 || Pending is null)))
            return new Refusal(ProfileRule.WrongStage, $"基本信息当前为“{ProfileFlow.NameOf(Stage)}”，不能“{ProfileFlow.NameOf(act)}”。");
        var party = move.By is ProfileParty.Unit ? IsUnits(actor) : actor.OfficeId == OfficeId && actor.May(Permission.CheckRevisions);
        return party ? null : Refusal.NotPermitted("这一步不由您办理。");
    }

    /// <returns>Null when the actor may write now.</returns>
    public Refusal? EditObjection(Actor actor) =>
        !IsUnits(actor) ? Refusal.NotPermitted("基本信息由单位自己填写。")
        : Stage is ProfileStage.Submitted ? new Refusal(ProfileRule.WrongStage, "已提交审核，撤回后才能修改。")
        : null;

    private bool IsUnits(Actor actor) => actor.UnitId == UnitId && actor.May(Permission.ReviseForOwnUnit);

    /// <summary>What was in use before there was this program: it was right when it was handed over.</summary>
    internal static (UnitProfile Profile, UnitProfileVersion Came, ProfileLoaded Event) TakeOver(Actor system, int unitId, ProfileText text, DateTime now)
    {
        var tidy = ProfileRules.Tidy(text);
        ProfileRules.RequireComplete(tidy);
        var profile = new UnitProfile { UnitId = unitId, Stage = ProfileStage.InUse, Pending = tidy };
        var came = profile.Come(system.DisplayName, "", now);
        profile.Confirm(system, now);
        profile.Touch(now);
        return (profile, came, new ProfileLoaded(unitId, profile.Version));
    }

    /// <summary>Keeps what has been written so far.</summary>
    internal ProfileEdited? Save(Actor actor, ProfileText text, ProfileText inUse, DateTime now)
    {
        if (EditObjection(actor) is { } objection)
            throw objection;
        var tidy = ProfileRules.Tidy(text);
        if (tidy.Equals(Pending ?? inUse))
            return null;
        // Back to what is in use: nothing is on its way any more.
        Pending = tidy.Equals(inUse) ? null : tidy;
        Touch(now);
        return new ProfileEdited(UnitId, Version);
    }

    /// <summary>What the responsible office has put together from a file lies ready for the unit, which looks at it and submits it itself (R2.1).</summary>
    internal ProfilePrepared? Prepare(Actor actor, ProfileText text, ProfileText inUse, DateTime now)
    {
        if (PrepareObjection(actor) is { } objection)
            throw objection;
        var tidy = ProfileRules.Tidy(text);
        if (tidy.Equals(inUse))
            return null;
        Pending = tidy;
        Touch(now);
        return new ProfilePrepared(UnitId, Version, ProfileDifference.Changed(inUse, tidy));
    }

    /// <returns>Null when this office's actor may prepare a draft for the unit now.</returns>
    internal Refusal? PrepareObjection(Actor actor) =>
        actor.OfficeId != OfficeId || !actor.May(Permission.CheckRevisions) ? Refusal.NotPermitted("只能为本办负责的单位准备基本信息。")
        : Stage is ProfileStage.Submitted || Pending is not null ? new Refusal(ProfileRule.UnderWay, "单位自己正在填写或已提交，没有覆盖。")
        : null;

    /// <param name="inUse">The text in use; an empty one before the first.</param>
    /// <returns>What happened, and the version that came into use by it.</returns>
    internal (ProfileEvent Event, UnitProfileVersion? Came) Move(ProfileAct act, Actor actor, string? reason, ProfileText inUse, bool reviewUpdates, DateTime now)
    {
        if (Objection(act, actor, reviewUpdates) is { } objection)
            throw objection;
        var move = ProfileFlow.Table(reviewUpdates).Find(Stage, act)!;
        reason = Ledger.Reason.Read(reason, move.ReasonRequired ? ProfileFlow.NameOf(act) : null, ProfileRule.ReasonRequired, ProfileRule.ReasonTooLong);
        PersonalData.RequireNone(reason, ProfileRule.PersonalData, "reason");
        UnitProfileVersion? came = null;
        var fields = Pending is { } pending ? ProfileDifference.Changed(inUse, pending) : [];
        switch (act)
        {
            case ProfileAct.Submit or ProfileAct.Update when Pending is null || fields.Count == 0:
                throw new Refusal(ProfileRule.NothingNew, CurrentVersion == 0 ? "还没有填写内容。" : "与在用的内容相同，没有修改。");
            case ProfileAct.Submit:
                ProfileRules.RequireComplete(Pending!);
                (SubmittedById, SubmittedBy, SubmittedAt, Reason) = (actor.AccountId, actor.DisplayName, now, null);
                break;
            case ProfileAct.Update:
                ProfileRules.RequireComplete(Pending!);
                came = Come(actor.DisplayName, "", now);
                Confirm(actor, now);
                break;
            case ProfileAct.Approve:
                came = Come(SubmittedBy, actor.DisplayName, now);
                (ConfirmedBy, ConfirmedAt) = (SubmittedBy, now);
                break;
            case ProfileAct.Return:
                Reason = reason;
                break;
            case ProfileAct.Discard:
                (Pending, Reason) = (null, null);
                break;
            case ProfileAct.Confirm:
                Confirm(actor, now);
                break;
        }

        Stage = move.To;
        Touch(now);
        return (ProfileEvent.Of(act, UnitId, new ProfileMoved(Stage, Version, CurrentVersion, OfficeId, fields, reason)), came);
    }

    /// <summary>The monthly question.</summary>
    internal ProfileConfirmationAsked Ask(DateTime now)
    {
        // No new version: being asked must not shake off who is writing.
        AskedAt = now;
        return new ProfileConfirmationAsked(UnitId, ConfirmedAt);
    }

    private UnitProfileVersion Come(string by, string reviewedBy, DateTime now)
    {
        var came = new UnitProfileVersion { UnitId = UnitId, Number = ++CurrentVersion, Text = Pending!, At = now, By = by, ReviewedBy = reviewedBy };
        (Pending, Reason) = (null, null);
        return came;
    }

    private void Confirm(Actor actor, DateTime now) => (ConfirmedBy, ConfirmedAt) = (actor.DisplayName, now);

    private void Touch(DateTime now)
    {
        UpdatedAt = now;
        Version++;
    }
}

/// <summary>A profile as it came into use. Never changes.</summary>
public sealed class UnitProfileVersion
{
    public int UnitId { get; init; }

    /// <summary>From 1.</summary>
    public int Number { get; init; }

    public ProfileText Text { get; init; } = new();

    public DateTime At { get; init; }

    public string By { get; init; } = "";

    /// <summary>Empty where no review was needed (R2.2).</summary>
    public string ReviewedBy { get; init; } = "";
}
