using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <summary>Items in force, as their list shows them.</summary>
internal sealed class ApprovalSightCount : ISightCount
{
    public InformationKind Kind => InformationKind.Approvals;

    public Task<int> CountAsync(HotlineDb db, VisibleScope seen, VisibleScope notSeen, CancellationToken ct)
    {
        var hidden = db.ApprovalItems().Visible(notSeen).Select(item => item.Id);
        return db.ApprovalItems().Visible(seen).CountAsync(item => item.State == ApprovalState.InForce && !hidden.Contains(item.Id), ct);
    }
}
