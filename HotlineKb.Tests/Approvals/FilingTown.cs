using System.Text.Json;
using HotlineKb.Core.Access;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace HotlineKb.Tests.Approvals;

/// <summary>A hall that lives in the test: what is put into it is read by the next sync.</summary>
internal sealed class HallInMemory : IHallFeed
{
    private readonly Dictionary<string, (long Stamp, string Json)> _items = [];
    private long _stamp = 1_000;

    public void Put(string code, string name, string department, string phone = "0763-1", string taskCode = "", bool cancelled = false) =>
        _items[code] = (++_stamp, JsonSerializer.Serialize(new
        {
            AUDIT_ITEM = new { ITEM_ID = code, TASK_CODE = taskCode.Length > 0 ? taskCode : $"T-{code}", TASK_NAME = name, DEPT_NAME = department, LINK_TEL = phone, TASK_STATE = cancelled ? "0" : "1" },
        }));

    public void Drop(string code) => _items.Remove(code);

    public Task<HallPage> ReadAsync(long since, CancellationToken ct)
    {
        var page = _items.Values.Where(item => item.Stamp >= since).OrderBy(item => item.Stamp).Take(HallClient.PageSize).ToList();
        return Task.FromResult(new HallPage(page.Count == 0 ? since : page[^1].Stamp, page.ConvertAll(item =>
        {
            using var json = JsonDocument.Parse(item.Json);
            return HallRecord.Read(json.RootElement);
        })));
    }
}

/// <summary>The town with a hall: two items of each unit are in it from the start, and their departments are mapped.</summary>
internal static class FilingTown
{
    public const int Window = 7;

    private static readonly (int Unit, string Department, string Prefix)[] Departments =
    [
        (Town.Rsj, "清远市人力资源和社会保障局", "RSJ"), (Town.Yiliao, "清远市医疗保障局", "YL"), (Town.YingdeMz, "英德市民政局", "MZ"),
    ];

    public static async Task<TestHost> StartAsync(int window = Window, DatabaseProvider provider = DatabaseProvider.Sqlite, Action<IServiceCollection>? configure = null)
    {
        var hall = new HallInMemory();
        var host = await TestHost.StartAsync(provider: provider, configure: services =>
        {
            services.AddSingleton(hall).AddSingleton<IHallFeed>(hall);
            services.Configure<HallOptions>(options => (options.BaseUrl, options.FilingWindowDays, options.MostWithdrawn) = (new Uri("http://hall.test/"), window, 100));
            configure?.Invoke(services);
        });
        foreach (var (_, department, prefix) in Departments)
            foreach (var number in new[] { 1, 2 })
                hall.Put($"{prefix}-{number}", $"{department}的第{number}号事项", department);
        await host.SyncAsync();
        foreach (var (unit, department, _) in Departments)
            await host.MapAsync(department, unit);
        return host;
    }

    public static HallInMemory Hall(this TestHost host) => host.Get<HallInMemory>();

    public static string DepartmentOf(int unit) => Departments.First(row => row.Unit == unit).Department;

    public static async Task MapAsync(this TestHost host, string department, int unit)
    {
        await using var db = host.Db();
        var row = await db.HallDepartments().AsNoTracking().SingleAsync(item => item.Name == department);
        await host.Get<ApprovalActions>().MapAsync(Town.Actor("city.editor"), row.Id, row.Version, Core.Units.Unit.CodeOf(unit));
    }

    /// <summary>An item changes in the hall, and the sync sees it.</summary>
    public static async Task<ApprovalChange> ChangedAsync(this TestHost host, string code, int unit = Town.Rsj, string phone = "0763-2")
    {
        host.Hall().Put(code, $"{DepartmentOf(unit)}的第{code[^1]}号事项", DepartmentOf(unit), phone);
        await host.SyncAsync();
        return await host.LastChangeAsync(code);
    }

    public static async Task<ApprovalChange> AddedAsync(this TestHost host, string code, string name, string taskCode = "", int unit = Town.Rsj)
    {
        host.Hall().Put(code, name, DepartmentOf(unit), taskCode: taskCode);
        await host.SyncAsync();
        return await host.LastChangeAsync(code);
    }

    public static async Task<ApprovalChange> LastChangeAsync(this TestHost host, string code)
    {
        await using var db = host.Db();
        var item = await db.ApprovalItems().SingleAsync(row => row.Code == code);
        return await db.ApprovalChanges().AsNoTracking().Where(row => row.ItemId == item.Id).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).FirstAsync();
    }

    public static DateOnly Today(this TestHost host) => CityDays.Of(host.Now);

    /// <param name="days">From today to the effective day.</param>
    public static Task<FilingState> FileAsync(this TestHost host, string item = "RSJ-1", int days = 0, string by = "officer.rsj", FilingKind kind = FilingKind.Change, string what = "咨询电话已更换") =>
        host.Get<ChangeFilingActions>().FileAsync(Town.Actor(by), new NewFiling(kind, item, null, null, what, host.Today().AddDays(days)));

    public static Task<FilingState> FileAdditionAsync(this TestHost host, string name, string taskCode = "", int days = 0, string by = "officer.rsj") =>
        host.Get<ChangeFilingActions>().FileAsync(Town.Actor(by), new NewFiling(FilingKind.Add, null, name, taskCode, "新增事项", host.Today().AddDays(days)));

    public static async Task<ChangeFiling> FilingAsync(this TestHost host, Guid id)
    {
        await using var db = host.Db();
        return await db.ChangeFilings().AsNoTracking().SingleAsync(row => row.Id == id);
    }

    /// <summary>Kinds and actors of a subject's ledger rows, oldest first.</summary>
    public static async Task<IReadOnlyList<(string Kind, string Actor)>> LedgerOfAsync(this TestHost host, string subject)
    {
        await using var db = host.Db();
        var rows = await db.LedgerRows().Where(row => row.Subject == subject).OrderBy(row => row.Number).ToListAsync();
        return rows.ConvertAll(row => (row.Kind, row.Actor));
    }

    public static async Task<IReadOnlyList<FilingDetail>> FilingsAsync(this TestHost host, string viewer, FilingFilter? filter = null) =>
        (await host.Get<ChangeFilingViews>().ListAsync(Town.Actor(viewer), filter ?? new FilingFilter(), 0, 100)).Items;

    public static async Task<IReadOnlyList<UnfiledDetail>> UnfiledAsync(this TestHost host, string viewer, UnfiledFilter? filter = null) =>
        (await host.Get<ChangeFilingViews>().UnfiledAsync(Town.Actor(viewer), filter ?? new UnfiledFilter(), 0, 100)).Items;
}
