using HotlineKb.Core.Sharing;

namespace HotlineKb.Web.Sharing;

internal static class SharingWords
{
    public static string NameOf(SharedWhat what) => what switch
    {
        SharedWhat.All => "全部常用信息",
        SharedWhat.Categories => "部分类别",
        _ => "单个条目",
    };
}
