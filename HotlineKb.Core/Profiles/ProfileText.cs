using HotlineKb.Core.Sharing;

namespace HotlineKb.Core.Profiles;

public enum InstitutionKind
{
    /// <summary>直属机构.</summary>
    Subordinate,
    /// <summary>下属机构.</summary>
    Affiliated,
}

/// <summary>机构.</summary>
public sealed record ProfileInstitution(InstitutionKind Kind, string Name, string Address = "", string Phone = "", string Note = "");

/// <summary>对外窗口: where citizens go.</summary>
/// <param name="Phones">One or several numbers.</param>
/// <param name="Handles">What is handled there.</param>
public sealed record ProfileWindow(string Name, string Address, string Hours = "", string Phones = "", string Handles = "", string Note = "");

public enum PersonRole
{
    /// <summary>联系人.</summary>
    Contact,
    /// <summary>信息采集员.</summary>
    InformationOfficer,
}

/// <summary>联系人、信息采集员.</summary>
/// <param name="Duty">What the person answers for.</param>
/// <param name="Mobile">For hotline offices and the unit itself only.</param>
public sealed record ProfilePerson(PersonRole Role, string Name, string Title = "", string Duty = "", string Phone = "", string Mobile = "");

/// <summary>基本信息 as structured lines (R1.1). Whatever is added must be empty by default.</summary>
public sealed record ProfileText
{
    /// <summary>主要职能.</summary>
    public string Functions { get; init; } = "";

    public List<ProfileInstitution> Institutions { get; init; } = [];

    public List<ProfileWindow> Windows { get; init; } = [];

    public List<ProfilePerson> People { get; init; } = [];

    /// <summary>As somebody may see it by the policy (R4.8): the unit itself sees everything, others what is theirs to see.</summary>
    public ProfileText Seen(IReadOnlySet<ProfilePart> parts) => this with
    {
        Institutions = parts.Contains(ProfilePart.Institutions) ? Institutions : [],
        Windows = parts.Contains(ProfilePart.Windows) ? Windows : [],
        People = !parts.Contains(ProfilePart.People) ? [] : parts.Contains(ProfilePart.Mobiles) ? People : People.ConvertAll(person => person with { Mobile = "" }),
    };

    /// <summary>The first column's words, as files and screens have them.</summary>
    public static string NameOf(InstitutionKind kind) => kind is InstitutionKind.Subordinate ? "直属机构" : "下属机构";

    public static string NameOf(PersonRole role) => role is PersonRole.Contact ? "联系人" : "信息采集员";

    public bool Equals(ProfileText? other) =>
        other is not null && Functions == other.Functions && Institutions.SequenceEqual(other.Institutions) && Windows.SequenceEqual(other.Windows) && People.SequenceEqual(other.People);

    public override int GetHashCode() => HashCode.Combine(Functions, Institutions.Count, Windows.Count, People.Count);
}
