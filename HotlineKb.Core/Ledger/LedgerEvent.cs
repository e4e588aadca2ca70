using System.Reflection;

namespace HotlineKb.Core.Ledger;

/// <summary>Stable name of an event kind, as auditors and programs see it (<c>revision.submitted</c>).</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventKindAttribute(string kind) : Attribute
{
    public string Kind { get; } = kind;
}

/// <summary>
/// What happened, returned by the act that did it. Every public property of a derived record except the subject goes into the row's data,
/// so it holds ids and outcomes, never caller data.
/// </summary>
public abstract record LedgerEvent([property: System.Text.Json.Serialization.JsonIgnore] string Subject)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public string Kind => KindOf(GetType());

    public static string KindOf(Type type) =>
        type.GetCustomAttribute<EventKindAttribute>()?.Kind ?? throw new InvalidOperationException($"{type.Name} lacks [EventKind].");
}
