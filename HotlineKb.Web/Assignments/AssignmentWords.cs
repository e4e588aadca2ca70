using HotlineKb.Core.Assignments;

namespace HotlineKb.Web.Assignments;

/// <summary>An assignment in the words of the screens, and the page of what it is about.</summary>
internal static class AssignmentWords
{
    public static string Of(AssignmentKind kind) => kind switch
    {
        AssignmentKind.UnitRevision => "修改审定",
        AssignmentKind.OfficeCheck => "把关",
        AssignmentKind.FinalReview => "统一审核",
        _ => "采编要求",
    };

    public static string PageOf(AssignmentKind kind, Guid subject) => kind is AssignmentKind.EditingRequest ? $"/editing-requests/{subject}" : $"/revisions/{subject}";
}
