using System.Text.Json;
using System.Text.Json.Serialization;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Units;

namespace HotlineKb.Web.Demo;

internal sealed record DemoRegion(int Code, string Name, string Level);

/// <param name="Line">Line of business: equal lines make counterparts, and choose the category tree.</param>
internal sealed record DemoUnit(int Region, int Number, string Name, string ShortName, string Line, string Functions)
{
    public int Id => (Region * 1000) + Number;

    public bool IsCity => Jurisdiction.IsCity(Region);
}

internal sealed record DemoPair(string City, string County);

/// <param name="Approvals">Codes of the approval items it refers to; null when none.</param>
/// <param name="ExpiresInDays">Negative when it has expired; null for never.</param>
internal sealed record DemoEntry(string Unit, string Category, string Title, string Answer, string Body, string Basis, List<string> Keywords, int PublishedDaysAgo, int ReviewInDays, List<string>? Approvals = null, int? ExpiresInDays = null);

/// <param name="Number">Six digits; the day it was received goes before them.</param>
/// <param name="Reply">Empty while the unit has not replied.</param>
internal sealed record DemoWorkOrder(string Number, string Title, string Content, string Reply, string? Unit, double ReceivedHoursAgo, double? RepliedHoursAgo);

/// <summary>A revision and where it stands. For an update, the body is added to the entry's and what is empty stays as it is in use.</summary>
/// <param name="HoursAgo">When its stage began.</param>
/// <param name="ReturnedReason">Why it was sent back once on its way.</param>
internal sealed record DemoRevision(
    Origin Origin, ChangeKind Change, string Unit, string Title, string Answer, string Body, string Basis, List<string> Keywords,
    Stage Stage, double HoursAgo, bool Claimed, string? WorkOrder, string? ReturnedReason, string? Note);

/// <summary>The first version of an entry, published through the flow.</summary>
/// <param name="Answer">What it said then; empty when it said the same.</param>
/// <param name="Omit">The part of the body that was not there yet.</param>
/// <param name="Late">Whether the unit answered after its 22 hours.</param>
internal sealed record DemoFirst(Origin Origin, string? Answer, string? Omit, bool Late);

/// <summary>What became of it later.</summary>
internal sealed record DemoThen(Origin Origin, ChangeKind Change, double HoursAgo, string? WorkOrder, string? ReturnedReason, string? Note, bool Late);

/// <summary>An entry that went through the flow twice.</summary>
internal sealed record DemoHistory(string Title, DemoFirst First, DemoThen Then);

/// <summary>The text with which a unit answers an editing requirement.</summary>
/// <param name="Category">Leaf path under which it is filed when published.</param>
internal sealed record DemoAnswer(string Title, string Answer, string Body, string Basis, List<string> Keywords, string Category);

/// <summary>What is done with an editing requirement, with its answering revision, or with an urging.</summary>
/// <param name="Act">For revisions and requirements, an act of their flow, or <c>write</c> for the draft of the answer; for urgings, an act of theirs.</param>
/// <param name="UntilHoursAgo">With <c>needTime</c>; negative when it is still to come.</param>
internal sealed record DemoAct(string Act, string By, double HoursAgo, string? Text, double? UntilHoursAgo);

/// <param name="Entry">Title of the entry that is to be mended.</param>
internal sealed record DemoRequest(string By, string Unit, string Title, string Text, double HoursAgo, string? Entry, DemoAnswer? Answer, List<DemoAct> Steps);

/// <param name="Title">Of the revision or requirement whose clock is urged.</param>
internal sealed record DemoUrging(string By, string Unit, string Title, string Text, double HoursAgo, List<DemoAct> Steps);

/// <summary>What the city office has made of the approval items.</summary>
/// <param name="Departments">Department as the hall names it → unit; who is not in it waits in the queue.</param>
/// <param name="Keywords">By item.</param>
/// <param name="SetAside">Changes that need not be filed.</param>
internal sealed record DemoApprovalDesk(Dictionary<string, string> Departments, Dictionary<string, List<string>> Keywords, List<DemoSetAside> SetAside);

/// <param name="Item">Code of the item that changed.</param>
internal sealed record DemoSetAside(string By, string Item, string Text, double HoursAgo);

/// <param name="Item">Code; null with an addition, which has a name instead.</param>
/// <param name="Steps">Acts of the filing's flow; a text is a reason or, with <c>refile</c>, what is filed now.</param>
internal sealed record DemoFiling(string By, FilingKind Kind, string? Item, string? Name, string What, double HoursAgo, int EffectiveDaysAgo, List<DemoAct> Steps);

/// <param name="Entry">Title of the entry.</param>
internal sealed record DemoRelease(string Unit, string Entry, string By, Disclosure Disclosure, string Basis, double HoursAgo, List<DemoAct> Steps);

/// <summary>The sample city as its files tell it.</summary>
internal sealed class DemoData
{
    private const string DefaultTree = "默认";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private readonly Dictionary<string, IReadOnlyList<string>> _trees;
    private readonly Dictionary<string, DemoUnit> _units;

    private DemoData()
    {
        Regions = Read<List<DemoRegion>>("regions.json");
        Units = Read<List<DemoUnit>>("units.json");
        NamedPairs = Read<List<DemoPair>>("counterparts.json");
        WorkOrders = Read<List<DemoWorkOrder>>("work-orders.json");
        Revisions = Read<List<DemoRevision>>("revisions.json");
        Histories = Read<List<DemoHistory>>("histories.json");
        Requests = Read<List<DemoRequest>>("editing-requests.json");
        Urgings = Read<List<DemoUrging>>("urgings.json");
        Approvals = Read<List<JsonElement>>("approvals.json");
        LaterApprovals = Read<List<JsonElement>>("approvals-later.json");
        ApprovalDesk = Read<DemoApprovalDesk>("approval-desk.json");
        Filings = Read<List<DemoFiling>>("filings.json");
        Releases = Read<List<DemoRelease>>("releases.json");
        Profiles = Read<DemoProfileFile>("profiles.json");
        Structures = Read<DemoStructureFile>("structures.json");
        Sharing = Read<List<DemoSharingRequest>>("sharing.json");
        Searching = Read<DemoSearchingFile>("searching.json");
        Entries = [.. Files("entries/").SelectMany(Read<List<DemoEntry>>)];
        _trees = Read<Dictionary<string, Dictionary<string, JsonElement>>>("categories.json")["trees"]
            .ToDictionary(tree => tree.Key, tree => (IReadOnlyList<string>)[.. Leaves(tree.Value, "")]);
        _units = Units.ToDictionary(unit => unit.Name);
    }

    public IReadOnlyList<DemoRegion> Regions { get; }

    public IReadOnlyList<DemoUnit> Units { get; }

    /// <summary>Counterparts beyond those of equal lines.</summary>
    public IReadOnlyList<DemoPair> NamedPairs { get; }

    public IReadOnlyList<DemoEntry> Entries { get; }

    public IReadOnlyList<DemoWorkOrder> WorkOrders { get; }

    public IReadOnlyList<DemoRevision> Revisions { get; }

    public IReadOnlyList<DemoHistory> Histories { get; }

    public IReadOnlyList<DemoRequest> Requests { get; }

    public IReadOnlyList<DemoUrging> Urgings { get; }

    /// <summary>Records in the shape of the service hall, as they came first; some cannot be read.</summary>
    public IReadOnlyList<JsonElement> Approvals { get; }

    /// <summary>What was changed, cancelled and new in the file that came this week.</summary>
    public IReadOnlyList<JsonElement> LaterApprovals { get; }

    public DemoApprovalDesk ApprovalDesk { get; }

    public IReadOnlyList<DemoFiling> Filings { get; }

    public IReadOnlyList<DemoRelease> Releases { get; }

    public DemoProfileFile Profiles { get; }

    public DemoStructureFile Structures { get; }

    public IReadOnlyList<DemoSharingRequest> Sharing { get; }

    public DemoSearchingFile Searching { get; }

    public static DemoData Load() => new();

    /// <exception cref="KeyNotFoundException">A file names a unit that is not in units.json.</exception>
    public DemoUnit Unit(string name) => _units[name];

    /// <summary>Leaf paths of a unit's tree, in order; never empty.</summary>
    public IReadOnlyList<string> LeavesOf(DemoUnit unit) => _trees.GetValueOrDefault(unit.Line) ?? _trees[DefaultTree];

    /// <summary>City unit ↔ county units: of the same line, and those that are named.</summary>
    public IEnumerable<(int City, int County)> Pairs()
    {
        var counties = Units.Where(unit => !unit.IsCity).ToLookup(unit => unit.Line);
        return Units.Where(unit => unit.IsCity).SelectMany(city => counties[city.Line].Select(county => (city.Id, county.Id)))
            .Concat(NamedPairs.Select(pair => (Unit(pair.City).Id, Unit(pair.County).Id)))
            .Distinct();
    }

    private static IEnumerable<string> Leaves(JsonElement tree, string above)
    {
        foreach (var child in tree.EnumerateObject())
        {
            if (!child.Value.EnumerateObject().Any())
                yield return above + child.Name;
            foreach (var leaf in Leaves(child.Value, $"{above}{child.Name}/"))
                yield return leaf;
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        typeof(DemoData).Assembly.GetManifestResourceNames().Select(name => name.Replace('\\', '/')).Where(name => name.StartsWith("demo/" + folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(name => name["demo/".Length..]);

    private static T Read<T>(string file)
    {
        using var stream = typeof(DemoData).Assembly.GetManifestResourceStream("demo/" + file) ?? throw new InvalidOperationException($"The demo file {file} is missing from the program.");
        return JsonSerializer.Deserialize<T>(stream, Json) ?? throw new InvalidOperationException($"The demo file {file} is empty.");
    }
}
