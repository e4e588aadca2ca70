using System.Text.Json;
using HotlineKb.Core.Approvals;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>What a first file brings is nobody's change (R3.2), however often it has to be taken in.</summary>
public sealed class FileBaselineTests
{
    [Fact]
    public async Task Import_TheFirstFileAfterItBrokeOff_ObservesNoChange()
    {
        await using var host = await TestHost.StartAsync();
        var sync = host.Get<HallSync>();

        await Should.ThrowAsync<IOException>(() => sync.ImportAsync(Town.Actor("city.editor"), "first.json", RowsAsync(150, breaksOff: true)));
        await using var db = host.Db();
        (await db.ApprovalItems().CountAsync()).ShouldBe(100);

        var (run, _) = await sync.ImportAsync(Town.Actor("city.editor"), "first.json", RowsAsync(150));

        (run.State, run.Added, run.Unchanged).ShouldBe((HallRunState.Succeeded, 50, 100));
        (await db.ApprovalChanges().CountAsync()).ShouldBe(0);
        (await db.ApprovalItems().CountAsync(item => item.ChangedAt != null)).ShouldBe(0);
    }

    [Fact]
    public async Task Import_ALaterFile_ObservesWhatItAdds()
    {
        await using var host = await TestHost.StartAsync();
        var sync = host.Get<HallSync>();
        await sync.ImportAsync(Town.Actor("city.editor"), "first.json", RowsAsync(3));

        await sync.ImportAsync(Town.Actor("city.editor"), "second.json", RowsAsync(5));

        await using var db = host.Db();
        (await db.ApprovalChanges().Select(change => change.Kind).ToListAsync()).ShouldBe([ApprovalChangeKind.Added, ApprovalChangeKind.Added]);
    }

    [Fact]
    public async Task Import_AfterAFileOfNothingReadable_ObservesNoChange()
    {
        await using var host = await TestHost.StartAsync();
        var sync = host.Get<HallSync>();
        await sync.ImportAsync(Town.Actor("city.editor"), "wrong.json", Unreadable());

        await sync.ImportAsync(Town.Actor("city.editor"), "first.json", RowsAsync(3));

        await using var db = host.Db();
        (await db.ApprovalItems().CountAsync()).ShouldBe(3);
        (await db.ApprovalChanges().CountAsync()).ShouldBe(0);

        static async IAsyncEnumerable<FileRecord> Unreadable()
        {
            await Task.CompletedTask;
            yield return new FileRecord(1, HallRecord.Unreadable("not an item", "不是事项。"));
        }
    }

    private static async IAsyncEnumerable<FileRecord> RowsAsync(int count, bool breaksOff = false)
    {
        await Task.CompletedTask;
        for (var i = 1; i <= count; i++)
            yield return new FileRecord(i, HallRecord.Read(JsonSerializer.SerializeToElement(new { AUDIT_ITEM = new { ITEM_ID = $"item{i}", CATANAME = $"事项{i}", DEPT_NAME = "清远市人力资源和社会保障局" } })));
        if (breaksOff)
            throw new IOException("The file has ended.");
    }
}
