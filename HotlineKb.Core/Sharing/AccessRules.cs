using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Sharing;

/// <summary>Kinds of viewers that R4.7 tells apart.</summary>
public enum ViewerKind
{
    /// <summary>市热线办.</summary>
    CityOffice,
    /// <summary>话务员.</summary>
    Operators,
    /// <summary>县(市、区)热线办.</summary>
    CountyOffice,
    /// <summary>市级成员单位.</summary>
    CityUnit,
    /// <summary>县(市、区)级成员单位.</summary>
    CountyUnit,
}

public enum InformationKind
{
    /// <summary>常用信息.</summary>
    Entries,
    /// <summary>审批信息.</summary>
    Approvals,
    /// <summary>基本信息.</summary>
    Profiles,
}

/// <summary>Whose information.</summary>
public enum Reach
{
    /// <summary>不可见.</summary>
    None,
    /// <summary>本单位.</summary>
    Own,
    /// <summary>本单位及对口单位.</summary>
    OwnAndCounterparts,
    /// <summary>本县(市、区)各单位.</summary>
    Region,
    /// <summary>所有单位.</summary>
    All,
}

/// <summary>What of basic information is seen beside names and functions; the unit itself sees everything of its own.</summary>
public enum ProfilePart
{
    /// <summary>直属及下属机构.</summary>
    Institutions,
    /// <summary>对外窗口.</summary>
    Windows,
    /// <summary>联系人和信息采集员.</summary>
    People,
    /// <summary>手机号码.</summary>
    Mobiles,
}

public sealed record ReachRule(ViewerKind Viewer, InformationKind Information, Reach Reach);

public sealed record PartRule(ViewerKind Viewer, ProfilePart Part, bool Seen);

public enum AccessRule
{
    /// <summary>Not for this kind of viewer; R4.7 leaves the city office and a unit's own information no choice.</summary>
    BadReach,
    /// <summary>Mobile numbers without the people they belong to, or something hidden from the city office.</summary>
    BadPart,
    UnknownUnit,
    /// <summary>A counterpart pair is a city-level unit and a county-level one.</summary>
    NotCounterparts,
    TooMany,
    UnknownAccount,
    /// <summary>X5: administrators, and people outside one's jurisdiction, are not viewed as.</summary>
    NotViewable,
}

/// <summary>查看权限: who sees whose what, as the city office has set it (R4.8). Whatever is not set otherwise is as in R4.7.</summary>
public sealed class AccessRules
{
    /// <summary>R4.7 as it stands. Approval items and basic information follow the same line; mobile numbers are the offices'.</summary>
    public static readonly AccessRules Regulation = new([], []);

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() } };

    private readonly Dictionary<(ViewerKind, InformationKind), Reach> _reaches;
    private readonly Dictionary<(ViewerKind, ProfilePart), bool> _parts;

    /// <param name="reaches">What differs from R4.7; the rest is added.</param>
    public AccessRules(IEnumerable<ReachRule> reaches, IEnumerable<PartRule> parts)
    {
        _reaches = Enum.GetValues<ViewerKind>().SelectMany(viewer => Enum.GetValues<InformationKind>().Select(kind => (viewer, kind))).ToDictionary(key => key, key => DefaultOf(key.viewer));
        _parts = Enum.GetValues<ViewerKind>().SelectMany(viewer => Enum.GetValues<ProfilePart>().Select(part => (viewer, part)))
            .ToDictionary(key => key, key => key.part is not ProfilePart.Mobiles || key.viewer is ViewerKind.CityOffice or ViewerKind.CountyOffice);
        foreach (var rule in reaches)
            _reaches[(rule.Viewer, rule.Information)] = rule.Reach;
        foreach (var rule in parts)
            _parts[(rule.Viewer, rule.Part)] = rule.Seen;
    }

    public IReadOnlyList<ReachRule> Reaches => [.. _reaches.Select(pair => new ReachRule(pair.Key.Item1, pair.Key.Item2, pair.Value))];

    public IReadOnlyList<PartRule> Parts => [.. _parts.Select(pair => new PartRule(pair.Key.Item1, pair.Key.Item2, pair.Value))];

    public Reach Of(ViewerKind viewer, InformationKind kind) => _reaches[(viewer, kind)];

    public bool Sees(ViewerKind viewer, ProfilePart part) => _parts[(viewer, part)];

    /// <summary>Everybody who may see basic information at all sees this: then it may be searched by.</summary>
    public bool SeenByAll(ProfilePart part) => Enum.GetValues<ViewerKind>().All(viewer => Of(viewer, InformationKind.Profiles) is Reach.None || Sees(viewer, part));

    public static Reach DefaultOf(ViewerKind viewer) => viewer switch
    {
        ViewerKind.CityOffice or ViewerKind.Operators => Reach.All,
        ViewerKind.CountyOffice => Reach.Region,
        ViewerKind.CityUnit => Reach.OwnAndCounterparts,
        _ => Reach.Own,
    };

    /// <summary>What may be chosen: the city office sees everything and a unit its own, whatever is set.</summary>
    public static IReadOnlyList<Reach> Choices(ViewerKind viewer) => viewer switch
    {
        ViewerKind.CityOffice => [Reach.All],
        ViewerKind.Operators => [Reach.None, Reach.All],
        ViewerKind.CountyOffice => [Reach.None, Reach.Region, Reach.All],
        ViewerKind.CityUnit => [Reach.Own, Reach.OwnAndCounterparts, Reach.All],
        _ => [Reach.Own, Reach.OwnAndCounterparts, Reach.Region, Reach.All],
    };

    /// <summary>Null for those who belong to no office and no unit.</summary>
    public static ViewerKind? KindOf(Actor viewer) => viewer switch
    {
        { OfficeId: { } office } when Jurisdiction.IsCity(office) => viewer.May(Permission.SeeAllWork) ? ViewerKind.CityOffice : ViewerKind.Operators,
        { OfficeId: not null } => ViewerKind.CountyOffice,
        { UnitId: { } unit } => Jurisdiction.IsCity(Jurisdiction.OfficeOf(unit)) ? ViewerKind.CityUnit : ViewerKind.CountyUnit,
        _ => null,
    };

    public static string NameOf(ViewerKind viewer) => viewer switch
    {
        ViewerKind.CityOffice => "市热线办",
        ViewerKind.Operators => "话务员",
        ViewerKind.CountyOffice => "县（市、区）热线办",
        ViewerKind.CityUnit => "市级成员单位",
        _ => "县（市、区）级成员单位",
    };

    public static string NameOf(InformationKind kind) => kind switch
    {
        InformationKind.Entries => "常用信息",
        InformationKind.Approvals => "审批信息",
        _ => "基本信息",
    };

    public static string NameOf(Reach reach) => reach switch
    {
        Reach.None => "不可见",
        Reach.Own => "本单位",
        Reach.OwnAndCounterparts => "本单位及对口单位",
        Reach.Region => "本县（市、区）各单位",
        _ => "所有单位",
    };

    public static string NameOf(ProfilePart part) => part switch
    {
        ProfilePart.Institutions => "直属及下属机构",
        ProfilePart.Windows => "对外窗口",
        ProfilePart.People => "联系人和信息采集员",
        _ => "手机号码",
    };

    /// <exception cref="Refusal">At the rule that cannot be.</exception>
    public void Check()
    {
        foreach (var ((viewer, kind), reach) in _reaches)
            if (!Choices(viewer).Contains(reach))
                throw Refusal.Field(AccessRule.BadReach, "reaches", $"{NameOf(viewer)}对{NameOf(kind)}的查看范围不能设为“{NameOf(reach)}”。");
        if (Enum.GetValues<ProfilePart>().Any(part => !Sees(ViewerKind.CityOffice, part)))
            throw Refusal.Field(AccessRule.BadPart, "parts", $"{NameOf(ViewerKind.CityOffice)}查看全部基本信息，不能设为不可见。");
        foreach (var viewer in Enum.GetValues<ViewerKind>())
            if (Sees(viewer, ProfilePart.Mobiles) && !Sees(viewer, ProfilePart.People))
                throw Refusal.Field(AccessRule.BadPart, "parts", $"{NameOf(viewer)}看不到联系人，不能只看手机号码。");
    }

    /// <summary>What differs, in words.</summary>
    public IReadOnlyList<string> DifferencesFrom(AccessRules before) =>
    [
        .. Reaches.Where(rule => before.Of(rule.Viewer, rule.Information) != rule.Reach)
            .Select(rule => $"{NameOf(rule.Viewer)}查看{NameOf(rule.Information)}：{NameOf(before.Of(rule.Viewer, rule.Information))} → {NameOf(rule.Reach)}"),
        .. Parts.Where(rule => before.Sees(rule.Viewer, rule.Part) != rule.Seen).Select(rule => $"{NameOf(rule.Viewer)}查看基本信息中的{NameOf(rule.Part)}：{(rule.Seen ? "不可见" : "可见")} → {(rule.Seen ? "可见" : "不可见")}"),
    ];

    internal string Write() => JsonSerializer.Serialize(new Stored(Reaches, Parts), Json);

    internal static AccessRules Read(string text) => JsonSerializer.Deserialize<Stored>(text, Json) is { } stored
        ? new AccessRules(stored.Reaches, stored.Parts.Where(rule => rule.Viewer is not ViewerKind.CityOffice)) : Regulation;

    private sealed record Stored(IReadOnlyList<ReachRule> Reaches, IReadOnlyList<PartRule> Parts);
}
