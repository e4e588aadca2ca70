using System.Text.Json;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Tests.Approvals;

/// <summary>The town with a service hall in memory, and runs carried out when the test says so.</summary>
internal static class SyncHost
{
    public static Task<TestHost> StartAsync(MemoryHall? hall, Action<HallOptions>? options = null) => TestHost.StartAsync(configure: services =>
    {
        services.AddSingleton<IHallFeed>(hall ?? new MemoryHall());
        services.Configure<HallOptions>(setting =>
        {
            setting.BaseUrl = hall is null ? null : new Uri("http://hall.example:5099");
            options?.Invoke(setting);
        });
    });

    /// <summary>A record as a hall sends it.</summary>
    public static string Item(string id, string name = "社保卡补办", string department = "清远市人力资源和社会保障局", string code = "RS01", string state = "1") =>
        $$"""{"AUDIT_ITEM":{"ITEM_ID":"{{id}}","TASK_CODE":"T-{{id}}","CATANAME":"{{name}}","DEPT_NAME":"{{department}}","DEPT_CODE":"{{code}}","TASK_STATE":"{{state}}"},"AUDIT_MATERIAL":[]}""";
}

/// <summary>A hall whose records a test writes; one page.</summary>
internal sealed class MemoryHall : IHallFeed
{
    public List<string> Records { get; } = [];

    /// <summary>When set, every call fails with it.</summary>
    public string? Fault { get; set; }

    public Task<HallPage> ReadAsync(long since, CancellationToken ct)
    {
        if (Fault is { } fault)
            throw new HallFault(fault);
        return Task.FromResult(new HallPage(1000, [.. Records.Select(Read)]));
    }

    private static HallRecord Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        return HallRecord.Read(json.RootElement);
    }
}
