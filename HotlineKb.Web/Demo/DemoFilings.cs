using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Web.Parts;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Demo;

/// <summary>What units have filed of their changes (R3.2), and what an office has set aside; whether the hall shows it is the matching's to say.</summary>
internal sealed class DemoFilings(IServiceProvider services, LedgerDoor ledger, DemoData city, DemoStories stories, IReadOnlyDictionary<string, Actor> people)
{
    private readonly IDbContextFactory<HotlineDb> _databases = services.GetRequiredService<IDbContextFactory<HotlineDb>>();
    private readonly ChangeFilingActions _filings = ActivatorUtilities.CreateInstance<ChangeFilingActions>(services, ledger);

    public async Task AddAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        foreach (var filing in city.Filings)
        {
            await using var db = await _databases.CreateDbContextAsync(ct);
            var subject = await FindAsync(db, filing, ct) is { } found ? found.Subject : "";
            // What the matching has found is not an act of its story.
            var done = await db.LedgerRows().CountAsync(row => row.Subject == subject && row.Kind != "filing.matched" && row.Kind != "filing.unmatched", ct);
            if (done == 0)
                acts.Add((stories.Ago(filing.HoursAgo), () => _filings.FileAsync(people[filing.By], ContentOf(filing, filing.What), ct)));
            foreach (var step in filing.Steps.Skip(done - 1))
                acts.Add((stories.Ago(step.HoursAgo), () => StepAsync(filing, step, ct)));
        }

        foreach (var aside in city.ApprovalDesk.SetAside)
            acts.Add((stories.Ago(aside.HoursAgo), () => SetAsideAsync(aside, ct)));
    }

    private async Task StepAsync(DemoFiling filing, DemoAct step, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var found = (await FindAsync(db, filing, ct))!;
        var act = Enum.Parse<FilingAct>(step.Act, ignoreCase: true);
        if (act is FilingAct.Refile)
            await _filings.RefileAsync(people[step.By], found.Id, found.Version, ContentOf(filing, step.Text!), ct);
        else
            await _filings.ActAsync(people[step.By], found.Id, act, found.Version, step.Text, ct);
    }

    private async Task SetAsideAsync(DemoSetAside aside, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var change = await db.ApprovalChanges().AsNoTracking().SingleAsync(row => db.ApprovalItems().Any(item => item.Id == row.ItemId && item.Code == aside.Item), ct);
        if (change.SetAsideAt is null)
            await _filings.ActOnChangeAsync(people[aside.By], change.Id, UnfiledAct.SetAside, change.Version, aside.Text, ct);
    }

    private Task<ChangeFiling?> FindAsync(HotlineDb db, DemoFiling filing, CancellationToken ct)
    {
        var unit = people[filing.By].UnitId;
        return db.ChangeFilings().AsNoTracking().SingleOrDefaultAsync(row => row.UnitId == unit && row.Kind == filing.Kind && (filing.Item == null ? row.Name == filing.Name : row.ItemCode == filing.Item), ct);
    }

    private NewFiling ContentOf(DemoFiling filing, string what) =>
        new(filing.Kind, filing.Item, filing.Name, null, what, DateOnly.FromDateTime(CityTime.Of(stories.Ago(filing.EffectiveDaysAgo * 24))));
}
