using CsCheck;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Core.Units;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Taxonomy;

/// <summary>R4.6: readable aloud, with a check digit, never changed, never reused.</summary>
public sealed class EntryCodeTests
{
    private static readonly Gen<EntryCode> Codes = Gen.Select(Gen.Int[1, 999_999], Gen.Int[1, 999], Gen.Int[1, EntryCode.MaxNumber], (region, unit, number) => new EntryCode((region * 1000) + unit, number));

    [Fact]
    public void Code_OfTheContract_IsValid()
    {
        EntryCode.Parse("441802-017-00042-6").ShouldBe(new EntryCode(441802017, 42));
        new EntryCode(441802017, 42).ToString().ShouldBe("441802-017-00042-6");
    }

    [Fact]
    public void Code_WrittenAndRead_IsTheSame() => Codes.Sample(code => EntryCode.Parse(code.ToString()) == code && EntryCode.TryParse(code.ToString()) == code);

    [Fact]
    public void Digit_AnyOneWrong_IsFound() =>
        Codes.Sample(code =>
        {
            var right = code.ToString();
            for (var at = 0; at < right.Length; at++)
                for (var digit = '0'; digit <= '9'; digit++)
                {
                    if (right[at] == '-' || right[at] == digit)
                        continue;
                    var wrong = $"{right[..at]}{digit}{right[(at + 1)..]}";
                    if (EntryCode.TryParse(wrong) is not null || Should.Throw<Refusal>(() => EntryCode.Parse(wrong)).RuleValue is not EntryCodeRule.WrongCheckDigit)
                        return false;
                }

            return true;
        }, iter: 60);

    [Fact]
    public void Digits_TwoNeighboursSwapped_AreNearlyAlwaysFound()
    {
        var (swaps, missed) = (0, 0);
        for (var number = 1; number < 3000; number += 7)
        {
            var digits = new EntryCode(441802017, number).ToString().Replace("-", "", StringComparison.Ordinal);
            for (var at = 0; at < 14; at++)
                if (digits[at] != digits[at + 1])
                {
                    swaps++;
                    missed += EntryCode.TryParse($"{digits[..at]}{digits[at + 1]}{digits[at]}{digits[(at + 2)..]}") is null ? 0 : 1;
                }
        }

        ((double)missed / swaps).ShouldBeLessThan(0.03);
    }

    [Theory]
    [InlineData("441802017000426")]
    [InlineData("  441802-017-00042-6 ")]
    [InlineData("441802 017 00042 6")]
    [InlineData("４４１８０２－０１７－０００４２－６")]
    [InlineData("441802—017—00042—6")]
    [InlineData("441802　017　00042　6")]
    public void Code_AsPeopleWriteItDown_IsRead(string written)
    {
        EntryCode.Parse(written).ToString().ShouldBe("441802-017-00042-6");
        EntryCode.LooksLikeOne(written).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("社保")]
    [InlineData("441802-017-00042")]
    [InlineData("441802-017-00042-66")]
    [InlineData("441802-017-00042-x")]
    [InlineData("441802_017_00042_6")]
    public void Code_OfAnotherForm_IsRefusedAsMalformed(string? written)
    {
        var refusal = Should.Throw<Refusal>(() => EntryCode.Parse(written));
        refusal.RuleValue.ShouldBe(EntryCodeRule.BadForm);
        refusal.Kind.ShouldBe(RefusalKind.Malformed);
        EntryCode.TryParse(written).ShouldBeNull();
        EntryCode.LooksLikeOne(written).ShouldBeFalse();
    }

    [Fact]
    public void Number_OfAUnit_IsGivenOnceUntilAllAreUsed()
    {
        var unit = new Unit { Id = 441802017, Name = "某局", LastEntryNumber = EntryCode.MaxNumber - 2 };
        EntryCode.Next(unit).Number.ShouldBe(99_998);
        EntryCode.Next(unit).ToString().ShouldStartWith("441802-017-99999-");
        Should.Throw<Refusal>(() => EntryCode.Next(unit)).RuleValue.ShouldBe(EntryCodeRule.Exhausted);
        unit.LastEntryNumber.ShouldBe(EntryCode.MaxNumber);
    }
}
