using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HotlineKb.Core.Notifications;

/// <summary>What a webhook is sent.</summary>
public enum WebhookPreset
{
    /// <summary>JSON with everything, for programs.</summary>
    Json,
    /// <summary>企业微信.</summary>
    WeCom,
    /// <summary>钉钉.</summary>
    DingTalk,
    /// <summary>飞书.</summary>
    Feishu,
    /// <summary>The person's own template.</summary>
    Own,
}

/// <summary>
/// Writes a letter as JSON. Placeholders stand inside JSON strings and are filled with escaped text in one pass:
/// nothing in a title can end the string or be taken for another placeholder.
/// </summary>
public static partial class WebhookTemplate
{
    private const string Message = @"{title}\n{text}\n{url}";

    private static readonly JsonSerializerOptions Relaxed = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string NameOf(WebhookPreset preset) => preset switch
    {
        WebhookPreset.Json => "完整 JSON",
        WebhookPreset.WeCom => "企业微信",
        WebhookPreset.DingTalk => "钉钉",
        WebhookPreset.Feishu => "飞书",
        _ => "自定义",
    };

    /// <summary>The template of a group-chat robot; null for <see cref="WebhookPreset.Json"/> and <see cref="WebhookPreset.Own"/>.</summary>
    public static string? Of(WebhookPreset preset) => preset switch
    {
        WebhookPreset.WeCom or WebhookPreset.DingTalk => $$$"""{"msgtype":"text","text":{"content":"{{{Message}}}"}}""",
        WebhookPreset.Feishu => $$$"""{"msg_type":"text","content":{"text":"{{{Message}}}"}}""",
        _ => null,
    };

    /// <returns>What is wrong with a template, in a sentence; null when it can be used.</returns>
    public static string? Objection(string? template)
    {
        if (string.IsNullOrWhiteSpace(template))
            return "请填写模板。";
        if (template.Length > NotificationSetting.MaxTemplate)
            return $"模板最多 {NotificationSetting.MaxTemplate} 个字。";
        if (Placeholder().Matches(template).Select(match => match.Value).FirstOrDefault(found => !Known().IsMatch(found)) is { } unknown)
            return $"模板中的占位符“{unknown}”不存在，可用的有 {{title}} {{text}} {{url}} {{unit}} {{due}}。";
        try
        {
            // With a quotation mark in every place, a placeholder outside a string cannot pass.
            using var json = JsonDocument.Parse(Fill(template, _ => "例\""));
            return json.RootElement.ValueKind is JsonValueKind.Object ? null : "模板须是一个 JSON 对象。";
        }
        catch (JsonException)
        {
            return "模板填入内容后不是正确的 JSON；占位符须写在引号之内。";
        }
    }

    public static string Render(WebhookForm form, Letter letter, NotificationOptions options)
    {
        var text = LetterText.Of(letter, options);
        if ((form.Preset is WebhookPreset.Own ? form.Template : Of(form.Preset)) is not { } template)
            return JsonSerializer.Serialize(new
            {
                id = letter.Id,
                title = text.Title,
                text = text.Text,
                url = text.Url,
                items = letter.Items.Select(item => new
                {
                    id = item.Notification,
                    kind = JsonNamingPolicy.CamelCase.ConvertName(item.Kind.ToString()),
                    title = item.Title,
                    text = item.Text,
                    subject = item.Subject,
                    unit = item.Unit,
                    url = options.Link(SubjectPages.PageOf(item.Subject)),
                    dueAt = item.DueAt,
                    at = item.At,
                }),
            }, Relaxed);
        return Fill(template, name => name switch
        {
            "title" => text.Title,
            "text" => text.Text,
            "url" => text.Url ?? "",
            "unit" => string.Join('、', letter.Items.Select(item => item.Unit).Where(unit => unit.Length > 0).Distinct().Take(5)),
            _ => letter.Items.Select(item => item.DueAt).Min() is { } due ? Happening.CityText(due) : "",
        });
    }

    private static string Fill(string template, Func<string, string> value) =>
        Known().Replace(template, match => JsonEncodedText.Encode(value(match.Groups[1].Value), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());

    [GeneratedRegex(@"\{(title|text|url|unit|due)\}")]
    private static partial Regex Known();

    [GeneratedRegex(@"\{[A-Za-z]+\}")]
    private static partial Regex Placeholder();
}

/// <summary>A letter in words, for every way: one thing as it is, several as a list.</summary>
internal sealed record LetterText(string Title, string Text, string? Url)
{
    /// <summary>Robots cut long messages; the rest is on the page.</summary>
    private const int Listed = 20;

    public static LetterText Of(Letter letter, NotificationOptions options)
    {
        if (letter.Items is [var only])
            return new LetterText(only.Title, only.Text, options.Link(SubjectPages.PageOf(only.Subject)));
        var lines = letter.Items.Take(Listed).Select((item, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {item.Title}"));
        if (letter.Items.Count > Listed)
            lines = lines.Append($"……共 {letter.Items.Count} 条");
        return new LetterText($"您有 {letter.Items.Count} 条提醒", string.Join('\n', lines), options.Link("/notifications"));
    }
}
