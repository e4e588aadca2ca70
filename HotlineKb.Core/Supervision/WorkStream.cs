using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <summary>What just happened to a piece of work.</summary>
/// <param name="Name">Who did it; for the system what it acted as.</param>
public sealed record WorkEvent(long Number, DateTime At, string Name, string Kind, string Subject, string Title, string Unit, string Data);

/// <summary>The stream of what just happened to the work in the viewer's sight, newest first.</summary>
public sealed class WorkStream(IDbContextFactory<HotlineDb> databases)
{
    private const int Batch = 200;

    /// <summary>How far back it looks: a small county in a busy city may show fewer rather than search for ever.</summary>
    private const int MostRows = 2_000;

    public async Task<IReadOnlyList<WorkEvent>> RecentAsync(Actor viewer, int top, CancellationToken ct = default)
    {
        viewer.Require(Permission.SeeAllWork);
        await using var db = await databases.CreateDbContextAsync(ct);
        var found = new List<(LedgerRow Row, string Title, int UnitId)>();
        var (before, read) = (long.MaxValue, 0);
        while (found.Count < top && read < MostRows)
        {
            // Autosaves would bury what happened.
            var rows = await db.LedgerRows().Where(row => row.Number < before && row.Kind != "revision.edited" && (row.Subject.StartsWith("revision:") || row.Subject.StartsWith("editing-request:") || row.Subject.StartsWith("urging:")))
                .OrderByDescending(row => row.Number).Take(Batch).ToListAsync(ct);
            if (rows.Count == 0)
                break;
            var seen = await SeenAsync(db, viewer, rows, ct);
            found.AddRange(from row in rows where seen.ContainsKey(row.Subject) select (row, seen[row.Subject].Title, seen[row.Subject].UnitId));
            (before, read) = (rows[^1].Number, read + rows.Count);
        }

        found = [.. found.Take(top)];
        var actors = found.Select(item => item.Row.Actor).Distinct().ToArray();
        var names = await db.Accounts().Where(account => actors.Contains(account.UserName)).ToDictionaryAsync(account => account.UserName, account => account.DisplayName, ct);
        var unitIds = found.Select(item => item.UnitId).Distinct().ToArray();
        var units = await db.Units().Where(unit => unitIds.Contains(unit.Id)).ToDictionaryAsync(unit => unit.Id, unit => unit.ShortName, ct);
        return found.ConvertAll(item => new WorkEvent(item.Row.Number, item.Row.At, names.GetValueOrDefault(item.Row.Actor, item.Row.Actor), item.Row.Kind, item.Row.Subject, item.Title, units.GetValueOrDefault(item.UnitId, ""), item.Row.Data));
    }

    /// <summary>Which of these rows' subjects the viewer may see, with their titles.</summary>
    private static async Task<Dictionary<string, (string Title, int UnitId)>> SeenAsync(HotlineDb db, Actor viewer, List<LedgerRow> rows, CancellationToken ct)
    {
        var subjects = rows.Select(row => row.Subject.Split(':')).Where(parts => parts.Length == 2 && Guid.TryParse(parts[1], out _)).Select(parts => (Kind: parts[0], Id: Guid.Parse(parts[1]))).ToHashSet();
        var urgingIds = IdsOf("urging");
        var urgings = await db.Urgings().InSight(viewer).Where(row => urgingIds.Contains(row.Id)).Select(row => new { row.Id, row.UnitId, row.Assignment.SubjectId }).ToListAsync(ct);
        Guid[] urged = [.. urgings.Select(row => row.SubjectId)];
        Guid[] revisions = [.. IdsOf("revision"), .. urged], requests = [.. IdsOf("editing-request"), .. urged];
        var titles = await db.Revisions().InSight(viewer).Where(row => revisions.Contains(row.Id)).Select(row => new { row.Id, row.Text.Title, row.UnitId }).ToDictionaryAsync(row => row.Id, row => (row.Title, row.UnitId), ct);
        var seen = titles.ToDictionary(pair => Revision.SubjectOf(pair.Key), pair => pair.Value);
        foreach (var request in await db.EditingRequests().InSight(viewer).Where(row => requests.Contains(row.Id)).Select(row => new { row.Id, row.Title, row.UnitId }).ToListAsync(ct))
            titles[request.Id] = seen[EditingRequest.SubjectOf(request.Id)] = (request.Title, request.UnitId);
        foreach (var urging in urgings)
            seen[Urging.SubjectOf(urging.Id)] = (titles.GetValueOrDefault(urging.SubjectId).Title ?? "", urging.UnitId);
        return seen;

        Guid[] IdsOf(string kind) => [.. subjects.Where(subject => subject.Kind == kind).Select(subject => subject.Id)];
    }
}
