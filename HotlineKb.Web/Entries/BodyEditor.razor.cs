using HotlineKb.Core.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace HotlineKb.Web.Entries;

/// <summary>
/// The rich text of a draft. The text travels by HTTP between the browser and <see cref="Url"/>, never through the circuit,
/// so it is neither limited by a message's size nor lost with the circuit; here only versions and states pass.
/// </summary>
public sealed partial class BodyEditor : ComponentBase, IAsyncDisposable
{
    // A flush may wait for a save under way and then for its own, thirty seconds each at most.
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(75);

    private readonly TaskCompletionSource _firstOpened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ElementReference _host;
    private DotNetObjectReference<BodyEditor>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _editor;
    private string? _openedUrl;
    private bool _shownReadOnly;
    private bool _unopened;
    private bool _disposed;

    [Inject]
    private IJSRuntime JS { get; set; } = default!;

    [Inject]
    private IStringLocalizer<Text> L { get; set; } = default!;

    /// <summary>Where the body is read (GET) and saved (POST).</summary>
    [Parameter, EditorRequired]
    public required string Url { get; set; }

    /// <summary>Sent as the header <c>RequestVerificationToken</c>.</summary>
    [Parameter, EditorRequired]
    public required string AntiforgeryToken { get; set; }

    /// <summary>Names the text kept on this machine; must differ by account and by draft.</summary>
    [Parameter, EditorRequired]
    public required string StorageKey { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    /// <summary>IANA name of the zone in which times are shown.</summary>
    [Parameter]
    public string TimeZone { get; set; } = CityDays.Zone.Id;

    [Parameter]
    public EventCallback<BodySaved> OnSaved { get; set; }

    /// <summary>loading, unreadable, kept, saved, unsaved, saving, offline, refused, conflict.</summary>
    [Parameter]
    public EventCallback<string> OnStateChanged { get; set; }

    /// <summary>The person asks for the difference to this version of another's. Without a handler the editor shows it itself.</summary>
    [Parameter]
    public EventCallback<int> OnConflict { get; set; }

    /// <summary>Saves what was typed and returns the draft's version. Call it before every act on the draft.</summary>
    /// <exception cref="BodyNotSavedException">The text is not on the server; the message says why, for the person.</exception>
    public async Task<int> FlushAsync()
    {
        await _firstOpened.Task;
        if (_editor is null)
        {
            throw new BodyNotSavedException("loading", L["正文编辑器没有打开，请检查网络"]);
        }

        FlushOutcome outcome;
        try
        {
            outcome = await _editor.InvokeAsync<FlushOutcome>("flush", FlushTimeout, []);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or TaskCanceledException)
        {
            throw new BodyNotSavedException("offline", L["正文还没有保存：连接中断"], gone);
        }

        return outcome.Error is null ? outcome.Version : throw new BodyNotSavedException(outcome.Error, Explain(outcome));
    }

    /// <summary>Another part of the form saved the same draft, which therefore has a new version.</summary>
    public Task SetVersionAsync(int version) => CallAsync("setVersion", version);

    /// <summary>The number of characters, without markup.</summary>
    public async Task<int> GetLengthAsync() => _editor is null ? 0 : await _editor.InvokeAsync<int>("getLength");

    [JSInvokable("saved")]
    public Task SavedInBrowser(int version, DateTimeOffset savedAt) => RaiseAsync(OnSaved, new BodySaved(version, savedAt));

    [JSInvokable("state")]
    public Task StateChangedInBrowser(string state) => RaiseAsync(OnStateChanged, state);

    [JSInvokable("conflict")]
    public Task ConflictShownInBrowser(int version) => RaiseAsync(OnConflict, version);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _firstOpened.TrySetResult();
        try
        {
            await CloseAsync();
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or TaskCanceledException)
        {
            // The browser has left; it saved on its own when it did.
        }

        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_openedUrl != Url)
        {
            // Noted before the first wait: a render in the meantime must not open a second one.
            _openedUrl = Url;
            await OpenAsync();
        }
        else if (_editor is not null && _shownReadOnly != ReadOnly)
        {
            _shownReadOnly = ReadOnly;
            await CallAsync("setReadOnly", ReadOnly);
        }
    }

    private async Task OpenAsync()
    {
        var url = Url;
        try
        {
            await CloseAsync();
            _module ??= await JS.InvokeAsync<IJSObjectReference>("import", $"./{Assets["assets/editor.js"]}");
            if (_disposed || url != _openedUrl)
            {
                return;
            }

            _self ??= DotNetObjectReference.Create(this);
            _shownReadOnly = ReadOnly;
            var editor = await _module.InvokeAsync<IJSObjectReference>("create", _host, Options(url), _self);
            if (_disposed || url != _openedUrl)
            {
                // The page went on to another draft while this one was opening.
                await editor.InvokeVoidAsync("destroy");
                await editor.DisposeAsync();
                return;
            }

            _editor = editor;
            _firstOpened.TrySetResult();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone; nobody waits for an editor.
        }
        catch (Exception failed) when (!_disposed && failed is JSException or TaskCanceledException)
        {
            _unopened = true;
            _firstOpened.TrySetResult();
            StateHasChanged();
        }
    }

    private async Task ReopenAsync()
    {
        _unopened = false;
        await OpenAsync();
    }

    private async Task CloseAsync()
    {
        if (_editor is not { } editor)
        {
            return;
        }

        _editor = null;
        await editor.InvokeVoidAsync("destroy");
        await editor.DisposeAsync();
    }

    private async Task CallAsync(string function, object argument)
    {
        try
        {
            if (_editor is not null)
            {
                await _editor.InvokeVoidAsync(function, argument);
            }
        }
        catch (JSDisconnectedException)
        {
            // The circuit is ending; the next page reads everything anew.
        }
    }

    private async Task RaiseAsync<T>(EventCallback<T> callback, T value)
    {
        try
        {
            await callback.InvokeAsync(value);
        }
        catch (Exception exception)
        {
            // Thrown into the module it would be lost; this way the page's error boundary shows it.
            await DispatchExceptionAsync(exception);
        }
    }

    private object Options(string url) => new
    {
        Url = url,
        AntiforgeryToken,
        StorageKey,
        ReadOnly,
        TimeZone,
        PageShowsConflict = OnConflict.HasDelegate,
        Texts = BodyEditorTexts.For(L),
    };

    private string Explain(FlushOutcome outcome) => outcome.Error switch
    {
        "kept" => L["本机有未保存的正文，请先选择恢复或丢弃"],
        "conflict" => L["正文已被他人修改，请先选择以谁的为准"],
        "refused" when outcome.Detail is not null => L["正文还没有保存：{0}", outcome.Detail],
        "unreadable" or "loading" => L["正文还没有读出，请稍候再试"],
        "offline" => L["正文还没有保存：连接中断"],
        _ => L["正文还没有保存"],
    };
}

/// <summary>What the module answers to a flush: <c>Error</c> is the state that kept the text from the server.</summary>
internal sealed record FlushOutcome(int Version, string? Error, string? Detail);

/// <summary>The server has the text, as this version of the draft.</summary>
public sealed record BodySaved(int Version, DateTimeOffset SavedAt);

/// <summary>What was typed is not on the server; an act on the draft would act on an older text.</summary>
public sealed class BodyNotSavedException(string state, string message, Exception? inner = null) : Exception(message, inner)
{
    public string State { get; } = state;
}
