using System.Runtime.CompilerServices;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using HotlineKb.Core.WorkOrders;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Tests.Kit;

/// <summary>
/// A revision's history, told step by step and lived when awaited, through the real actions:
/// <c>await AnEntry.Drafted(host).SubmittedToUnit().Approved().Passed().Published()</c>. Each step is done by whom it falls to, unless <c>by</c> says otherwise.
/// </summary>
public sealed class AnEntry
{
    private readonly TestHost _host;
    private readonly string _drafter;
    private readonly Queue<Func<Task>> _steps = new();

    private AnEntry(TestHost host, string drafter, int unit) => (_host, _drafter, Unit) = (host, drafter, unit);

    public static EntryText AText => new()
    {
        Title = "社保卡怎么补办",
        Answer = "带身份证到合作银行网点补办。",
        Body = "<p>携带身份证到任一合作银行网点办理。</p>",
        Basis = "《中华人民共和国社会保险法》",
    };

    public int Unit { get; }

    public Guid Id { get; private set; }

    public Stage Stage { get; private set; }

    /// <summary>The version the next step builds on.</summary>
    public int Version { get; private set; }

    public string? Code { get; private set; }

    /// <summary>An office writes: collected information (R4.3).</summary>
    public static AnEntry Drafted(TestHost host, string by = "city.editor", int unit = Town.Rsj, EntryText? text = null, ChangeKind change = ChangeKind.New, string? entry = null) =>
        Begun(host, by, unit, new DraftRequest(Origin.Collected, change, Core.Units.Unit.CodeOf(unit), entry, text ?? AText));

    /// <summary>The unit writes itself: supplementary information (R4.2).</summary>
    public static AnEntry WrittenByUnit(TestHost host, int unit = Town.Rsj, string? by = null, EntryText? text = null, ChangeKind change = ChangeKind.New, string? entry = null) =>
        Begun(host, by ?? OfficerOf(unit), unit, new DraftRequest(Origin.Supplementary, change, Core.Units.Unit.CodeOf(unit), entry, text ?? AText));

    /// <summary>The unit writes what an office has asked of it (R5.3); the request must have been made.</summary>
    public static AnEntry Answering(AnEditingRequest request, string? by = null, EntryText? text = null, ChangeKind change = ChangeKind.New, string? entry = null) =>
        new AnEntry(request.Host, by ?? OfficerOf(request.Unit), request.Unit).Then(() => request.Host.Get<EntryActions>().DraftAsync(Town.Actor(by ?? OfficerOf(request.Unit)),
            new DraftRequest(Origin.Supplementary, change, Core.Units.Unit.CodeOf(request.Unit), entry, text ?? AText, EditingRequest: request.Id)));

    /// <summary>An office writes from a work order (R4.1), which is imported first when it is not there.</summary>
    public static AnEntry FromWorkOrder(TestHost host, string by = "city.editor", int unit = Town.Rsj, EntryText? text = null, string number = "GD-1")
    {
        var entry = new AnEntry(host, by, unit);
        return entry.Then(async () =>
        {
            await host.Get<WorkOrderActions>().ImportAsync(Town.Actor(by), [AWorkOrder.Numbered(number) with { Unit = Core.Units.Unit.CodeOf(unit) }]);
            return await host.Get<WorkOrderActions>().DraftAsync(Town.Actor(by), new DraftRequest(Origin.WorkOrder, ChangeKind.New, null, null, text ?? AText, number));
        });
    }

    /// <summary>A revision of this origin, written by whom it falls to.</summary>
    public static AnEntry Of(Origin origin, TestHost host, int unit = Town.Rsj, string drafter = "city.editor") => origin switch
    {
        Origin.Supplementary => WrittenByUnit(host, unit),
        Origin.WorkOrder => FromWorkOrder(host, drafter, unit),
        _ => Drafted(host, drafter, unit),
    };

    public AnEntry SubmittedToUnit(string? by = null) => Acted(RevisionAct.Submit, by ?? _drafter);

    public AnEntry SubmittedToOffice(string? by = null) => Acted(RevisionAct.Submit, by ?? _drafter);

    public AnEntry Edited(string by, Func<EntryText, EntryText> change) => Then(() => _host.Get<EntryActions>().EditAsync(Town.Actor(by), Id, Version, change));

    public AnEntry Claimed(string by) => Acted(RevisionAct.Claim, by);

    public AnEntry Approved(string? by = null) => Acted(RevisionAct.Approve, by ?? OfficerOf(Unit));

    public AnEntry Refused(string? by = null, string reason = "不属于本单位职责") => Acted(RevisionAct.Refuse, by ?? OfficerOf(Unit), reason);

    public AnEntry Returned(string? by = null, string reason = "请补充依据") => Then(() => ActAsync(RevisionAct.Return, by ?? OwnerOf(Stage), reason));

    public AnEntry Passed(string? by = null) => Acted(RevisionAct.Pass, by ?? CheckerOf(Unit));

    public AnEntry Published(string? by = null, List<string>? keywords = null, string category = "业务/常见问题") =>
        Then(async () => await ActAsync(RevisionAct.Publish, by ?? "city.reviewer", null, keywords, await _host.CategoryAsync(Unit, category)));

    public AnEntry Recalled(string by) => Acted(RevisionAct.Recall, by);

    public AnEntry Abandoned(string? by = null) => Acted(RevisionAct.Abandon, by ?? _drafter);

    /// <summary>Time passes before the next step.</summary>
    public AnEntry After(TimeSpan time)
    {
        _steps.Enqueue(() =>
        {
            _host.Clock.Advance(time);
            return Task.CompletedTask;
        });
        return this;
    }

    /// <summary>As far as a stage, by the shortest way, nothing claimed.</summary>
    public AnEntry UpTo(Stage stage) =>
        Then(async () =>
        {
            while (Stage != stage)
                await StepTowardsAsync(stage);
            return new RevisionState(Id, Stage, Version, Code);
        });

    /// <summary>One act as it is, for tests that expect a refusal.</summary>
    public Task<RevisionState> ActAsync(RevisionAct act, string by, string? reason = null, List<string>? keywords = null, Guid? category = null, int? version = null) =>
        _host.Get<EntryActions>().ActAsync(Town.Actor(by), Id, act, version ?? Version, reason, keywords, category);

    public async Task<Revision> RowAsync()
    {
        await using var db = _host.Db();
        return await db.Revisions().AsNoTracking().Include(row => row.Clock).SingleAsync(row => row.Id == Id);
    }

    /// <summary>Kinds of its ledger rows, oldest first.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync() => [.. (await LedgerAsync()).Select(row => row.Kind)];

    public async Task<IReadOnlyList<LedgerRow>> LedgerAsync()
    {
        await using var db = _host.Db();
        var subject = Revision.SubjectOf(Id);
        return await db.LedgerRows().Where(row => row.Subject == subject).OrderBy(row => row.Number).ToListAsync();
    }

    /// <summary>Its clocks, oldest first.</summary>
    public async Task<IReadOnlyList<Assignment>> ClocksAsync()
    {
        await using var db = _host.Db();
        var clocks = await db.Assignments().AsNoTracking().Where(row => row.SubjectId == Id).ToListAsync();
        return [.. clocks.OrderBy(clock => clock.ClosedAt ?? DateTime.MaxValue).ThenBy(clock => clock.OpenedAt)];
    }

    public TaskAwaiter<AnEntry> GetAwaiter() => LiveAsync().GetAwaiter();

    private static AnEntry Begun(TestHost host, string by, int unit, DraftRequest request) =>
        new AnEntry(host, by, unit).Then(() => host.Get<EntryActions>().DraftAsync(Town.Actor(by), request));

    public static string OfficerOf(int unit) => unit switch
    {
        Town.Rsj => "officer.rsj",
        Town.Yiliao => "officer.yiliao",
        Town.YingdeRsj => "officer.yingde.rsj",
        Town.YingdeMz => "officer.yingde.mz",
        _ => throw new ArgumentOutOfRangeException(nameof(unit), "Town has no officer for this unit."),
    };

    public static string CheckerOf(int unit) => Jurisdiction.OfficeOf(unit) switch
    {
        Town.Yingde => "yingde.office",
        Town.Qingcheng => "qingcheng.office",
        _ => "city.checker",
    };

    private async Task<AnEntry> LiveAsync()
    {
        while (_steps.TryDequeue(out var step))
            await step();
        return this;
    }

    private async Task StepTowardsAsync(Stage stage)
    {
        var act = Stage switch
        {
            Stage.Drafting => stage is Stage.Abandoned ? RevisionAct.Abandon : RevisionAct.Submit,
            Stage.UnitRevision => RevisionAct.Approve,
            Stage.OfficeCheck => RevisionAct.Pass,
            _ => RevisionAct.Publish,
        };
        var category = act is RevisionAct.Publish ? await _host.CategoryAsync(Unit) : (Guid?)null;
        Take(await ActAsync(act, OwnerOf(Stage), null, null, category));
    }

    private string OwnerOf(Stage stage) => stage switch
    {
        Stage.Drafting => _drafter,
        Stage.UnitRevision => OfficerOf(Unit),
        Stage.OfficeCheck => CheckerOf(Unit),
        _ => "city.reviewer",
    };

    private AnEntry Acted(RevisionAct act, string by, string? reason = null) => Then(() => ActAsync(act, by, reason));

    private AnEntry Then(Func<Task<RevisionState>> step)
    {
        _steps.Enqueue(async () => Take(await step()));
        return this;
    }

    private void Take(RevisionState state) => (Id, Stage, Version, Code) = (state.Id, state.Stage, state.Version, state.Code ?? Code);
}
