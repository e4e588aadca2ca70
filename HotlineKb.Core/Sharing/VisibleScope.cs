using System.Collections.Frozen;
using System.Globalization;
using System.Linq.Expressions;

namespace HotlineKb.Core.Sharing;

/// <summary>All units, or a set of them.</summary>
public sealed class VisibleUnits
{
    public static readonly VisibleUnits Everything = new(true, FrozenSet<int>.Empty);
    public static readonly VisibleUnits Nothing = new(false, FrozenSet<int>.Empty);

    private VisibleUnits(bool all, FrozenSet<int> units) => (All, Units) = (all, units);

    public bool All { get; }

    /// <summary>Unit ids; meaningless when <see cref="All"/>.</summary>
    public FrozenSet<int> Units { get; }

    /// <summary>The same for the same units.</summary>
    public string Key => All ? "*" : string.Join(',', Units.Order());

    public static VisibleUnits Of(IEnumerable<int> units) => new(false, units.ToFrozenSet());

    public bool Includes(int unitId) => All || Units.Contains(unitId);

    /// <summary>Narrows a query to what may be seen.</summary>
    public IQueryable<T> Filter<T>(IQueryable<T> query, Expression<Func<T, int>> unitOf) => All ? query : query.Where(Among(unitOf));

    internal Expression<Func<T, bool>> Among<T>(Expression<Func<T, int>> unitOf)
    {
        var units = Units.ToArray();
        return Apply(unitOf, unit => units.Contains(unit));
    }

    internal static Expression<Func<T, bool>> Apply<T, TValue>(Expression<Func<T, TValue>> of, Expression<Func<TValue, bool>> test) =>
        Expression.Lambda<Func<T, bool>>(new Replace(test.Parameters[0], of.Body).Visit(test.Body), of.Parameters);

    internal sealed class Replace(Expression from, Expression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }
}

/// <summary>
/// What a viewer may see of published information (R4.7): of each kind all units, or a set of them, and entries that another unit shares.
/// Computed once per viewer and rendered twice: as a predicate for the database here, as a filter for the index in Search.
/// Every list, count, suggestion and push goes through it.
/// </summary>
public sealed class VisibleScope
{
    public static readonly VisibleScope Everything = new() { Entries = VisibleUnits.Everything, Approvals = VisibleUnits.Everything, Profiles = VisibleUnits.Everything, Parts = [.. Enum.GetValues<ProfilePart>()] };
    public static readonly VisibleScope Nothing = new();

    /// <summary>Whose common information.</summary>
    public VisibleUnits Entries { get; init; } = VisibleUnits.Nothing;

    /// <summary>Whose approval items.</summary>
    public VisibleUnits Approvals { get; init; } = VisibleUnits.Nothing;

    /// <summary>Whose basic information.</summary>
    public VisibleUnits Profiles { get; init; } = VisibleUnits.Nothing;

    /// <summary>Shared by other units (R4.7(5)): whatever is filed here; what is below is among them.</summary>
    public FrozenSet<Guid> Categories { get; init; } = FrozenSet<Guid>.Empty;

    /// <summary>Shared by other units: single entries.</summary>
    public FrozenSet<string> Codes { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Of basic information within <see cref="Profiles"/>, beside the viewer's own unit's, of which everything is seen.</summary>
    public FrozenSet<ProfilePart> Parts { get; init; } = FrozenSet<ProfilePart>.Empty;

    /// <summary>Nothing is hidden.</summary>
    public bool All => this.Entries.All && this.Approvals.All && this.Profiles.All;

    public bool IsNothing => Categories.Count + Codes.Count == 0 && Key == Nothing.Key;

    /// <summary>The same for viewers who see the same.</summary>
    public string Key => field ??= $"{this.Entries.Key}|{this.Approvals.Key}|{this.Profiles.Key}|{string.Join(',', Categories.Order().Select(id => id.ToString("N", CultureInfo.InvariantCulture)))}|{string.Join(',', Codes.Order(StringComparer.Ordinal))}";

    public bool IncludesEntry(int unitId, Guid categoryId, string code) => this.Entries.Includes(unitId) || Categories.Contains(categoryId) || Codes.Contains(code);

    /// <summary>Narrows a query of entries, or of what stands for one, to what may be seen.</summary>
    public IQueryable<T> FilterEntries<T>(IQueryable<T> query, Expression<Func<T, int>> unitOf, Expression<Func<T, Guid>> categoryOf, Expression<Func<T, string>> codeOf)
    {
        if (this.Entries.All)
            return query;
        var test = this.Entries.Among(unitOf);
        if (Categories.Count > 0)
        {
            var categories = Categories.ToArray();
            test = Or(test, VisibleUnits.Apply(categoryOf, id => categories.Contains(id)));
        }

        if (Codes.Count > 0)
        {
            var codes = Codes.ToArray();
            test = Or(test, VisibleUnits.Apply(codeOf, code => codes.Contains(code)));
        }

        return query.Where(test);
    }

    private static Expression<Func<T, bool>> Or<T>(Expression<Func<T, bool>> a, Expression<Func<T, bool>> b) =>
        Expression.Lambda<Func<T, bool>>(Expression.OrElse(a.Body, new VisibleUnits.Replace(b.Parameters[0], a.Parameters[0]).Visit(b.Body)), a.Parameters);
}
