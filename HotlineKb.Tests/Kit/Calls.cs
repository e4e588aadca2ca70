using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace HotlineKb.Tests.Kit;

/// <summary>An answer of the API: its status and what it says.</summary>
public sealed record Answer(HttpStatusCode Status, JsonElement Body, string? MediaType, Uri? Location)
{
    public string? Rule => Body.ValueKind is JsonValueKind.Object && Body.TryGetProperty("rule", out var rule) ? rule.GetString() : null;

    public JsonElement this[string name] => Body.GetProperty(name);

    public string? Text(string name) => Body.GetProperty(name).GetString();

    public IReadOnlyList<JsonElement> Items => [.. Body.GetProperty("items").EnumerateArray()];

    /// <summary>Asserts the status; the answer itself stands in the failure.</summary>
    public Answer Is(HttpStatusCode status)
    {
        Status.ShouldBe(status, Body.ToString());
        return this;
    }

    /// <summary>Asserts a problem document with this status and rule and a sentence.</summary>
    public Answer IsProblem(HttpStatusCode status, string rule)
    {
        Is(status);
        MediaType.ShouldBe("application/problem+json");
        Rule.ShouldBe(rule, Body.ToString());
        Body.GetProperty("status").GetInt32().ShouldBe((int)status);
        Body.GetProperty("type").GetString().ShouldBe($"urn:hotlinekb:rule:{rule}");
        Text("title").ShouldNotBeNullOrEmpty();
        Text("detail")!.ShouldEndWith("。");
        Body.ToString().ShouldNotContain("   at ");
        return this;
    }

    /// <summary>Asserts that a field is named as wrong.</summary>
    public Answer Names(string field)
    {
        Body.GetProperty("errors").GetProperty(field)[0].GetString().ShouldNotBeNullOrEmpty();
        return this;
    }
}

/// <summary>Calls of the API.</summary>
public static class Calls
{
    public static Task<Answer> AskAsync(this HttpClient client, string path) => client.CallAsync(HttpMethod.Get, path);

    public static Task<Answer> PostAsync(this HttpClient client, string path, object body) => client.CallAsync(HttpMethod.Post, path, JsonContent.Create(body));

    public static Task<Answer> PutAsync(this HttpClient client, string path, object body) => client.CallAsync(HttpMethod.Put, path, JsonContent.Create(body));

    public static Task<Answer> DropAsync(this HttpClient client, string path) => client.CallAsync(HttpMethod.Delete, path);

    public static Task<Answer> PostRawAsync(this HttpClient client, string path, string body, string mediaType = "application/json") =>
        client.CallAsync(HttpMethod.Post, path, new StringContent(body, System.Text.Encoding.UTF8, mediaType));

    public static async Task<Answer> CallAsync(this HttpClient client, HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path) { Content = content };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new Answer(response.StatusCode, isJson ? JsonSerializer.Deserialize<JsonElement>(text) : JsonSerializer.SerializeToElement(text), response.Content.Headers.ContentType?.MediaType, response.Headers.Location);
    }

    /// <summary>A complete draft of collected information for 市人社局; given fields replace.</summary>
    public static Dictionary<string, object?> Draft(params (string Name, object? Value)[] given)
    {
        var draft = new Dictionary<string, object?>
        {
            ["origin"] = "collected", ["change"] = "new", ["unit"] = "市人社局", ["title"] = "灵活就业人员怎么参保", ["answer"] = "带身份证到户籍地社保窗口办理。", ["body"] = "<p>带身份证到户籍地社保窗口办理。</p>",
        };
        foreach (var (name, value) in given)
            draft[name] = value;
        return draft;
    }

    /// <summary>One act on a revision, with the version it is known to have.</summary>
    public static async Task<Answer> ActAsync(this HttpClient client, Answer revision, string act, params (string Name, object? Value)[] given)
    {
        var body = new Dictionary<string, object?> { ["version"] = revision["version"].GetInt32() };
        foreach (var (name, value) in given)
            body[name] = value;
        return await client.PostAsync($"/revisions/{revision.Text("id")}/{act}", body);
    }
}
