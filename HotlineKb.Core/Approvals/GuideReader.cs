using System.Text.Json;
using System.Text.RegularExpressions;
using HotlineKb.Core.Basics;

namespace HotlineKb.Core.Approvals;

/// <summary>
/// Finds in a record what a guide needs, whatever it is called there: the names of the interface, of the portal's flat rows, and of a table's
/// headings stand side by side, so that every way in has the same rules.
/// </summary>
internal sealed partial class GuideReader(JsonElement record, JsonElement item)
{
    private const int MaxText = 20_000;
    private const int MaxRows = 200;

    /// <returns>The fields of the item; null when there are none.</returns>
    public static JsonElement? ItemOf(JsonElement record)
    {
        if (record.ValueKind is not JsonValueKind.Object)
            return null;
        if (!record.TryGetProperty("AUDIT_ITEM", out var item))
            return Has(record, "CATANAME", "TASK_NAME", "TASK_CODE", "ITEM_ID", "事项名称", "事项编码") ? record : null;
        // An array where an object was promised.
        if (item.ValueKind is JsonValueKind.Array && item.GetArrayLength() == 1)
            item = item[0];
        return item.ValueKind is JsonValueKind.Object ? item : null;
    }

    /// <summary>Addresses of pages, which no item may take.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase) { "sync", "filings", "drift", ".", ".." };

    /// <summary>What has no identity of its own is known by its task code: files of halls without an interface.</summary>
    public string? Code()
    {
        var code = Line("ITEM_ID", "事项ID", "事项标识");
        if (code.Length == 0 && !record.TryGetProperty("AUDIT_ITEM", out _))
            code = TaskCode();
        return code.Length is > 0 and <= ApprovalItem.MaxCode && Identity().IsMatch(code) && !Taken.Contains(code) ? code : null;
    }

    public string TaskCode() => Line("TASK_CODE", "事项编码", "实施编码");

    public string Department() => Line("DEPT_NAME", "实施部门", "实施主体", "部门名称");

    /// <summary>Task and catalogue item; both where neither contains the other, so that it is found and recognised by either.</summary>
    public string Name()
    {
        var (catalog, task) = (Catalog(), Line("TASK_NAME", "子项名称"));
        if (catalog.Length == 0 || task.Contains(catalog, StringComparison.Ordinal))
            return task;
        return task.Length == 0 || catalog.Contains(task, StringComparison.Ordinal) ? catalog : $"{task}（{catalog}）";
    }

    public bool Cancelled() => Line("TASK_STATE", "事项状态") is "0" or "取消" or "已取消" or "注销";

    /// <returns>Why it cannot be an item; null when it can.</returns>
    public string? Problem()
    {
        if (Code() is null)
            return Line("ITEM_ID", "事项ID", "事项标识").Length > 0 ? "事项标识（ITEM_ID）不符合要求。" : "没有事项标识（ITEM_ID）。";
        // Whom it withdraws is all there is to know.
        if (Cancelled())
            return null;
        if (Name() is not { Length: > 0 } name)
            return "没有事项名称（CATANAME、TASK_NAME）。";
        if (name.Length > ApprovalItem.MaxName)
            return $"事项名称超过 {ApprovalItem.MaxName} 个字。";
        if (TaskCode().Length > ApprovalItem.MaxTaskCode)
            return $"事项编码超过 {ApprovalItem.MaxTaskCode} 个字符。";
        if (Department().Length == 0 && DepartmentCode().Length == 0)
            return "没有实施部门（DEPT_NAME、DEPT_CODE）。";
        return Department().Length > HallDepartment.MaxName || DepartmentCode().Length > HallDepartment.MaxCode ? "实施部门的名称或代码过长。" : null;
    }

    public ServiceGuide Guide() => new()
    {
        Name = Name(),
        CatalogName = Catalog(),
        Aliases = [.. Words("SHORT_NAME", "matter_short", "简称").Concat(Words("DAILY_NAME", "matter_daily", "日常用语")).Where(alias => alias != Name()).Distinct().Take(20)],
        TaskCode = TaskCode(),
        CatalogCode = Line("CATALOG_CODE", "CATAID", "目录编码"),
        Type = Wording.Cut(Line("TASK_TYPE_TEXT", "matter_type", "事项类型"), 40),
        DepartmentCode = DepartmentCode(),
        Department = Department(),
        AreaCode = Wording.Cut(Line("AREA_CODE", "AREACODE", "区域代码"), 20),
        Area = Wording.Cut(Line("AREA_CODE_TEXT", "区域"), 80),
        Level = Line("USE_LEVEL_TEXT", "matter_level", "行使层级"),
        Audience = Words("SERVE_TYPE_TEXT", "service_object_name", "服务对象"),
        Themes = [.. Words("THEME_TEXT", "theme_category", "主题").Select(theme => Wording.Cut(theme.Replace("|", "", StringComparison.Ordinal), 40)).Distinct().Take(10)],
        Conditions = Text("ACCEPT_CONDITION", "accept_standard", "受理条件"),
        Materials = Materials(),
        Steps = Text("HANDLE_FLOW", "TRANSACT_FLOW", "HANDLE_PROCESS", "办理流程"),
        Promised = Limit("PROMISE_DAY", "PROMISE_TYPE_TEXT", "handle_time_limit", "承诺办结时限"),
        Statutory = Limit("ANTICIPATE_DAY", "ANTICIPATE_TYPE_TEXT", "handle_time", "法定办结时限"),
        Charges = Line("IS_FEE", "是否收费") switch { "1" or "是" or "收费" => true, "0" or "否" or "不收费" => false, _ => null },
        Fee = Text("FEE_STANDARD", "FEE_TEXT", "CHARGE_STANDARD", "收费标准"),
        Address = PlaceLabel().Replace(Text("XHTSDZ", "handle_location", "办理地点"), ""),
        Hours = Text("TRANSACT_TIME", "WORK_TIME", "OFFICE_TIME", "办理时间"),
        Phone = PhoneLabel().Replace(Line("LINK_TEL", "consult_phone", "咨询电话"), ""),
        ComplaintPhone = PhoneLabel().Replace(Line("TSTEL", "complain_phone", "投诉电话"), ""),
        Visits = HallText.Number(Line("LIMIT_SCENE_NUM", "visit_number", "到现场次数")),
        Online = Line("ONLINECHECK", "是否网上办理") is "1" or "是",
        OnlineUrl = Address(Line("TRANSACT_WEB_URL", "URL", "网上办理地址")),
        Questions = [.. Rows("AUDIT_QA").Select(row => new GuideQuestion(Part(row, "QUESTION", "QA_QUESTION", "TITLE"), Part(row, "ANSWER", "QA_ANSWER", "CONTENT"))).Where(qa => qa.Question.Length > 0)],
        LegalBasis = [.. Rows("LAW").Select(Law).Where(law => law.Length > 0), .. Lines(Text("LEGAL_BASIS", "法律依据"))],
    };

    private string DepartmentCode() => Line("DEPT_CODE", "ORGCODE", "部门代码", "统一社会信用代码");

    private string Catalog() => Line("CATANAME", "matter_name", "事项名称");

    private List<GuideMaterial> Materials()
    {
        var rows = Rows("AUDIT_MATERIAL").ToList();
        if (rows.Count > 0)
            return [.. rows.OrderBy(row => HallText.Number(Part(row, "ORDER_NUM")) ?? int.MaxValue)
                .Select(row => new GuideMaterial(Part(row, "MATERIAL_NAME", "NAME"), Part(row, "IS_NEED") is not ("0" or "否"), Part(row, "MATERIAL_NOTE", "REMARK", "FILL_EXPLAIN"))).Where(material => material.Name.Length > 0)];
        return [.. Words("material_intro", "申请材料").Select(name => new GuideMaterial(name, true, ""))];
    }

    /// <summary>Number and kind in two fields, or both in one: <c>30(工作日)</c>.</summary>
    private TimeLimit? Limit(string day, string kind, params string[] whole)
    {
        var text = Line(day);
        if (text.Length == 0)
            text = Line(whole);
        if (text.Length == 0)
            return null;
        var unit = Line(kind) is { Length: > 0 } given ? given : text.Contains('自', StringComparison.Ordinal) || text.Contains("日历", StringComparison.Ordinal) ? "自然日" : "工作日";
        return HallText.Number(text) is { } days ? new TimeLimit(days, unit, $"{days} 个{unit}") : new TimeLimit(null, "", text);
    }

    private static string Law(JsonElement row)
    {
        var (name, clause, content) = (Part(row, "LAW_NAME", "NAME", "BASIS_NAME"), Part(row, "CLAUSE", "LAW_CLAUSE", "ITEM_NO"), Part(row, "CONTENT", "LAW_CONTENT", "CLAUSE_CONTENT"));
        return string.Join(' ', new[] { name, clause, content }.Where(part => part.Length > 0));
    }

    /// <summary>Children of the record: an array, one object in its place, or nothing.</summary>
    private IEnumerable<JsonElement> Rows(string name)
    {
        if (!record.TryGetProperty(name, out var rows))
            return [];
        return rows.ValueKind switch
        {
            JsonValueKind.Array => rows.EnumerateArray().Where(row => row.ValueKind is JsonValueKind.Object or JsonValueKind.String).Take(MaxRows),
            JsonValueKind.Object => [rows],
            _ => [],
        };
    }

    private static string Part(JsonElement row, params string[] names)
    {
        if (row.ValueKind is JsonValueKind.String)
            return names[0].EndsWith("NAME", StringComparison.Ordinal) ? HallText.OneLine(row.GetString()) : "";
        foreach (var name in names)
            if (row.TryGetProperty(name, out var value) && Limited(HallText.Clean(Plain(value))) is { Length: > 0 } text)
                return text;
        return "";
    }

    private string Text(params string[] names)
    {
        foreach (var name in names)
            if (item.TryGetProperty(name, out var value) && Limited(HallText.Clean(Plain(value))) is { Length: > 0 } text)
                return text;
        return "";
    }

    private string Line(params string[] names) => Text(names).Replace('\n', ' ');

    /// <summary>A list, or words between commas.</summary>
    private List<string> Words(params string[] names)
    {
        foreach (var name in names)
        {
            if (!item.TryGetProperty(name, out var value))
                continue;
            var parts = value.ValueKind is JsonValueKind.Array
                ? value.EnumerateArray().Take(MaxRows).Select(Plain)
                : name is "申请材料" ? HallText.Clean(Plain(value)).Split(['\n', ';', '；']) : HallText.Clean(Plain(value)).Split(',', '，', '、', ';', '；', '\n');
            var words = parts.Select(part => Limited(HallText.OneLine(part))).Where(word => word.Length > 0).Distinct().Take(MaxRows).ToList();
            if (words.Count > 0)
                return words;
        }

        return [];
    }

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MaxRows);

    private static string? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.Array when value.GetArrayLength() > 0 => string.Join('\n', value.EnumerateArray().Take(MaxRows).Select(Plain)),
        _ => null,
    };

    private static string Limited(string text) => text.Length <= MaxText ? text : Wording.Cut(text, MaxText);

    /// <summary>Nothing but the web: what it says is put behind a link.</summary>
    private static string Address(string text) =>
        text.Length <= 1000 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0 ? uri.AbsoluteUri : "";

    private static bool Has(JsonElement element, params string[] names) => names.Any(name => element.TryGetProperty(name, out _));

    [GeneratedRegex("^[A-Za-z0-9_.:-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Identity();

    [GeneratedRegex("^(?:办理|受理|办事|窗口)?(?:地点|地址)\\s*[：:]\\s*")]
    private static partial Regex PlaceLabel();

    [GeneratedRegex("^(?:咨询|联系|投诉|监督)?电话\\s*[：:]\\s*")]
    private static partial Regex PhoneLabel();
}
