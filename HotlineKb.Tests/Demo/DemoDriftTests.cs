using HotlineKb.Core.Approvals;
using HotlineKb.Core.Entries;
using HotlineKb.Web.Demo;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Demo;

/// <summary>Where the sample city's entries say something else than the items they refer to.</summary>
public sealed class DemoDriftTests
{
    [Fact]
    public void Entries_DifferFromTheirItemsWhereThisWeeksFileHasChangedThem()
    {
        var city = DemoData.Load();
        var first = city.Approvals.Select(HallRecord.Read).Where(record => record.Guide is not null).ToDictionary(record => record.Code!, record => record.Guide!);
        var later = city.LaterApprovals.Select(HallRecord.Read).ToDictionary(record => record.Code!, record => record.Guide!);
        var before = new List<string>();
        var now = new List<string>();
        foreach (var entry in city.Entries.Where(entry => entry.Approvals is not null))
        {
            var text = new EntryText { Title = entry.Title, Answer = entry.Answer, Body = entry.Body, Basis = entry.Basis };
            foreach (var code in entry.Approvals!)
            {
                var others = entry.Approvals.Where(other => other != code).ToList();
                before.AddRange(DriftFinder.Find(text, new DriftItem(false, first[code], []), others.ConvertAll(other => first[other])).Select(field => $"{entry.Title} {field}"));
                var changed = later.GetValueOrDefault(code);
                now.AddRange(DriftFinder.Find(text, new DriftItem(false, changed ?? first[code], changed is null ? [] : [first[code]]), others.ConvertAll(other => later.GetValueOrDefault(other) ?? first[other]))
                    .Select(field => $"{field.Field}：{entry.Title}"));
            }
        }

        before.ShouldBeEmpty();
        now.ShouldBe(["phone：社保卡丢了或者坏了，怎么补办", "fee：驾驶证快到期了怎么换证", "hours：结婚登记可以不回户口所在地办吗，要带户口本吗", "limit：二手房过户要多少钱、带什么资料、多久拿证"], ignoreOrder: true);
    }
}
