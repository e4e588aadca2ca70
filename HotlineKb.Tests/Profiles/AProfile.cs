using HotlineKb.Core.Profiles;
using HotlineKb.Tests.Kit;

namespace HotlineKb.Tests.Profiles;

/// <summary>A complete profile, and the way it comes into use.</summary>
internal static class AProfile
{
    public static ProfileText Text => new()
    {
        Functions = "负责社会保险、就业和劳动关系。",
        Institutions = [new ProfileInstitution(InstitutionKind.Subordinate, "市社会保险基金管理局", "清远市新城东七号区", "0763-3366001")],
        Windows = [new ProfileWindow("社保综合窗口", "清远市清城区人民二路12号", "周一至周五 8:30–12:00、14:30–17:30", "0763-3366123、0763-3366124", "社保卡、参保登记")],
        People = [new ProfilePerson(PersonRole.Contact, "陈志强", "科长", "协调热线工单", "0763-3366200", "13800138000"), new ProfilePerson(PersonRole.InformationOfficer, "李晓梅", "科员", "养老保险政策解释", "0763-3366201")],
    };

    /// <summary>Submitted by the unit's officer and approved by its office.</summary>
    public static async Task<ProfileState> InUseAsync(TestHost host, ProfileText? text = null, string officer = "officer.rsj", string checker = "city.checker", int unit = Town.Rsj)
    {
        var state = await SubmittedAsync(host, text, officer, unit);
        return await host.Get<ProfileActions>().ActAsync(Town.Actor(checker), unit, ProfileAct.Approve, state.Version);
    }

    public static Task<ProfileState> SubmittedAsync(TestHost host, ProfileText? text = null, string officer = "officer.rsj", int unit = Town.Rsj) =>
        host.Get<ProfileActions>().ActAsync(Town.Actor(officer), unit, ProfileAct.Submit, 0, text ?? Text);

    public static Task<ProfileState> UpdatedAsync(TestHost host, int version, ProfileText text, string officer = "officer.rsj", int unit = Town.Rsj) =>
        host.Get<ProfileActions>().ActAsync(Town.Actor(officer), unit, ProfileAct.Update, version, text);
}
