using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HotlineKb.Web.Parts;

namespace HotlineKb.Web.Hosting;

/// <summary>JSON as the API speaks it: camelCase, enums as words, times in UTC.</summary>
internal static class ApiJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        // Chinese stays readable; every answer is JSON with nosniff, so nothing in it can become markup.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new UtcTime());
        options.Converters.Add(new CityDay());
    }

    /// <summary>JSON kept as text in the database, as JSON again.</summary>
    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static readonly string[] Zoned = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd"];

    /// <summary>A time with its offset; without one it is the city's (older systems know no other).</summary>
    /// <returns>UTC; null when it is not a time.</returns>
    private static DateTime? ReadTime(string? text)
    {
        if (!DateTime.TryParseExact(text, Zoned, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.RoundtripKind, out var time))
            return null;
        return time.Kind switch
        {
            DateTimeKind.Utc => time,
            DateTimeKind.Local => time.ToUniversalTime(),
            _ => time.Year is > 1 and < 9999 ? CityTime.ToUtc(time) : null,
        };
    }

    private sealed class UtcTime : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ReadTime(reader.TokenType is JsonTokenType.String ? reader.GetString() : null) ?? throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(DateTime.SpecifyKind(value, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
    }

    /// <summary>A day in the city; a full time names the day it is then in the city.</summary>
    private sealed class CityDay : JsonConverter<DateOnly>
    {
        public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ReadTime(reader.TokenType is JsonTokenType.String ? reader.GetString() : null) is { } time ? DateOnly.FromDateTime(CityTime.Of(time)) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }
}
