using HotlineKb.Core.Units;
using HotlineKb.Web.Live;

namespace HotlineKb.Web.Units;

/// <summary>All units and regions, read once per circuit and again when the organisation changes: what is typed into a picker needs no database.</summary>
internal sealed class UnitDirectory : IDisposable
{
    private readonly UnitViews _views;
    private readonly IDisposable _subscription;
    private volatile Task<IReadOnlyList<UnitItem>>? _units;

    public UnitDirectory(UnitViews views, LiveFeed feed)
    {
        _views = views;
        _subscription = feed.Subscribe(rows =>
        {
            if (rows.Any(row => row.Subject.StartsWith("organisation:", StringComparison.Ordinal)))
                _units = null;
            return Task.CompletedTask;
        });
    }

    public async Task<IReadOnlyList<UnitItem>> AllAsync()
    {
        var units = _units ??= _views.AllAsync();
        try
        {
            return await units;
        }
        catch
        {
            // A failed read must not stay.
            _units = null;
            throw;
        }
    }

    /// <summary>Those whose code, name or short name holds the text; what begins with it first.</summary>
    public static IEnumerable<UnitItem> Matching(IEnumerable<UnitItem> units, string? text)
    {
        var words = text?.Trim() ?? "";
        return words.Length == 0
            ? units
            : units.Where(unit => Holds(unit.Name) || Holds(unit.ShortName) || unit.Code.Contains(words, StringComparison.Ordinal))
                .OrderBy(unit => Begins(unit.ShortName) || Begins(unit.Name) || unit.Code.StartsWith(words, StringComparison.Ordinal) ? 0 : 1);

        bool Holds(string name) => name.Contains(words, StringComparison.OrdinalIgnoreCase);
        bool Begins(string name) => name.StartsWith(words, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _subscription.Dispose();
}
