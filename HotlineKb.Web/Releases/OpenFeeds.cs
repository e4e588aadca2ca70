using System.Globalization;
using System.Net;
using System.Xml;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Releases;

namespace HotlineKb.Web.Releases;

/// <summary>What has become public last, for readers of feeds: Atom (RFC 4287) and JSON Feed 1.1.</summary>
internal static class OpenFeeds
{
    public const int Most = 50;
    public const string AtomType = "application/atom+xml; charset=utf-8";
    public const string JsonType = "application/feed+json; charset=utf-8";
    public const string XmlType = "application/xml; charset=utf-8";

    private const string AtomSpace = "http://www.w3.org/2005/Atom";
    private const string MapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static string Atom(IReadOnlyList<PublicEntry> entries, string root, string title) => OpenAnswer.Xml(xml =>
    {
        xml.WriteStartElement("feed", AtomSpace);
        xml.WriteAttributeString("xml", "lang", null, "zh-CN");
        Element(xml, "id", $"{root}/open");
        Element(xml, "title", title);
        Element(xml, "updated", Time(entries.Select(entry => entry.Since).DefaultIfEmpty(DateTime.UnixEpoch).Max()));
        Link(xml, "self", $"{root}/open/v1/feed.atom", "application/atom+xml");
        Link(xml, "alternate", $"{root}/open", "text/html");
        foreach (var entry in entries)
        {
            xml.WriteStartElement("entry", AtomSpace);
            // The same for every version: a newer one is an update to who follows the feed.
            Element(xml, "id", $"urn:hotlinekb:entry:{entry.Code}");
            Element(xml, "title", entry.Title);
            Element(xml, "updated", Time(entry.Since));
            Element(xml, "summary", entry.Answer);
            xml.WriteStartElement("author", AtomSpace);
            Element(xml, "name", entry.Unit);
            xml.WriteEndElement();
            if (entry.OnSite)
                Link(xml, "alternate", PageOf(root, entry.Code), "text/html");
            xml.WriteStartElement("content", AtomSpace);
            xml.WriteAttributeString("type", "html");
            xml.WriteString(OpenAnswer.Readable(HtmlOf(entry)));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });

    public static object Json(IReadOnlyList<PublicEntry> entries, string root, string title) => new Dictionary<string, object>
    {
        ["version"] = "https://jsonfeed.org/version/1.1",
        ["title"] = title,
        ["home_page_url"] = $"{root}/open",
        ["feed_url"] = $"{root}/open/v1/feed.json",
        ["language"] = "zh-CN",
        ["items"] = entries.Select(entry =>
        {
            var item = new Dictionary<string, object>
            {
                ["id"] = $"urn:hotlinekb:entry:{entry.Code}",
                ["title"] = entry.Title,
                ["summary"] = entry.Answer,
                ["content_html"] = HtmlOf(entry),
                ["date_published"] = Time(entry.Since),
                ["date_modified"] = Time(entry.UpdatedAt > entry.Since ? entry.UpdatedAt : entry.Since),
                ["authors"] = new[] { new Dictionary<string, string> { ["name"] = entry.Unit } },
            };
            if (entry.OnSite)
                item["url"] = PageOf(root, entry.Code);
            return item;
        }).ToList(),
    };

    public static string Map(IEnumerable<(string Address, DateTime? Changed)> pages) => OpenAnswer.Xml(xml =>
    {
        xml.WriteStartElement("urlset", MapSpace);
        foreach (var (address, changed) in pages)
            Place(xml, "url", address, changed);
        xml.WriteEndElement();
    });

    /// <summary>Of many maps, where one does not hold all.</summary>
    public static string Maps(IEnumerable<string> maps) => OpenAnswer.Xml(xml =>
    {
        xml.WriteStartElement("sitemapindex", MapSpace);
        foreach (var address in maps)
            Place(xml, "sitemap", address, null);
        xml.WriteEndElement();
    });

    public static string PageOf(string root, string code) => $"{root}/open/{code}";

    private static string HtmlOf(PublicEntry entry) =>
        $"<p>{WebUtility.HtmlEncode(entry.Answer).Replace("\n", "<br>", StringComparison.Ordinal)}</p>{BodyHtml.Clean(entry.Body)}{(entry.Basis.Length == 0 ? "" : $"<p>依据：{WebUtility.HtmlEncode(entry.Basis)}</p>")}";

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Place(XmlWriter xml, string name, string address, DateTime? changed)
    {
        xml.WriteStartElement(name, MapSpace);
        xml.WriteElementString("loc", MapSpace, address);
        if (changed is { } at)
            xml.WriteElementString("lastmod", MapSpace, Time(at));
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, string text) => xml.WriteElementString(name, AtomSpace, OpenAnswer.Readable(text));

    private static void Link(XmlWriter xml, string rel, string href, string type)
    {
        xml.WriteStartElement("link", AtomSpace);
        xml.WriteAttributeString("rel", rel);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", href);
        xml.WriteEndElement();
    }
}
