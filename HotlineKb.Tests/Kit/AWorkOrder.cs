using HotlineKb.Core.WorkOrders;

namespace HotlineKb.Tests.Kit;

/// <summary>Work orders as the call system hands them over; no real person's data.</summary>
public static class AWorkOrder
{
    public static WorkOrderRow Numbered(string number) => new(
        number,
        "社保卡丢失后如何补办",
        "来电人：张小明，电话13800138000，身份证441802199001011234，家住清城区某路88号，询问社保卡丢失后如何补办。",
        "您好，可持身份证到任一合作银行网点补办，当场领卡。",
        "市人社局",
        new DateTime(2026, 11, 20, 1, 30, 0, DateTimeKind.Utc),
        new DateTime(2026, 11, 21, 2, 0, 0, DateTimeKind.Utc));
}
