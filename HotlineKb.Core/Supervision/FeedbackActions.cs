using HotlineKb.Core.Access;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Core.Supervision;

/// <param name="Code">With <see cref="FeedbackKind.Wrong"/>: the entry.</param>
/// <param name="Version">The version that was read; null for the one in use.</param>
/// <param name="Query">What was searched for.</param>
public sealed record NewFeedback(FeedbackKind Kind, string? Code, string? Query, string? Text, int? Version = null);

public sealed record FeedbackState(Guid Id, FeedbackStage Stage, int Version);

/// <summary>纠错 / 未找到 (X1): sent by whoever reads, handled by the responsible office.</summary>
public sealed class FeedbackActions(LedgerDoor ledger)
{
    public Task<FeedbackState> SendAsync(Actor actor, NewFeedback said, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            actor.Require(Permission.ReadEntries);
            if (actor.OfficeId is null && actor.UnitId is null)
                throw Refusal.NotPermitted();
            var wrong = said.Kind is FeedbackKind.Wrong;
            if (wrong == string.IsNullOrWhiteSpace(said.Code))
                throw Malformed("code", wrong ? "纠错须给出条目编码。" : "“未找到”不带条目编码；条目有误请用“纠错”。");
            var entry = wrong ? await EntryAsync(db, actor, said.Code!, said.Version, ct) : ((string Code, int Version, int Unit)?)null;
            var (query, text) = (QueryOf(said.Query), TextOf(said.Text));
            if (text.Length == 0 && (wrong || query.Length == 0))
                throw Refusal.Field(FeedbackRule.TextRequired, "text", wrong ? "请写明哪里不对。" : "请写明没有找到什么。");
            var office = entry is { } found ? Jurisdiction.OfficeOf(found.Unit) : Jurisdiction.CityAbove(actor.OfficeId ?? Jurisdiction.OfficeOf(actor.UnitId!.Value));
            var (feedback, sent) = Feedback.Send(actor, entry, office, query, text, now);
            db.Add(feedback);
            return Outcome.Of(StateOf(feedback), sent);
        }, ct);

    /// <param name="version">The version that was read; a newer one is refused with <see cref="RefusalKind.ChangedMeanwhile"/>.</param>
    /// <param name="reason">What became of it; the sender reads it.</param>
    public Task<FeedbackState> CloseAsync(Actor actor, Guid id, int version, string? reason, CancellationToken ct = default) =>
        ledger.CommitAsync(actor, async (db, now) =>
        {
            var feedback = await NeedAsync(db, actor, id, ct);
            if (feedback.Version != version)
                throw Refusal.ChangedMeanwhile(feedback.Version);
            var closed = feedback.Close(actor, EntryTextRules.Readable(reason ?? ""), now);
            return Outcome.Of(StateOf(feedback), closed);
        }, ct);

    /// <summary>The feedback an editing requirement is to be made from, open and the actor's to handle.</summary>
    internal static async Task<Feedback> NeedOpenAsync(HotlineDb db, Actor actor, Guid id, CancellationToken ct)
    {
        var feedback = await NeedAsync(db, actor, id, ct);
        return feedback.Objection(FeedbackAct.Request, actor) is { } objection ? throw objection : feedback;
    }

    private static async Task<Feedback> NeedAsync(HotlineDb db, Actor actor, Guid id, CancellationToken ct) =>
        await db.Feedbacks().InSight(actor).SingleOrDefaultAsync(row => row.Id == id, ct) ?? throw Refusal.NotFound("这条反馈");

    private static async Task<(string, int, int)> EntryAsync(HotlineDb db, Actor actor, string code, int? version, CancellationToken ct)
    {
        var entry = await EntryActions.NeedEntryAsync(db, actor, code, ct);
        var read = version ?? entry.CurrentVersion;
        return read >= 1 && read <= entry.CurrentVersion ? (entry.Code, read, entry.UnitId) : throw Malformed("version", $"条目 {entry.Code} 没有第 {read} 版。");
    }

    private static string TextOf(string? text)
    {
        var said = EntryTextRules.Readable(text ?? "").Trim();
        if (said.Length > Feedback.MaxText)
            throw Refusal.Field(FeedbackRule.TextTooLong, "text", $"最多 {Feedback.MaxText} 个字。");
        PersonalData.RequireNone(said, FeedbackRule.PersonalData, "text");
        return said;
    }

    /// <summary>It comes along by itself: what was typed into the search box is masked where a message is refused.</summary>
    private static string QueryOf(string? query)
    {
        var asked = PersonalData.Mask(EntryTextRules.OneLine(query ?? ""));
        return asked.Length <= Feedback.MaxQuery ? asked : throw Refusal.Field(FeedbackRule.QueryTooLong, "query", $"检索词最多 {Feedback.MaxQuery} 个字。");
    }

    private static Refusal Malformed(string field, string sentence) => Refusal.Field(BasicRule.Malformed, field, sentence, RefusalKind.Malformed);

    private static FeedbackState StateOf(Feedback feedback) => new(feedback.Id, feedback.Stage, feedback.Version);
}
