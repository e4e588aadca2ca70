namespace HotlineKb.Web.Supervision;

/// <summary>What changed on a screen a moment ago, so that it can be tinted for as long as the eye needs (two seconds, app.css).</summary>
public sealed class ChangeMarks
{
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(2);

    private readonly Dictionary<object, (object? Value, DateTime? ChangedAt, bool Odd)> _seen = [];

    /// <summary>Notes a value as it stands now; what is new to the screen has not changed.</summary>
    public void See(object key, object? value, DateTime now)
    {
        if (!_seen.TryGetValue(key, out var before))
            _seen[key] = (value, null, false);
        else if (!Equals(before.Value, value))
            _seen[key] = (value, now, !before.Odd);
    }

    /// <summary>Two classes take turns, so that a second change is tinted anew on the same element: an element put in its place would take the focus away.</summary>
    /// <returns>The class, or null.</returns>
    public string? Of(object key, DateTime now) => _seen.TryGetValue(key, out var seen) && seen.ChangedAt is { } at && now >= at && now - at < Shown ? seen.Odd ? "changed" : "changed again" : null;

    public void Clear() => _seen.Clear();
}
