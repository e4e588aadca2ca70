using System.Text.Json;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Web.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace HotlineKb.Web.Entries;

/// <summary>
/// Where the editor reads and saves a draft's body, past the circuit: a long text neither breaks it nor is lost with it.
/// The cookie's account acts, through the same actions as every page.
/// </summary>
internal static class DraftEndpoints
{
    /// <summary>Bytes of a request: every body within its 400,000 characters gets through, Chinese and escaped too; more is told the limit of the text.</summary>
    public const int MaxRequest = 3 * 1024 * 1024;

    public static void MapDrafts(this WebApplication app)
    {
        app.MapGet("/drafts/{id:guid}", ReadAsync);
        app.MapPost("/drafts/{id:guid}", SaveAsync).WithMetadata(new RequestSizeLimitAttribute(MaxRequest));
    }

    private static async Task<IResult> ReadAsync(Guid id, HttpContext context, RevisionViews revisions, AccountViews accounts) =>
        await AnsweredAsync(async () =>
        {
            var actor = await ActorAsync(context, accounts);
            var (version, body) = await revisions.BodyAsync(actor, id, context.RequestAborted);
            context.Response.Headers.CacheControl = "no-store";
            return Results.Json(new { version, body });
        });

    private static async Task<IResult> SaveAsync(Guid id, HttpContext context, EntryActions entries, RevisionViews revisions, AccountViews accounts, IAntiforgery antiforgery, TimeProvider time) =>
        await AnsweredAsync(async () =>
        {
            var actor = await ActorAsync(context, accounts);
            if (!await antiforgery.IsRequestValidAsync(context))
                throw Refusal.Malformed("登录状态已变化，请刷新页面后再保存；填写的内容已留在本机。");
            var sent = await ReceiveAsync(context.Request, context.RequestAborted);
            try
            {
                var state = await entries.EditAsync(actor, id, sent.Version, text => text with { Body = sent.Body! }, ct: context.RequestAborted);
                var tidy = BodyHtml.Clean(sent.Body!);
                return Results.Json(new { version = state.Version, savedAt = time.GetUtcNow(), body = tidy == sent.Body ? null : tidy });
            }
            catch (Refusal refusal) when (refusal.Kind is RefusalKind.ChangedMeanwhile)
            {
                // What stands now goes along: the editor sees whether it was another's body, or only another field.
                var (version, body) = await revisions.BodyAsync(actor, id, context.RequestAborted);
                return Results.Json(new { version, body, detail = refusal.Message, rule = refusal.Rule, status = 409 }, contentType: "application/problem+json", statusCode: 409);
            }
        });

    private static async Task<Sent> ReceiveAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxRequest)
            throw new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge);
        try
        {
            return await request.ReadFromJsonAsync<Sent>(ct) is { Body: not null } sent ? sent : throw NotUnderstood();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NotUnderstood();
        }

        static Refusal NotUnderstood() => Refusal.Malformed("没有读懂要保存的内容。");
    }

    private static async Task<Actor> ActorAsync(HttpContext context, AccountViews accounts) =>
        (await SignInSetup.CurrentAsync(accounts, context.User, context.RequestAborted) ?? throw new BadHttpRequestException("Signed out.", StatusCodes.Status401Unauthorized)).ToActor();

    private static async Task<IResult> AnsweredAsync(Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (Refusal refusal)
        {
            return Problem((int)refusal.Kind, refusal.Message, refusal.Rule);
        }
        catch (BadHttpRequestException bad)
        {
            return bad.StatusCode switch
            {
                StatusCodes.Status401Unauthorized => Problem(401, "登录已过期，请在另一个标签页登录后重试。", Refusal.NameOf(BasicRule.NotPermitted)),
                StatusCodes.Status413PayloadTooLarge => Problem(413, $"正文太大，一次最多保存 {EntryTextRules.MaxBody:N0} 个字符，请精简后再保存。", Refusal.NameOf(RevisionRule.TooLong)),
                _ => Problem(400, "没有读懂要保存的内容。", Refusal.NameOf(BasicRule.Malformed)),
            };
        }
    }

    private static IResult Problem(int status, string detail, string rule) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["rule"] = rule });

    private sealed record Sent(int Version, string? Body);
}
