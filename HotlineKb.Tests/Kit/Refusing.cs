using HotlineKb.Core.Basics;
using Shouldly;

namespace HotlineKb.Tests.Kit;

public static class Refusing
{
    /// <summary>The act is refused by this rule, with a sentence.</summary>
    public static async Task<Refusal> ShouldBeRefusedAsync(this Task act, Enum rule, string? because = null)
    {
        var refusal = await Should.ThrowAsync<Refusal>(act, because);
        refusal.RuleValue.ShouldBe(rule, because);
        refusal.Message.ShouldNotBeNullOrWhiteSpace();
        return refusal;
    }
}
