using HotlineKb.Core.Profiles;

namespace HotlineKb.Web.Profiles;

/// <summary>One field of a line on the form.</summary>
internal sealed record DraftColumn(string Key, string Label, string Width = "");

/// <summary>A kind of line: what it is called, what it may be, its fields.</summary>
internal sealed record DraftSection(string Key, string Name, string Add, string[] Kinds, DraftColumn[] Columns)
{
    public static readonly DraftSection Windows = new("windows", "对外窗口", "增加窗口", [],
        [new("name", "窗口名称"), new("address", "地址", "wide"), new("hours", "办公时间", "wide"), new("phones", "电话，多个用顿号隔开", "long"), new("handles", "办理事项", "wide"), new("note", "备注")]);

    public static readonly DraftSection People = new("people", "联系人和信息采集员", "增加人员", [ProfileText.NameOf(PersonRole.Contact), ProfileText.NameOf(PersonRole.InformationOfficer)],
        [new("name", "姓名"), new("title", "职务"), new("duty", "分工", "long"), new("phone", "办公电话"), new("mobile", "手机，仅热线办和本单位可见", "middle")]);

    public static readonly DraftSection Institutions = new("institutions", "直属及下属机构", "增加机构", [ProfileText.NameOf(InstitutionKind.Subordinate), ProfileText.NameOf(InstitutionKind.Affiliated)],
        [new("name", "机构名称"), new("address", "地址", "long"), new("phone", "电话"), new("note", "备注")]);

    public static readonly DraftSection[] All = [Windows, People, Institutions];
}

/// <summary>A line as it is being written.</summary>
internal sealed class DraftLine(int kind, params string[] values)
{
    /// <summary>Stays when lines are moved.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    public int Kind { get; set; } = kind;

    public string[] Values { get; } = values;

    public bool IsBlank => Values.All(string.IsNullOrWhiteSpace);
}

/// <summary>A profile as it is being written: any text, in lines that can be moved.</summary>
internal sealed class ProfileDraft
{
    public string Functions { get; set; } = "";

    public Dictionary<DraftSection, List<DraftLine>> Lines { get; } = DraftSection.All.ToDictionary(section => section, _ => new List<DraftLine>());

    public static ProfileDraft Of(ProfileText text)
    {
        var draft = new ProfileDraft { Functions = text.Functions };
        draft.Lines[DraftSection.Windows].AddRange(text.Windows.Select(line => new DraftLine(0, line.Name, line.Address, line.Hours, line.Phones, line.Handles, line.Note)));
        draft.Lines[DraftSection.People].AddRange(text.People.Select(line => new DraftLine((int)line.Role, line.Name, line.Title, line.Duty, line.Phone, line.Mobile)));
        draft.Lines[DraftSection.Institutions].AddRange(text.Institutions.Select(line => new DraftLine((int)line.Kind, line.Name, line.Address, line.Phone, line.Note)));
        return draft;
    }

    public ProfileText ToText() => new()
    {
        Functions = Functions,
        Windows = Lines[DraftSection.Windows].ConvertAll(line => new ProfileWindow(line.Values[0], line.Values[1], line.Values[2], line.Values[3], line.Values[4], line.Values[5])),
        People = Lines[DraftSection.People].ConvertAll(line => new ProfilePerson((PersonRole)line.Kind, line.Values[0], line.Values[1], line.Values[2], line.Values[3], line.Values[4])),
        Institutions = Lines[DraftSection.Institutions].ConvertAll(line => new ProfileInstitution((InstitutionKind)line.Kind, line.Values[0], line.Values[1], line.Values[2], line.Values[3])),
    };

    public DraftLine Add(DraftSection section)
    {
        var line = new DraftLine(0, [.. section.Columns.Select(_ => "")]);
        Lines[section].Add(line);
        return line;
    }

    /// <returns>Whether it moved.</returns>
    public bool Move(DraftSection section, DraftLine line, int by)
    {
        var lines = Lines[section];
        var (from, to) = (lines.IndexOf(line), lines.IndexOf(line) + by);
        if (from < 0 || to < 0 || to >= lines.Count)
            return false;
        (lines[from], lines[to]) = (lines[to], lines[from]);
        return true;
    }

    /// <summary>Blank lines say nothing; without them a refusal's line numbers are the form's.</summary>
    public void DropBlank()
    {
        foreach (var lines in Lines.Values)
            lines.RemoveAll(line => line.IsBlank);
    }
}
