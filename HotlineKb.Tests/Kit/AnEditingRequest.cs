using System.Runtime.CompilerServices;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Supervision;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Tests.Kit;

/// <summary>
/// An editing requirement's history, told step by step and lived when awaited, through the real actions:
/// <c>await AnEditingRequest.Made(host).Claimed("officer.rsj").Declined().AskedAgain()</c>.
/// </summary>
public sealed class AnEditingRequest
{
    private readonly TestHost _host;
    private readonly string _asker;
    private readonly int _unit;
    private readonly Queue<Func<Task>> _steps = new();

    private AnEditingRequest(TestHost host, string asker, int unit) => (_host, _asker, _unit) = (host, asker, unit);

    public Guid Id { get; private set; }

    public RequestStage Stage { get; private set; }

    /// <summary>The version the next step builds on.</summary>
    public int Version { get; private set; }

    public TestHost Host => _host;

    public int Unit => _unit;

    public static AnEditingRequest Made(TestHost host, string by = "city.editor", int unit = Town.Rsj, string title = "请补充灵活就业参保办法", string text = "近期来电多，请写明条件、材料、地点。", string? entry = null) =>
        new AnEditingRequest(host, by, unit).Then(() => host.Get<EditingRequestActions>().MakeAsync(Town.Actor(by), new NewEditingRequest(Core.Units.Unit.CodeOf(unit), title, text, entry)));

    public AnEditingRequest Claimed(string by) => Acted(RequestAct.Claim, by);

    public AnEditingRequest Declined(string? by = null, string reason = "已有条目写明") => Acted(RequestAct.Decline, by ?? AnEntry.OfficerOf(_unit), reason);

    /// <summary>By a revision written for it and handed over.</summary>
    public AnEditingRequest Answered(string? by = null)
    {
        _steps.Enqueue(async () =>
        {
            await AnEntry.Answering(this, by).SubmittedToOffice();
            await ReadAsync();
        });
        return this;
    }

    /// <summary>By a revision that was there already.</summary>
    public AnEditingRequest AnsweredBy(AnEntry revision, string? by = null) => Then(() => ActAsync(RequestAct.Answer, by ?? AnEntry.OfficerOf(_unit), revision: revision.Id));

    public AnEditingRequest Accepted(string? by = null) => Acted(RequestAct.Accept, by ?? _asker);

    public AnEditingRequest AskedAgain(string? by = null, string reason = "请再写明办理地点") => Acted(RequestAct.AskAgain, by ?? _asker, reason);

    public AnEditingRequest Cancelled(string? by = null, string reason = "不再需要") => Acted(RequestAct.Cancel, by ?? _asker, reason);

    /// <summary>Time passes before the next step.</summary>
    public AnEditingRequest After(TimeSpan time)
    {
        _steps.Enqueue(() =>
        {
            _host.Clock.Advance(time);
            return Task.CompletedTask;
        });
        return this;
    }

    public AnEditingRequest UpTo(RequestStage stage) => stage switch
    {
        RequestStage.Answered => Answered(),
        RequestStage.Declined => Declined(),
        RequestStage.Accepted => Declined().Accepted(),
        RequestStage.Cancelled => Cancelled(),
        _ => this,
    };

    /// <summary>One act as it is, for tests that expect a refusal.</summary>
    public Task<EditingRequestState> ActAsync(RequestAct act, string by, string? reason = null, Guid? revision = null, int? version = null) =>
        _host.Get<EditingRequestActions>().ActAsync(Town.Actor(by), Id, act, version ?? Version, reason, revision);

    public async Task<EditingRequest> RowAsync()
    {
        await using var db = _host.Db();
        return await db.EditingRequests().AsNoTracking().Include(row => row.Clock).SingleAsync(row => row.Id == Id);
    }

    /// <summary>Takes over what others, such as its revision, have made of it.</summary>
    public async Task<EditingRequest> ReadAsync()
    {
        var row = await RowAsync();
        (Stage, Version) = (row.Stage, row.Version);
        return row;
    }

    public async Task<IReadOnlyList<LedgerRow>> LedgerAsync()
    {
        await using var db = _host.Db();
        var subject = EditingRequest.SubjectOf(Id);
        return await db.LedgerRows().Where(row => row.Subject == subject).OrderBy(row => row.Number).ToListAsync();
    }

    /// <summary>Kinds of its ledger rows, oldest first.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync() => [.. (await LedgerAsync()).Select(row => row.Kind)];

    /// <summary>Its clocks, oldest first.</summary>
    public async Task<IReadOnlyList<Assignment>> ClocksAsync()
    {
        await using var db = _host.Db();
        var clocks = await db.Assignments().AsNoTracking().Where(row => row.SubjectId == Id).ToListAsync();
        return [.. clocks.OrderBy(clock => clock.ClosedAt ?? DateTime.MaxValue).ThenBy(clock => clock.OpenedAt)];
    }

    public TaskAwaiter<AnEditingRequest> GetAwaiter() => LiveAsync().GetAwaiter();

    private async Task<AnEditingRequest> LiveAsync()
    {
        while (_steps.TryDequeue(out var step))
            await step();
        return this;
    }

    private AnEditingRequest Acted(RequestAct act, string by, string? reason = null) => Then(() => ActAsync(act, by, reason));

    private AnEditingRequest Then(Func<Task<EditingRequestState>> step)
    {
        _steps.Enqueue(async () =>
        {
            var state = await step();
            (Id, Stage, Version) = (state.Id, state.Stage, state.Version);
        });
        return this;
    }
}
