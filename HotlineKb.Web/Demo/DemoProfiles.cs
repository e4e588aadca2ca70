using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Web.Demo;

/// <summary>Basic information: most of it was there before the flow; some came through it, and wherever a unit has people, they have confirmed it since or let it age.</summary>
internal sealed class DemoProfiles(IServiceProvider services, LedgerDoor ledger, DemoData city, DemoStories stories, IReadOnlyDictionary<string, Actor> people)
{
    private readonly IDbContextFactory<HotlineDb> _databases = services.GetRequiredService<IDbContextFactory<HotlineDb>>();
    private readonly ProfileActions _actions = ActivatorUtilities.CreateInstance<ProfileActions>(services, ledger);
    private readonly DemoProfileTexts _texts = new(city);

    public async Task AddAsync(List<(DateTime At, Func<Task> Act)> acts, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        var there = await db.Profiles().AsNoTracking().ToDictionaryAsync(profile => profile.UnitId, ct);
        var done = (await db.LedgerRows().Where(row => row.Subject.StartsWith("profile:")).Select(row => new { row.Subject, row.Kind }).ToListAsync(ct)).ToLookup(row => row.Subject, row => row.Kind);
        // Most units have nobody in the demo.
        var officers = people.Where(person => person.Key.StartsWith("officer.", StringComparison.Ordinal)).ToDictionary(person => person.Value.UnitId!.Value, person => person.Value);
        var told = city.Profiles.Stories.ToDictionary(story => story.Unit);
        foreach (var region in city.Units.Where(unit => !told.ContainsKey(unit.Name) && !city.Profiles.Without.Contains(unit.Name)).GroupBy(unit => unit.Region))
        {
            var ago = city.Profiles.TakenOverDaysAgo[region.Key];
            var missing = region.Where(unit => !there.ContainsKey(unit.Id)).Select(unit => (unit.Id, _texts.Of(unit))).ToList();
            if (missing.Count > 0)
                acts.Add((stories.Ago(ago * 24), () => _actions.LoadAsync(DemoCity.System, missing, ct)));
            foreach (var unit in region)
                if (officers.TryGetValue(unit.Id, out var officer) && ConfirmedAgo(unit) is { } hours && !done[UnitProfile.SubjectOf(unit.Id)].Contains("profile.confirmed"))
                    acts.Add((stories.AtWork(hours), () => ActAsync(officer, unit, ProfileAct.Confirm, null, null, ct)));
        }

        foreach (var story in city.Profiles.Stories)
        {
            var unit = city.Unit(story.Unit);
            // Whatever is written or asked on the way is no act of the story; a draft left at its end is there or is not.
            var acted = done[UnitProfile.SubjectOf(unit.Id)].Count(kind => kind is not ("profile.edited" or "profile.confirmationRequested"));
            foreach (var act in story.Acts.Skip(acted).Where(act => act.Act != "save" || there.GetValueOrDefault(unit.Id)?.Pending is null))
                acts.Add((stories.AtWork(act.HoursAgo), () => PlayAsync(unit, act, ct)));
        }
    }

    /// <summary>Seven of ten have looked at it within the month.</summary>
    private static double? ConfirmedAgo(DemoUnit unit)
    {
        var dice = new DemoDice((uint)unit.Id * 31);
        return dice.Roll(10) < 7 ? (24 * (1 + dice.Roll(18))) + (dice.Roll(60) / 10.0) : null;
    }

    private Task PlayAsync(DemoUnit unit, DemoProfileAct step, CancellationToken ct)
    {
        var text = _texts.Of(unit, step.Earlier);
        if (!Enum.TryParse<ProfileAct>(step.Act, ignoreCase: true, out var act))
            return SaveAsync(people[DemoAccounts.OfficerOf(unit)], unit, text with { Functions = $"{text.Functions}\n另承担市委、市政府交办的其他任务。" }, ct);
        var byOffice = act is ProfileAct.Approve or ProfileAct.Return;
        var who = step.By ?? (byOffice ? DemoAccounts.CheckerAt(unit.Region) : DemoAccounts.OfficerOf(unit));
        return ActAsync(people[who], unit, act, act is ProfileAct.Submit or ProfileAct.Update ? text : null, step.Text, ct);
    }

    private async Task ActAsync(Actor who, DemoUnit unit, ProfileAct act, ProfileText? text, string? reason, CancellationToken ct) =>
        await _actions.ActAsync(who, unit.Id, act, await VersionAsync(unit, ct), text, reason, ct);

    private async Task SaveAsync(Actor who, DemoUnit unit, ProfileText text, CancellationToken ct) => await _actions.SaveAsync(who, unit.Id, await VersionAsync(unit, ct), text, ct);

    private async Task<int> VersionAsync(DemoUnit unit, CancellationToken ct)
    {
        await using var db = await _databases.CreateDbContextAsync(ct);
        return await db.Profiles().Where(profile => profile.UnitId == unit.Id).Select(profile => profile.Version).SingleOrDefaultAsync(ct);
    }
}
