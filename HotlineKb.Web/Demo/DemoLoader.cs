using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using HotlineKb.Core.WorkOrders;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HotlineKb.Web.Demo;

/// <summary>Carries out one load on Core services of its own: the same database, writer gate and signal, but the story's clock.</summary>
internal sealed class DemoLoader
{
    private readonly IServiceProvider _services;
    private readonly IDbContextFactory<HotlineDb> _databases;
    private readonly DemoClock _clock;
    private readonly DemoData _city;
    private readonly DemoStories _stories;
    private readonly IProgress<string>? _progress;
    private readonly UnitActions _units;
    private readonly AccountActions _accounts;
    private readonly CategoryActions _categories;
    private readonly EntryActions _entries;
    private readonly WorkOrderActions _orders;
    private readonly Deadlines _deadlines;
    private readonly FlowOptions _flow;
    private readonly Dictionary<string, Actor> _people = [];
    private readonly Dictionary<(int Unit, string Path), Guid> _leaves = [];
    private readonly Dictionary<(int Unit, string Title, ChangeKind Change, int Nth), RevisionState> _states = [];

    public DemoLoader(IServiceProvider services, DemoClock clock, DemoData city, DemoStories stories, IProgress<string>? progress)
    {
        (_services, _clock, _city, _stories, _progress) = (services, clock, city, stories, progress);
        _databases = services.GetRequiredService<IDbContextFactory<HotlineDb>>();
        (_deadlines, _flow) = (services.GetRequiredService<IOptions<Deadlines>>().Value, services.GetRequiredService<IOptions<FlowOptions>>().Value);
        Ledger = ActivatorUtilities.CreateInstance<LedgerDoor>(services, clock);
        _units = ActivatorUtilities.CreateInstance<UnitActions>(services, Ledger);
        _accounts = ActivatorUtilities.CreateInstance<AccountActions>(services, Ledger, new OneHash(services.GetRequiredService<IPasswordHasher<Account>>()));
        _categories = ActivatorUtilities.CreateInstance<CategoryActions>(services, Ledger);
        _entries = ActivatorUtilities.CreateInstance<EntryActions>(services, Ledger);
        _orders = ActivatorUtilities.CreateInstance<WorkOrderActions>(services, Ledger);
    }

    public LedgerDoor Ledger { get; }

    public DemoLoaded Summary() => new(_city.Units.Count, _stories.EntryCount, _city.WorkOrders.Count, _states.Count, _city.Requests.Count, _city.Urgings.Count, _city.Approvals.Count);

    /// <summary>The first day: organisation, people, category trees.</summary>
    public async Task FoundAsync(CancellationToken ct)
    {
        var organisation = new Organisation(
            [.. _city.Regions.Select(region => new Region { Code = region.Code, Name = region.Name, IsCity = Jurisdiction.IsCity(region.Code) })],
            [.. _city.Regions.Select(region => new Office { Id = region.Code, Name = $"{region.Name}热线办", Level = Jurisdiction.IsCity(region.Code) ? OfficeLevel.City : OfficeLevel.County })],
            [.. _city.Units.Select(unit => new Unit
            {
                Id = unit.Id,
                RegionCode = unit.Region,
                Number = unit.Number,
                Level = unit.IsCity ? UnitLevel.City : UnitLevel.County,
                Name = unit.Name,
                ShortName = unit.ShortName,
                Functions = unit.Functions,
            })],
            [.. _city.Pairs().Select(pair => new Counterpart { CityUnitId = pair.City, CountyUnitId = pair.County })]);
        await _units.ImportAsync(DemoCity.System, organisation, ct);
        _progress?.Report($"单位：{_city.Units.Count} 个");

        await using var db = await _databases.CreateDbContextAsync(ct);
        var known = await db.Accounts().Select(account => account.UserName).ToHashSetAsync(ct);
        var missing = DemoAccounts.Everyone(_city).Where(person => !known.Contains(person.Account.UserName)).Select(person => (person.Account, (IReadOnlyList<Role>)[person.Role])).ToList();
        await _accounts.ProvisionAsync(DemoCity.System, missing, ct);
        foreach (var account in await db.Accounts().AsNoTracking().ToListAsync(ct))
            _people[account.UserName] = account.ToActor();
        _progress?.Report($"账号：{_people.Count} 个");

        await _categories.AddAsync(_people[DemoAccounts.Reviewer], [.. _city.Units.Select(unit => (unit.Id, _city.LeavesOf(unit)))], ct);
        var ids = (await db.CategoriesInUse().AsNoTracking().Select(category => new { category.UnitId, category.Path, category.Id }).ToListAsync(ct)).ToDictionary(category => (category.UnitId, category.Path), category => category.Id);
        foreach (var key in _city.Units.SelectMany(unit => _city.LeavesOf(unit).Select(path => (unit.Id, path))))
            _leaves[key] = ids[key];

        _progress?.Report($"类别：{_leaves.Count} 个末级类别");
    }

    /// <summary>Everything after it, act by act, in the order of time.</summary>
    public async Task PlayAsync(CancellationToken ct)
    {
        var acts = new List<(DateTime At, Func<Task> Act)>();
        await AddEntriesAsync(acts, ct);
        AddWorkOrders(acts, ct);
        await AddStoriesAsync(acts, ct);
        await new DemoApprovals(_services, Ledger, _clock, _city, _stories, _people).AddAsync(acts, ct);
        await new DemoFilings(_services, Ledger, _city, _stories, _people).AddAsync(acts, ct);
        await new DemoProfiles(_services, Ledger, _city, _stories, _people).AddAsync(acts, ct);
        await new DemoStructures(_services, Ledger, _city, _stories, _people).AddAsync(acts, ct);
        await new DemoSharing(_services, Ledger, _city, _stories, _people).AddAsync(acts, ct);
        await new DemoSearching(_services, Ledger, _clock, _city, _stories, _people).AddAsync(acts, ct);
        await new DemoReleases(_services, Ledger, _city, _stories, _people).AddAsync(acts, ct);
        await new DemoSupervision(_services, Ledger, _clock, _city, _stories, _entries, _people, _leaves).AddAsync(acts, ct);
        var done = 0;
        foreach (var (at, act) in acts.OrderBy(act => act.At))
        {
            _clock.MoveTo(at);
            await act();
            if (++done % 100 == 0)
                _progress?.Report($"经过：{done} / {acts.Count}");
        }

        _progress?.Report($"条目 {_stories.EntryCount} 条，审批事项 {_city.Approvals.Count} 项，工单 {_city.WorkOrders.Count} 件，修订 {_states.Count} 份，采编要求 {_city.Requests.Count} 项，督办 {_city.Urgings.Count} 件");
    }

    private async Task AddEntriesAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var there = (await db.EntryVersions().Where(version => version.Number == 1)
            .Join(db.Entries(), version => version.EntryId, entry => entry.Id, (version, entry) => new { entry.UnitId, version.Text.Title })
            .ToListAsync(ct)).Select(entry => (entry.UnitId, entry.Title)).ToHashSet();
        foreach (var (at, batch) in _stories.TakenOver())
        {
            var texts = batch.Select(entry => (Unit: _city.Unit(entry.Unit).Id, entry)).Where(row => !there.Contains((row.Unit, row.entry.Title)))
                .Select(row => (row.Unit, _stories.FirstTextOf(row.entry) with { CategoryId = _leaves[(row.Unit, row.entry.Category)] }, _stories.PublishedAt(row.entry))).ToList();
            if (texts.Count > 0)
                acts.Add((at, () => _entries.LoadAsync(DemoCity.System, texts, ct)));
        }
    }

    private void AddWorkOrders(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        // Handed over as soon as there is a reply, or on receipt while there is none: an order's text never changes here.
        foreach (var batch in _city.WorkOrders.GroupBy(order => (order.RepliedHoursAgo ?? order.ReceivedHoursAgo) - 0.2))
        {
            var rows = batch.Select(order => new WorkOrderRow(
                _stories.NumberOf(order), order.Title, order.Content, order.Reply, order.Unit, _stories.Ago(order.ReceivedHoursAgo), order.RepliedHoursAgo is { } replied ? _stories.Ago(replied) : null)).ToList();
            acts.Add((_stories.Ago(batch.Key), async () =>
            {
                var results = await _orders.ImportAsync(_people[DemoAccounts.Editor], rows, ct);
                if (results.FirstOrDefault(result => result.Status is ImportStatus.Refused or ImportStatus.Duplicate) is { } bad)
                    throw new InvalidOperationException($"Demo work order {bad.Number}: {bad.Message}");
            }));
        }
    }

    private async Task AddStoriesAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        // Answers to editing requirements are told with those.
        foreach (var group in (await db.Revisions().AsNoTracking().Where(revision => revision.EditingRequestId == null).OrderBy(revision => revision.CreatedAt).ToListAsync(ct))
            .GroupBy(revision => (revision.UnitId, revision.Text.Title, revision.Change)))
            foreach (var (nth, revision) in group.Index())
                _states[(revision.UnitId, revision.Text.Title, revision.Change, nth)] = new RevisionState(revision.Id, revision.Stage, revision.Version, null);
        // Its own acts only: a sweep meanwhile may have recorded what fell due.
        var rows = await db.LedgerRows().Where(row => row.Subject.StartsWith("revision:") && row.Kind.StartsWith("revision.")).GroupBy(row => row.Subject).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, ct);
        var together = new List<DemoStory>();
        foreach (var story in _stories.All())
        {
            var done = _states.TryGetValue(story.Key, out var state) ? rows[Revision.SubjectOf(state.Id)] : 0;
            if (done == 0 && story.HandedOverAtOnce)
            {
                together.Add(story);
                done = 2;
            }

            var edits = story.Steps.Take(done).Count(step => step.Act is null);
            foreach (var step in story.Steps.Skip(done))
            {
                var text = step.Act is null ? story.Texts[edits++] : null;
                acts.Add((step.At, () => StepAsync(story, step, text, ct)));
            }
        }

        foreach (var batch in together.GroupBy(story => (story.Steps[0].At, story.Steps[0].Who)))
            acts.Add((batch.Key.At, () => HandOverAsync(_people[batch.Key.Who], [.. batch], ct)));
    }

    /// <summary>Drafts and hands over, a day's stories in one act: by the rules of <see cref="EntryActions"/>, without a commit for each.</summary>
    private async Task HandOverAsync(Actor person, IReadOnlyList<DemoStory> stories, CancellationToken ct)
    {
        var states = await Ledger.CommitAsync(person, async (db, now) =>
        {
            var states = new List<RevisionState>();
            var events = new List<LedgerEvent>();
            foreach (var story in stories)
            {
                var (revision, drafted) = await EntryActions.DraftAsync(db, _services.GetRequiredService<IReferenceRule>(), person, new DraftRequest(story.Origin, story.Change, Unit.CodeOf(story.Unit.Id), await CodeAsync(db, story, ct), story.Texts[0], Note: story.Note), now, ct);
                events.AddRange([drafted, revision.Move(RevisionAct.Submit, person, null, _deadlines, _flow.FourEyes, now)]);
                db.Add(revision.Clock!);
                states.Add(new RevisionState(revision.Id, revision.Stage, revision.Version, null));
            }

            return new Outcome<List<RevisionState>>(states, events);
        }, ct);
        foreach (var (story, state) in stories.Zip(states))
            _states[story.Key] = state;
    }

    private async Task StepAsync(DemoStory story, DemoStep step, EntryText? text, CancellationToken ct)
    {
        var person = _people[step.Who];
        var state = _states.GetValueOrDefault(story.Key);
        _states[story.Key] = state switch
        {
            null => await DraftAsync(story, person, text!, ct),
            _ when step.Act is { } act => await _entries.ActAsync(person, state.Id, act, state.Version, step.Reason,
                categoryId: act is RevisionAct.Publish && story is { Change: ChangeKind.New, Category: { } path } ? _leaves[(story.Unit.Id, path)] : null, ct: ct),
            _ => await _entries.EditAsync(person, state.Id, state.Version, inUse => text! with { CategoryId = inUse.CategoryId }, ct: ct),
        };
    }

    private async Task<RevisionState> DraftAsync(DemoStory story, Actor person, EntryText text, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var code = await CodeAsync(db, story, ct);
        var request = new DraftRequest(story.Origin, story.Change, Unit.CodeOf(story.Unit.Id), code, text, story.WorkOrder, story.Note);
        return story.WorkOrder is null ? await _entries.DraftAsync(person, request, ct) : await _orders.DraftAsync(person, request, ct);
    }

    private static Task<string?> CodeAsync(HotlineDb db, DemoStory story, CancellationToken ct) =>
        story.Change is ChangeKind.New ? Task.FromResult<string?>(null)
            : db.Entries().Where(entry => entry.UnitId == story.Unit.Id && db.EntryVersions().Any(version => version.EntryId == entry.Id && version.Text.Title == story.Title)).Select(entry => (string?)entry.Code).SingleAsync(ct);

    /// <summary>All demo accounts share one public password; hashing it once instead of a hundred times saves seconds at the first start.</summary>
    private sealed class OneHash(IPasswordHasher<Account> hasher) : IPasswordHasher<Account>
    {
        private string? _hash;

        public string HashPassword(Account user, string password) => _hash ??= hasher.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword) => hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
