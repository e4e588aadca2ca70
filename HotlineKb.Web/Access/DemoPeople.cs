namespace HotlineKb.Web.Access;

/// <summary>The demo accounts that the sign-in page lists; none outside the demo.</summary>
internal sealed record DemoPeople(IReadOnlyList<Demo.DemoAccount>? List);
