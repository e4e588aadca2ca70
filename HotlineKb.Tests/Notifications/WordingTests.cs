using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.Supervision;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>Whatever people write is shortened whole sign by whole sign: half of one would stop the reader on PostgreSQL, and with it everyone's notifications.</summary>
public sealed class WordingTests
{
    [Theory]
    [InlineData("一二三", 3, "一二三")]
    [InlineData("一二三四", 3, "一二…")]
    [InlineData("一😀😀", 4, "一😀…")]
    [InlineData("一😀😀", 3, "一…")]
    public void Cut_NeverEndsInHalfASign(string text, int max, string cut) => Wording.Cut(text, max).ShouldBe(cut);

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Close_OfFeedbackFullOfPictures_TellsTheSender(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await NotifyHost.StartAsync(null, provider);
        foreach (var before in new[] { "", "一" })
        {
            var feedback = await AFeedback.SentAsync(host, "operator01", new NewFeedback(FeedbackKind.NotFound, null, null, before + string.Concat(Enumerable.Repeat("😀", 240))));
            await feedback.RequestedAsync(unit: "市人社局");
            await feedback.ClosedAsync();
        }

        await host.TellAsync();

        (await host.ToldAsync()).Where(told => told.AccountId == Town.IdOf("operator01")).Select(told => told.Title[..8]).ShouldBe(["您的反馈已办结：", "您的反馈已办结："]);
    }

    [SkippableTheory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Reason_WithInvisibleCharacters_IsKeptWithoutThem(DatabaseProvider provider)
    {
        TestDatabase.Need(provider);
        await using var host = await TestHost.StartAsync(provider: provider);
        var request = await AnEditingRequest.Made(host).Declined(reason: "不属于\0本单位");
        (await request.RowAsync()).Reason.ShouldBe("不属于本单位");
        var entry = await AnEntry.Drafted(host).SubmittedToUnit().Returned(reason: "请\0补充");
        (await entry.LedgerAsync())[^1].Data.ShouldContain("请补充");
    }
}
