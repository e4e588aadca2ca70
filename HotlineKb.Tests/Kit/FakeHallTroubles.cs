using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HotlineKb.Tests.Kit;

internal sealed record FakeHallPage(long Last, long Since, List<string> Records);

/// <summary>How <see cref="FakeHall"/> puts a page on the wire, right or wrong.</summary>
internal static class FakeHallTroubles
{
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task AnswerAsync(HttpContext context, HallTrouble trouble, FakeHallPage page)
    {
        var (response, records) = (context.Response, page.Records);
        response.ContentType = "application/json; charset=utf-8";
        switch (trouble)
        {
            case HallTrouble.Http500:
                response.StatusCode = 500;
                await response.WriteAsync("internal error");
                return;
            case HallTrouble.Html:
                await response.WriteAsync("<html><body>系统维护中</body></html>");
                return;
            case HallTrouble.Reset:
                context.Abort();
                return;
            case HallTrouble.Slow:
                await NeverAsync(context);
                return;
            case HallTrouble.Redirect:
                response.StatusCode = 307;
                response.Headers.Location = "/elsewhere";
                return;
            case HallTrouble.Refused:
                await response.WriteAsync("""{"STATUS":{"CODE":"44","TEXT":"<b>参数</b>错误"},"data":null}""");
                return;
            case HallTrouble.NullData:
                await response.WriteAsync("""{"STATUS":{"CODE":"00","TEXT":"成功"},"data":null}""");
                return;
            case HallTrouble.NullList:
                await response.WriteAsync($$$"""{"STATUS":{"CODE":"00"},"data":{"LASTTIMESTAMP":{{{page.Last}}},"RETURNITEMSUNNUM":0,"list":null}}""");
                return;
            case HallTrouble.ObjectList:
                await response.WriteAsync(Text(page.Last, 1, records[0]));
                return;
            case HallTrouble.Fewer:
                await response.WriteAsync(Text(page.Last, records.Count, $"[{string.Join(',', records.Take(records.Count / 2))}]"));
                return;
            case HallTrouble.Stuck:
                await response.WriteAsync(Text(page.Since, records.Count, List(page)));
                return;
            case HallTrouble.Backwards:
                await response.WriteAsync(Text(page.Since - 1, records.Count, List(page)));
                return;
            case HallTrouble.Huge:
                response.Headers.ContentEncoding = "gzip";
                await using (var packed = new GZipStream(response.Body, CompressionLevel.Fastest))
                    await packed.WriteAsync(new byte[40_000_000]);
                return;
            case HallTrouble.Truncated or HallTrouble.SlowBody:
                var all = Encoding.UTF8.GetBytes(Text(page.Last, records.Count, List(page)));
                response.ContentLength = all.Length;
                await response.Body.WriteAsync(all.AsMemory(0, all.Length / 2));
                await response.Body.FlushAsync();
                if (trouble is HallTrouble.SlowBody)
                    await NeverAsync(context);
                context.Abort();
                return;
            default:
                await response.WriteAsync(Text(page.Last, records.Count, List(page)));
                return;
        }
    }

    private static string List(FakeHallPage page) => $"[{string.Join(',', page.Records)}]";

    private static string Text(long last, int count, string list) =>
        $$$"""{"STATUS":{"CODE":"00","TEXT":"成功"},"data":{"LASTTIMESTAMP":{{{last}}},"RETURNITEMSUNNUM":{{{count}}},"list":{{{list}}}}}""";

    private static async Task NeverAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller has given up, or the hall goes.
        }
    }
}
