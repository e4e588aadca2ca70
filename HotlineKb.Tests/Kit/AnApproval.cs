using System.Runtime.CompilerServices;
using System.Text.Json;
using HotlineKb.Core.Approvals;
using HotlineKb.Core.Basics;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Tests.Kit;

/// <summary>
/// An approval item as the hall would send it, taken in by the real sync when awaited: <c>await AnApproval.Named("残疾人证办理").With("LINK_TEL", "0763-3363210").In(host)</c>.
/// The town's departments are mapped to its units on the way; any other name stays in the queue.
/// </summary>
public sealed class AnApproval
{
    private static int _numbers;

    private readonly Dictionary<string, object?> _item = [];
    private readonly Dictionary<string, object?> _record = [];

    private AnApproval(string name, string? code)
    {
        var number = Interlocked.Increment(ref _numbers);
        Code = code ?? $"item{number:D6}";
        _item["ITEM_ID"] = Code;
        _item["TASK_CODE"] = $"1144180000{number:D6}";
        _item["CATANAME"] = name;
        _item["TASK_NAME"] = name;
        _item["TASK_TYPE_TEXT"] = "行政许可";
        _item["AREA_CODE"] = "441800";
        _item["AREA_CODE_TEXT"] = "清远市";
        _item["TASK_STATE"] = "1";
        _record["AUDIT_ITEM"] = _item;
        Of(Town.Rsj);
    }

    /// <summary>ITEM_ID.</summary>
    public string Code { get; }

    public string TaskCode => (string)_item["TASK_CODE"]!;

    public static AnApproval Named(string name, string? code = null) => new(name, code);

    /// <summary>A field as the hall calls it, such as <c>LINK_TEL</c>; null takes it away.</summary>
    public AnApproval With(string field, object? value)
    {
        _item[field] = value;
        return this;
    }

    /// <summary>Children, such as <c>AUDIT_QA</c> or <c>LAW</c>.</summary>
    public AnApproval Children(string name, params object[] rows)
    {
        _record[name] = rows;
        return this;
    }

    public AnApproval Needing(params string[] materials) => Children("AUDIT_MATERIAL", [.. materials.Select(name => (object)new { MATERIAL_NAME = name, IS_NEED = "1" })]);

    /// <summary>A department of the hall that carries the unit's name.</summary>
    public AnApproval Of(int unit) => With("DEPT_CODE", $"D{unit}").With("DEPT_NAME", $"部门{unit}");

    /// <summary>A department that stands for no unit.</summary>
    public AnApproval OfNobody(string department = "广东省教育厅") => With("DEPT_CODE", "").With("DEPT_NAME", department);

    /// <summary>What the hall says when it withdraws it.</summary>
    public AnApproval Cancelled() => With("TASK_STATE", "0");

    /// <summary>Taken in by the sync; a second time it is a change.</summary>
    public async Task<AnApproval> In(TestHost host)
    {
        await host.TakeInAsync(this);
        return this;
    }

    public async Task<ApprovalItem> RowAsync(TestHost host)
    {
        await using var db = host.Db();
        return await db.ApprovalItems().AsNoTracking().SingleAsync(item => item.Code == Code);
    }

    internal HallRecord Record => HallRecord.Read(JsonSerializer.SerializeToElement(_record));
}

public static class ApprovalsOfTheTown
{
    private static readonly Actor Keeper = Actor.System("test");

    /// <summary>One load of all of them.</summary>
    public static async Task TakeInAsync(this TestHost host, params AnApproval[] items)
    {
        var (run, rows) = await host.Get<HallSync>().ImportAsync(Keeper, "town.jsonl", Rows(items));
        if (run.State is not HallRunState.Succeeded || rows.FirstOrDefault(row => row.Reason is not null) is { } wrong && wrong.Reason is not null)
            throw new InvalidOperationException(run.Error ?? rows.First(row => row.Reason is not null).Reason);
        await MapAsync(host);
    }

    /// <summary>After this nothing that comes in is a first load any more: it is a change (X1).</summary>
    public static Task FirstLoadAsync(this TestHost host) => host.TakeInAsync(AnApproval.Named("首次导入的事项").OfNobody("首次导入的部门"));

    private static async Task MapAsync(TestHost host)
    {
        List<HallDepartment> open;
        await using (var db = host.Db())
            open = await db.HallDepartments().Where(row => row.UnitId == null && row.Name.StartsWith("部门")).ToListAsync();
        foreach (var department in open)
            await host.Get<ApprovalActions>().MapAsync(Keeper, department.Id, department.Version, Core.Units.Unit.CodeOf(int.Parse(department.Name["部门".Length..], System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static async IAsyncEnumerable<FileRecord> Rows(AnApproval[] items, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await Task.CompletedTask;
        for (var i = 0; i < items.Length; i++)
        {
            ct.ThrowIfCancellationRequested();
            yield return new FileRecord(i + 1, items[i].Record);
        }
    }
}
