using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HotlineKb.Web.Ledger;

/// <summary>What happened, in the words of the screens; the stable kinds are for auditors and programs.</summary>
internal static class EventWords
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["revision.drafted"] = "起草",
        ["revision.edited"] = "修改内容",
        ["revision.submitted"] = "提交审定",
        ["revision.claimed"] = "认领",
        ["revision.approved"] = "审定通过",
        ["revision.refused"] = "退出办理",
        ["revision.returned"] = "退回",
        ["revision.passed"] = "把关通过",
        ["revision.published"] = "审核入库",
        ["revision.recalled"] = "撤回",
        ["revision.abandoned"] = "放弃修订",
        ["assignment.reminded"] = "时限提醒",
        ["assignment.overdue"] = "超时",
        ["assignment.stillOverdue"] = "持续超时",
        ["editingRequest.made"] = "提出采编要求",
        ["editingRequest.claimed"] = "认领采编要求",
        ["editingRequest.answered"] = "答复采编要求",
        ["editingRequest.declined"] = "说明不采编",
        ["editingRequest.accepted"] = "认可采编答复",
        ["editingRequest.askedAgain"] = "再次要求采编",
        ["editingRequest.cancelled"] = "取消采编要求",
        ["editingRequest.resumed"] = "恢复采编要求",
        ["editingRequest.fulfilled"] = "采编要求自动了结",
        ["urging.sent"] = "督办",
        ["urging.repeated"] = "再次督办",
        ["urging.answered"] = "回复督办",
        ["urging.closed"] = "了结督办",
        ["urging.resumed"] = "督办继续",
        ["feedback.sent"] = "发送反馈",
        ["feedback.requested"] = "由反馈要求采编",
        ["feedback.closed"] = "办结反馈",
        ["feedback.reopened"] = "反馈重新处理",
        ["filing.filed"] = "备案",
        ["filing.refiled"] = "重新备案",
        ["filing.acknowledged"] = "确认备案",
        ["filing.returned"] = "退回询问",
        ["filing.withdrawn"] = "撤销备案",
        ["filing.matched"] = "备案吻合",
        ["filing.unmatched"] = "备案不再吻合",
        ["filing.requested"] = "由备案要求采编",
        ["approvalChange.exempted"] = "变化不需备案",
        ["approvalChange.restored"] = "变化恢复待备案",
        ["approvalChange.requested"] = "由变化要求采编",
        ["drift.found"] = "发现与办事大厅不一致",
        ["drift.changed"] = "与办事大厅的差异有变",
        ["drift.reopened"] = "与办事大厅的差异须重新处理",
        ["drift.requested"] = "由差异要求更新",
        ["drift.dismissed"] = "不算差异",
        ["drift.settled"] = "与办事大厅已一致",
        ["supervision.exported"] = "导出督办事项",
        ["entry.published"] = "条目入库",
        ["entry.withdrawn"] = "条目撤下",
        ["approval.added"] = "事项新增",
        ["approval.changed"] = "事项更新",
        ["approval.withdrawn"] = "事项取消",
        ["approval.restored"] = "事项恢复",
        ["approval.assigned"] = "事项归属变更",
        ["approval.keywordsChanged"] = "设置事项关键字",
        ["entry.keywordsChanged"] = "设置关键字",
        ["entry.reviewRequired"] = "提示复核",
        ["reading.exceeded"] = "查看条目异常多",
        ["entry.expired"] = "条目失效",
        ["category.expiryChanged"] = "设置默认有效期",
        ["category.reviewChanged"] = "设置复核周期",
        ["synonyms.saved"] = "保存同义词",
        ["synonyms.removed"] = "删除同义词",
        ["keyword.suggested"] = "建议关键字",
        ["keyword.suggestionAccepted"] = "采纳关键字建议",
        ["keyword.suggestionDeclined"] = "不采纳关键字建议",
        ["accessPolicy.changed"] = "修改查看权限",
        ["counterparts.changed"] = "修改对口关系",
        ["sharing.requested"] = "申请查看共享",
        ["sharing.consented"] = "同意共享",
        ["sharing.declined"] = "不同意共享",
        ["sharing.granted"] = "授权查看",
        ["sharing.refused"] = "不授权查看",
        ["sharing.withdrawn"] = "撤回共享申请",
        ["sharing.ended"] = "终止授权",
        ["sharing.expired"] = "授权到期",
        ["account.viewed"] = "以其身份查看",
        ["goldenQuery.pinned"] = "钉住检索",
        ["goldenQuery.unpinned"] = "取消钉住检索",
        ["goldenQuery.checked"] = "检查钉住的检索",
        ["goldenQuery.failed"] = "钉住的检索失效",
        ["goldenQuery.mended"] = "钉住的检索恢复",
        ["query.settled"] = "处理无结果检索",
        ["workOrder.imported"] = "导入工单",
        ["workOrder.originalOpened"] = "查看工单原文",
        ["profile.edited"] = "修改基本信息",
        ["profile.prepared"] = "准备基本信息",
        ["profile.loaded"] = "移交基本信息",
        ["profile.submitted"] = "提交基本信息",
        ["profile.recalled"] = "撤回基本信息",
        ["profile.approved"] = "基本信息审核通过",
        ["profile.returned"] = "退回基本信息",
        ["profile.updated"] = "更新基本信息",
        ["profile.discarded"] = "放弃修改基本信息",
        ["profile.confirmed"] = "确认基本信息无误",
        ["profile.confirmationRequested"] = "请确认基本信息",
        ["profile.exported"] = "导出基本信息",
        ["account.handedOver"] = "移交职责",
        ["duty.handedOver"] = "移交事项",
        ["organisation.imported"] = "导入单位目录",
        ["entry.refiled"] = "条目改归类别",
        ["category.added"] = "增加类别",
        ["category.renamed"] = "类别改名",
        ["category.moved"] = "移动类别",
        ["category.retired"] = "停用类别",
        ["category.exported"] = "导出信息架构",
        ["categoryRequest.made"] = "申请调整架构",
        ["categoryRequest.accepted"] = "采纳架构申请",
        ["categoryRequest.declined"] = "不采纳架构申请",
        ["categoryRequest.cancelled"] = "撤回架构申请",
        ["approval.quarantined"] = "隔离无法读取的事项",
        ["approval.released"] = "隔离的事项已能读取",
        ["hall.departmentFound"] = "发现办事大厅部门",
        ["hall.departmentMapped"] = "对应办事大厅部门",
        ["hall.synced"] = "同步事项",
        ["hall.stopped"] = "停止全量核对",
        ["hall.failed"] = "同步失败",
        ["hall.withdrawalsAccepted"] = "准许撤下事项",
        ["release.proposed"] = "建议发布",
        ["release.reproposed"] = "重新建议发布",
        ["release.approved"] = "批准发布",
        ["release.returned"] = "退回发布建议",
        ["release.cancelled"] = "取消发布建议",
        ["release.recalled"] = "撤回公开",
        ["release.replaced"] = "公开换新版",
        ["release.expired"] = "公开到期",
        ["release.exported"] = "导出公开台账",
        ["releaseKey.issued"] = "签发接口密钥",
        ["releaseKey.revoked"] = "吊销接口密钥",
        ["releaseKey.used"] = "使用接口密钥",
        ["disclosure.recorded"] = "记录公开属性",
        ["account.created"] = "新建账号",
        ["account.rolesAssigned"] = "分配角色",
        ["account.disabled"] = "停用账号",
        ["account.enabled"] = "启用账号",
        ["account.passwordReset"] = "重置密码",
        ["account.passwordChanged"] = "修改密码",
        ["account.signedIn"] = "登录",
        ["account.signedOut"] = "退出",
        ["account.signInFailed"] = "登录失败",
        ["account.updated"] = "更新账号",
        ["notification.issued"] = "提醒",
        ["notification.read"] = "查看提醒",
        ["notification.delivered"] = "送达提醒",
        ["notification.undeliverable"] = "提醒未能送达",
        ["notification.superseded"] = "提醒不再发送",
        ["notification.settingsChanged"] = "更改接收方式",
        ["notification.tested"] = "测试提醒",
        ["demo.begun"] = "开始载入演示数据",
        ["demo.loaded"] = "载入演示数据",
        ["token.created"] = "生成令牌",
        ["token.revoked"] = "吊销令牌",
    }.ToFrozenDictionary();

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every kind that has a word, in a fixed order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> All => Words.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The word on screens; the kind itself where there is none yet.</summary>
    public static string Of(string kind) => Words.GetValueOrDefault(kind, kind);

    /// <summary>Why something was sent back, taken over or opened, when a reason was given.</summary>
    public static string? Reason(string data)
    {
        using var json = JsonDocument.Parse(data);
        var root = json.RootElement;
        if (root.TryGetProperty("move", out var move) && move.TryGetProperty("reason", out var reason) && reason.ValueKind is JsonValueKind.String)
            return reason.GetString();
        return root.TryGetProperty("reason", out reason) && reason.ValueKind is JsonValueKind.String ? reason.GetString() : null;
    }

    /// <summary>The words of an urging or its answer; nothing for other events.</summary>
    public static string? Said(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
    }

    /// <summary>UTC; until when the answer to an urging asks for time; null for other events.</summary>
    public static DateTime? Until(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("until", out var until) && until.ValueKind is JsonValueKind.String && until.TryGetDateTime(out var at) ? at.ToUniversalTime() : null;
    }

    /// <summary>The version of an entry that an event put in use or took out of use; null for other events.</summary>
    public static int? EntryVersion(string kind, string data)
    {
        if (kind is not ("entry.published" or "entry.withdrawn"))
            return null;
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) ? number : null;
    }

    /// <summary>JSON for people's eyes; as it is when it cannot be read.</summary>
    public static string Indented(string data)
    {
        try
        {
            using var json = JsonDocument.Parse(data);
            return JsonSerializer.Serialize(json.RootElement, Pretty);
        }
        catch (JsonException)
        {
            return data;
        }
    }
}
