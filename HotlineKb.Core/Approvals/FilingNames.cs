using System.Text;

namespace HotlineKb.Core.Approvals;

/// <summary>Whether an item that has appeared in the hall is the one whose addition was filed: by its task code, else by its name.</summary>
internal static class FilingNames
{
    private const double Enough = 0.7;

    /// <summary>The hall adds to a task's name that of its catalogue item; a name of this length within another says enough.</summary>
    private const int Telling = 6;

    /// <returns>0 by code, 1 by the same name, 2 by a similar one; null when it is another item.</returns>
    public static int? Fit(string filedName, string filedCode, string name, string code)
    {
        var bothCodes = filedCode.Length > 0 && code.Length > 0;
        if (bothCodes && filedCode.Equals(code, StringComparison.OrdinalIgnoreCase))
            return 0;
        var (filed, seen) = (Bare(filedName), Bare(name));
        if (filed == seen)
            return 1;
        // Two codes that differ are two items, unless they are called the same: then one was mistyped.
        return !bothCodes && AreSimilar(filed, seen) ? 2 : null;
    }

    private static bool AreSimilar(string a, string b)
    {
        var (shorter, longer) = a.Length <= b.Length ? (a, b) : (b, a);
        return (shorter.Length >= Telling && longer.Contains(shorter, StringComparison.Ordinal)) || DepartmentNames.Resemblance(DepartmentNames.Pairs(a), DepartmentNames.Pairs(b)) >= Enough;
    }

    /// <summary>Without what people and halls write differently: width, case, spaces, signs.</summary>
    private static string Bare(string name) => string.Concat(name.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Where(char.IsLetterOrDigit));
}
