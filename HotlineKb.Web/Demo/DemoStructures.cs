using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Demo;

/// <param name="Steps">Acts of the request's flow.</param>
internal sealed record DemoCategoryRequest(string By, double HoursAgo, string Sketch, string Why, List<DemoAct> Steps);

internal sealed record DemoCategoryReview(string Unit, string Category, int Months, double HoursAgo);

internal sealed record DemoStructureFile(List<DemoCategoryRequest> Requests, List<DemoCategoryReview> Review);

/// <summary>What units have asked of their category trees, what the city office made of it, and how long entries of some categories hold.</summary>
internal sealed class DemoStructures(
    IServiceProvider services, LedgerDoor ledger, DemoData city, DemoStories stories, IReadOnlyDictionary<string, Actor> people)
{
    private readonly IDbContextFactory<HotlineDb> _databases = services.GetRequiredService<IDbContextFactory<HotlineDb>>();
    private readonly CategoryRequests _requests = ActivatorUtilities.CreateInstance<CategoryRequests>(services, ledger);
    private readonly CategoryActions _categories = ActivatorUtilities.CreateInstance<CategoryActions>(services, ledger);

    public async Task AddAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        foreach (var request in city.Structures.Requests)
        {
            await using var db = await _databases.CreateDbContextAsync(ct);
            var found = await FindAsync(db, request, ct);
            if (found is null)
                acts.Add((stories.AtWork(request.HoursAgo), () => _requests.MakeAsync(people[request.By], request.Sketch, request.Why, ct)));
            foreach (var step in request.Steps.Skip(found is null ? 0 : found.Version - 1))
                acts.Add((stories.AtWork(step.HoursAgo), () => StepAsync(request, step, ct)));
        }

        // Set again, it says nothing.
        foreach (var review in city.Structures.Review)
            acts.Add((stories.Ago(review.HoursAgo), () => ReviewAsync(review, ct)));
    }

    private async Task StepAsync(DemoCategoryRequest request, DemoAct step, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var found = (await FindAsync(db, request, ct))!;
        await _requests.ActAsync(people[step.By], found.Id, Enum.Parse<CategoryRequestAct>(step.Act, ignoreCase: true), found.Version, step.Text, build: true, ct);
    }

    private async Task ReviewAsync(DemoCategoryReview review, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var unit = city.Unit(review.Unit).Id;
        var category = await db.CategoriesInUse().AsNoTracking().SingleAsync(row => row.UnitId == unit && row.Path == review.Category, ct);
        await _categories.SetReviewAsync(people[DemoAccounts.Reviewer], category.Id, category.Version, review.Months, ct);
    }

    private Task<CategoryRequest?> FindAsync(HotlineDb db, DemoCategoryRequest request, CancellationToken ct)
    {
        var unit = people[request.By].UnitId;
        return db.Set<CategoryRequest>().AsNoTracking().SingleOrDefaultAsync(row => row.UnitId == unit && row.Why == request.Why, ct);
    }
}
