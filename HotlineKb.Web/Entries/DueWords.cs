using HotlineKb.Core.Entries;
using HotlineKb.Core.Units;

namespace HotlineKb.Web.Entries;

/// <summary>What has grown old, in words and as an address.</summary>
internal static class DueWords
{
    public static string Of(EntryDue due) => due switch
    {
        EntryDue.Expired => "已失效",
        EntryDue.Review => "待复核",
        EntryDue.Soon => "即将到期",
        _ => "全部到期",
    };

    public static string PageOf(int unitId, EntryDue due = EntryDue.Any) => $"/entries?unit={Unit.CodeOf(unitId)}&due={due.ToString().ToLowerInvariant()}";
}
