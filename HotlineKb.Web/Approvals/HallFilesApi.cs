using System.ComponentModel;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Web.Hosting;
using HotlineKb.Web.Parts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace HotlineKb.Web.Approvals;

/// <param name="Place">From 1: line, element or row of the sheet.</param>
/// <param name="Reason">Why it is in quarantine.</param>
internal sealed record ApiFileRow(int Place, string? Code, string Name, IntakeResult Result, string? Reason);

internal sealed record ApiImported(ApiHallRun Run, IReadOnlyList<ApiFileRow> Rows);

/// <summary>The second way in, for programs: the file itself is the body, and its content says what it is.</summary>
internal static class HallFilesApi
{
    private const string Unnamed = "接口导入";

    public static void MapHallFiles(this RouteGroupBuilder api) =>
        api.MapPost("/hall/files", ImportAsync).WithName("importHallFile").WithTags("审批事项").WithSummary("导入事项文件（JSON 每行一个对象或数组、Excel），逐行返回结果；请求体即文件，不超过 50 MB")
            .WithMetadata(new RequestSizeLimitAttribute(HallFile.MaxSize))
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, OpenApiMediaType> { ["application/octet-stream"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } },
                };
                return Task.CompletedTask;
            });

    private static async Task<ApiImported> ImportAsync(HttpContext context, HallSync sync, [Description("文件名，列在同步记录中")] string? name, CancellationToken ct)
    {
        // Before fifty megabytes are taken from somebody who may not.
        context.Actor().Require(Permission.KeepApprovals);
        try
        {
            await using var copy = await HallFile.CopyAsync(context.Request.Body, ct);
            var file = await HallFile.OpenAsync(copy, ct);
            var (run, rows) = await sync.ImportAsync(context.Actor(), string.IsNullOrWhiteSpace(name) ? Unnamed : name.Trim(), file.ReadAsync(ct), ct: ct);
            return new ApiImported(ApiHallRun.Of(run), [.. rows.Select(row => new ApiFileRow(row.Place, row.Code, row.Name, row.Result, row.Reason))]);
        }
        catch (UnreadableFile unreadable)
        {
            throw new Refusal(HallRule.BadFile, unreadable.Message);
        }
    }
}
