using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Profiles;

/// <summary>Units whose basic information is in the knowledge base.</summary>
internal sealed class ProfileSightCount : ISightCount
{
    public InformationKind Kind => InformationKind.Profiles;

    public Task<int> CountAsync(HotlineDb db, VisibleScope seen, VisibleScope notSeen, CancellationToken ct)
    {
        var hidden = notSeen.Profiles.Filter(db.Profiles(), profile => profile.UnitId).Select(profile => profile.UnitId);
        return seen.Profiles.Filter(db.Profiles(), profile => profile.UnitId).CountAsync(profile => profile.CurrentVersion > 0 && !hidden.Contains(profile.UnitId), ct);
    }
}
