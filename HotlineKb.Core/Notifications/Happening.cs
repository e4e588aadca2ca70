using System.Globalization;
using System.Text.Json;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Storage;

namespace HotlineKb.Core.Notifications;

/// <summary>A ledger row with what it is about: what the rules decide by and word from.</summary>
/// <param name="Assignment">The clock that the row names, or that runs in the step it led to.</param>
internal sealed record Happening(LedgerRow Row, JsonElement Data, Matter Matter, Assignment? Assignment)
{
    public string Title => Matter.Title;

    public string Unit => Matter.Unit;

    /// <summary>How many entries have been read: within the <c>hour</c> or the <c>day</c>.</summary>
    public int Read(string within) => Data.TryGetProperty(within, out var read) && read.TryGetInt32(out var entries) ? entries : 0;

    public Stage? To => Move is { } move && Text(move, "to") is { } to && Enum.TryParse<Stage>(to, ignoreCase: true, out var stage) ? stage : null;

    public RequestStage? RequestTo => Move is { } move && Text(move, "to") is { } to && Enum.TryParse<RequestStage>(to, ignoreCase: true, out var stage) ? stage : null;

    public int Share => Data.TryGetProperty("share", out var share) && share.TryGetInt32(out var percent) ? percent : 0;

    /// <summary>The day by which it has to be looked at.</summary>
    public DateOnly? Day => Text(Data, "due") is { } due && DateOnly.TryParse(due, CultureInfo.InvariantCulture, out var day) ? day : null;

    public int Days => Data.TryGetProperty("days", out var days) && days.TryGetInt32(out var count) ? count : 0;

    /// <summary>It still stands where the row brought it; else whoever was to be told has been overtaken.</summary>
    public bool StillThere => Matter.Revision is { } revision ? revision.Stage == To : Matter.Request?.Stage == RequestTo;

    /// <summary>An urging that closed by itself, because what it urged is done.</summary>
    public bool ByAnswer => Data.TryGetProperty("byAnswer", out var value) && value.ValueKind is JsonValueKind.True;

    public bool StillOpen => Assignment is { ClosedAt: null };

    /// <summary>Who owes it, in words.</summary>
    public string Owner => Assignment?.Kind is AssignmentKind.OfficeCheck or AssignmentKind.FinalReview ? "热线办" : Unit;

    public string Step => Assignment?.Kind switch
    {
        AssignmentKind.UnitRevision => "修改审定",
        AssignmentKind.OfficeCheck => "把关",
        AssignmentKind.FinalReview => "统一审核",
        _ => "采编要求",
    };

    public string Due => Assignment is { } clock ? CityText(clock.DueAt) : "";

    /// <summary><c>11-23 16:05</c>, in the city's time.</summary>
    public static string CityText(DateTime utc) =>
        CityDays.TimeOf(utc).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Parts of a profile that changed, in words.</summary>
    public string ChangedParts =>
        Move is { } move && move.TryGetProperty("fields", out var fields) && fields.ValueKind is JsonValueKind.Array
            ? string.Join('、', fields.EnumerateArray().Select(part => ProfileDifference.NameOf(part.GetString() ?? ""))) : "";

    /// <summary>Nobody's act: it follows from something else.</summary>
    public bool Automatic => Data.TryGetProperty("automatic", out var value) && value.ValueKind is JsonValueKind.True;

    /// <summary>The proposal stands, and is not one of many that somebody makes at one go: of those the first is told, and the list shows all.</summary>
    public bool ProposedFirst => Matter is { Release: { Stage: ReleaseStage.Proposed } release, OneOfMany: false } && Id(Data, "release") == release.Id;

    /// <summary>Whom a duty has been handed to.</summary>
    public Guid? Successor => Id(Data, "successorId");

    private JsonElement? Move => Data.TryGetProperty("move", out var move) && move.ValueKind is JsonValueKind.Object ? move : null;

    public static Guid? Id(JsonElement data, string name) => data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.TryGetGuid(out var id) ? id : null;

    private static string? Text(JsonElement data, string name) => data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
