using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Web.Access;
using HotlineKb.Web.Parts;
using HotlineKb.Web.Units;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Entries;

/// <summary>Begins a revision: asks only what it cannot know, and makes the draft at once when there is nothing to ask.</summary>
public sealed partial class NewRevisionPage
{
    private Actor? _actor;
    private Core.Entries.Origin _from;
    private ChangeKind _kind;
    private EntryDetail? _entry;
    private WorkOrderDetail? _order;
    private EditingRequestDetail? _asked;
    private Guid? _underWay;
    private int? _unitId;
    private string _title = "";
    private string _note = "";
    private string? _wrong;
    private bool _busy;

    [Inject]
    private NewRevision Drafts { get; set; } = default!;

    [Inject]
    private Viewer Viewer { get; set; } = default!;

    [Inject]
    private Acts Acts { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private UnitDirectory Units { get; set; } = default!;

    /// <summary>workOrder, supplementary or collected.</summary>
    [SupplyParameterFromQuery]
    public string? Origin { get; set; }

    /// <summary>new, update or withdraw.</summary>
    [SupplyParameterFromQuery]
    public string? Change { get; set; }

    /// <summary>Code of the entry to change.</summary>
    [SupplyParameterFromQuery]
    public string? Entry { get; set; }

    [SupplyParameterFromQuery]
    public string? WorkOrder { get; set; }

    /// <summary>Code or name.</summary>
    [SupplyParameterFromQuery]
    public string? Unit { get; set; }

    /// <summary>The editing requirement that it is to answer.</summary>
    [SupplyParameterFromQuery]
    public Guid? Request { get; set; }

    private bool BySelf => _from is Core.Entries.Origin.Supplementary;

    /// <summary>Someone writes the answer, or the entry that is to be mended is under revision: nothing is begun here.</summary>
    private bool Taken => _asked is not null && _underWay is not null;

    private string Heading => _kind switch
    {
        ChangeKind.Withdraw => "申请撤下",
        ChangeKind.Update => "修订条目",
        _ => _from switch { Core.Entries.Origin.WorkOrder => "从工单起草", Core.Entries.Origin.Supplementary => "新建补充信息", _ => "新建收集信息" },
    };

    private async Task LoadAsync(CancellationToken ct)
    {
        var actor = await Viewer.ActorAsync(ct);
        if (!actor.May(Permission.DraftForUnits) && !actor.May(Permission.ReviseForOwnUnit))
            throw Refusal.NotPermitted();
        (_from, _kind) = (NewRevision.OriginOf(actor, Origin, WorkOrder), NewRevision.ChangeOf(Change));
        _order = string.IsNullOrWhiteSpace(WorkOrder) ? null : await Drafts.OrderAsync(actor, WorkOrder.Trim(), ct);
        if (_order is null && _from is Core.Entries.Origin.WorkOrder)
            // An order has to be picked first; that is another page.
            Navigation.NavigateTo("/work-orders", replace: true);
        _asked = Request is { } request ? await Drafts.RequestAsync(actor, request, ct) : null;
        _underWay = _asked?.Revisions.FirstOrDefault(revision => revision.Stage is Stage.Drafting)?.Id ?? OfOrder();
        if (_kind is not ChangeKind.New)
        {
            _entry = await Drafts.EntryAsync(actor, Entry ?? "", ct);
            _underWay ??= _entry.OpenRevisionId;
            // Another revision that happens to be under way does not answer what was asked by itself: that has to be said, not passed over.
            if (_kind is ChangeKind.Update && (_asked is null || _underWay is null))
            {
                Leave(_underWay ?? (await Drafts.UpdateAsync(actor, _from, _entry.Code, Request, ct)).Id);
                return;
            }
        }

        var unit = await Drafts.UnitOfAsync(actor, _from, Unit, _order?.Item.UnitId, ct);
        _unitId = unit?.Id;
        _actor = actor;
        if (_order is not null && unit is not null && _underWay is null)
            Leave((await Drafts.NewAsync(actor, _from, unit, "", _order)).Id);
    }

    private async Task CreateAsync()
    {
        _wrong = _kind is ChangeKind.Withdraw && string.IsNullOrWhiteSpace(_note) ? "请写明撤下理由。"
            : _kind is ChangeKind.New && _unitId is null ? "请选择所属单位。"
            : null;
        if (_wrong is not null || _busy)
            return;
        _busy = true;
        RevisionState? state = null;
        var refusal = await Acts.TryAsync(async actor => state = _kind is ChangeKind.Withdraw
            ? await Drafts.WithdrawAsync(actor, _from, _entry!.Code, _note, Request)
            : await Drafts.NewAsync(actor, _from, (await Units.AllAsync()).Single(unit => unit.Id == _unitId), _title, _order, Request));
        _busy = false;
        _wrong = refusal?.Message;
        if (state is { } drafted)
            Leave(drafted.Id);
    }

    private Guid? OfOrder() => _order?.Item is { Stage: not null and not Stage.Abandoned } used ? used.RevisionId : null;

    private void Leave(Guid id) => Navigation.NavigateTo($"/revisions/{id}", replace: true);
}
