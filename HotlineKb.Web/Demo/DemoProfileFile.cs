using HotlineKb.Core.Profiles;

namespace HotlineKb.Web.Demo;

/// <summary>What a line of business has: windows, institutions below it, what its people answer for.</summary>
internal sealed record DemoLine(List<DemoLineWindow> Windows, List<string> Institutions, List<string> Duties);

/// <param name="Handles">What is handled there.</param>
internal sealed record DemoLineWindow(string Name, string Handles);

/// <summary>One act on a profile.</summary>
/// <param name="Act">An act of the flow, or <c>save</c> for what is still being written.</param>
/// <param name="Earlier">How many changes are still to come: the text as it was before them.</param>
/// <param name="By">Absent: the unit's officer, or who checks at its office.</param>
/// <param name="Text">Why, when it is sent back.</param>
internal sealed record DemoProfileAct(string Act, double HoursAgo, int Earlier = 0, string? By = null, string? Text = null);

/// <summary>A profile that came through the flow.</summary>
internal sealed record DemoProfileStory(string Unit, List<DemoProfileAct> Acts);

/// <param name="TakenOverDaysAgo">By region: when the profiles that were there before the flow came.</param>
/// <param name="Without">Units that have written nothing yet.</param>
/// <param name="Streets">By region, for addresses.</param>
/// <param name="Profiles">Written by hand; all others are made of their line.</param>
internal sealed record DemoProfileFile(
    Dictionary<int, int> TakenOverDaysAgo, List<string> Without, Dictionary<int, List<string>> Streets, Dictionary<string, DemoLine> Lines, Dictionary<string, ProfileText> Profiles, List<DemoProfileStory> Stories);
