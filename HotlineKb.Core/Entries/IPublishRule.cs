using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Entries;

/// <summary>What would come into use, or out of it.</summary>
/// <param name="Code">Null for an entry that is new.</param>
/// <param name="Text">Null when the entry is withdrawn.</param>
public sealed record Publication(string? Code, int UnitId, EntryText? Text);

/// <summary>
/// Whether a text may come into use. Asked here before it is saved, answered by capabilities to the right of this one: search knows which pinned query it would break.
/// </summary>
public interface IPublishRule
{
    /// <exception cref="Refusal">With what it would break; whoever has seen that may publish all the same.</exception>
    Task RequireAsync(Publication publication, CancellationToken ct);
}
