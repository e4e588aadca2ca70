using Microsoft.Extensions.Localization;

namespace HotlineKb.Web.Entries;

/// <summary>The editor's words. The module knows a sentence by its Chinese, as every page does.</summary>
internal static class BodyEditorTexts
{
    public static IReadOnlyDictionary<string, string> For(IStringLocalizer<Text> L)
    {
        LocalizedString[] texts =
        [
            L["正文"],
            L["已去掉 {0} 张图片：正文不能放图片，请用文字或附件"],
            L["正文不能放图片或文件，请用文字或附件"],
            L["标题"],
            L["小标题"],
            L["加粗"],
            L["斜体"],
            L["无序列表"],
            L["有序列表"],
            L["引用"],
            L["清除格式"],
            L["撤销"],
            L["重做"],
            L["上方插入行"],
            L["下方插入行"],
            L["左侧插入列"],
            L["右侧插入列"],
            L["删除行"],
            L["删除列"],
            L["标题行"],
            L["合并或拆分单元格"],
            L["删除表格"],
            L["链接"],
            L["表格"],
            L["正文格式"],
            L["链接地址"],
            L["请填写网址、邮箱或电话"],
            L["移除链接"],
            L["确定"],
            L["取消"],
            L["登录已过期，请在另一个标签页登录后重试"],
            L["正文太长"],
            L["服务器没有接受（{0}）"],
            L["未保存，服务器暂时不能保存，内容已留在本机"],
            L["未保存，连接中断，内容已留在本机"],
            L["未保存，服务器暂时不能保存，请不要关闭本页"],
            L["未保存，连接中断，请不要关闭本页"],
            L["正在读取正文…"],
            L["正文读取失败"],
            L["本机有未保存的内容"],
            L["已保存 {0}"],
            L["已保存"],
            L["未保存"],
            L["正在保存…"],
            L["未保存：{0}"],
            L["未保存，已被他人修改"],
            L["差异"],
            L["我的"],
            L["对方的"],
            L["立即重试"],
            L["正文读取失败：{0}"],
            L["正文读取失败，连接中断，正在重试"],
            L["重试"],
            L["本机留有 {0} 未保存的内容（{1} 字），请先选择"],
            L["恢复"],
            L["丢弃"],
            L["正文已被他人修改，你的内容还在这里，没有保存"],
            L["查看差异"],
            L["以我的为准"],
            L["用对方的"],
            L["{0} 字"],
            L["知道了"],
        ];
        return texts.ToDictionary(text => text.Name, text => text.Value);
    }
}
