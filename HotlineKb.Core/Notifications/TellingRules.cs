using System.Collections.Frozen;
using HotlineKb.Core.Approvals;
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

namespace HotlineKb.Core.Notifications;

/// <summary>Groups of people around a matter; <see cref="Recipients"/> says who they are.</summary>
internal enum Who
{
    /// <summary>Who owes the step that the revision has come to.</summary>
    NextStep,
    /// <summary>Who wrote it or handed it on, and may act where it has come back to; when none of them is left, who owes that step.</summary>
    HandedItOn,
    /// <summary>Everyone who wrote it or handed it on.</summary>
    Contributors,
    /// <summary>Who had been told that it was theirs.</summary>
    ToldBefore,
    /// <summary>Who owes the answer, and who has claimed it.</summary>
    Owing,
    /// <summary>The leads of a unit that is late itself.</summary>
    Leads,
    /// <summary>The supervisors of the office that waits, and of the one responsible for the unit (R5.1, R5.3).</summary>
    Supervisors,
    /// <summary>Whoever put the editing requirement.</summary>
    Asker,
    /// <summary>The supervisors of the office that urged.</summary>
    Urgers,
    /// <summary>Whoever sent the feedback, or suggested the keyword.</summary>
    Sender,
    /// <summary>Who handles feedback or filings in the responsible office.</summary>
    Handlers,
    /// <summary>The information officers of the unit that it is about.</summary>
    Officers,
    /// <summary>Who configures category trees: people of the city office (R4.5).</summary>
    Shapers,
    /// <summary>Who reviews profiles in the responsible office (R2.1, R2.2).</summary>
    ProfileOffice,
    /// <summary>Who has taken over a duty (R5.2).</summary>
    Successor,
    /// <summary>The information officers of the unit whose information is to be shared (R4.7(5)).</summary>
    OtherOfficers,
    /// <summary>Who sets who may see what, in the city office (R4.8).</summary>
    Granters,
    /// <summary>Who keeps the approval items, in the city office (R3).</summary>
    Keepers,
    /// <summary>Who keeps keywords, synonyms and pinned queries in the city office (R6).</summary>
    KeywordKeepers,
    /// <summary>The security administrators.</summary>
    Security,
    /// <summary>Who may approve a proposed release: of the city office, and not who proposed it (R4.7(4)).</summary>
    Releasers,
    /// <summary>Who proposed a release; when it was the program, whoever may propose.</summary>
    Proposer,
}

/// <summary>One line of the table.</summary>
/// <param name="Event">Kind of ledger row.</param>
/// <param name="When">Asked when the row is read; what has been overtaken is not told.</param>
internal sealed record TellingRule(string Event, Func<Happening, NotificationKind> Kind, Who[] To, Func<Happening, string> Title, Func<Happening, string> Text, Func<Happening, bool>? When = null)
{
    /// <summary>It asks for an answer that a clock runs for: once that is given, it is not worth sending.</summary>
    public bool EndsWithClock { get; init; }

    public TellingRule(string @event, NotificationKind kind, Who[] to, Func<Happening, string> title, Func<Happening, string> text, Func<Happening, bool>? when = null)
        : this(@event, _ => kind, to, title, text, when)
    {
    }
}

/// <summary>Which event tells whom what: the one table. An event that is not in it notifies nobody.</summary>
internal static class TellingRules
{
    public static readonly IReadOnlyList<TellingRule> All =
    [
        HandOver("revision.submitted"),
        HandOver("revision.approved"),
        HandOver("revision.passed"),
        new("revision.returned", NotificationKind.SentBack, [Who.HandedItOn], it => $"被退回：{it.Title}", it => $"{it.Unit}的这份修订已退回到“{RevisionFlow.NameOf(it.To!.Value)}”，原因见修订页。", it => it.StillThere),
        new("revision.refused", NotificationKind.SentBack, [Who.HandedItOn], it => $"单位退出办理：{it.Title}", it => $"{it.Unit}退出办理，原因见修订页。", it => it.StillThere),
        new("revision.recalled", NotificationKind.Recalled, [Who.ToldBefore], it => $"已撤回：{it.Title}", it => $"{it.Unit}的这份修订已由提交人撤回，暂不需要您办理。"),
        new("revision.published", NotificationKind.Finished, [Who.Contributors], it => it.Matter.Revision is { Change: ChangeKind.Withdraw } ? $"已撤下：{it.Title}" : $"已入库：{it.Title}", it => $"您参与的{it.Unit}的修订已办结。"),
        new("assignment.reminded", it => it.Share >= 90 ? NotificationKind.LastReminder : NotificationKind.Reminder, [Who.Owing],
            it => $"时限已过 {it.Share}%：{it.Title}", it => $"{it.Owner}的{it.Step}请在 {it.Due} 前办结。", it => it.StillOpen) { EndsWithClock = true },
        new("assignment.overdue", NotificationKind.Overdue, [Who.Owing, Who.Leads, Who.Supervisors],
            it => $"已超时：{it.Title}", it => $"{it.Owner}的{it.Step}应在 {it.Due} 前办结，尚未办结。", it => it.StillOpen) { EndsWithClock = true },
        new("assignment.stillOverdue", NotificationKind.Overdue, [Who.Owing, Who.Leads, Who.Supervisors],
            it => $"仍未办结，已超时 {it.Days} 天：{it.Title}", it => $"{it.Owner}的{it.Step}应在 {it.Due} 前办结，尚未办结。", it => it.StillOpen) { EndsWithClock = true },
        new("editingRequest.made", NotificationKind.EditingRequest, [Who.Owing],
            it => $"采编要求：{it.Title}", it => $"热线办向{it.Unit}提出采编要求，请在 {it.Due} 前答复。", it => it.StillOpen) { EndsWithClock = true },
        new("editingRequest.askedAgain", NotificationKind.EditingRequest, [Who.Owing],
            it => $"再次要求采编：{it.Title}", it => $"热线办再次向{it.Unit}提出采编要求，请在 {it.Due} 前答复，原因见要求页。", it => it.StillThere && it.StillOpen) { EndsWithClock = true },
        new("editingRequest.answered", NotificationKind.EditingRequest, [Who.Asker], it => $"采编要求已答复：{it.Title}", it => $"{it.Unit}已以修订答复。", it => it.StillThere),
        new("editingRequest.declined", NotificationKind.EditingRequest, [Who.Asker], it => $"单位说明不采编：{it.Title}", it => $"{it.Unit}已说明不采编，原因见要求页。", it => it.StillThere),
        new("editingRequest.resumed", NotificationKind.EditingRequest, [Who.Asker], it => $"采编要求的答复已撤回：{it.Title}", it => $"{it.Unit}撤回了答复，原时限不变。", it => it.StillThere),
        new("editingRequest.accepted", NotificationKind.Finished, [Who.Owing], it => $"采编要求已了结：{it.Title}", it => $"热线办已认可{it.Unit}的答复。", it => it.StillThere),
        new("editingRequest.cancelled", NotificationKind.Recalled, [Who.Owing], it => $"采编要求已取消：{it.Title}", it => $"{it.Unit}不必再答复，原因见要求页。", it => it.StillThere),
        new("editingRequest.fulfilled", NotificationKind.Finished, [Who.Asker, Who.Owing], it => $"采编要求已自动了结：{it.Title}", it => $"办事大厅的变化与{it.Unit}的备案已吻合。"),
        new("urging.sent", NotificationKind.Urging, [Who.Owing, Who.Leads], it => $"督办：{it.Title}", it => $"热线办督办{it.Owner}的{it.Step}，内容见督办页，请尽快办理并回复。", it => it.StillOpen) { EndsWithClock = true },
        new("urging.repeated", NotificationKind.Urging, [Who.Owing, Who.Leads], it => $"再次督办：{it.Title}", it => $"热线办再次督办{it.Owner}的{it.Step}，内容见督办页，请尽快办理并回复。", it => it.StillOpen) { EndsWithClock = true },
        new("urging.resumed", NotificationKind.Urging, [Who.Owing, Who.Leads, Who.Urgers], it => $"督办继续：{it.Title}", it => $"{it.Owner}的答复已撤回，对{it.Step}的督办继续有效，请尽快办理并回复。", it => it.StillOpen) { EndsWithClock = true },
        new("urging.answered", NotificationKind.Urging, [Who.Urgers], it => $"督办已回复：{it.Title}", it => $"{it.Owner}已回复督办，内容见督办页。"),
        new("urging.closed", NotificationKind.Finished, [Who.Owing], it => $"督办已了结：{it.Title}", it => $"热线办已了结对{it.Owner}的督办。", it => !it.ByAnswer),
        new("filing.filed", NotificationKind.HandedOver, [Who.Handlers], it => $"收到备案：{it.Title}", it => $"{it.Unit}报来备案，请确认，或退回询问。", it => it.Matter.Filing is { Stage: FilingStage.Filed }),
        new("filing.refiled", NotificationKind.HandedOver, [Who.Handlers], it => $"重新备案：{it.Title}", it => $"{it.Unit}已重新备案，请确认，或退回询问。", it => it.Matter.Filing is { Stage: FilingStage.Filed }),
        new("filing.acknowledged", NotificationKind.Finished, [Who.Officers], it => $"备案已确认：{it.Title}", it => $"热线办已确认{it.Unit}的备案。"),
        new("filing.returned", NotificationKind.SentBack, [Who.Officers], it => $"备案被退回询问：{it.Title}", it => $"热线办退回询问{it.Unit}的备案，原因见备案页，请核实后重新备案。", it => it.Matter.Filing is { Stage: FilingStage.AskedBack }),
        new("feedback.sent", NotificationKind.HandedOver, [Who.Handlers], it => $"收到纠错：{it.Title}", it => $"有人反馈{it.Unit}的条目有误，请处理。", it => it.Matter.Feedback is { Stage: FeedbackStage.Open }),
        new("feedback.reopened", NotificationKind.HandedOver, [Who.Handlers], it => $"反馈须重新处理：{it.Title}", it => "由这条反馈提出的采编要求没有结果，请重新处理。", it => it.Matter.Feedback is { Stage: FeedbackStage.Open }),
        new("feedback.closed", NotificationKind.Finished, [Who.Sender], it => $"您的反馈已办结：{it.Title}", it => $"处理结果：{PersonalData.Mask(it.Matter.Feedback?.Reason ?? "").TrimEnd('。')}。"),
        Differs("drift.found"),
        Differs("drift.reopened"),
        new("categoryRequest.made", NotificationKind.HandedOver, [Who.Shapers], it => $"申请调整{it.Title}：{it.Unit}", it => $"{it.Unit}申请调整{it.Title}，草图和理由见申请页。", it => it.Matter.CategoryRequest is { Stage: CategoryRequestStage.Open }),
        new("categoryRequest.accepted", NotificationKind.Finished, [Who.Officers], it => $"申请已采纳：{it.Title}", it => $"市热线办已采纳{it.Unit}的申请。"),
        new("categoryRequest.declined", NotificationKind.SentBack, [Who.Officers], it => $"申请未采纳：{it.Title}", it => $"市热线办未采纳{it.Unit}的申请，原因见申请页。"),
        new("profile.submitted", NotificationKind.HandedOver, [Who.ProfileOffice], it => $"待审核基本信息：{it.Unit}", it => $"{it.Unit}提交了基本信息，请审核。", it => it.Matter.Profile is { Stage: ProfileStage.Submitted }),
        new("profile.recalled", NotificationKind.Recalled, [Who.ProfileOffice], it => $"基本信息已撤回：{it.Unit}", it => $"{it.Unit}撤回了提交的基本信息，暂不需要审核。"),
        new("profile.approved", NotificationKind.Finished, [Who.Officers], _ => "基本信息已审核通过", it => $"{it.Unit}的基本信息已入库。"),
        new("profile.returned", NotificationKind.SentBack, [Who.Officers], _ => "基本信息被退回", it => $"{it.Unit}的基本信息被退回，原因见基本信息页。", it => it.Matter.Profile is { Stage: ProfileStage.Drafting }),
        new("profile.updated", NotificationKind.Finished, [Who.ProfileOffice], it => $"基本信息已更新：{it.Unit}", it => $"{it.Unit}更新了{it.ChangedParts}，已生效；差异见历次版本。"),
        new("profile.prepared", NotificationKind.HandedOver, [Who.Officers], _ => "热线办为您单位准备了基本信息草稿", it => $"请核对{it.Unit}的基本信息草稿，无误后提交。", it => it.Matter.Profile is { Pending: not null }),
        new("profile.confirmationRequested", NotificationKind.Reminder, [Who.Officers], _ => "请确认基本信息", it => $"{it.Unit}的基本信息已满一个月未确认，请核对后按“确认无误”，有变化请更新。", it => it.Matter.Profile is { } profile && !(profile.ConfirmedAt > it.Row.At)),
        new("duty.handedOver", NotificationKind.HandedOver, [Who.Successor], it => $"移交给您：{it.Title}", it => $"{it.Unit}的这一事项由您接手办理。"),
        new("hall.stopped", NotificationKind.Alarm, [Who.Keepers], _ => "与网上办事大厅的全量核对已停止", it => it.Matter.Run?.Error ?? "", it => it.Matter.Run is { State: HallRunState.Stopped }),
        new("hall.failed", NotificationKind.Alarm, [Who.Keepers], _ => "与网上办事大厅的同步失败", it => $"{it.Matter.Run?.Error} 系统会按时重试；恢复之前事项保持现状，不再更新。", it => it.Matter.Run is { State: HallRunState.Failed }),
        new("reading.exceeded", NotificationKind.Alarm, [Who.Security], it => $"查看条目异常多：{it.Title}", it => $"{it.Title}一小时内查看 {it.Read("hour")} 个条目，当天累计 {it.Read("day")} 个，请核实是否工作需要。"),
        new("entry.reviewRequired", NotificationKind.Reminder, [Who.Officers],
            it => $"{(it.Day < CityDays.Of(it.Row.At) ? "已过" : "临近")}复核或失效日期：{it.Title}", it => $"{it.Unit}的这个条目须在 {it.Day:yyyy-MM-dd} 前复核：仍然有效的更新复核日期，有变化的修改，已失效的撤下。", it => it.Matter.Entry is { State: EntryState.Published }),
        new("keyword.suggestionAccepted", NotificationKind.Finished, [Who.Sender], it => $"关键字建议已采纳：{it.Title}", it => $"已设为 {it.Matter.Suggestion!.Code} 的关键字，检索“{it.Title}”即可找到。", it => it.Matter.Suggestion is { State: SuggestionState.Accepted }),
        new("keyword.suggestionDeclined", NotificationKind.SentBack, [Who.Sender], it => $"关键字建议未采纳：{it.Title}", it => $"对 {it.Matter.Suggestion!.Code} 的建议未采纳：{PersonalData.Mask(it.Matter.Suggestion.Note).TrimEnd('。')}。", it => it.Matter.Suggestion is { State: SuggestionState.Declined }),
        new("sharing.requested", NotificationKind.HandedOver, [Who.OtherOfficers], it => $"申请查看共享：{it.Unit}", it => $"{it.Unit}申请查看{it.Matter.OtherUnit}的常用信息，请同意，或说明不同意的理由。", it => it.Matter.Sharing is { Stage: SharingStage.Requested }),
        new("sharing.consented", NotificationKind.HandedOver, [Who.Granters], it => $"待授权：{it.Unit}查看{it.Matter.OtherUnit}", it => $"{it.Matter.OtherUnit}已同意{it.Unit}查看其常用信息，请决定是否授权。", it => it.Matter.Sharing is { Stage: SharingStage.Consented }),
        new("sharing.declined", NotificationKind.SentBack, [Who.Officers], it => $"不同意共享：{it.Matter.OtherUnit}", it => $"{it.Matter.OtherUnit}不同意{it.Unit}查看其常用信息，理由见申请页。"),
        new("sharing.refused", NotificationKind.SentBack, [Who.Officers, Who.OtherOfficers], it => $"未授权：{it.Unit}查看{it.Matter.OtherUnit}", it => $"市热线办未授权{it.Unit}查看{it.Matter.OtherUnit}的常用信息，理由见申请页。"),
        new("sharing.granted", NotificationKind.Finished, [Who.Officers, Who.OtherOfficers], it => $"已授权：{it.Unit}查看{it.Matter.OtherUnit}", it => $"至 {it.Matter.Sharing!.Until:yyyy-MM-dd} 有效，双方和市热线办都可随时终止。", it => it.Matter.Sharing is { Stage: SharingStage.Granted }),
        new("sharing.ended", NotificationKind.Recalled, [Who.Officers, Who.OtherOfficers], it => $"授权已终止：{it.Unit}查看{it.Matter.OtherUnit}", it => $"{it.Matter.Sharing!.EndedBy}终止了授权，理由见申请页。"),
        new("sharing.expired", NotificationKind.Finished, [Who.Officers, Who.OtherOfficers], it => $"授权已到期：{it.Unit}查看{it.Matter.OtherUnit}", it => "需要继续查看的，请重新申请。"),
        new("release.proposed", NotificationKind.HandedOver, [Who.Releasers],
            it => it.Automatic ? $"公开条目有新版本，待批准：{it.Title}" : $"待批准发布：{it.Title}",
            it => it.Automatic ? $"{it.Unit}的条目已有第 {it.Matter.Release!.EntryVersion} 版，向社会公开的仍是旧版；请核对后批准或退回。" : $"{it.Matter.Release!.ProposedBy}提出向社会发布{it.Unit}的条目，请核对后批准或退回；同时提出的其他条目也列在待发布中。", it => it.ProposedFirst),
        new("release.reproposed", NotificationKind.HandedOver, [Who.Releasers], it => $"待批准发布：{it.Title}", it => $"{it.Matter.Release!.ProposedBy}重新提出向社会发布{it.Unit}的条目，请核对后批准或退回。", it => it.Matter.Release is { Stage: ReleaseStage.Proposed }),
        new("release.returned", NotificationKind.SentBack, [Who.Proposer], it => $"发布建议被退回：{it.Title}", it => $"向社会发布{it.Unit}的条目的建议被退回，原因见发布页，可修改后重新提出或取消。", it => it.Matter.Release is { Stage: ReleaseStage.Returned }),
        new("release.approved", NotificationKind.Finished, [Who.Proposer], it => $"已向社会发布：{it.Title}", it => $"您提出的{it.Unit}的条目已公开。", it => it.Matter.Release is { Stage: ReleaseStage.Public, ProposedById: not null }),
        new("goldenQuery.failed", NotificationKind.HandedOver, [Who.KeywordKeepers],
            it => $"钉住的检索失效：{it.Title}", it => $"“{it.Title}”应在前 {GoldenQuery.Within} 位找到 {it.Matter.Golden!.Code}，现{(it.Matter.Golden.Rank is { } rank ? $"为第 {rank} 位" : "找不到")}，请核对关键字和同义词。", it => it.Matter.Golden is { BrokenSince: not null }),
    ];

    private static readonly FrozenDictionary<string, TellingRule> ByEvent = All.ToFrozenDictionary(rule => rule.Event);

    public static TellingRule? For(string eventKind) => ByEvent.GetValueOrDefault(eventKind);

    /// <summary>Offices have their list; the unit can mend it before anybody asks (R5.4). Of what the office has asked for it is told by the requirement.</summary>
    private static TellingRule Differs(string @event) => new(@event, NotificationKind.HandedOver, [Who.Officers],
        it => $"与办事大厅不一致：{it.Title}", it => $"{it.Unit}的条目与办事大厅不一致（{string.Join('、', it.Matter.Drift!.Fields.Select(field => DriftFields.NameOf(field.Field)))}），请核实后更新。", it => it.Matter.Drift is { Stage: DriftStage.Open });

    private static TellingRule HandOver(string @event) => new(@event, NotificationKind.HandedOver, [Who.NextStep],
        it => $"待{(it.To is Stage.UnitRevision ? "审定" : it.To is Stage.OfficeCheck ? "把关" : "审核")}：{it.Title}",
        it => $"{it.Unit}的修订已到“{RevisionFlow.NameOf(it.To!.Value)}”，请在 {it.Due} 前办理。",
        it => it.StillThere && it.StillOpen) { EndsWithClock = true };
}
