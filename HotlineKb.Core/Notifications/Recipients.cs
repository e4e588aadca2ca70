using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Notifications;

/// <summary>Who the groups of <see cref="Who"/> are. Lives as long as one act; each place's people are read once.</summary>
internal sealed class Recipients(HotlineDb db, CancellationToken ct)
{
    private readonly Dictionary<int, IReadOnlyList<Person>> _units = [];
    private readonly Dictionary<int, IReadOnlyList<Person>> _offices = [];

    /// <summary>An active account, and what it may do now.</summary>
    internal sealed record Person(Account Account, Actor Actor)
    {
        public bool May(Permission permission) => Actor.May(permission);
    }

    /// <summary>Everyone a rule tells: once each, never who did it, and only who may see what it is about.</summary>
    public async Task<IReadOnlyList<Person>> OfAsync(TellingRule rule, Happening happening)
    {
        var people = new List<Person>();
        foreach (var who in rule.To)
            people.AddRange(await OfAsync(who, happening));
        return [.. people.DistinctBy(person => person.Account.Id).Where(person => person.Account.UserName != happening.Row.Actor && happening.Matter.InSight(person.Actor))];
    }

    private async Task<IEnumerable<Person>> OfAsync(Who who, Happening happening) => who switch
    {
        Who.NextStep => await NextStepAsync(happening),
        Who.HandedItOn => await HandedItOnAsync(happening),
        Who.Contributors => await ByIdAsync(ContributorsOf(happening)),
        Who.ToldBefore => await ToldBeforeAsync(happening),
        Who.Owing => await OwingAsync(happening.Assignment),
        Who.Leads => happening.Assignment is { OwedByUnit: true } clock ? (await OfUnitAsync(clock.UnitId)).Where(person => person.Account.Roles.Contains(Role.UnitLead)) : [],
        Who.Supervisors => happening.Assignment is { } clock ? [.. await SupervisorsAsync(clock.OfficeId), .. await SupervisorsAsync(Jurisdiction.OfficeOf(clock.UnitId))] : [],
        Who.Asker => await AskerAsync(happening),
        Who.Urgers => happening.Matter.Urging is { } urging ? await SupervisorsAsync(urging.OfficeId) : [],
        Who.Sender => (happening.Matter.Feedback?.SentById ?? happening.Matter.Suggestion?.SuggestedById) is { } sender ? await ByIdAsync([sender]) : [],
        Who.Handlers => happening.Matter.Feedback is { } feedback ? await OfOfficeAsync(feedback.OfficeId, Permission.RequestEditing)
            : happening.Matter.Filing is { } filing ? await OfOfficeAsync(filing.OfficeId, Permission.HandleFilings) : [],
        Who.Shapers => happening.Matter.UnitId is { } about ? await OfOfficeAsync(Jurisdiction.CityOf(about), Permission.ConfigureTaxonomy) : [],
        Who.KeywordKeepers => happening.Matter.UnitId is { } named ? await OfOfficeAsync(Jurisdiction.CityOf(named), Permission.KeepKeywords) : [],
        Who.ProfileOffice => happening.Matter.Profile is { } profile ? await OfOfficeAsync(profile.OfficeId, Permission.CheckRevisions) : [],
        Who.Successor => happening.Successor is { } successor ? await ByIdAsync([successor]) : [],
        Who.OtherOfficers => happening.Matter.Sharing is { } sharing ? await OfficersAsync(sharing.OwnerUnitId) : [],
        Who.Granters => happening.Matter.UnitId is { } applicant ? await OfOfficeAsync(Jurisdiction.CityOf(applicant), Permission.ConfigureAccess) : [],
        Who.Officers => happening.Matter.UnitId is { } unit ? await OfficersAsync(unit) : [],
        Who.Keepers => (await ReadAsync(db.Accounts().Where(account => account.OfficeId != null && account.OfficeId % 100 == 0))).Where(person => person.May(Permission.KeepApprovals)),
        Who.Security => (await ReadAsync(db.Accounts().Where(account => account.OfficeId == null && account.UnitId == null))).Where(person => person.May(Permission.AssignRoles)),
        Who.Releasers => happening.Matter.Release is { } proposed ? (await OfOfficeAsync(Jurisdiction.CityOf(proposed.UnitId), Permission.ReleaseEntries)).Where(person => proposed.Objection(ReleaseAct.Approve, person.Actor) is null) : [],
        Who.Proposer => happening.Matter.Release is { } release ? release.ProposedById is { } proposer ? await ByIdAsync([proposer]) : await OfOfficeAsync(Jurisdiction.CityOf(release.UnitId), Permission.ProposeReleases) : [],
        _ => [],
    };

    private async Task<IEnumerable<Person>> NextStepAsync(Happening happening)
    {
        if (happening.Matter.Revision is not { } revision || happening.To is not { } stage)
            return [];
        var people = new List<Person>();
        // A step may be taken back by who handed it over; that is nothing to be told of.
        foreach (var (party, needs) in RevisionFlow.Of(revision.Origin).From(stage).Where(move => move.Act is not RevisionAct.Recall).Select(move => (move.By, move.Needs)).Distinct())
            people.AddRange(party switch
            {
                Party.Unit => await OfficersAsync(revision.UnitId),
                Party.Drafter => revision.DraftingOfficeId is { } drafting ? await OfOfficeAsync(drafting, needs) : await OfficersAsync(revision.UnitId),
                Party.Office => await OfOfficeAsync(revision.CheckingOfficeId, needs),
                _ => await OfOfficeAsync(Jurisdiction.CityOf(revision.UnitId), needs),
            });
        return people;
    }

    private async Task<IEnumerable<Person>> HandedItOnAsync(Happening happening)
    {
        if (happening.Matter.Revision is not { } revision || happening.To is not { } stage)
            return [];
        var moves = RevisionFlow.Of(revision.Origin).From(stage).Where(move => move.Act is not RevisionAct.Recall).ToList();
        var people = (await ByIdAsync(ContributorsOf(happening))).Where(person => moves.Exists(move => person.May(move.Needs) && revision.IsParty(move.By, person.Actor))).ToList();
        return people.Count > 0 ? people : await NextStepAsync(happening);
    }

    private async Task<IEnumerable<Person>> ToldBeforeAsync(Happening happening)
    {
        var last = await db.Notifications().Where(row => row.Subject == happening.Matter.Subject && row.Kind == NotificationKind.HandedOver && row.LedgerNumber < happening.Row.Number)
            .MaxAsync(row => (long?)row.LedgerNumber, ct);
        return await ByIdAsync(await db.Notifications().Where(row => row.Subject == happening.Matter.Subject && row.LedgerNumber == last).Select(row => row.AccountId).ToListAsync(ct));
    }

    private async Task<IEnumerable<Person>> OwingAsync(Assignment? clock)
    {
        if (clock is null)
            return [];
        var owing = clock.Kind switch
        {
            AssignmentKind.OfficeCheck => await OfOfficeAsync(clock.OfficeId, Permission.CheckRevisions),
            AssignmentKind.FinalReview => await OfOfficeAsync(clock.OfficeId, Permission.PublishEntries),
            _ => await OfficersAsync(clock.UnitId),
        };
        return clock.ClaimedById is { } claimer ? owing.Concat(await ByIdAsync([claimer])) : owing;
    }

    /// <summary>Whoever asked; when that account is gone, the office that asked.</summary>
    private async Task<IEnumerable<Person>> AskerAsync(Happening happening)
    {
        if (happening.Matter.Request is not { } request)
            return [];
        var asker = await ByIdAsync([request.CreatedById]);
        return asker.Count > 0 ? asker : await OfOfficeAsync(request.OfficeId, Permission.RequestEditing);
    }

    /// <summary>The unit's information officers; where it has none, whoever may revise for it, so that somebody is told.</summary>
    private async Task<IEnumerable<Person>> OfficersAsync(int unitId)
    {
        var revisers = (await OfUnitAsync(unitId)).Where(person => person.May(Permission.ReviseForOwnUnit)).ToList();
        var officers = revisers.Where(person => person.Account.Roles.Contains(Role.InformationOfficer)).ToList();
        return officers.Count > 0 ? officers : revisers;
    }

    private async Task<IEnumerable<Person>> SupervisorsAsync(int officeId)
    {
        var people = await OfOfficeAsync(officeId, Permission.SeeAllWork);
        var supervisors = people.Where(person => person.May(Permission.Urge)).ToList();
        return supervisors.Count > 0 ? supervisors : people;
    }

    private async Task<List<Person>> OfOfficeAsync(int officeId, Permission needs)
    {
        if (!_offices.TryGetValue(officeId, out var people))
            _offices[officeId] = people = await ReadAsync(db.Accounts().Where(account => account.OfficeId == officeId));
        return [.. people.Where(person => person.May(needs))];
    }

    private async Task<IReadOnlyList<Person>> OfUnitAsync(int unitId)
    {
        if (!_units.TryGetValue(unitId, out var people))
            _units[unitId] = people = await ReadAsync(db.Accounts().Where(account => account.UnitId == unitId));
        return people;
    }

    private Task<IReadOnlyList<Person>> ByIdAsync(IReadOnlyList<Guid> ids) => ReadAsync(db.Accounts().Where(account => ids.Contains(account.Id)));

    private async Task<IReadOnlyList<Person>> ReadAsync(IQueryable<Account> accounts) =>
        [.. (await accounts.Where(account => !account.Disabled).AsNoTracking().OrderBy(account => account.NormalizedUserName).ToListAsync(ct)).Select(account => new Person(account, account.ToActor()))];

    private static IReadOnlyList<Guid> ContributorsOf(Happening happening) =>
        [.. (happening.Matter.Revision?.Contributors ?? "").Split(['<', '>'], StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)];
}
