using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Approvals;

/// <summary>An entry refers to items that its writer may see (R4.7).</summary>
internal sealed class ReferenceRule : IReferenceRule
{
    public async Task RequireAsync(HotlineDb db, Actor writer, IReadOnlyCollection<string> added, CancellationToken ct)
    {
        if (added.Count == 0)
            return;
        var scope = await Visibility.ScopeOfAsync(db, writer, ct);
        var known = await ApprovalViews.Visible(db, scope).Where(item => added.Contains(item.Code)).Select(item => item.Code).ToListAsync(ct);
        if (added.FirstOrDefault(code => !known.Contains(code)) is { } wrong)
            throw Refusal.Field(RevisionRule.UnknownApprovalItem, "approvals", $"没有标识为“{Wording.Cut(wrong, 30)}”的审批事项，或您无权查看。");
    }
}
