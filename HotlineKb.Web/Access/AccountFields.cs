using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;

namespace HotlineKb.Web.Access;

/// <summary>At which field of the account forms a refusal is shown.</summary>
internal static class AccountFields
{
    /// <summary>The kind of workplace was chosen, the place itself not yet.</summary>
    public static Dictionary<string, string> NoWorkplace => new() { ["workplace"] = "请选择具体的热线办或成员单位。" };

    /// <returns>Sentence by field; the empty name for what concerns the whole. Empty when nothing was refused.</returns>
    public static Dictionary<string, string> Of(Refusal? refused)
    {
        if (refused is null)
            return [];
        var field = refused.RuleValue switch
        {
            // One rule for the two names: its sentence begins with the name of the field.
            AccountRule.BadUserName when refused.Message.StartsWith("姓名", StringComparison.Ordinal) => "displayName",
            AccountRule.BadUserName or AccountRule.UserNameTaken => "userName",
            AccountRule.WrongWorkplace when refused.Message.StartsWith("角色", StringComparison.Ordinal) => "roles",
            AccountRule.WrongWorkplace => "workplace",
            AccountRule.DutiesSeparate => "roles",
            _ => "",
        };
        return new() { [field] = refused.Message };
    }
}
