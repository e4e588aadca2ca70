using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Demo;

/// <param name="Owner">Name of the unit whose information it is.</param>
/// <param name="Categories">Paths; none: everything.</param>
/// <param name="UntilInDays">From when the city is loaded.</param>
/// <param name="Steps">Acts of the request's flow.</param>
internal sealed record DemoSharingRequest(string By, double HoursAgo, string Owner, List<string> Categories, string Purpose, int UntilInDays, List<DemoAct> Steps);

/// <summary>What units have asked to see of each other, and what became of it.</summary>
internal sealed class DemoSharing(IServiceProvider services, LedgerDoor ledger, DemoData city, DemoStories stories, IReadOnlyDictionary<string, Actor> people)
{
    private readonly IDbContextFactory<HotlineDb> _databases = services.GetRequiredService<IDbContextFactory<HotlineDb>>();
    private readonly SharingActions _actions = ActivatorUtilities.CreateInstance<SharingActions>(services, ledger);

    public async Task AddAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        foreach (var request in city.Sharing)
        {
            var found = await FindAsync(request, ct);
            if (found is null)
                acts.Add((stories.Ago(request.HoursAgo), () => ApplyAsync(request, ct)));
            foreach (var step in request.Steps.Skip(found is null ? 0 : found.Version - 1))
                acts.Add((stories.Ago(step.HoursAgo), () => StepAsync(request, step, ct)));
        }
    }

    private async Task ApplyAsync(DemoSharingRequest request, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var owner = city.Unit(request.Owner).Id;
        var categories = await db.CategoriesInUse().Where(row => row.UnitId == owner && request.Categories.Contains(row.Path)).Select(row => row.Id).ToListAsync(ct);
        await _actions.ApplyAsync(people[request.By], new NewSharing(Unit.CodeOf(owner), request.Categories.Count == 0 ? SharedWhat.All : SharedWhat.Categories, categories, null, request.Purpose,
            CityDays.Of(stories.Ago(0)).AddDays(request.UntilInDays)), ct);
    }

    private async Task StepAsync(DemoSharingRequest request, DemoAct step, CancellationToken ct)
    {
        var found = (await FindAsync(request, ct))!;
        await _actions.ActAsync(people[step.By], found.Id, Enum.Parse<SharingAct>(step.Act, ignoreCase: true), found.Version, step.Text, ct: ct);
    }

    private async Task<SharingRequest?> FindAsync(DemoSharingRequest request, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var unit = people[request.By].UnitId;
        return await db.SharingRequests().AsNoTracking().SingleOrDefaultAsync(row => row.UnitId == unit && row.Purpose == request.Purpose, ct);
    }
}
