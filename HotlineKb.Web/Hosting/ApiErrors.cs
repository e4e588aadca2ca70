using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using HotlineKb.Core.Basics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace HotlineKb.Web.Hosting;

/// <summary>RFC 9457, with what programs need: the stable rule, the version that stands now, and what is wrong per field.</summary>
internal sealed record ApiProblem(string Type, string Title, int Status, string Detail, string Rule)
{
    /// <summary>With 409: the version that stands now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Version { get; init; }

    /// <summary>Fields that are wrong, each with its sentences.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}

/// <summary>The one place where the API says no: refusals, unreadable requests, and what routing, sign-in and limits turn away.</summary>
internal static partial class ApiErrors
{
    /// <summary>Around everything below <c>/api</c>, and the public interface.</summary>
    public static void UseApiErrors(this WebApplication app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/open/v1"), api => api.Use(AnswerAsync));

    public static ApiProblem Of(Refusal refusal) => new($"urn:hotlinekb:rule:{refusal.Rule}", TitleOf((int)refusal.Kind), (int)refusal.Kind, refusal.Message, refusal.Rule)
    {
        Version = refusal.CurrentVersion,
        Errors = refusal.Fields.Count == 0 ? null : refusal.Fields.ToDictionary(field => field.Key, field => new[] { field.Value }),
    };

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            if (context.Request.ContentLength > context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize)
            {
                // Without the limit the rest is read and thrown away, and the caller gets an answer instead of a broken connection.
                if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                    size.MaxRequestBodySize = null;
                await WriteAsync(context, OfStatus(StatusCodes.Status413PayloadTooLarge));
                return;
            }

            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
                await WriteAsync(context, OfStatus(context.Response.StatusCode));
        }
        catch (Refusal refusal)
        {
            await WriteAsync(context, Of(refusal));
        }
        catch (BadHttpRequestException e)
        {
            await WriteAsync(context, e.StatusCode == StatusCodes.Status400BadRequest ? Of(Unreadable(e)) : OfStatus(e.StatusCode));
        }
        catch (JsonException e)
        {
            await WriteAsync(context, Of(Unreadable(e)));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ApiErrors)).LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await WriteAsync(context, OfStatus(StatusCodes.Status500InternalServerError));
        }
    }

    /// <summary>Names the field where there is one.</summary>
    private static Refusal Unreadable(Exception e)
    {
        if ((e as JsonException ?? e.InnerException as JsonException) is { } json)
        {
            if (json.InnerException is not JsonException && json.Path is { Length: > 2 } path)
                return ApiValues.Wrong(path[2..], $"字段“{path[2..]}”的值或类型不对。");
            return Refusal.Malformed(json.LineNumber is { } line ? $"请求体不是正确的 JSON（第 {line + 1} 行，第 {json.BytePositionInLine + 1} 字节处）。" : "请求体不是正确的 JSON。");
        }

        if (Parameter().Match(e.Message) is { Success: true } match)
            return ApiValues.Wrong(match.Groups["name"].Value, $"参数“{match.Groups["name"].Value}”的值不对。");
        return Refusal.Malformed(e.Message.Contains("body", StringComparison.OrdinalIgnoreCase) ? "请求体不能为空，应为 JSON。" : "请求的格式不对。");
    }

    private static async Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        if (context.Response.HasStarted)
            return;
        context.Response.StatusCode = problem.Status;
        // Caches may keep a 404 unless they are told not to.
        context.Response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status401Unauthorized && context.Response.Headers.WWWAuthenticate.Count == 0)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        await context.Response.WriteAsJsonAsync(problem, options, "application/problem+json", context.RequestAborted);
    }

    private static ApiProblem OfStatus(int status)
    {
        var (rule, detail) = status switch
        {
            400 => ("basic.malformed", "请求的格式不对。"),
            401 => ("basic.notSignedIn", "请先登录，或提供有效的令牌（Authorization: Bearer …）；令牌可能不存在、已过期或已撤销。"),
            403 => ("basic.notPermitted", "您没有进行此项操作的权限。"),
            404 => ("basic.notFound", "没有这个接口地址。"),
            405 => ("basic.methodNotAllowed", "这个接口地址不支持该请求方法。"),
            408 => ("basic.timeout", "请求没有在规定时间内送达。"),
            413 => ("basic.tooLarge", "请求体过大，请分批提交。"),
            415 => ("basic.unsupportedMediaType", "请求体须为 JSON（Content-Type: application/json）。"),
            429 => ("basic.tooMany", "请求过于频繁，请稍后再试。"),
            >= 500 => ("basic.unexpected", "系统暂时无法完成这一操作，请稍后重试。"),
            _ => ("basic.refused", "请求未被接受。"),
        };
        return new ApiProblem($"urn:hotlinekb:rule:{rule}", TitleOf(status), status, detail, rule);
    }

    private static string TitleOf(int status) => status switch
    {
        400 => "请求格式不对",
        401 => "未登录",
        403 => "没有权限",
        404 => "没有找到",
        405 => "方法不支持",
        409 => "内容已被他人修改",
        413 => "内容过大",
        415 => "类型不支持",
        422 => "不符合规则",
        429 => "请求过于频繁",
        >= 500 => "系统错误",
        _ => "未被接受",
    };

    [GeneratedRegex("parameter \"\\S+ (?<name>\\w+)\"")]
    private static partial Regex Parameter();
}
