using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HotlineKb.Core.Storage;

/// <summary>Short lists live in one JSON text column on every database, so that all three read alike.</summary>
internal static class ListColumn
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write<T>(List<T> list) => JsonSerializer.Serialize(list, Options);

    public static List<T> Read<T>(string text) => string.IsNullOrEmpty(text) ? [] : JsonSerializer.Deserialize<List<T>>(text, Options) ?? [];

    public static int Hash<T>(List<T> list) => list.Aggregate(0, (hash, item) => HashCode.Combine(hash, item));
}

internal sealed class StringListConverter() : ValueConverter<List<string>, string>(list => ListColumn.Write(list), text => ListColumn.Read<string>(text));

internal sealed class StringListComparer() : ValueComparer<List<string>>((a, b) => a!.SequenceEqual(b!), list => ListColumn.Hash(list), list => list.ToList());
