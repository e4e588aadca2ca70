using HotlineKb.Core.Releases;

namespace HotlineKb.Web.Releases;

/// <summary>A row of the public list.</summary>
/// <param name="Title">With what was looked for marked, as HTML; null when nothing was.</param>
/// <param name="Snippet">The passage, likewise.</param>
public sealed record OpenRow(PublicEntry Entry, string? Title, string? Snippet);
