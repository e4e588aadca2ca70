using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Web.Access;
using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Live;

public sealed partial class LiveView
{
    private static readonly TimeSpan Throttle = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _loading;
    private IDisposable? _subscription;
    private object? _lastKey;
    private bool _loaded;
    private bool _slow;
    private bool _waiting;
    private string? _error;
    private bool _final;

    /// <summary>Reads what the page shows; runs on the page's own dispatcher, and the page renders afterwards.</summary>
    [Parameter, EditorRequired]
    public EventCallback<CancellationToken> Load { get; set; }

    /// <summary>Whether a ledger row concerns this page. Null: the page never changes by itself.</summary>
    [Parameter]
    public Func<LedgerRow, bool>? Follows { get; set; }

    /// <summary>Loads again whenever this changes: the address, the filters.</summary>
    [Parameter]
    public object? Key { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Loads again now; an older load still under way is given up.</summary>
    public async Task ReloadAsync()
    {
        _loading?.Cancel();
        using var mine = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _loading = mine;
        try
        {
            var load = Load.InvokeAsync(mine.Token);
            if (!_loaded && await Task.WhenAny(load, Task.Delay(Patience, mine.Token)) != load)
            {
                _slow = true;
                StateHasChanged();
            }

            await load;
            _loaded = true;
            _error = null;
        }
        catch (OperationCanceledException)
        {
            // Given up for a newer load, or the page is gone.
            return;
        }
        catch (Refusal refusal)
        {
            _error = L[refusal.Message];
            // What may not be seen, or is not there, will not come by asking again.
            _final = refusal.Kind is RefusalKind.NotPermitted or RefusalKind.NotFound or RefusalKind.Malformed;
            // What was seen a moment ago and may not be seen any more leaves the screen.
            _loaded = _loaded && refusal.Kind is not (RefusalKind.NotPermitted or RefusalKind.NotFound);
        }
        catch (Exception e)
        {
            Log.LogError(e, "A page failed to load");
            _error = L["暂时读取不到数据，请稍后重试。"];
            _final = false;
        }
        finally
        {
            if (_loading == mine)
                _loading = null;
        }

        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await _gone.CancelAsync();
        _gone.Dispose();
    }

    protected override void OnInitialized() => _subscription = Feed.Subscribe(HearAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded && Equals(_lastKey, Key))
            return;
        if (_lastKey is not null && !Equals(_lastKey, Key))
            _error = null;
        else if (_error is not null || _loading is not null)
            return;
        _lastKey = Key;
        await ReloadAsync();
    }

    private async Task HearAsync(IReadOnlyList<LedgerRow> rows)
    {
        // Where it has changed who sees what, every page looks again (R4.8).
        if (_waiting || !rows.Any(row => Visibility.ChangedBy(row) || Follows?.Invoke(row) == true))
            return;
        // Many acts at once are shown at once.
        _waiting = true;
        try
        {
            await Task.Delay(Throttle, _gone.Token);
        }
        finally
        {
            _waiting = false;
        }

        await InvokeAsync(async () =>
        {
            // The page may have gone while the news waited its turn; then there is nobody to tell, and nothing that failed.
            if (_gone.IsCancellationRequested)
                return;
            try
            {
                await ReloadAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (!_gone.IsCancellationRequested)
                    await DispatchExceptionAsync(e);
            }
        });
    }
}
