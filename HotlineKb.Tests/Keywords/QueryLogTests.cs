using HotlineKb.Core.Search;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Keywords;

/// <summary>X4: numbers of callers that were typed into the search box stay out of the log, however they are written.</summary>
public sealed class QueryLogTests
{
    [Theory]
    [InlineData("13800138000 欠薪")]
    [InlineData("４４０１０２１９９００１０１１２３４ 社保")]
    [InlineData("440102 19900101 1237 社保")]
    [InlineData("622202 1234567890123 转账")]
    [InlineData("138.0013.8001 欠薪")]
    [InlineData("１３８－００１３－８００２ 欠薪")]
    public async Task Number_OfACaller_IsMaskedInTextAndKey(string typed)
    {
        await using var host = await SearchHost.StartAsync();
        host.Get<QueryLog>().Note(Town.Actor("operator01"), typed, 0);
        await host.Get<QueryLog>().WriteAsync();
        var noted = await host.Db().Set<SearchedQuery>().SingleAsync();
        foreach (var text in new[] { noted.Text, noted.Key })
            text.Count(char.IsDigit).ShouldBeLessThan(9, text);
        noted.Text.ShouldContain(typed[^2..]);
    }
}
