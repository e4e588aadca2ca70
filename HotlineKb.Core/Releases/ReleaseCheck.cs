using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;

namespace HotlineKb.Core.Releases;

public enum FindingKind
{
    /// <summary>Identity or bank card numbers: never public.</summary>
    Forbidden,
    /// <summary>Mobile numbers, names, homes, plates, mail addresses: an office's own may be public.</summary>
    Personal,
    /// <summary>Words, addresses and telephones for inside.</summary>
    Internal,
}

/// <param name="Text">Personal data is masked.</param>
public sealed record Finding(FindingKind Kind, string Text);

/// <summary>Setting <c>HotlineKb:Releases</c>.</summary>
public sealed class ReleaseOptions
{
    /// <summary>Words, host names and telephone numbers that are for inside only; found wherever they stand in a text.</summary>
    public IReadOnlyList<string> InternalMarkers { get; set; } = ["内部", "仅供话务员", "话务员注意", "不对外公开", "不得对外", "不得外传", "请勿告知市民", "内线"];
}

/// <summary>What must not become public unseen: looked for in everything that the public would read, shown before, and enforced in the approval.</summary>
public static partial class ReleaseCheck
{
    public static IReadOnlyList<Finding> Find(EntryText text, ReleaseOptions options)
    {
        var plain = string.Join('\n', text.Title, text.Answer, BodyHtml.ToPlainText(text.Body), text.Basis);
        // Links carry more than they show.
        var all = $"{plain}\n{string.Join('\n', Link().Matches(text.Body).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))}";
        var (forbidden, personal) = PersonalData.FindForPublic(all);
        var bare = Bare(all);
        return
        [
            .. forbidden.Select(found => new Finding(FindingKind.Forbidden, found)),
            .. personal.Select(found => new Finding(FindingKind.Personal, found)),
            .. options.InternalMarkers.Where(marker => Bare(marker) is { Length: > 0 } sought && bare.Contains(sought, StringComparison.OrdinalIgnoreCase))
                .Concat(InternalLinks(text.Body, plain)).Distinct().Select(found => new Finding(FindingKind.Internal, found)),
        ];
    }

    /// <summary>Addresses that nobody outside can open: of this application, of private networks, of hosts without a domain.</summary>
    private static IEnumerable<string> InternalLinks(string body, string plain) =>
        Link().Matches(body).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Concat(Address().Matches(plain).Select(match => match.Value))
            .Where(link => Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme != Uri.UriSchemeFile ? uri.Scheme.StartsWith("http", StringComparison.Ordinal) && IsInternal(uri) : link.StartsWith('/'));

    private static bool IsInternal(Uri uri)
    {
        if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address))
            return !uri.Host.Contains('.', StringComparison.Ordinal) || Suffixes.Any(suffix => uri.Host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        if (IPAddress.IsLoopback(address))
            return true;
        var bytes = address.GetAddressBytes();
        return address.AddressFamily is AddressFamily.InterNetwork
            ? bytes[0] is 10 or 127 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254)
            : (bytes[0] & 0xFE) == 0xFC || address.IsIPv6LinkLocal;
    }

    private static readonly string[] Suffixes = [".local", ".lan", ".internal", ".intranet"];

    // Telephones are written with and without dashes and blanks.
    private static string Bare(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '－' or '—')));

    [GeneratedRegex("href\\s*=\\s*[\"']([^\"']*)[\"']", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 500)]
    private static partial Regex Link();

    [GeneratedRegex(@"https?://[A-Za-z0-9.\-:\[\]]+[^\s<>""'，。；、）)]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 500)]
    private static partial Regex Address();
}
