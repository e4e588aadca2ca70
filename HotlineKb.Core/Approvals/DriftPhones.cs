using System.Globalization;
using System.Text.RegularExpressions;

namespace HotlineKb.Core.Approvals;

/// <summary>Telephone numbers by their form. Area code and extension may be left out on either side; short public numbers say nothing unless they are the hall's.</summary>
internal static partial class DriftPhones
{
    public static DriftField? Find(DriftCase given)
    {
        var said = Numbers(given.Text);
        if (said.Count == 0)
            return null;
        var known = Numbers(given.Known);
        var strange = said.Where(number => !known.Exists(number.Same)).ToList();
        var stale = strange.Where(number => given.Before.Any(guide => Numbers(PhonesOf(guide)).Exists(number.Same))).ToList();
        var own = Numbers(DriftFinder.Fold(given.Now.Phone));
        var shorts = Short().Matches(DriftFinder.Fold(given.Now.Phone)).Select(match => match.Value).ToHashSet();
        var named = said.Exists(number => own.Exists(number.Same)) || Short().Matches(given.Text).Any(match => shorts.Contains(match.Value));
        var wrong = stale.Count > 0 ? stale : own.Count + shorts.Count > 0 && !named ? strange : [];
        return wrong.Count == 0 ? null : new DriftField(DriftFields.Phone, HallWords(given.Now, stale, given.Before), DriftFinder.List(wrong.Select(number => number.Text)));
    }

    /// <summary>The complaint number only where it is what became another.</summary>
    private static string HallWords(ServiceGuide now, List<PhoneNumber> stale, IReadOnlyList<ServiceGuide> before) =>
        now.ComplaintPhone.Length > 0 && stale.Exists(number => before.Any(guide => Numbers(DriftFinder.Fold(guide.ComplaintPhone)).Exists(number.Same)) && !before.Any(guide => Numbers(DriftFinder.Fold(guide.Phone)).Exists(number.Same)))
            ? $"{now.Phone}（投诉：{now.ComplaintPhone}）"
            : now.Phone;

    /// <summary>Every number of a text in digits alone, with its area code and without: as somebody types who reads it off a telephone.</summary>
    public static IEnumerable<string> DigitsOf(string text) =>
        Numbers(DriftFinder.Fold(text)).SelectMany(number => new[] { number.Area + number.Core, number.Core }).Distinct();

    private static string PhonesOf(ServiceGuide guide) => DriftFinder.Fold($"{guide.Phone}\n{guide.ComplaintPhone}");

    private static List<PhoneNumber> Numbers(string folded) =>
        [.. Number().Matches(folded).Select(PhoneNumber.Of).OfType<PhoneNumber>()];

    /// <param name="Core">Digits without area code and extension.</param>
    private sealed record PhoneNumber(string Area, string Core, string Extension, string Text)
    {
        public bool Same(PhoneNumber other) =>
            Core == other.Core && (Area.Length == 0 || other.Area.Length == 0 || Area == other.Area) && (Extension.Length == 0 || other.Extension.Length == 0 || Extension == other.Extension);

        public static PhoneNumber? Of(Match match)
        {
            var (area, extension) = (match.Groups["area"].Value, match.Groups["ext"].Value);
            var core = string.Concat(match.Groups["core"].Value.Where(char.IsAsciiDigit));
            // A day written as one number.
            return area.Length == 0 && core.Length == 8 && DateOnly.TryParseExact(core, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1948 and < 2080
                ? null
                : new PhoneNumber(area, core, extension, match.Value);
        }
    }

    // Mobile; 400 and 800; with an area code; without one, where nothing says that it counts something else.
    [GeneratedRegex("(?<![0-9A-Za-z.])(?:(?<core>1[3-9]\\d[- ]?\\d{4}[- ]?\\d{4})|(?<core>[48]00[- ]?\\d{3,4}[- ]?\\d{3,4})(?<=\\d[- ]?\\d[- ]?\\d[- ]?\\d[- ]?\\d[- ]?\\d[- ]?\\d[- ]?\\d[- ]?\\d[- ]?\\d)|\\(?(?<area>0[1-9]\\d{1,2})\\)?[- ]{0,3}(?<core>[2-8]\\d{2,3}[- ]?\\d{4})(?:(?:-| ?转 ?)(?<ext>\\d{1,5}))?|(?<core>[2-8]\\d{6,7})(?:(?:-| ?转 ?)(?<ext>\\d{1,5}))?)(?![0-9A-Za-z])(?! {0,2}(?:元|万|亿|号|人|年|吨|米|平|个|件|份|户|%))")]
    private static partial Regex Number();

    [GeneratedRegex("(?<![0-9A-Za-z.-])(?:1\\d{2}|1[0-2]\\d{3}|9[56]\\d{3,4})(?![0-9A-Za-z.%-])")]
    private static partial Regex Short();
}
