using System.Text.Json;
using System.Text.RegularExpressions;
using HotlineKb.Core.Approvals;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>The comparer on what a real hall says: an entry written from a guide agrees with it, and with one value altered differs in that one.</summary>
public sealed partial class DriftRealDataTests
{
    private static readonly Dictionary<string, Func<ServiceGuide, ServiceGuide?>> Alterations = new()
    {
        ["phone"] = guide => Number().IsMatch(guide.Phone) && !guide.ComplaintPhone.Contains(':', StringComparison.Ordinal) && !guide.ComplaintPhone.Contains('：', StringComparison.Ordinal) ? guide with { Phone = Number().Replace(guide.Phone, "0763-3300001", 1), ComplaintPhone = "" } : null,
        ["address"] = guide => Street().IsMatch(guide.Address) && Street().Count(guide.Address) == 1 && !Street().IsMatch(guide.Conditions) ? guide with { Address = "清远市清城区人民三路18号" } : null,
        ["limit"] = guide => guide.Promised is { Days: { } days } ? guide with { Promised = new(days + 7, guide.Promised.Kind, $"{days + 7} 个{guide.Promised.Kind}"), Statutory = guide.Statutory is { Days: var old } && old == days + 7 ? null : guide.Statutory } : null,
        ["materials"] = guide => guide.Materials.Count > 0 ? guide with { Materials = [.. guide.Materials, new GuideMaterial("鲟鱼养殖场鳞片留样", true, "")] } : null,
        ["fee"] = guide => guide.Fee.Length == 0 ? guide with { Charges = guide.Charges is not true, Fee = guide.Charges is true ? "" : "每件 4711 元" } : null,
        ["hours"] = guide => guide with { Hours = "周一至周五 10:10-11:50" },
    };

    [SkippableFact]
    public void EntryOfAGuide_AgreesWithIt_AndDiffersInWhatIsAltered()
    {
        var guides = Guides();
        var wrong = new List<string>();
        var altered = Alterations.Keys.ToDictionary(field => field, _ => 0);
        foreach (var (guide, i) in guides.Select((guide, i) => (guide, i)))
        {
            var full = guide with { Hours = "周一至周五 9:00-12:00，13:00-17:00", Charges = i % 2 == 0, Fee = i % 2 == 0 ? "每件 20 元" : "" };
            var text = EntryOf(full);
            if (DriftFinder.Find(text, new DriftItem(false, full, []), []) is { Count: > 0 } none)
                wrong.Add($"{guide.Name} differs from itself in {string.Join(' ', none)}");
            foreach (var (field, alter) in Alterations)
                if (alter(full) is { } other)
                {
                    altered[field]++;
                    var found = DriftFinder.Find(text, new DriftItem(false, other, [full]), []).ConvertAll(drift => drift.Field);
                    if (!found.SequenceEqual([field]))
                        wrong.Add($"{guide.Name}: {field} altered, found {string.Join(' ', found)}");
                }
        }

        wrong.Take(20).ShouldBeEmpty($"{wrong.Count} in all");
        altered.Values.ShouldAllBe(count => count > 50);
    }

    private static string EntryOf(ServiceGuide guide) => $"""
        {guide.Name}怎么办理
        {guide.Conditions}
        申请材料：{string.Join('、', guide.Materials.Select(material => material.Name))}。
        承诺办结时限：{guide.Promised?.Text}，法定办结时限：{guide.Statutory?.Text}。
        是否收费：{(guide.Charges is true ? "是" : "否")}。收费标准：{GuideFields.FeeOf(guide)}
        办理地点：{guide.Address}
        办理时间：{guide.Hours}
        咨询电话：{guide.Phone}；投诉电话：{guide.ComplaintPhone}
        """;

    private static List<ServiceGuide> Guides()
    {
        var file = Path.Combine("shared", "data", "hall", "items.jsonl");
        var folder = LiveServer.Above(file);
        Skip.If(folder is null, "the real approval items (shared/data/hall) are not on this machine.");
        return [.. File.ReadLines(Path.Combine(folder!, file)).Select(line => HallRecord.Read(JsonSerializer.Deserialize<JsonElement>(line)).Guide).OfType<ServiceGuide>()];
    }

    [GeneratedRegex("(?:[0-9]{3,4}-)?[0-9]{7,8}")]
    private static partial Regex Number();

    [GeneratedRegex("[路街道]\\d+号")]
    private static partial Regex Street();
}
