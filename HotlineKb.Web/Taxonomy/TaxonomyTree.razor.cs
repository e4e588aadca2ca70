using HotlineKb.Core.Taxonomy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Microsoft.JSInterop;

namespace HotlineKb.Web.Taxonomy;

/// <summary>A tree that is walked and shaped by keyboard and by dragging; what the acts do is the page's.</summary>
public sealed partial class TaxonomyTree
{
    private const int RowHeight = 28;

    private readonly CancellationTokenSource _gone = new();
    private ElementReference _box;
    private ElementReference _input;
    private Virtualize<CategoryItem>? _rows;
    private IJSObjectReference? _module;
    private DotNetObjectReference<TaxonomyTree>? _self;
    private Guid? _shown;
    private Guid? _focused;
    private bool _refocus;

    [Parameter, EditorRequired]
    public TreeRows Rows { get; set; } = new();

    [Parameter]
    public Guid? Selected { get; set; }

    [Parameter]
    public EventCallback<Guid?> SelectedChanged { get; set; }

    [Parameter]
    public bool MayEdit { get; set; }

    /// <summary>The row whose name is being typed.</summary>
    [Parameter]
    public Guid? Renaming { get; set; }

    [Parameter]
    public string Name { get; set; } = "";

    [Parameter]
    public EventCallback<string> NameChanged { get; set; }

    [Parameter]
    public string? RenameError { get; set; }

    [Parameter]
    public EventCallback<CategoryItem?> OnRename { get; set; }

    [Parameter]
    public EventCallback OnRenamed { get; set; }

    [Parameter]
    public EventCallback<(CategoryItem Item, Guid? Parent, int Place)> OnMove { get; set; }

    [Parameter]
    public EventCallback<CategoryItem> OnAdd { get; set; }

    [Parameter]
    public EventCallback<CategoryItem> OnRetire { get; set; }

    [JSInvokable("drop")]
    public Task DropAsync(Guid dragged, Guid onto, string where) =>
        MayEdit && Enum.TryParse<DropPlace>(where, ignoreCase: true, out var place) && Rows.Drop(dragged, onto, place) is { } to ? OnMove.InvokeAsync((Rows[dragged]!, to.Parent, to.Place)) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
        try
        {
            if (_module is not null)
            {
                await _module.InvokeVoidAsync("end", _box);
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the module with it.
        }

        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _self = DotNetObjectReference.Create(this);
                _module = await JS.InvokeAsync<IJSObjectReference>("import", _gone.Token, $"./{Assets["Taxonomy/TaxonomyTree.razor.js"]}");
                await _module.InvokeVoidAsync("begin", _gone.Token, _box, _self);
            }

            if (_module is null)
                return;
            if (Selected != _shown)
            {
                _shown = Selected;
                if (Rows.PlaceOf(Selected) is >= 0 and var place)
                    await _module.InvokeVoidAsync("show", _gone.Token, _box, place, RowHeight);
            }

            if (Renaming is { } now && now != _focused)
            {
                _focused = now;
                await _module.InvokeVoidAsync("edit", _gone.Token, _box);
            }
            else if (Renaming is null && _focused is not null)
            {
                _focused = null;
                if (_refocus)
                    await _box.FocusAsync(preventScroll: true);
                _refocus = false;
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The page is going.
        }
    }

    private Task ChooseAsync(CategoryItem item) => SelectedChanged.InvokeAsync(item.Id);

    private void Toggle(CategoryItem item, bool? open = null) => Rows.Toggle(item, open);

    private Task BeginRenameAsync(CategoryItem item) => MayEdit ? OnRename.InvokeAsync(item) : Task.CompletedTask;

    private Task RenameKeyAsync(KeyboardEventArgs e)
    {
        // The Enter that picks a Chinese word ends no typing; the browser calls it Process or says it is composing.
        if (e.Key is not ("Enter" or "Escape") || e.IsComposing)
            return Task.CompletedTask;
        _refocus = true;
        return e.Key == "Enter" ? OnRenamed.InvokeAsync() : OnRename.InvokeAsync(null);
    }

    private async Task KeyAsync(KeyboardEventArgs e)
    {
        if (Rows.Shown.Count == 0)
            return;
        if (Rows[Selected] is not { } item || Rows.PlaceOf(Selected) is not (>= 0 and var place))
        {
            if (e.Key is "ArrowDown" or "ArrowUp" or "Home" or "End")
                await ChooseAsync(Rows.Shown[e.Key == "End" ? ^1 : 0]);
            return;
        }

        if (e.AltKey)
        {
            if (MayEdit && Rows.Step(item, e.Key) is { } to)
                await OnMove.InvokeAsync((item, to.Parent, to.Place));
            return;
        }

        switch (e.Key)
        {
            case "ArrowDown" when place < Rows.Shown.Count - 1:
                await ChooseAsync(Rows.Shown[place + 1]);
                break;
            case "ArrowUp" when place > 0:
                await ChooseAsync(Rows.Shown[place - 1]);
                break;
            case "Home":
                await ChooseAsync(Rows.Shown[0]);
                break;
            case "End":
                await ChooseAsync(Rows.Shown[^1]);
                break;
            case "ArrowRight" when Rows.HasChildren(item):
                if (!Rows.IsOpen(item))
                    Toggle(item, true);
                else
                    await ChooseAsync(Rows.Shown[place + 1]);
                break;
            case "ArrowLeft":
                if (Rows.HasChildren(item) && Rows.IsOpen(item))
                    Toggle(item, false);
                else if (Rows[item.ParentId] is { } parent)
                    await ChooseAsync(parent);
                break;
            case "Enter" or " " when Rows.HasChildren(item):
                Toggle(item);
                break;
            case "F2" when MayEdit:
                await OnRename.InvokeAsync(item);
                break;
            case "Insert" when MayEdit:
                await OnAdd.InvokeAsync(item);
                break;
            case "Delete" when MayEdit:
                await OnRetire.InvokeAsync(item);
                break;
        }
    }
}
