using System.Globalization;
using HotlineKb.Core.Entries;

namespace HotlineKb.Core.Approvals;

/// <summary>申请材料.</summary>
/// <param name="Needed">Whether every applicant must bring it.</param>
public sealed record GuideMaterial(string Name, bool Needed, string Note);

/// <summary>常见问题.</summary>
public sealed record GuideQuestion(string Question, string Answer);

/// <summary>How long it takes.</summary>
/// <param name="Days">Null when the hall's words give no number.</param>
/// <param name="Kind">工作日 or 自然日.</param>
/// <param name="Text">As people read it.</param>
public sealed record TimeLimit(int? Days, string Kind, string Text);

/// <summary>
/// 办事指南: what the hall says of an item, mended (R1.2). Plain text only: lists are lines. Empty where the hall says nothing.
/// Any change here makes every stored hash differ, and so a version of every item: add with a default that is left out of the JSON.
/// </summary>
public sealed record ServiceGuide
{
    /// <summary>What the item is called: the task with, where they differ, the catalogue item it belongs to.</summary>
    public string Name { get; init; } = "";

    public string CatalogName { get; init; } = "";

    /// <summary>Short and everyday names.</summary>
    public List<string> Aliases { get; init; } = [];

    /// <summary>事项编码: shown and searched, not unique.</summary>
    public string TaskCode { get; init; } = "";

    public string CatalogCode { get; init; } = "";

    /// <summary>事项类型, such as 行政许可.</summary>
    public string Type { get; init; } = "";

    public string DepartmentCode { get; init; } = "";

    public string Department { get; init; } = "";

    public string AreaCode { get; init; } = "";

    public string Area { get; init; } = "";

    /// <summary>行使层级.</summary>
    public string Level { get; init; } = "";

    /// <summary>服务对象: who may apply.</summary>
    public List<string> Audience { get; init; } = [];

    public List<string> Themes { get; init; } = [];

    public string Conditions { get; init; } = "";

    public List<GuideMaterial> Materials { get; init; } = [];

    public string Steps { get; init; } = "";

    public TimeLimit? Promised { get; init; }

    public TimeLimit? Statutory { get; init; }

    /// <summary>Null when the hall does not say.</summary>
    public bool? Charges { get; init; }

    public string Fee { get; init; } = "";

    public string Address { get; init; } = "";

    public string Hours { get; init; } = "";

    public string Phone { get; init; } = "";

    public string ComplaintPhone { get; init; } = "";

    /// <summary>到现场次数.</summary>
    public int? Visits { get; init; }

    public bool Online { get; init; }

    /// <summary>http or https; empty when there is none.</summary>
    public string OnlineUrl { get; init; } = "";

    public List<GuideQuestion> Questions { get; init; } = [];

    public List<string> LegalBasis { get; init; } = [];
}

/// <param name="Key">Stable, for programs.</param>
/// <param name="Name">On screens.</param>
public sealed record GuideField(string Key, string Name, Func<ServiceGuide, string> Text);

/// <summary>The fields of a guide in the order in which an operator reads them: page, difference and search go by it.</summary>
public static class GuideFields
{
    public static readonly IReadOnlyList<GuideField> All =
    [
        new("name", "事项名称", guide => guide.Name),
        new("audience", "服务对象", guide => string.Join('、', guide.Audience)),
        new("conditions", "受理条件", guide => guide.Conditions),
        new("materials", "申请材料", guide => string.Join('\n', guide.Materials.Select(TextOf))),
        new("steps", "办理流程", guide => guide.Steps),
        new("promised", "承诺办结时限", guide => guide.Promised?.Text ?? ""),
        new("statutory", "法定办结时限", guide => guide.Statutory?.Text ?? ""),
        new("fee", "收费", FeeOf),
        new("address", "办理地点", guide => guide.Address),
        new("hours", "办理时间", guide => guide.Hours),
        new("phone", "咨询电话", guide => guide.Phone),
        new("complaintPhone", "投诉电话", guide => guide.ComplaintPhone),
        new("visits", "到现场次数", guide => guide.Visits?.ToString(CultureInfo.InvariantCulture) ?? ""),
        new("online", "网上办理", guide => guide.Online ? "可网上办理" : "不可网上办理"),
        new("onlineUrl", "网上办理地址", guide => guide.OnlineUrl),
        new("basis", "法律依据", guide => string.Join('\n', guide.LegalBasis)),
        new("questions", "常见问题", guide => string.Join('\n', guide.Questions.Select(question => $"问：{question.Question}\n答：{question.Answer}"))),
        new("department", "实施部门", guide => guide.Department),
        new("type", "事项类型", guide => guide.Type),
        new("themes", "主题", guide => string.Join('、', guide.Themes)),
        new("taskCode", "事项编码", guide => guide.TaskCode),
        new("catalog", "所属目录事项", guide => guide.CatalogName),
        new("catalogCode", "目录编码", guide => guide.CatalogCode),
        new("aliases", "简称", guide => string.Join('、', guide.Aliases)),
        new("area", "区域", guide => guide.Area),
        new("areaCode", "区域代码", guide => guide.AreaCode),
        new("departmentCode", "部门代码", guide => guide.DepartmentCode),
        new("level", "行使层级", guide => guide.Level),
    ];

    public static string TextOf(GuideMaterial material) =>
        material.Name + (material.Needed ? "" : "（非必需）") + (material.Note.Length > 0 ? $"：{material.Note}" : "");

    public static string FeeOf(ServiceGuide guide) => guide.Fee.Length > 0 ? guide.Fee : guide.Charges is { } charges ? charges ? "收费" : "不收费" : "";

    /// <summary>What changed, field by field, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<FieldDifference> Between(ServiceGuide before, ServiceGuide after) =>
        [.. All.Select(field => (Field: field, Before: field.Text(before), After: field.Text(after))).Where(pair => pair.Before != pair.After)
            .Select(pair => new FieldDifference(pair.Field.Key, pair.Field.Name, TextDifference.Compare(pair.Before, pair.After)))];

    /// <summary>Keys of what changed.</summary>
    public static List<string> Changed(ServiceGuide before, ServiceGuide after) => [.. All.Where(field => field.Text(before) != field.Text(after)).Select(field => field.Key)];
}
