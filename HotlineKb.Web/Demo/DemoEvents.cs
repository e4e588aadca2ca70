using HotlineKb.Core.Ledger;

namespace HotlineKb.Web.Demo;

/// <summary>The first thing in a demo database. Every moment of the story counts back from <paramref name="Base"/>, also when a later start has to finish it.</summary>
[EventKind("demo.begun")]
internal sealed record DemoBegun(DateTime Base) : LedgerEvent(DemoCity.Subject);

/// <summary>The whole city is there; without it the next start goes on where the last one was killed.</summary>
[EventKind("demo.loaded")]
internal sealed record DemoLoaded(int Units, int Entries, int WorkOrders, int Revisions, int EditingRequests, int Urgings, int Approvals) : LedgerEvent(DemoCity.Subject);
