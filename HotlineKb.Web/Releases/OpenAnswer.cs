using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Net.Http.Headers;

namespace HotlineKb.Web.Releases;

/// <summary>
/// Answers of the public site. Every cache may keep them and none may use them unasked: with each request the program says whether they still hold (ETag, 304).
/// So what is recalled is gone with the next request, wherever it was kept.
/// </summary>
internal static class OpenAnswer
{
    public const string Html = "text/html; charset=utf-8";

    public static async Task WriteAsync(HttpContext context, string text, string contentType, int status = StatusCodes.Status200OK)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var (request, response) = (context.Request, context.Response);
        response.StatusCode = status;
        if (status == StatusCodes.Status200OK)
        {
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"";
            response.Headers.ETag = tag;
            // What is given for a key is nobody else's.
            response.Headers.CacheControl = OpenKeys.IsAsked(context) ? "private, no-cache" : "public, no-cache";
            if (request.GetTypedHeaders().IfNoneMatch is { Count: > 0 } known && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Tag == tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }
        else
        {
            response.Headers.CacheControl = "no-store";
        }

        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(request.Method))
            await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>A whole page, rendered here and now: no circuit, no script.</summary>
    public static async Task PageAsync<TPage>(HttpContext context, Dictionary<string, object?> parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(context.RequestServices, context.RequestServices.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        await WriteAsync(context, html, Html, status);
    }

    /// <summary>XML that every reader takes: what has no place in it is left out.</summary>
    public static string Xml(Action<XmlWriter> write)
    {
        using var text = new Utf8Text();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, CheckCharacters = false }))
            write(writer);
        return text.ToString();
    }

    public static string Readable(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or >= 0x10000).Select(rune => rune.ToString()));

    private sealed class Utf8Text() : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
