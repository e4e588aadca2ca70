namespace HotlineKb.Core.Entries;

public enum RevisionRule
{
    /// <summary>The flow table has no such move from here.</summary>
    WrongStage,
    /// <summary>The text cannot be changed in this stage.</summary>
    NotEditable,
    /// <summary>Sent back without a reason.</summary>
    ReasonRequired,
    ReasonTooLong,
    ClaimedByAnother,
    AlreadyClaimed,
    /// <summary>Recall by someone who did not hand it over, or after the next step was claimed.</summary>
    NotRecallable,
    /// <summary>Who wrote or passed it does not publish it.</summary>
    FourEyes,
    /// <summary>The origin belongs to an office or a unit, and the actor is not one.</summary>
    WrongOrigin,
    OutsideJurisdiction,
    EntryRequired,
    EntryOfOtherUnit,
    EntryNotInUse,
    /// <summary>One open revision per entry.</summary>
    EntryHasOpenRevision,
    UnknownWorkOrder,
    /// <summary>R5.4: an entry refers to items that exist and that its writer may see.</summary>
    UnknownApprovalItem,
    CategoryRequired,
    Incomplete,
    TooLong,
    BadKeywords,
    /// <summary>The text still holds a caller's personal data (X4).</summary>
    PersonalData,
}
