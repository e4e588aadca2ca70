using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Demo;

/// <summary>
/// What supervision adds to the story: editing requirements, urgings, and what the program itself would have done meanwhile, on the story's clock,
/// so that the first real sweep finds nothing left over and nobody's bell begins with hundreds.
/// </summary>
internal sealed class DemoSupervision(
    IServiceProvider services, LedgerDoor ledger, DemoClock clock, DemoData city, DemoStories stories, EntryActions entries,
    IReadOnlyDictionary<string, Actor> people, IReadOnlyDictionary<(int Unit, string Path), Guid> leaves)
{
    /// <summary>Hours before now at which people are told for the first time; what was before stays history.</summary>
    private const double ToldSince = 26;

    /// <summary>Hours before now at which units were asked for what has to be looked at again; nobody was, before.</summary>
    private const double ReviewAsked = 6;

    /// <summary>Hours before now at which everyone had last opened the bell.</summary>
    private const double LastRead = 5;

    private readonly IDbContextFactory<HotlineDb> _databases = services.GetRequiredService<IDbContextFactory<HotlineDb>>();
    private readonly EditingRequestActions _requests = ActivatorUtilities.CreateInstance<EditingRequestActions>(services, ledger);
    private readonly UrgingActions _urgings = ActivatorUtilities.CreateInstance<UrgingActions>(services, ledger);
    private readonly AssignmentSweep _sweep = ActivatorUtilities.CreateInstance<AssignmentSweep>(services, SweepOn(services, ledger, clock));
    private readonly UrgingSweep _urgingSweep = new(SweepOn(services, ledger, clock));
    private readonly ProfileSweep _profileSweep = new(SweepOn(services, ledger, clock));
    private readonly ReviewSweep _reviewSweep = ActivatorUtilities.CreateInstance<ReviewSweep>(services, SweepOn(services, ledger, clock));
    private readonly NotificationReader _notifications = ActivatorUtilities.CreateInstance<NotificationReader>(services, ledger);
    private readonly NotificationActions _bell = ActivatorUtilities.CreateInstance<NotificationActions>(services, ledger);

    internal static LedgerSweep SweepOn(IServiceProvider services, LedgerDoor ledger, DemoClock clock) => ActivatorUtilities.CreateInstance<LedgerSweep>(services, ledger, clock);

    public async Task AddAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        foreach (var request in city.Requests)
            await AddRequestAsync(acts, request, ct);
        foreach (var urging in city.Urgings)
            await AddUrgingAsync(acts, urging, ct);
        await AddHousekeepingAsync(acts, ct);
    }

    private async Task AddRequestAsync(List<(DateTime At, Func<Task> Act)> acts, DemoRequest request, CancellationToken ct)
    {
        var done = await RowsOfAsync(request, ct);
        if (done == 0)
            acts.Add((stories.Ago(request.HoursAgo), () => MakeAsync(request, ct)));
        done--;
        foreach (var step in request.Steps)
        {
            // These are recorded of the revision and of the requirement.
            done -= step.Act is "submit" or "return" or "publish" ? 2 : 1;
            if (done < 0)
                acts.Add((stories.Ago(step.HoursAgo), () => StepAsync(request, step, ct)));
        }
    }

    private async Task<int> RowsOfAsync(DemoRequest request, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        if (await FindAsync(db, request, ct) is not { } found)
            return 0;
        string[] subjects = [found.Subject, .. (await db.Revisions().Where(row => row.EditingRequestId == found.Id).Select(row => row.Id).ToListAsync(ct)).Select(Revision.SubjectOf)];
        return await db.LedgerRows().CountAsync(row => subjects.Contains(row.Subject) && !row.Kind.StartsWith("assignment."), ct);
    }

    private async Task MakeAsync(DemoRequest request, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var unit = city.Unit(request.Unit).Id;
        var code = request.Entry is null ? null : await db.Entries().Where(entry => entry.UnitId == unit && db.EntryVersions().Any(version => version.EntryId == entry.Id && version.Text.Title == request.Entry)).Select(entry => entry.Code).SingleAsync(ct);
        await _requests.MakeAsync(people[request.By], new NewEditingRequest(request.Unit, request.Title, request.Text, code), ct);
    }

    private async Task StepAsync(DemoRequest request, DemoAct step, CancellationToken ct)
    {
        var person = people[step.By];
        await using var db = await _databases.CreateDbContextAsync(ct);
        var found = (await FindAsync(db, request, ct))!;
        if (step.Act == "write")
        {
            var answer = request.Answer!;
            var text = new EntryText { Title = answer.Title, Answer = answer.Answer, Body = answer.Body, Basis = answer.Basis, Keywords = answer.Keywords };
            await entries.DraftAsync(person, new DraftRequest(Origin.Supplementary, ChangeKind.New, Unit.CodeOf(found.UnitId), null, text, EditingRequest: found.Id), ct);
        }
        else if (Enum.TryParse<RequestAct>(step.Act, ignoreCase: true, out var act))
        {
            await _requests.ActAsync(person, found.Id, act, found.Version, step.Text, ct: ct);
        }
        else
        {
            var revision = await db.Revisions().AsNoTracking().SingleAsync(row => row.EditingRequestId == found.Id, ct);
            var moves = Enum.Parse<RevisionAct>(step.Act, ignoreCase: true);
            await entries.ActAsync(person, revision.Id, moves, revision.Version, step.Text, categoryId: moves is RevisionAct.Publish ? leaves[(found.UnitId, request.Answer!.Category)] : null, ct: ct);
        }
    }

    private Task<EditingRequest?> FindAsync(HotlineDb db, DemoRequest request, CancellationToken ct)
    {
        var unit = city.Unit(request.Unit).Id;
        return db.EditingRequests().AsNoTracking().SingleOrDefaultAsync(row => row.UnitId == unit && row.Title == request.Title, ct);
    }

    private async Task AddUrgingAsync(List<(DateTime At, Func<Task> Act)> acts, DemoUrging urging, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var subject = await FindAsync(db, urging, ct) is { } found ? found.Subject : "";
        // What its sweep closed is not an act of its story.
        var done = await db.LedgerRows().CountAsync(row => row.Subject == subject && row.Actor != "system:clock", ct);
        if (done == 0)
            acts.Add((stories.Ago(urging.HoursAgo), () => UrgeAsync(urging, ct)));
        foreach (var step in urging.Steps.Skip(done - 1))
            acts.Add((stories.Ago(step.HoursAgo), () => StepAsync(urging, step, ct)));
    }

    private async Task UrgeAsync(DemoUrging urging, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var urged = await Urged(db, urging).Where(row => row.ClosedAt == null).Select(row => row.Id).SingleAsync(ct);
        var result = (await _urgings.UrgeAsync(people[urging.By], [urged], urging.Text, ct)).Single();
        if (result.Status is not UrgeStatus.Sent)
            throw new InvalidOperationException($"Demo urging of {urging.Title}: {result.Message}");
    }

    private async Task StepAsync(DemoUrging urging, DemoAct step, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var found = (await FindAsync(db, urging, ct))!;
        var act = Enum.Parse<UrgingAct>(step.Act, ignoreCase: true);
        if (act is UrgingAct.Repeat)
            await _urgings.UrgeAsync(people[step.By], [found.AssignmentId], step.Text, ct);
        else
            await _urgings.ActAsync(people[step.By], found.Id, act, found.Version, step.Text, step.UntilHoursAgo is { } until ? stories.Ago(until) : null, ct);
    }

    private Task<Urging?> FindAsync(HotlineDb db, DemoUrging urging, CancellationToken ct)
    {
        var office = people[urging.By].OfficeId;
        return db.Urgings().AsNoTracking().SingleOrDefaultAsync(row => row.OfficeId == office && Urged(db, urging).Any(urged => urged.Id == row.AssignmentId), ct);
    }

    private IQueryable<Assignment> Urged(HotlineDb db, DemoUrging urging)
    {
        var unit = city.Unit(urging.Unit).Id;
        return db.Assignments().Where(row => row.UnitId == unit
            && (db.Revisions().Any(revision => revision.Id == row.SubjectId && revision.Text.Title == urging.Title) || db.EditingRequests().Any(request => request.Id == row.SubjectId && request.Title == urging.Title)));
    }

    /// <summary>The sweeps and the teller of notifications: daily in the long past, hourly at the end. Running one again finds nothing new.</summary>
    private async Task AddHousekeepingAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var reached = await db.LedgerRows().MaxAsync(row => (DateTime?)row.At, ct) ?? DateTime.MinValue;
        var hours = Enumerable.Range(0, 49).Select(hour => (double)hour).Concat(Enumerable.Range(3, 88).Select(day => day * 24.0));
        foreach (var ago in hours)
            Add(ago, async () =>
            {
                await _sweep.RunAsync(ct);
                if (ago <= 48)
                    await _urgingSweep.RunAsync(ct);
                if (ago % 168 == 0 && ago <= 66 * 24)
                    await _profileSweep.RunAsync(ct);
                if (ago == ReviewAsked)
                    await _reviewSweep.RunAsync(ct);
                if (ago <= ToldSince && (ago < LastRead || ago % 2 == 0))
                    await TellAsync(ct);
                if (ago == LastRead)
                    foreach (var account in DemoAccounts.All)
                        await _bell.ReadAsync(people[account.UserName], ct: ct);
            });

        void Add(double ago, Func<Task> act)
        {
            // On a second load: what lies behind was done then.
            if (stories.Ago(ago) >= reached)
                acts.Add((stories.Ago(ago), act));
        }
    }

    private async Task TellAsync(CancellationToken ct)
    {
        var position = await _notifications.PositionAsync(ct);
        await using var db = await _databases.CreateDbContextAsync(ct);
        var rows = await db.LedgerRows().AsNoTracking().Where(row => row.Number > position).OrderBy(row => row.Number).ToListAsync(ct);
        if (rows.Count > 0)
            await _notifications.ReadAsync(rows, ct);
    }
}
