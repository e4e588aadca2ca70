using HotlineKb.Core.Basics;
using HotlineKb.Core.Units;

namespace HotlineKb.Core.Taxonomy;

public enum EntryCodeRule
{
    /// <summary>Not of the form region(6)-unit(3)-number(5)-check(1).</summary>
    BadForm,
    /// <summary>The last digit does not fit the others: a slip in reading or typing.</summary>
    WrongCheckDigit,
    /// <summary>A unit has used up its 99,999 numbers.</summary>
    Exhausted,
}

/// <summary>
/// R4.6: <c>region(6)-unit(3)-number(5)-check(1)</c>, such as 441802-017-00042-6. Never changed, never reused.
/// The check digit is ISO 7064 MOD 11,10 over the fourteen digits: it finds every single wrong digit and nearly every swapped pair.
/// </summary>
public readonly record struct EntryCode(int UnitId, int Number)
{
    public const int MaxNumber = 99_999;

    public override string ToString()
    {
        var digits = $"{UnitId / 1000:000000}{UnitId % 1000:000}{Number:00000}";
        return $"{digits[..6]}-{digits[6..9]}-{digits[9..]}-{CheckDigit(digits)}";
    }

    /// <summary>Reads a code as a person writes it down: spaces, full-width digits and missing dashes are forgiven, a wrong check digit is not.</summary>
    /// <exception cref="Refusal">With the sentence that says what is wrong.</exception>
    public static EntryCode Parse(string? text)
    {
        var digits = Digits(text ?? "");
        if (digits is null)
            throw new Refusal(EntryCodeRule.BadForm, "编码须为 15 位数字，如 441802-017-00042-6。", RefusalKind.Malformed);
        if (CheckDigit(digits.AsSpan(0, 14)) != digits[14])
            throw new Refusal(EntryCodeRule.WrongCheckDigit, $"编码“{text!.Trim()}”的校验位不符，请核对是否听错或写错。", RefusalKind.Malformed);
        return new EntryCode((int.Parse(digits.AsSpan(0, 6)) * 1000) + int.Parse(digits.AsSpan(6, 3)), int.Parse(digits.AsSpan(9, 5)));
    }

    /// <summary>Whether the text has the shape of a code at all, right or wrong: then it is not a search word.</summary>
    public static bool LooksLikeOne(string? text) => text is not null && Digits(text) is not null;

    public static EntryCode? TryParse(string? text) =>
        Digits(text ?? "") is { } digits && CheckDigit(digits.AsSpan(0, 14)) == digits[14] ? Parse(digits) : null;

    /// <summary>The next code of a unit. Call inside the ledger's transaction.</summary>
    public static EntryCode Next(Unit unit)
    {
        if (unit.LastEntryNumber >= MaxNumber)
            throw new Refusal(EntryCodeRule.Exhausted, $"{unit.Name}的条目编号已用完。");
        unit.LastEntryNumber++;
        return new EntryCode(unit.Id, unit.LastEntryNumber);
    }

    private static string? Digits(string text)
    {
        Span<char> digits = stackalloc char[15];
        var count = 0;
        foreach (var c in text)
        {
            var plain = c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c;
            if (char.IsAsciiDigit(plain))
            {
                if (count == 15)
                    return null;
                digits[count++] = plain;
            }
            else if (!char.IsWhiteSpace(plain) && plain is not ('-' or '－' or '—' or '–'))
                return null;
        }

        return count == 15 ? digits.ToString() : null;
    }

    private static char CheckDigit(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits)
        {
            var sum = (product + (digit - '0')) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (char)('0' + ((11 - product) % 10));
    }
}
