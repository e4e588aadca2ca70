using System.Text;
using System.Text.RegularExpressions;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;

namespace HotlineKb.Core.Approvals;

/// <summary>What an entry and the hall say of one thing, side by side.</summary>
/// <param name="Field">A key of <see cref="DriftFields"/>.</param>
/// <param name="Hall">What the hall says now; empty when it no longer says anything.</param>
/// <param name="Entry">The entry's words.</param>
public sealed record DriftField(string Field, string Hall, string Entry);

/// <summary>The fields that are compared (R5.4), in the order in which they are shown.</summary>
public static class DriftFields
{
    public const string Withdrawn = "withdrawn";
    public const string Phone = "phone";
    public const string Address = "address";
    public const string Hours = "hours";
    public const string Fee = "fee";
    public const string Limit = "limit";
    public const string Materials = "materials";

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        [Withdrawn] = "事项状态",
        [Phone] = "咨询电话",
        [Address] = "办理地点",
        [Hours] = "办理时间",
        [Fee] = "收费",
        [Limit] = "办结时限",
        [Materials] = "申请材料",
    };

    public static string NameOf(string field) => All.GetValueOrDefault(field, field);
}

/// <summary>An item as an entry is compared with it.</summary>
/// <param name="Before">Its earlier guides, newest first: what stood there once is recognised as stale.</param>
internal sealed record DriftItem(bool Withdrawn, ServiceGuide Guide, IReadOnlyList<ServiceGuide> Before);

/// <summary>What one field's rule is given.</summary>
/// <param name="Text">The entry's, folded.</param>
/// <param name="Now">The item's guide.</param>
/// <param name="Known">All that this and the other referenced items say now, folded: a value from there is nobody's mistake.</param>
internal sealed record DriftCase(string Text, ServiceGuide Now, IReadOnlyList<ServiceGuide> Before, IReadOnlyList<ServiceGuide> Others, string Known)
{
    public IEnumerable<ServiceGuide> All => Others.Prepend(Now);
}

/// <summary>
/// Where an entry says something else than the hall (R5.4). What an entry does not mention cannot differ. A difference that is none costs trust,
/// so in doubt there is none; but what the item said once and says no longer is always found.
/// </summary>
internal static partial class DriftFinder
{
    // Plain text of the longest body anyone writes; beyond it lie attachments pasted in.
    private const int LongestText = 60_000;
    private const int LongestWords = 400;

    private static readonly Func<DriftCase, DriftField?>[] Rules = [DriftPhones.Find, DriftPlaces.Find, DriftHours.Find, DriftFees.Find, DriftLimits.Find, DriftMaterials.Find];

    /// <param name="others">The other items that the entry refers to: what any of them says is fine.</param>
    public static List<DriftField> Find(EntryText entry, DriftItem item, IReadOnlyList<ServiceGuide> others) => Find(PlainText(entry), item, others);

    public static List<DriftField> Find(string text, DriftItem item, IReadOnlyList<ServiceGuide> others)
    {
        if (item.Withdrawn)
            return [new DriftField(DriftFields.Withdrawn, "事项已取消", "仍引用此事项")];
        var known = Fold(string.Join('\n', others.Prepend(item.Guide).SelectMany(guide => GuideFields.All.Select(field => field.Text(guide)))));
        var given = new DriftCase(Fold(text), item.Guide, item.Before, others, known);
        return [.. Rules.Select(rule => rule(given)).OfType<DriftField>().Select(field => field with { Hall = Wording.Cut(field.Hall, LongestWords), Entry = Wording.Cut(field.Entry, LongestWords) })];
    }

    /// <summary>All an entry says that an operator may read out.</summary>
    public static string PlainText(EntryText entry) => string.Join('\n', entry.Answer, BodyHtml.ToPlainText(entry.Body), entry.Basis);

    /// <summary>One form for what is written in several: full width, dashes, blanks, commas within numbers.</summary>
    public static string Fold(string text)
    {
        var cut = text.Length <= LongestText ? text : text[..LongestText];
        var folded = new StringBuilder(cut.Length);
        foreach (var c in cut)
            folded.Append(c switch
            {
                // Circled numbers would become digits and run into the number behind them.
                >= '\u2460' and <= '\u24FF' or >= '\u2776' and <= '\u2793' => '\n',
                '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2015' or '\u2212' or '\uFF0D' or '\u301C' or '\uFF5E' or '~' => '-',
                '\t' or '\u3000' or '\u00A0' => ' ',
                // Half a sign can be normalised by nothing.
                _ when char.IsSurrogate(c) => ' ',
                _ => c,
            });
        return ThousandsComma().Replace(Dashes().Replace(folded.ToString().Normalize(NormalizationForm.FormKC), "-"), "");
    }

    /// <summary>The part of a text between two stops.</summary>
    public static string ClauseAt(string text, int index)
    {
        var start = index == 0 ? 0 : text.LastIndexOfAny(Stops, index - 1) + 1;
        var end = text.IndexOfAny(Stops, index);
        return text[start..(end < 0 ? text.Length : end)].Trim();
    }

    /// <summary>Each once, as people read a list.</summary>
    public static string List(IEnumerable<string> words) => string.Join('、', words.Select(word => word.Trim()).Where(word => word.Length > 0).Distinct());

    private static readonly char[] Stops = ['。', ';', '!', '?', '\n', ',', '，', '；'];

    [GeneratedRegex("(?<=\\d)[,，](?=\\d{3}(?!\\d))")]
    private static partial Regex ThousandsComma();

    [GeneratedRegex("-{2,}")]
    private static partial Regex Dashes();
}
