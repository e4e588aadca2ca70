namespace HotlineKb.Web.Live;

/// <summary>One second hand per circuit, shared by all its countdowns; it stands still while nobody listens.</summary>
internal sealed class Ticker(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Action> _listeners = [];
    private ITimer? _timer;

    public DateTime Now => time.GetUtcNow().UtcDateTime;

    public IDisposable Listen(Action tick)
    {
        lock (_lock)
        {
            _listeners.Add(tick);
            _timer ??= time.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        }

        return new Listener(this, tick);
    }

    public void Dispose() => _timer?.Dispose();

    private void Tick()
    {
        Action[] listeners;
        lock (_lock)
            listeners = [.. _listeners];
        foreach (var listener in listeners)
            listener();
    }

    private void Leave(Action tick)
    {
        lock (_lock)
        {
            _listeners.Remove(tick);
            if (_listeners.Count > 0)
                return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private sealed class Listener(Ticker ticker, Action tick) : IDisposable
    {
        public void Dispose() => ticker.Leave(tick);
    }
}
