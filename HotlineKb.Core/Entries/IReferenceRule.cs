using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;

namespace HotlineKb.Core.Entries;

/// <summary>
/// Whether an entry may refer to approval items. Asked here, answered by the capability that has them: it stands to the right of this one.
/// </summary>
public interface IReferenceRule
{
    /// <summary>Of what the writer adds; what an entry refers to already stays, whatever has become of it.</summary>
    /// <exception cref="Refusal">At the field: one of them does not exist, or the writer may not see it.</exception>
    Task RequireAsync(HotlineDb db, Actor writer, IReadOnlyCollection<string> added, CancellationToken ct);
}
