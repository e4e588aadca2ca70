using HotlineKb.Core.Ledger;
using HotlineKb.Core.Supervision;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Tests.Kit;

/// <summary>Feedback sent through the real action, and what a test asks of it.</summary>
public sealed class AFeedback
{
    private readonly TestHost _host;

    private AFeedback(TestHost host, Guid id) => (_host, Id) = (host, id);

    public Guid Id { get; }

    /// <param name="code">A published entry.</param>
    public static Task<AFeedback> WrongAsync(TestHost host, string code, string by = "operator01", string text = "办理地点已经搬了") =>
        SentAsync(host, by, new NewFeedback(FeedbackKind.Wrong, code, null, text));

    public static Task<AFeedback> NotFoundAsync(TestHost host, string query = "鲟鱼养殖补贴", string by = "operator01", string text = "") =>
        SentAsync(host, by, new NewFeedback(FeedbackKind.NotFound, null, query, text));

    public static async Task<AFeedback> SentAsync(TestHost host, string by, NewFeedback said) =>
        new(host, (await host.Get<FeedbackActions>().SendAsync(Town.Actor(by), said)).Id);

    public Task<EditingRequestState> RequestedAsync(string by = "city.editor", string? unit = null, string title = "请核对办理地点") =>
        _host.Get<EditingRequestActions>().MakeAsync(Town.Actor(by), new NewEditingRequest(unit, title, null, Feedback: Id));

    public async Task<FeedbackState> ClosedAsync(string by = "city.editor", string? reason = "无需处理", int? version = null) =>
        await _host.Get<FeedbackActions>().CloseAsync(Town.Actor(by), Id, version ?? (await RowAsync()).Version, reason);

    public async Task<Feedback> RowAsync()
    {
        await using var db = _host.Db();
        return await db.Feedbacks().AsNoTracking().SingleAsync(row => row.Id == Id);
    }

    /// <summary>Kinds and actors of its ledger rows, oldest first.</summary>
    public async Task<IReadOnlyList<(string Kind, string Actor)>> LedgerAsync()
    {
        await using var db = _host.Db();
        var subject = Feedback.SubjectOf(Id);
        return [.. (await db.LedgerRows().Where(row => row.Subject == subject).OrderBy(row => row.Number).ToListAsync()).Select(row => (row.Kind, row.Actor))];
    }
}
