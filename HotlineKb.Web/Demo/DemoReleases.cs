using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Demo;

/// <summary>What the city office has released to the public, what it has kept back and why, and one proposal that waits.</summary>
internal sealed class DemoReleases(IServiceProvider services, LedgerDoor ledger, DemoData city, DemoStories stories, IReadOnlyDictionary<string, Actor> people)
{
    private readonly IDbContextFactory<HotlineDb> _databases = services.GetRequiredService<IDbContextFactory<HotlineDb>>();
    private readonly ReleaseActions _releases = ActivatorUtilities.CreateInstance<ReleaseActions>(services, ledger);

    public async Task AddAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        foreach (var release in city.Releases)
        {
            await using var db = await _databases.CreateDbContextAsync(ct);
            var done = await FindAsync(db, release, ct) is { } code ? await db.LedgerRows().CountAsync(row => row.Subject == Release.SubjectOf(code) && row.Kind != "release.replaced", ct) : 0;
            // What is withheld leaves one row, what is proposed two: the attribute and the proposal.
            if (done == 0)
                acts.Add((stories.Ago(release.HoursAgo), () => ProposeAsync(release, ct)));
            if (release.Disclosure is Disclosure.Active)
                foreach (var step in release.Steps.Skip(Math.Max(0, done - 2)))
                    acts.Add((stories.Ago(step.HoursAgo), () => StepAsync(release, step, ct)));
        }
    }

    private async Task ProposeAsync(DemoRelease release, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var code = (await FindAsync(db, release, ct))!;
        if (release.Disclosure is Disclosure.Active)
            await _releases.ProposeAsync(people[release.By], code, new Proposal(release.Basis, Channels.All), ct);
        else
            await _releases.WithholdAsync(people[release.By], code, release.Disclosure, release.Basis, ct);
    }

    private async Task StepAsync(DemoRelease release, DemoAct step, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var code = await FindAsync(db, release, ct);
        var found = await db.Releases().AsNoTracking().Where(row => row.Code == code).OrderByDescending(row => row.UpdatedAt).FirstAsync(ct);
        var act = Enum.Parse<ReleaseAct>(step.Act, ignoreCase: true);
        if (act is ReleaseAct.Approve)
            await _releases.ApproveAsync(people[step.By], found.Id, found.Version, step.Text, ct);
        else
            await _releases.ActAsync(people[step.By], found.Id, act, found.Version, step.Text, ct);
    }

    private Task<string?> FindAsync(HotlineDb db, DemoRelease release, CancellationToken ct)
    {
        var unit = city.Unit(release.Unit).Id;
        return db.Entries().Where(entry => entry.UnitId == unit && db.EntryVersions().Any(version => version.EntryId == entry.Id && version.Number == entry.CurrentVersion && version.Text.Title == release.Entry)).Select(entry => entry.Code).SingleOrDefaultAsync(ct);
    }
}
