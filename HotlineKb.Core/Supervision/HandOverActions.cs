using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

public enum HandOverRule
{
    OnSelf,
    NotOfAUnit,
    SuccessorUnfit,
}

/// <summary>R5.2: an officer's duties have passed to another. The ledger keeps both.</summary>
/// <param name="Duties">How many open duties moved.</param>
[EventKind("account.handedOver")]
public sealed record AccountHandedOver(string UserName, string DisplayName, string Successor, string SuccessorName, int Duties, bool Left) : AccountEvent(UserName);

/// <summary>One open duty has passed on: in the history of what it is about.</summary>
/// <param name="From">Who had it.</param>
[EventKind("duty.handedOver")]
public sealed record DutyHandedOver(string About, string From, string To, Guid SuccessorId) : LedgerEvent(About);

/// <summary>Somebody of a unit, with what is open in their name.</summary>
/// <param name="Duties">Claims and drafts.</param>
public sealed record UnitPerson(Guid Id, string UserName, string DisplayName, IReadOnlyList<Role> Roles, int Duties, bool Disabled);

/// <summary>When an officer leaves or changes (R5.2): a successor of the same unit takes over all that is open; by the system administrator, or by the lead for the own unit.</summary>
public sealed class HandOverActions(LedgerDoor ledger, IDbContextFactory<HotlineDb> databases)
{
    /// <summary>Whether this viewer may hand over duties within the unit.</summary>
    public static bool May(Actor actor, int? unitId) =>
        unitId is { } unit && (actor.May(Permission.ManageAccounts) || (actor.UnitId == unit && actor.May(Permission.ReviseForOwnUnit) && actor.May(Permission.TakeOver)));

    /// <summary>By user names, as programs know people.</summary>
    public async Task<int> HandOverAsync(Actor actor, string leaver, string successor, bool disable, CancellationToken ct = default)
    {
        var (from, to) = (leaver.Trim().ToUpperInvariant(), successor.Trim().ToUpperInvariant());
        await using var db = await databases.CreateDbContextAsync(ct);
        var ids = await db.Accounts().Where(account => account.NormalizedUserName == from || account.NormalizedUserName == to).ToDictionaryAsync(account => account.NormalizedUserName, account => account.Id, ct);
        return await HandOverAsync(actor, ids.GetValueOrDefault(from), ids.GetValueOrDefault(to), disable, ct);
    }

    /// <param name="disable">The leaver's account ends with it.</param>
    /// <returns>How many open duties moved.</returns>
    public Task<int> HandOverAsync(Actor actor, Guid leaverId, Guid successorId, bool disable, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var leaver = await db.Accounts().SingleOrDefaultAsync(account => account.Id == leaverId, ct);
            // Who may not, is told the same whether the account is there or not.
            if (leaver is null || (!May(actor, leaver.UnitId) && !actor.May(Permission.ManageAccounts)))
                throw Refusal.NotFound("这个账号");
            if (leaver.UnitId is not { } unit)
                throw new Refusal(HandOverRule.NotOfAUnit, "只有成员单位的账号可以移交。");
            var successor = await db.Accounts().SingleOrDefaultAsync(account => account.Id == successorId && account.UnitId == unit && !account.Disabled, ct);
            if (successor is null || successor.Id == leaver.Id || !successor.ToActor().May(Permission.ReviseForOwnUnit))
                throw Refusal.Field(HandOverRule.SuccessorUnfit, "successor", "请选择同一单位另一个在用的信息采集员或负责人账号。");
            if (disable && leaver.Id == actor.AccountId)
                throw new Refusal(HandOverRule.OnSelf, "不能停用自己的账号。");
            var events = new List<LedgerEvent>();
            foreach (var clock in await Clocks(db, leaverId).ToListAsync(ct))
            {
                clock.HandTo(successor.Id, successor.DisplayName, now);
                events.Add(new DutyHandedOver(clock.Subject, leaver.UserName, successor.UserName, successor.Id));
            }

            var told = events.Select(row => row.Subject).ToHashSet();
            foreach (var revision in await Revisions(db, leaverId).ToListAsync(ct))
            {
                revision.HandTo(leaverId, successor.Id, successor.DisplayName, now);
                if (told.Add(revision.Subject))
                    events.Add(new DutyHandedOver(revision.Subject, leaver.UserName, successor.UserName, successor.Id));
            }

            var duties = events.Count;
            var left = disable && !leaver.Disabled;
            events.Add(new AccountHandedOver(leaver.UserName, leaver.DisplayName, successor.UserName, successor.DisplayName, duties, left));
            if (left)
            {
                leaver.Disabled = true;
                leaver.SecurityStamp = Guid.NewGuid().ToString("N");
                leaver.Version++;
                events.Add(new AccountDisabled(leaver.UserName));
            }

            return new Outcome<int>(duties, events);
        }, ct);

    /// <summary>The unit's accounts with what is open in their names; nobody for who may not hand over.</summary>
    public async Task<IReadOnlyList<UnitPerson>> PeopleAsync(Actor viewer, int unitId, CancellationToken ct = default)
    {
        if (!May(viewer, unitId))
            return [];
        await using var db = await databases.CreateDbContextAsync(ct);
        var accounts = await db.Accounts().AsNoTracking().Where(account => account.UnitId == unitId).OrderBy(account => account.Disabled).ThenBy(account => account.NormalizedUserName).Take(200).ToListAsync(ct);
        var people = new List<UnitPerson>(accounts.Count);
        foreach (var account in accounts)
        {
            var claimed = await Clocks(db, account.Id).Select(clock => clock.SubjectId).ToListAsync(ct);
            var written = await Revisions(db, account.Id).Select(revision => revision.Id).ToListAsync(ct);
            people.Add(new UnitPerson(account.Id, account.UserName, account.DisplayName, account.Roles, claimed.Union(written).Count(), account.Disabled));
        }

        return people;
    }

    private static IQueryable<Assignment> Clocks(HotlineDb db, Guid person) => db.Assignments().Where(clock => clock.ClosedAt == null && clock.ClaimedById == person);

    // What is under way in somebody's name: drafts to finish, and what only who handed it over may take back.
    private static IQueryable<Revision> Revisions(HotlineDb db, Guid person) =>
        db.Revisions().Where(row => row.Stage != Stage.Published && row.Stage != Stage.Abandoned && ((row.Stage == Stage.Drafting && row.CreatedById == person) || row.HandedOverById == person));
}
