using System.Text.RegularExpressions;

namespace HotlineKb.Core.Approvals;

/// <summary>Addresses by street and house number, which is what a caller drives to; rooms and halls only where the whole earlier address still stands in the entry.</summary>
internal static partial class DriftPlaces
{
    public static DriftField? Find(DriftCase given)
    {
        var said = Places(given.Text);
        var own = Places(DriftFinder.Fold(given.Now.Address));
        var known = Places(given.Known);
        var strange = said.Where(place => !known.Exists(place.Same)).ToList();
        var wrong = strange.Where(place => given.Before.Any(guide => Places(DriftFinder.Fold(guide.Address)).Exists(place.Same))).Select(place => place.Text).ToList();
        if (wrong.Count == 0 && own.Count > 0 && !said.Exists(place => own.Exists(place.Same)))
            wrong = strange.ConvertAll(place => place.Text);
        if (wrong.Count == 0)
            wrong = Formerly(given);
        return wrong.Count == 0 ? null : new DriftField(DriftFields.Address, given.Now.Address, DriftFinder.List(wrong));
    }

    /// <summary>An earlier address, word for word, that no item has any more.</summary>
    private static List<string> Formerly(DriftCase given)
    {
        var (text, known) = (Bare(given.Text), Bare(given.Known));
        return [.. given.Before.SelectMany(guide => guide.Address.Split('\n', ';', '；')).Select(line => line.Trim()).Distinct()
            .Where(line => Bare(DriftFinder.Fold(line)) is { Length: >= 6 } old && text.Contains(old, StringComparison.Ordinal) && !known.Contains(old, StringComparison.Ordinal))];
    }

    private static string Bare(string folded) => Punctuation().Replace(folded, "");

    private static List<Place> Places(string folded) => [.. Street().Matches(folded).Select(match => new Place(
        District().Replace(match.Groups["street"].Value, ""), [.. Digits().Matches(match.Groups["numbers"].Value).Select(digits => digits.Value.TrimStart('0'))], District().Replace(match.Value, "")))];

    private sealed record Place(string Street, List<string> Numbers, string Text)
    {
        private const int Telling = 3;

        /// <summary>The words before a street's name run into it; so its end is what counts.</summary>
        public bool Same(Place other)
        {
            var common = 0;
            while (common < Street.Length && common < other.Street.Length && Street[^(common + 1)] == other.Street[^(common + 1)])
                common++;
            return common >= Math.Min(Telling, Math.Min(Street.Length, other.Street.Length)) && Numbers.Exists(other.Numbers.Contains);
        }
    }

    [GeneratedRegex("(?<street>[\\u4e00-\\u9fa5]{1,14}(?:路|街|道|巷|弄|胡同|里))(?:[东南西北中]?段)? ?(?<numbers>\\d{1,5}(?: ?(?:-|至|、|之) ?\\d{1,5}(?=[号\\-至、之 \\d]))*) ?号(?!文|线|令|公告|窗)")]
    private static partial Regex Street();

    // Nothing but the name of the street itself.
    [GeneratedRegex("^.*(?:省|市|区|县|镇|乡|街道|地址[为是在:]?|地点[为是在:]?|位于|设在|搬到|迁至|前往|在|到|至)(?=[\\u4e00-\\u9fa5]{2})")]
    private static partial Regex District();

    [GeneratedRegex("\\d+")]
    private static partial Regex Digits();

    [GeneratedRegex("[\\s\\p{P}]+")]
    private static partial Regex Punctuation();
}
