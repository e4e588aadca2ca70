using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HotlineKb.Core.Ledger;

/// <summary>One act, for ever. Nothing updates or deletes it (X5).</summary>
public sealed class LedgerRow
{
    /// <summary>Gap-free from 1, in commit order.</summary>
    public long Number { get; init; }

    /// <summary>Made in code before the commit; answers "did my commit happen?".</summary>
    public Guid Id { get; init; }

    /// <summary>UTC, whole milliseconds.</summary>
    public DateTime At { get; init; }

    /// <summary>User name of who acted, or <c>system:…</c>.</summary>
    public string Actor { get; init; } = "";

    public string Kind { get; init; } = "";

    /// <summary>What it happened to: <c>revision:{id}</c>, <c>entry:{code}</c>, <c>account:{name}</c> …</summary>
    public string Subject { get; init; } = "";

    /// <summary>JSON: ids and outcomes.</summary>
    public string Data { get; init; } = "{}";

    public string PreviousHash { get; init; } = "";

    public string Hash { get; init; } = "";

    /// <summary>SHA-256 over all other columns, each preceded by its length so that no two rows read alike.</summary>
    public string ComputeHash()
    {
        var text = new StringBuilder();
        foreach (var part in new[]
        {
            PreviousHash, Number.ToString(CultureInfo.InvariantCulture), Id.ToString("D"),
            At.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture), Actor, Kind, Subject, Data,
        })
            text.Append(part.Length).Append(':').Append(part);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>The one row that every commit takes first: it makes number order commit order on every database.</summary>
internal sealed class LedgerHead
{
    public const int TheOnly = 1;
    public const string GenesisHash = "0000000000000000000000000000000000000000000000000000000000000000";

    public int Id { get; init; } = TheOnly;

    public long Number { get; set; }

    public string Hash { get; set; } = GenesisHash;
}

/// <summary>How far a reader has come.</summary>
internal sealed class LedgerPosition : IBookkeeping
{
    public string Reader { get; init; } = "";

    public long Number { get; set; }
}
