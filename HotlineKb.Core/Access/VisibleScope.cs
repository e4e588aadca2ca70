using System.Collections.Frozen;
using System.Linq.Expressions;

namespace HotlineKb.Core.Access;

/// <summary>
/// What a viewer may see of published information (R4.7): all units, or a set of them. Computed once per viewer and rendered twice:
/// as a predicate for the database here, as a filter for the index in Search. Every list, count, suggestion and push goes through it.
/// </summary>
public sealed class VisibleScope
{
    public static readonly VisibleScope Everything = new(true, FrozenSet<int>.Empty);
    public static readonly VisibleScope Nothing = new(false, FrozenSet<int>.Empty);

    private VisibleScope(bool all, FrozenSet<int> units) => (All, Units) = (all, units);

    public bool All { get; }

    /// <summary>Unit ids; meaningless when <see cref="All"/>.</summary>
    public FrozenSet<int> Units { get; }

    public static VisibleScope Of(IEnumerable<int> units) => new(false, units.ToFrozenSet());

    public bool Includes(int unitId) => All || Units.Contains(unitId);

    /// <summary>Narrows a query to what may be seen.</summary>
    public IQueryable<T> Filter<T>(IQueryable<T> query, Expression<Func<T, int>> unitOf)
    {
        if (All)
            return query;
        var units = Units.ToArray();
        Expression<Func<int, bool>> contained = unit => units.Contains(unit);
        var body = new Replace(contained.Parameters[0], unitOf.Body).Visit(contained.Body);
        return query.Where(Expression.Lambda<Func<T, bool>>(body, unitOf.Parameters));
    }

    private sealed class Replace(ParameterExpression from, Expression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }
}
