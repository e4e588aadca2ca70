using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Web.Access;
using HotlineKb.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HotlineKb.Web.Search;

/// <summary>The operator's search: results as one types, an older answer never overwrites a newer one, nothing stands in the way (X1).</summary>
public sealed partial class SearchPage : IAsyncDisposable
{
    private const int PageSize = 20;

    // Long enough to skip the strokes of one syllable, too short to be felt.
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestLag = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AddressPause = TimeSpan.FromMilliseconds(600);

    // The typist has stopped: what stands there now is what was asked (R6.2).
    private static readonly TimeSpan NotePause = TimeSpan.FromSeconds(1.5);

    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _search;
    private IDisposable? _subscription;
    private IJSObjectReference? _module;
    private IJSObjectReference? _keys;
    private DotNetObjectReference<SearchPage>? _self;
    private ElementReference _root;
    private SearchQuery _query = new(null, Top: PageSize);
    private SearchResult? _result;
    private IReadOnlyList<SearchHit> _recent = [];
    private string _initialText = "";
    private string _asked = "";
    private string _answered = "";
    private string _noted = "";
    private Actor? _actor;
    private string _state = "";
    private string? _error;
    private int _selected;
    private long _seen;
    private long _heard;
    private bool _actorSeesNothing;
    private string _address = "";

    [SupplyParameterFromQuery(Name = "q")]
    private string? Q { get; set; }

    /// <summary>As in the API; others count as none.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    private string? KindText { get; set; }

    [SupplyParameterFromQuery(Name = "unit")]
    private int? UnitId { get; set; }

    [SupplyParameterFromQuery(Name = "region")]
    private int? Region { get; set; }

    [SupplyParameterFromQuery(Name = "category")]
    private Guid? Category { get; set; }

    [Inject]
    private SearchViews Views { get; set; } = default!;

    [Inject]
    private QueryLog Queries { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private SearchIndex Index { get; set; } = default!;

    [Inject]
    private RecentHits Recent { get; set; } = default!;

    [Inject]
    private Viewer Viewer { get; set; } = default!;

    [Inject]
    private LiveFeed Feed { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private ILogger<SearchPage> Log { get; set; } = default!;

    private IReadOnlyList<SearchHit> Shown => _asked.Length == 0 ? _recent : _result?.Items ?? [];

    private SearchHit? Current => _selected < Shown.Count ? Shown[_selected] : null;

    /// <summary>Called by the keyboard module: up, down.</summary>
    [JSInvokable]
    public Task MoveAsync(int by) => SelectAsync(Math.Clamp(_selected + by, 0, Math.Max(0, Shown.Count - 1)));

    /// <summary>Called by the keyboard module: Enter.</summary>
    [JSInvokable]
    public void Open()
    {
        if (Current is not { } hit)
            return;
        Used();
        // Back leads to this question, even when it was opened before the typing rested.
        WriteAddress(_query);
        Navigation.NavigateTo(SearchWords.PageOf(hit));
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await _gone.CancelAsync();
        _gone.Dispose();
        _self?.Dispose();
        try
        {
            if (_keys is not null)
            {
                await _keys.InvokeVoidAsync("stop");
                await _keys.DisposeAsync();
            }

            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its listeners with it.
        }
    }

    protected override async Task OnInitializedAsync()
    {
        // Somebody's link, a reload, the way back: asked before, and not by typing.
        _initialText = _asked = _noted = (Q ?? "").Trim();
        _query = new SearchQuery(_asked, KindOf(KindText), UnitId, Region, Category, PageSize);
        _address = Navigation.Uri;
        _subscription = Feed.Subscribe(rows => rows.Any(Concerns) ? InvokeAsync(() => RefreshAsync(rows[^1].Number)) : Task.CompletedTask);
        await SearchAsync(delay: false);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _module = await Js.InvokeAsync<IJSObjectReference>("import", "./Search/SearchPage.razor.js");
        _keys = await _module.InvokeAsync<IJSObjectReference>("start", _root, _self);
    }

    private static bool Concerns(LedgerRow row) => row.Kind.StartsWith("entry.", StringComparison.Ordinal) || row.Subject.StartsWith("approval:", StringComparison.Ordinal) || row.Kind is "profile.approved" or "profile.updated" || Visibility.ChangedBy(row);

    private static SearchKind? KindOf(string? text) => Enum.TryParse<SearchKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null;

    private Task TypedAsync(string? text)
    {
        _asked = (text ?? "").Trim();
        _query = _query with { Text = _asked, Skip = 0 };
        return SearchAsync(delay: true);
    }

    private Task FilterAsync(SearchQuery query)
    {
        _query = query with { Skip = 0 };
        return SearchAsync(delay: false);
    }

    private Task PageAsync(int skip)
    {
        _query = _query with { Skip = skip };
        return SearchAsync(delay: false);
    }

    private async Task SelectAsync(int index)
    {
        _selected = index;
        StateHasChanged();
        if (_module is not null)
            await _module.InvokeVoidAsync("reveal", _root);
    }

    private void OpenAt(int index)
    {
        _selected = index;
        Open();
    }

    /// <summary>What is selected was opened, or its answer copied: it is what was looked for (R6.2).</summary>
    private void Used()
    {
        Note();
        if (_asked.Length > 0 && _actor is { } actor && Current is { } hit)
            Queries.NoteOpened(actor, hit.Kind, hit.Code);
    }

    /// <summary>Something was published or withdrawn: the same question again, once the index has come that far, without moving the selection.</summary>
    private async Task RefreshAsync(long number)
    {
        _heard = Math.Max(_heard, number);
        await Index.WaitForAsync(number, TimeSpan.FromSeconds(2), _gone.Token);
        // An index that lags (a busy machine, a rebuild) has not got it yet: what is there is shown, and once more when it has come that far.
        // Only the newest event is waited for; it brings the older ones.
        var late = Index.State.Position < number;
        await ShowAgainAsync(number);
        if (!late)
            return;
        await Index.WaitForAsync(number, LongestLag, _gone.Token);
        if (number == _heard)
            await ShowAgainAsync(number);
    }

    private async Task ShowAgainAsync(long number)
    {
        await SearchAsync(delay: false, keepSelection: true);
        _seen = Math.Max(_seen, number);
        StateHasChanged();
    }

    private async Task SearchAsync(bool delay, bool keepSelection = false)
    {
        // The newest question ends all older ones, so no late answer can overwrite it.
        _search?.Cancel();
        using var mine = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _search = mine;
        var query = _query;
        var selected = Current;
        try
        {
            if (delay)
                await Task.Delay(Debounce, mine.Token);
            var actor = _actor = await Viewer.ActorAsync(mine.Token);
            _actorSeesNothing = !actor.May(Permission.ReadEntries);
            if (_actorSeesNothing)
                return;
            if (string.IsNullOrWhiteSpace(query.Text))
            {
                _recent = await Recent.ReadAsync(actor, query, mine.Token);
                _result = null;
            }
            else
            {
                var result = await Views.SearchAsync(actor, query, mine.Token);
                mine.Token.ThrowIfCancellationRequested();
                (_result, _answered) = (result, query.Text.Trim());
                _state = result.MayBeIncomplete ? IndexWords.Of(L, Index.State) : "";
            }

            var kept = keepSelection ? Shown.ToList().FindIndex(hit => hit.Kind == selected?.Kind && hit.Code == selected.Code) : 0;
            _selected = Math.Max(0, kept);
            _error = null;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e)
        {
            Log.LogError(e, "Search failed");
            _error = e is Refusal refusal ? refusal.Message : L["检索暂时不可用，请重试。"];
        }
        finally
        {
            if (_search == mine)
                _search = null;
        }

        StateHasChanged();
        // Beside: whoever pressed or heard something has been answered, and does not wait for the typist to rest.
        _ = OnceRestedAsync(AddressPause, TimeProvider.System, query, () => WriteAddress(query));
        _ = OnceRestedAsync(NotePause, Time, query, Note);
    }

    /// <summary>Once the typing rests and this is still what is asked: the address follows, so that it can be shared and survives a reload; the question is counted.</summary>
    private async Task OnceRestedAsync(TimeSpan pause, TimeProvider time, SearchQuery query, Action act)
    {
        try
        {
            await Task.Delay(pause, time, _gone.Token);
            if (query == _query)
                act();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone.
        }
        catch (Exception e)
        {
            Log.LogError(e, "What follows a search failed");
        }
    }

    /// <summary>Counts what was asked, once: not each stroke, not each page or filter of it, and not what only a filter or a rebuild hides.</summary>
    private void Note()
    {
        if (_asked == _noted || _asked != _answered || _actor is null || _result is not { } result)
            return;
        var narrowed = _query.UnitId is not null || _query.RegionCode is not null || _query.CategoryId is not null || _query.Kind is not null;
        if (result.LooseFrom == 0 && (narrowed || result.MayBeIncomplete))
            return;
        _noted = _asked;
        Queries.Note(_actor, _asked, result.LooseFrom);
    }

    private void WriteAddress(SearchQuery query)
    {
        var address = Navigation.GetUriWithQueryParameters("/", new Dictionary<string, object?>
        {
            ["q"] = string.IsNullOrWhiteSpace(query.Text) ? null : query.Text,
            ["kind"] = query.Kind?.ToString().ToLowerInvariant(),
            ["unit"] = query.UnitId,
            ["region"] = query.RegionCode,
            ["category"] = query.CategoryId,
        });
        if (address == _address || !new Uri(Navigation.Uri).AbsolutePath.Equals("/", StringComparison.Ordinal))
            return;
        _address = address;
        // Where it reads so already nothing has to move; a page that is being left could not.
        if (Navigation.ToAbsoluteUri(address).AbsoluteUri != new Uri(Navigation.Uri).AbsoluteUri)
            Navigation.NavigateTo(address, replace: true);
    }
}
