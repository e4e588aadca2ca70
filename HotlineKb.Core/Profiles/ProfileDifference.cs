using HotlineKb.Core.Entries;

namespace HotlineKb.Core.Profiles;

/// <summary>What changed between two profiles, part by part, line by line.</summary>
public static class ProfileDifference
{
    private static readonly (string Key, string Name, Func<ProfileText, string> Text)[] Parts =
    [
        ("functions", "主要职能", text => text.Functions),
        ("institutions", "直属及下属机构", text => string.Join('\n', text.Institutions.Select(TextOf))),
        ("windows", "对外窗口", text => string.Join('\n', text.Windows.Select(TextOf))),
        ("people", "联系人和信息采集员", text => string.Join('\n', text.People.Select(TextOf))),
    ];

    /// <summary>A part as lines of text, for differences and for searching.</summary>
    public static IEnumerable<(string Name, string Text)> Read(ProfileText text) => Parts.Select(part => (part.Name, part.Text(text)));

    /// <summary>The part in words; the key itself where there is none.</summary>
    public static string NameOf(string key) => Parts.Where(part => part.Key == key).Select(part => part.Name).FirstOrDefault(key);

    /// <summary>Keys of what differs.</summary>
    public static List<string> Changed(ProfileText before, ProfileText after) => [.. Parts.Where(part => part.Text(before) != part.Text(after)).Select(part => part.Key)];

    public static IReadOnlyList<FieldDifference> Between(ProfileText before, ProfileText after) =>
        [.. Parts.Select(part => (part.Key, part.Name, Before: part.Text(before), After: part.Text(after))).Where(part => part.Before != part.After)
            .Select(part => new FieldDifference(part.Key, part.Name, Compare(part.Before, part.After)))];

    /// <summary>Only lines that differ, each whole: among twenty windows one should not have to look for the one that changed. All of them where only their order did.</summary>
    private static IReadOnlyList<DifferencePart> Compare(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        var (gone, came) = (string.Join('\n', old.Except(now)), string.Join('\n', now.Except(old)));
        return gone.Length + came.Length == 0 ? TextDifference.Compare(before, after) : TextDifference.Compare(gone, came);
    }

    private static string TextOf(ProfileInstitution line) => Join(line.Kind is InstitutionKind.Subordinate ? "直属" : "下属", line.Name, line.Address, line.Phone, line.Note);

    private static string TextOf(ProfileWindow line) => Join(line.Name, line.Address, line.Hours, line.Phones, line.Handles, line.Note);

    private static string TextOf(ProfilePerson line) => Join(line.Role is PersonRole.Contact ? "联系人" : "信息采集员", line.Name, line.Title, line.Duty, line.Phone, line.Mobile);

    private static string Join(params string[] parts) => string.Join(" · ", parts.Where(part => part.Length > 0));
}
