using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Notifications;

/// <summary>One's own notifications.</summary>
public sealed class NotificationActions(LedgerDoor ledger)
{
    /// <summary>So many ids stand in the ledger; beyond that the rows themselves say it.</summary>
    private const int Named = 100;

    /// <summary>More at once would keep everyone else from writing, and be more than a database takes in one question.</summary>
    public const int MostAtOnce = 500;

    /// <param name="ids">Null for all. Those of others, and those read before, are passed over.</param>
    /// <returns>How many were unread.</returns>
    public Task<int> ReadAsync(Actor actor, IReadOnlyCollection<Guid>? ids = null, CancellationToken ct = default)
    {
        if (ids?.Count > MostAtOnce)
            throw Refusal.Malformed($"一次最多标记 {MostAtOnce} 条；全部标记请用 all。");
        return ledger.CommitAsync(actor, async (db, now) =>
        {
            if (actor.AccountId is not { } account)
                throw Refusal.NotPermitted();
            var rows = db.Notifications().Where(row => row.AccountId == account && row.ReadAt == null);
            if (ids is not null)
                rows = rows.Where(row => ids.Contains(row.Id));
            var unread = await rows.ToListAsync(ct);
            if (unread.Count == 0)
                return Outcome.Nothing(0);
            unread.ForEach(row => row.ReadAt = now);
            return Outcome.Of(unread.Count, new NotificationRead(account, unread.Count, ids is null || unread.Count > Named ? null : [.. unread.Select(row => row.Id)]));
        }, ct);
    }
}
