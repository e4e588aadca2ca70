using System.Text.RegularExpressions;

namespace HotlineKb.Core.Approvals;

/// <summary>Which papers an entry that lists them forgets, and which it still asks for.</summary>
internal static partial class DriftMaterials
{
    private const int MostShown = 20;

    public static DriftField? Find(DriftCase given)
    {
        if (!Lists().IsMatch(given.Text))
            return null;
        var text = Bare(given.Text);
        var pieces = Pieces().Split(given.Text).Select(Bare).Where(piece => piece.Length > 1).ToList();
        var now = given.Now.Materials;
        var named = now.Where(material => Named(material.Name)).ToList();
        var stale = given.Before.SelectMany(guide => guide.Materials).Select(material => material.Name).Distinct()
            .Where(name => Bare(name) is { Length: >= 3 } old && text.Contains(old, StringComparison.Ordinal) && !given.All.Any(guide => guide.Materials.Exists(material => Alike(old, Bare(material.Name))))).ToList();
        // Who says "and so on" does not claim to have said all.
        var hedged = Elsewhere().IsMatch(Nameless(given.Text)) || given.Text.Split('。', ';', '\n').Any(sentence => AndSoOn().IsMatch(Nameless(sentence)) && named.Exists(material => Bare(sentence).Contains(Bare(material.Name), StringComparison.Ordinal)));
        var missing = named.Count == 0 || hedged ? [] : now.Where(material => material.Needed && !Hinted(material.Name)).ToList();
        if (stale.Count == 0 && missing.Count == 0)
            return null;
        return new DriftField(DriftFields.Materials, Shown(now.Where(material => material.Needed || named.Contains(material)).Select(material => material.Name)), Shown(named.Select(material => material.Name).Concat(stale)));

        string Nameless(string sentence) => now.Aggregate(sentence, (rest, material) => DriftFinder.Fold(material.Name) is { Length: > 0 } name ? rest.Replace(name, "", StringComparison.Ordinal) : rest);

        bool Named(string name) => Bare(name) is { Length: > 1 } bare && text.Contains(bare, StringComparison.Ordinal);

        bool Hinted(string name) => Bare(name) is not { Length: > 1 } bare || text.Contains(bare, StringComparison.Ordinal) || pieces.Exists(piece => Alike(piece, bare));
    }

    private static string Shown(IEnumerable<string> names)
    {
        var all = names.Distinct().ToList();
        return string.Join('、', all.Take(MostShown)) + (all.Count > MostShown ? $" 等 {all.Count} 项" : "");
    }

    /// <summary>Half of the shorter one's pairs of characters stand in the other: 居民身份证 is called 身份证.</summary>
    private static bool Alike(string one, string other)
    {
        var (brief, full) = one.Length <= other.Length ? (one, other) : (other, one);
        if (full.Contains(brief, StringComparison.Ordinal))
            return true;
        var pairs = Enumerable.Range(0, brief.Length - 1).Select(i => brief.Substring(i, 2)).ToList();
        return pairs.Count > 0 && pairs.Count(pair => full.Contains(pair, StringComparison.Ordinal)) * 2 >= pairs.Count;
    }

    /// <summary>Without brackets and what stands in them, quotation marks, blanks, and how it is to be brought.</summary>
    private static string Bare(string text) => Noise().Replace(Brackets().Replace(DriftFinder.Fold(text), ""), "");

    [GeneratedRegex("材料|资料|携带|带上|带齐|提交|提供|准备|证件|凭")]
    private static partial Regex Lists();

    [GeneratedRegex("等(?:相关|有关|其他|所需|申请)?(?:材料|资料|证件|文件|证明)")]
    private static partial Regex AndSoOn();

    [GeneratedRegex("(?:材料|资料).{0,20}(?:详见|为准)|详见.{0,12}(?:材料|清单|指南)|以.{0,12}(?:指南|窗口|清单).{0,6}为准")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("[、,，;；。\\n]|和(?=[\\u4e00-\\u9fa5]{2})|及(?=[\\u4e00-\\u9fa5]{2})|与(?=[\\u4e00-\\u9fa5]{2})")]
    private static partial Regex Pieces();

    [GeneratedRegex("\\([^()]{0,200}\\)|\\[[^\\[\\]]{0,200}\\]")]
    private static partial Regex Brackets();

    [GeneratedRegex("[\\s\\p{P}\\p{S}]+|原件|复印件|正本|副本")]
    private static partial Regex Noise();
}
