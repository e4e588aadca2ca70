using System.Globalization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Web.Access;
using HotlineKb.Web.Live;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Entries;

internal enum DeskView
{
    Edit,
    Difference,
    Read,
}

public sealed partial class RevisionWork : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    private LiveView? _live;
    private RevisionForm? _form;
    private RevisionDesk? _desk;
    private Actor? _actor;
    private WorkOrderDetail? _order;
    private IReadOnlyList<CategoryItem> _leaves = [];
    private IReadOnlyDictionary<Guid, string> _paths = new Dictionary<Guid, string>();
    private IReadOnlyList<RevisionStep> _steps = [];
    private IReadOnlyDictionary<string, string> _refused = new Dictionary<string, string>();
    private CancellationTokenSource? _pause;
    private string _bodyState = "saved";
    private string? _news;
    private bool _formOpened;
    private bool _busy;
    private int _editorKey;
    private Guid? _filedUnder;
    private List<string> _keywords = [];
    private (Stage Stage, int Steps)? _filedFor;
    private IReadOnlyList<string> _terms = [];
    private EntryText? _termsOf;
    private IReadOnlyList<GoldenShift> _shifts = [];
    private bool _breaks;

    [Inject]
    private EntryActions Entries { get; set; } = default!;

    [Inject]
    private RevisionViews Revisions { get; set; } = default!;

    [Inject]
    private CategoryViews Categories { get; set; } = default!;

    [Inject]
    private WorkOrderViews Orders { get; set; } = default!;

    [Inject]
    private PublishGuard Guard { get; set; } = default!;

    [Inject]
    private KeywordSuggestions Suggestions { get; set; } = default!;

    [Inject]
    private Viewer Viewer { get; set; } = default!;

    [Inject]
    private Acts Acts { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private ILogger<RevisionWork> Log { get; set; } = default!;

    [Parameter, EditorRequired]
    public Guid Id { get; set; }

    [Parameter]
    public string? View { get; set; }

    private DeskView Shown => (View, _desk!.Detail) switch
    {
        ("edit", { MayEdit: true }) => DeskView.Edit,
        ("read", _) => DeskView.Read,
        ("difference", { Base: not null, Revision.Change: ChangeKind.Update }) => DeskView.Difference,
        // Who judges opens on what changed; who writes, on the form.
        (_, { Base: not null, Revision: { Change: ChangeKind.Update, Stage: not Stage.Drafting and not Stage.Published } }) => DeskView.Difference,
        (_, { MayEdit: true }) => DeskView.Edit,
        _ => DeskView.Read,
    };

    public async ValueTask DisposeAsync()
    {
        await StopPauseAsync();
        if (_desk is not { } desk)
            return;
        try
        {
            if (desk.Dirty && desk.Detail.MayEdit)
                await desk.SaveAsync(await Viewer.ActorAsync());
        }
        catch (Exception e) when (e is Refusal or OperationCanceledException or ObjectDisposedException)
        {
            // Signed out, or the circuit is already gone; the last pause saved all but the newest words.
        }

        desk.Dispose();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        _actor = await Viewer.ActorAsync(ct);
        var desk = _desk ?? new RevisionDesk(Id, Entries, Revisions, Time);
        var before = desk.Detail;
        await desk.LoadAsync(_actor, ct);
        var tree = await Categories.TreeAsync(_actor, desk.Detail.Unit.Id, ct);
        _leaves = [.. tree.Where(category => category.IsLeaf)];
        _paths = await Categories.PathsAsync(desk.Detail.Unit.Id, ct);
        if (_desk is null && desk.Detail.Revision.WorkOrderNumber is { } number)
            _order = await OrderAsync(_actor, number, ct);
        _desk = desk;
        _steps = RevisionStep.Read(desk.Detail.History);
        Tell(before, desk);
        PrepareFiling(desk.Detail);
        await TryPublishingAsync(_actor, desk.Detail, ct);
        await TellEditorAsync(desk);
    }

    private bool Concerns(LedgerRow row) => row.Subject == Revision.SubjectOf(Id) || row.Subject == _desk?.Detail.Revision.EditingRequest?.Subject || row.Kind.StartsWith("category.", StringComparison.Ordinal);

    /// <summary>Says what others did meanwhile; an idle editor takes over their body, one being typed in settles it at its next save.</summary>
    private void Tell(RevisionDetail? before, RevisionDesk desk)
    {
        if (before is null)
            return;
        var steps = _steps.Take(_steps.Count - RevisionStep.Read(before.History).Count).ToList();
        if (steps.FirstOrDefault(step => step.Actor != _actor!.UserName) is { } news)
            _news = L["{0} 于 {1} {2}", news.By, CityTime.Of(news.At).ToString("HH:mm", CultureInfo.InvariantCulture), L[news.Word]];
        else if (desk.ChangedByOther && steps.Count == 0)
            _news = L["内容刚刚被他人修改，已显示最新的。"];
        desk.ChangedByOther = false;
        if (desk.BodyChangedByOther && _bodyState is "saved")
        {
            _editorKey++;
            desk.BodyRead();
        }
    }

    private async Task<WorkOrderDetail?> OrderAsync(Actor actor, string number, CancellationToken ct)
    {
        try
        {
            return await Orders.GetAsync(actor, number, ct);
        }
        catch (Refusal refusal) when (refusal.Kind is RefusalKind.NotFound)
        {
            return null;
        }
    }

    private string CategoryName(Guid? id) => id is { } category ? _paths.GetValueOrDefault(category, "—").Replace("/", " / ", StringComparison.Ordinal) : "";

    private static bool Files(RevisionDetail detail) =>
        detail.Revision.Change is not ChangeKind.Withdraw && detail.Acts.Any(move => move.Act is RevisionAct.Pass or RevisionAct.Publish);

    /// <summary>Starts from what stands, once per step; later loads leave alone what is being chosen.</summary>
    private void PrepareFiling(RevisionDetail detail)
    {
        var step = (detail.Revision.Stage, _steps.Count(row => row.Act is not RevisionAct.Claim));
        if (_filedFor == step)
            return;
        (_filedFor, _filedUnder, _keywords) = (step, detail.Revision.Text.CategoryId, [.. detail.Revision.Text.Keywords]);
    }

    /// <summary>What the text repeats, to choose keywords from, and what publishing would do to pinned queries (R6.2).</summary>
    private async Task TryPublishingAsync(Actor actor, RevisionDetail detail, CancellationToken ct)
    {
        if (!Files(detail) || !actor.May(Permission.ReadEntries))
            _terms = [];
        else if (detail.Revision.Text != _termsOf)
            (_termsOf, _terms) = (detail.Revision.Text, await Suggestions.TermsAsync(actor, detail.Revision.UnitId, detail.Revision.Text, ct));
        var shifts = detail.Acts.Any(move => move.Act is RevisionAct.Publish) && await Entries.PublicationAsync(actor, Id, detail.Revision.Version, Files(detail) ? _keywords : null, ct) is { } publication
            ? await Guard.TryAsync(publication, ct) : [];
        if (!shifts.Any(shift => shift.Breaks))
            _breaks = false;
        _shifts = shifts;
    }

    private async Task FileWordsAsync(List<string> words)
    {
        (_keywords, _breaks) = (words, false);
        if (_desk is { } desk)
            await TryPublishingAsync(await Viewer.ActorAsync(), desk.Detail, CancellationToken.None);
    }

    private static IEnumerable<(DeskView View, string Name)> Views(RevisionDetail detail)
    {
        if (detail is { Base: not null, Revision.Change: ChangeKind.Update })
            yield return (DeskView.Difference, "与在用版本比较");
        yield return (DeskView.Read, "阅读");
        if (detail.MayEdit)
            yield return (DeskView.Edit, "编辑");
    }

    private string Standing(RevisionDetail detail) => detail.Revision.Stage switch
    {
        Stage.Published => L["已入库"],
        Stage.Abandoned => L["已放弃"],
        var stage when detail.Revision.Clock?.ClaimedBy is { } claimer => L["{0}正在办理（{1}）", claimer, L[RevisionFlow.NameOf(stage)]],
        var stage => L["现在处于“{0}”，不由您办理", L[RevisionFlow.NameOf(stage)]],
    };
}
