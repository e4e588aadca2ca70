using System.Runtime.CompilerServices;
using System.Text.Json;
using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Demo;

/// <summary>
/// The approval items of the city: no hall is connected, so a file brings them and a later one what has changed since; the city office maps their
/// departments and sets keywords meanwhile.
/// </summary>
internal sealed class DemoApprovals(
    IServiceProvider services, LedgerDoor ledger, DemoClock clock, DemoData city, DemoStories stories, IReadOnlyDictionary<string, Actor> people)
{
    internal const string FirstFile = "清远市政务服务事项.json";
    internal const string LaterFile = "清远市政务服务事项（本周变更）.json";

    /// <summary>Hours before now: before any entry that refers to an item.</summary>
    private const double First = 68 * 24;

    private const double Mapped = First - 3;
    private const double KeywordsSince = First - 24;
    private const double Later = 3 * 24;

    private readonly IDbContextFactory<HotlineDb> _databases = services.GetRequiredService<IDbContextFactory<HotlineDb>>();
    private readonly HallSync _hall = ActivatorUtilities.CreateInstance<HallSync>(services, ledger);
    private readonly OwnerSweep _owners = new(DemoSupervision.SweepOn(services, ledger, clock));

    private Actor Office => people[DemoAccounts.Reviewer];

    public async Task AddAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        var actions = new ApprovalActions(ledger, _owners);
        await AddImportAsync(acts, First, FirstFile, city.Approvals, ct);
        foreach (var (i, (department, unit)) in city.ApprovalDesk.Departments.Index())
            acts.Add((stories.Ago(Mapped - (i / 30.0)), () => MapAsync(actions, department, unit, ct)));
        // A load that was killed between a map and what follows of it.
        acts.Add((stories.Ago(Mapped - 2), () => _owners.RunAsync(ct)));
        foreach (var (i, (code, keywords)) in city.ApprovalDesk.Keywords.Index())
            acts.Add((stories.Ago(KeywordsSince - (i * 2)), () => SetKeywordsAsync(actions, code, keywords, ct)));
        await AddImportAsync(acts, Later, LaterFile, city.LaterApprovals, ct);
    }

    private async Task AddImportAsync(List<(DateTime At, Func<Task> Act)> acts, double hoursAgo, string file, IReadOnlyList<JsonElement> records, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        if (await db.HallRuns().AnyAsync(run => run.File == file && run.State == HallRunState.Succeeded, ct))
            return;
        acts.Add((stories.Ago(hoursAgo), async () =>
        {
            var (run, _) = await _hall.ImportAsync(Office, file, RowsAsync(records, ct), ct: ct);
            if (run.State is not HallRunState.Succeeded)
                throw new InvalidOperationException($"Demo file {file}: {run.Error}");
        }));
    }

    private async Task MapAsync(ApprovalActions actions, string department, string unit, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var row = await db.HallDepartments().AsNoTracking().SingleAsync(item => item.Name == department, ct);
        if (row.MappedAt is null)
            await actions.MapAsync(Office, row.Id, row.Version, unit, ct);
    }

    private async Task SetKeywordsAsync(ApprovalActions actions, string code, List<string> keywords, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var item = await db.ApprovalItems().AsNoTracking().SingleAsync(row => row.Code == code, ct);
        if (!item.HasKeywords)
            await actions.SetKeywordsAsync(Office, code, item.Version, keywords, ct);
    }

    private static async IAsyncEnumerable<FileRecord> RowsAsync(IReadOnlyList<JsonElement> records, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var (i, record) in records.Index())
        {
            ct.ThrowIfCancellationRequested();
            yield return new FileRecord(i + 1, HallRecord.Read(record));
        }
    }
}
