using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HotlineKb.Web.Hosting;

/// <summary>Says which words a parameter of text takes, for the OpenAPI document.</summary>
internal sealed record ApiWords(string Parameter, Type Words);

/// <summary>The OpenAPI document: what the endpoints say of themselves, and how to sign in.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";

    // They are read as text, so that an empty one counts as not given.
    private static readonly Dictionary<string, JsonSchemaType> Plain = new()
    {
        ["top"] = JsonSchemaType.Integer, ["skip"] = JsonSchemaType.Integer, ["after"] = JsonSchemaType.Integer, ["changedDays"] = JsonSchemaType.Integer, ["version"] = JsonSchemaType.Integer,
        ["mine"] = JsonSchemaType.Boolean, ["owed"] = JsonSchemaType.Boolean, ["used"] = JsonSchemaType.Boolean, ["online"] = JsonSchemaType.Boolean, ["noKeywords"] = JsonSchemaType.Boolean, ["unmapped"] = JsonSchemaType.Boolean,
    };

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "12345 政府服务热线知识库接口",
                Version = "v1",
                Description = "程序凭令牌（Authorization: Bearer …）以其账号的身份办理，与页面同规则、同权限。时间一律为 UTC；请求中没有时区的时间按本市时间理解。错误为 RFC 9457 problem，rule 是稳定的规则名。",
            };
            // Where the document was fetched from is where the API is.
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer, Description = "命令 token create 生成的令牌。" };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // The converters that read and write them hide from the generator that both are strings.
            var type = context.JsonTypeInfo.Type;
            if (type == typeof(DateTime) || type == typeof(DateOnly))
                (schema.Type, schema.Format) = (JsonSchemaType.String, type == typeof(DateTime) ? "date-time" : "date");
            else if (type == typeof(DateTime?) || type == typeof(DateOnly?))
                (schema.Type, schema.Format) = (JsonSchemaType.String | JsonSchemaType.Null, type == typeof(DateTime?) ? "date-time" : "date");
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var parameter in operation.Parameters ?? [])
                if (parameter is OpenApiParameter { Schema: OpenApiSchema plain } && Plain.TryGetValue(parameter.Name ?? "", out var type))
                    plain.Type = type;
            foreach (var words in context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiWords>())
                if (operation.Parameters?.FirstOrDefault(parameter => parameter.Name == words.Parameter) is OpenApiParameter { Schema: OpenApiSchema schema })
                    schema.Enum = [.. Enum.GetNames(words.Words).Select(name => (JsonNode)JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name))!)];
            return Task.CompletedTask;
        });
    }
}
