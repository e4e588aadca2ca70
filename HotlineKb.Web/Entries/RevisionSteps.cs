using System.Text.Json;
using System.Text.Json.Serialization;
using HotlineKb.Core.Entries;

namespace HotlineKb.Web.Entries;

/// <summary>A row of a revision's history as people read it.</summary>
/// <param name="Act">Null for the draft itself.</param>
public sealed record RevisionStep(DateTime At, string Actor, string By, RevisionAct? Act, Moved? Move)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private static readonly Dictionary<string, RevisionAct> Kinds = new()
    {
        ["revision.submitted"] = RevisionAct.Submit,
        ["revision.claimed"] = RevisionAct.Claim,
        ["revision.approved"] = RevisionAct.Approve,
        ["revision.refused"] = RevisionAct.Refuse,
        ["revision.returned"] = RevisionAct.Return,
        ["revision.passed"] = RevisionAct.Pass,
        ["revision.published"] = RevisionAct.Publish,
        ["revision.recalled"] = RevisionAct.Recall,
        ["revision.abandoned"] = RevisionAct.Abandon,
    };

    /// <summary>The word on screens; a key.</summary>
    public string Word => Act is { } act ? RevisionFlow.NameOf(act) : "起草";

    public string? Reason => Move?.Reason;

    public bool SentBack => Act is RevisionAct.Return or RevisionAct.Refuse;

    /// <summary>Newest first, as given; what is no step of the flow is left out.</summary>
    public static IReadOnlyList<RevisionStep> Read(IReadOnlyList<HistoryItem> history) =>
        [.. history.Where(row => row.Kind == "revision.drafted" || Kinds.ContainsKey(row.Kind)).Select(Read)];

    /// <summary>What sent it where it is now; null when it came there by going on.</summary>
    public static RevisionStep? Returned(IReadOnlyList<RevisionStep> steps) =>
        steps.FirstOrDefault(step => step.Act is not RevisionAct.Claim) is { SentBack: true } last ? last : null;

    private static RevisionStep Read(HistoryItem row)
    {
        using var data = JsonDocument.Parse(row.Data);
        var move = data.RootElement.TryGetProperty("move", out var moved) ? moved.Deserialize<Moved>(Json) : null;
        return new RevisionStep(row.At, row.Actor, row.Name, Kinds.TryGetValue(row.Kind, out var act) ? act : null, move);
    }
}
