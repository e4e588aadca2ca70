using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Entries;

/// <summary>A draft as a program hands it in: complete at once.</summary>
internal sealed record ApiDraft
{
    [Required]
    public Origin? Origin { get; init; }

    [Required]
    public ChangeKind? Change { get; init; }

    [Description("更新或撤下时：条目编码")]
    public string? Entry { get; init; }

    [Description("单位编码、全称或简称")]
    public string? Unit { get; init; }

    [Description("类别标识（末级）")]
    public Guid? Category { get; init; }

    [Description("2 至 120 字；撤下时不需要")]
    public string? Title { get; init; }

    [Description("口径：话务员照读的纯文本，最多 4000 字；撤下时不需要")]
    public string? Answer { get; init; }

    [Description("正文：HTML，按白名单清洗，最多 400000 字符；撤下时不需要")]
    public string? Body { get; init; }

    [Description("依据")]
    public string? Basis { get; init; }

    [Description("最多 12 个，每个 2 至 20 字")]
    public List<string>? Keywords { get; init; }

    [Description("引用的审批事项标识，最多 20 个；更新时不填则保留在用的")]
    public List<string>? Approvals { get; init; }

    public DateOnly? ReviewBy { get; init; }

    public DateOnly? ExpiresOn { get; init; }

    [Description("来源工单编号")]
    public string? WorkOrder { get; init; }

    [Description("所答复的采编要求；仅用于补充信息，提交后即自动答复")]
    public Guid? EditingRequest { get; init; }

    [Description("说明，如撤下的原因")]
    public string? Note { get; init; }

    public DraftRequest ToRequest(Actor actor)
    {
        var origin = ApiValues.NeededWord(Origin, "origin");
        var change = ApiValues.NeededWord(Change, "change");
        var order = string.IsNullOrWhiteSpace(WorkOrder) ? null : WorkOrder;
        if (change is not ChangeKind.New)
            ApiValues.Needed(Entry, "entry");
        else if (!string.IsNullOrWhiteSpace(Entry))
            throw ApiValues.Wrong("entry", "新条目入库时才有编码，不能指定；要修订已有条目，请用 update。");
        else if (order is null && actor.UnitId is null)
            ApiValues.Needed(Unit, "unit");
        var text = change is ChangeKind.Withdraw ? new EntryText() : new EntryText
        {
            Title = ApiValues.Needed(Title, "title"),
            Answer = ApiValues.Needed(Answer, "answer"),
            Body = ApiValues.Needed(Body, "body"),
            Basis = Basis ?? "",
            Keywords = ApiKeywords.Of(Keywords) ?? [],
            ApprovalItems = ApiKeywords.Of(Approvals, "approvals") ?? [],
            CategoryId = Category,
            ReviewBy = ReviewBy,
            ExpiresOn = ExpiresOn,
        };
        return new DraftRequest(origin, change, Unit, Entry, text, order, Note, EditingRequest, Complete: true, KeepReferences: Approvals is null);
    }
}

/// <summary>Fields that are given replace; those that are not stay. What was given is known by its setter having run.</summary>
internal sealed class ApiEdit
{
    private Guid? _category;
    private DateOnly? _reviewBy;
    private DateOnly? _expiresOn;
    private bool _categoryGiven;
    private bool _reviewByGiven;
    private bool _expiresOnGiven;

    [Required]
    [Description("读到的版本；已有更新的版本时为 409")]
    public int? Version { get; set; }

    public string? Title { get; set; }

    public string? Answer { get; set; }

    public string? Body { get; set; }

    public string? Basis { get; set; }

    public List<string>? Keywords { get; set; }

    public List<string>? Approvals { get; set; }

    public Guid? Category
    {
        get => _category;
        set => (_category, _categoryGiven) = (value, true);
    }

    public DateOnly? ReviewBy
    {
        get => _reviewBy;
        set => (_reviewBy, _reviewByGiven) = (value, true);
    }

    public DateOnly? ExpiresOn
    {
        get => _expiresOn;
        set => (_expiresOn, _expiresOnGiven) = (value, true);
    }

    /// <summary>Then the whole must be complete; a category alone may be set on an unfinished draft.</summary>
    [JsonIgnore]
    public bool TouchesText => Title is not null || Answer is not null || Body is not null;

    public EntryText Apply(EntryText text) => text with
    {
        Title = Title ?? text.Title,
        Answer = Answer ?? text.Answer,
        Body = Body ?? text.Body,
        Basis = Basis ?? text.Basis,
        Keywords = ApiKeywords.Of(Keywords) ?? text.Keywords,
        ApprovalItems = ApiKeywords.Of(Approvals, "approvals") ?? text.ApprovalItems,
        CategoryId = _categoryGiven ? _category : text.CategoryId,
        ReviewBy = _reviewByGiven ? _reviewBy : text.ReviewBy,
        ExpiresOn = _expiresOnGiven ? _expiresOn : text.ExpiresOn,
    };
}

/// <summary>An act on a revision.</summary>
internal sealed record ApiAct
{
    [Required]
    [Description("读到的版本；已有更新的版本时为 409")]
    public int? Version { get; init; }

    [Description("退回、退出办理、放弃须写明原因")]
    public string? Reason { get; init; }

    [Description("把关和审核入库时：替换关键字")]
    public List<string>? Keywords { get; init; }

    [Description("把关和审核入库时：归入类别（末级）")]
    public Guid? Category { get; init; }

    [Description("审核入库时 true：即使使钉住的检索失效也入库")]
    public bool? Accept { get; init; }
}

internal static class ApiKeywords
{
    public static List<string>? Of(List<string>? given, string field = "keywords") =>
        given is not null && given.Contains(null!) ? throw ApiValues.Wrong(field, $"字段“{field}”中不能有 null。") : given;
}
