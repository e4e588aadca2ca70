namespace HotlineKb.Web.Demo;

/// <summary>The same throws for the same seed on every machine and every version of the runtime.</summary>
internal sealed class DemoDice(uint seed)
{
    private uint _state = (seed * 2654435761u) | 1u;

    public int Roll(int sides)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)sides);
    }

    public string Pick(string[] from) => from[Roll(from.Length)];
}
