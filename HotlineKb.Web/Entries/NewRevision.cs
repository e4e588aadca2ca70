using System.Net;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Core.WorkOrders;

namespace HotlineKb.Web.Entries;

/// <summary>What is known of a draft before it is made: from the address, and from who asks.</summary>
internal sealed class NewRevision(EntryActions entries, EntryViews entryViews, WorkOrderActions orders, WorkOrderViews orderViews, UnitViews units, EditingRequestViews requests)
{
    /// <summary>Who writes for one's own unit supplements; an office names an order or collects.</summary>
    public static Origin OriginOf(Actor actor, string? asked, string? workOrder) =>
        actor.May(Permission.ReviseForOwnUnit) && actor.UnitId is not null ? Origin.Supplementary
        : !string.IsNullOrWhiteSpace(workOrder) || string.Equals(asked, nameof(Origin.WorkOrder), StringComparison.OrdinalIgnoreCase) ? Origin.WorkOrder
        : Origin.Collected;

    public static ChangeKind ChangeOf(string? asked) => asked?.ToLowerInvariant() switch
    {
        "update" => ChangeKind.Update,
        "withdraw" => ChangeKind.Withdraw,
        _ => ChangeKind.New,
    };

    /// <summary>A sentence to begin with: a reply's first one, when it is short enough to be said.</summary>
    public static string FirstSentence(string reply)
    {
        var text = reply.Trim();
        var end = text.IndexOfAny(['。', '！', '？', '\n']);
        return end is > 7 and < 200 ? text[..(text[end] == '\n' ? end : end + 1)] : "";
    }

    /// <summary>Plain text as paragraphs of a body.</summary>
    public static string Paragraphs(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => $"<p>{WebUtility.HtmlEncode(line)}</p>"));

    public async Task<UnitItem?> UnitOfAsync(Actor actor, Origin origin, string? asked, int? unitOfOrder, CancellationToken ct) =>
        origin is Origin.Supplementary ? await units.FindAsync(Unit.CodeOf(actor.UnitId!.Value), ct)
        : await units.FindAsync(asked ?? (unitOfOrder is { } id ? Unit.CodeOf(id) : null), ct);

    public Task<RevisionState> NewAsync(Actor actor, Origin origin, UnitItem unit, string title, WorkOrderDetail? order, Guid? request = null)
    {
        var text = order is null
            ? new EntryText { Title = title }
            : new EntryText { Title = Cut(order.Item.Title), Answer = FirstSentence(order.Reply), Body = Paragraphs(order.Reply) };
        var draft = new DraftRequest(origin, ChangeKind.New, unit.Code, null, text, order?.Item.Number, EditingRequest: request);
        return order is null ? entries.DraftAsync(actor, draft) : orders.DraftAsync(actor, draft);
    }

    /// <summary>Begins with the text in use.</summary>
    public async Task<RevisionState> UpdateAsync(Actor actor, Origin origin, string code, Guid? request, CancellationToken ct)
    {
        var entry = await entryViews.GetAsync(actor, code, ct: ct);
        return await entries.DraftAsync(actor, new DraftRequest(origin, ChangeKind.Update, null, entry.Code, entry.Shown.Text, EditingRequest: request), ct);
    }

    public Task<RevisionState> WithdrawAsync(Actor actor, Origin origin, string code, string reason, Guid? request = null) =>
        entries.DraftAsync(actor, new DraftRequest(origin, ChangeKind.Withdraw, null, code, new EntryText(), Note: reason, EditingRequest: request));

    public Task<WorkOrderDetail> OrderAsync(Actor actor, string number, CancellationToken ct) => orderViews.GetAsync(actor, number, ct);

    public Task<EditingRequestDetail> RequestAsync(Actor actor, Guid id, CancellationToken ct) => requests.GetAsync(actor, id, ct);

    public Task<EntryDetail> EntryAsync(Actor actor, string code, CancellationToken ct) => entryViews.GetAsync(actor, code, ct: ct);

    // A work order's title may be longer than an entry's; the whole one stands beside the form.
    private static string Cut(string title) => title.Length <= EntryTextRules.MaxTitle ? title : title[..EntryTextRules.MaxTitle];
}
