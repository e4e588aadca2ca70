using System.Globalization;
using HotlineKb.Core.Supervision;

namespace HotlineKb.Web.Supervision;

/// <summary>Supervision in the words of the screens; keys for translation.</summary>
internal static class SupervisionWords
{
    public static string Of(WorkState state) => state switch
    {
        WorkState.Within2Hours => "2 小时内到期",
        WorkState.Within6Hours => "6 小时内到期",
        WorkState.Overdue => "已超时",
        WorkState.ClosedToday => "今日办结",
        WorkState.Closed => "期内办结",
        WorkState.ClosedOnTime => "期内按时办结",
        WorkState.ClosedLate => "期内超时办结",
        WorkState.Opened => "期内交办",
        WorkState.BecameLate => "期内到期未按时",
        _ => "在办",
    };

    public static string Of(WorkAge age) => age switch
    {
        WorkAge.UpTo2 => "2 小时内",
        WorkAge.UpTo6 => "2–6 小时",
        WorkAge.UpTo12 => "6–12 小时",
        WorkAge.UpTo22 => "12–22 小时",
        WorkAge.UpTo48 => "22–48 小时",
        _ => "48 小时以上",
    };

    public static string Percent(OnTime rate) => rate.Percent is { } percent ? percent.ToString("0.#", CultureInfo.InvariantCulture) + "%" : "—";
}
