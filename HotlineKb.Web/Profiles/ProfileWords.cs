using HotlineKb.Core.Profiles;

namespace HotlineKb.Web.Profiles;

/// <summary>Words of basic information on screens.</summary>
internal static class ProfileWords
{
    public static string Of(ProfileAge age) => age switch
    {
        ProfileAge.Fresh => "近期已确认",
        ProfileAge.Due => "待确认",
        _ => "久未确认",
    };

    /// <summary>What a done act is answered with.</summary>
    public static string Done(ProfileAct act) => act switch
    {
        ProfileAct.Submit => "已提交，热线办审核后生效",
        ProfileAct.Recall => "已撤回，可以继续修改",
        ProfileAct.Approve => "已审核通过，基本信息已生效",
        ProfileAct.Return => "已退回，单位会看到原因",
        ProfileAct.Update => "已更新，立即生效",
        ProfileAct.Discard => "已放弃修改",
        _ => "已确认无误",
    };

    /// <summary>Where a unit writes, and its office reviews.</summary>
    public static string PageOf(string unitCode) => $"/units/{unitCode}/profile";
}
