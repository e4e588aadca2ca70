using HotlineKb.Core.Assignments;
using HotlineKb.Core.Units;

namespace HotlineKb.Web.Supervision;

/// <summary>Words and addresses of editing requirements; stages and acts have their names in <see cref="EditingRequestFlow"/>.</summary>
internal static class RequestWords
{
    /// <summary>What the screen says once it is done.</summary>
    public static string Done(RequestAct act) => act switch
    {
        RequestAct.Claim => "已认领",
        RequestAct.Answer => "已答复采编要求",
        RequestAct.Decline => "已说明不采编",
        RequestAct.Accept => "已认可答复",
        RequestAct.AskAgain => "已再次要求",
        _ => "已取消要求",
    };

    /// <summary>What the row's button says to whom it falls to.</summary>
    public static string Verb(RequestStage stage, bool drafted) => stage switch
    {
        RequestStage.Open => drafted ? "继续编写" : "答复",
        _ => "处理答复",
    };

    /// <summary>Where the answer is written: the draft under way, or a new one that begins with the entry to be mended.</summary>
    public static string Writing(Guid request, string? entry, Guid? draft) =>
        draft is { } id ? $"/revisions/{id}"
        : entry is null ? $"/revisions/new?origin=supplementary&request={request}"
        : $"/revisions/new?origin=supplementary&change=update&entry={entry}&request={request}";

    /// <summary>Where an office asks; with what is known already.</summary>
    public static string Asking(int? unit = null, string? entry = null, Guid? feedback = null) =>
        "/editing-requests/new" + (feedback is not null ? $"?feedback={feedback}" : entry is not null ? $"?entry={entry}" : unit is { } id ? $"?unit={Unit.CodeOf(id)}" : "");
}
