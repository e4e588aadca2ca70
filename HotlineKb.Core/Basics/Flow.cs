namespace HotlineKb.Core.Basics;

/// <summary>One allowed move of a state machine; capabilities derive rows that add who, and with what.</summary>
public abstract record Move<TStage, TAct>(TStage From, TAct Act, TStage To)
    where TStage : struct, Enum
    where TAct : struct, Enum;

/// <summary>
/// A state machine as one table: the guard asks it, the buttons ask it, a test walks every stage × act.
/// A move that is not in the table does not exist.
/// </summary>
public sealed class Flow<TMove, TStage, TAct>
    where TMove : Move<TStage, TAct>
    where TStage : struct, Enum
    where TAct : struct, Enum
{
    private readonly Dictionary<(TStage, TAct), TMove> _moves;

    /// <exception cref="ArgumentException">Two rows for one stage and act.</exception>
    public Flow(IEnumerable<TMove> moves) => _moves = moves.ToDictionary(move => (move.From, move.Act));

    public IReadOnlyCollection<TMove> Moves => _moves.Values;

    public TMove? Find(TStage stage, TAct act) => _moves.GetValueOrDefault((stage, act));

    public IEnumerable<TMove> From(TStage stage) => _moves.Values.Where(move => move.From.Equals(stage));
}
