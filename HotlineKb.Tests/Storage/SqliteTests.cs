using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Storage;
using HotlineKb.Core.WorkOrders;
using HotlineKb.Tests.Kit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Storage;

public sealed class SqliteTests
{
    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("foreign_keys", "1")]
    [InlineData("busy_timeout", "10000")]
    public async Task Pragma_OnEveryConnection_IsInForce(string pragma, string value)
    {
        await using var host = await TestHost.StartAsync(withTown: false);
        for (var again = 0; again < 2; again++)
        {
            await using var db = host.Db();
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {pragma}";
            (await command.ExecuteScalarAsync())!.ToString().ShouldBe(value);
        }
    }

    [Fact]
    public async Task ForeignKey_ThatLeadsNowhere_IsRefusedByTheDatabase()
    {
        await using var host = await TestHost.StartAsync();
        await using var connection = await OpenAsync(host.SqlitePath);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_keys=ON; UPDATE Unit SET RegionCode = 999999";
        (await Should.ThrowAsync<SqliteException>(command.ExecuteNonQueryAsync())).SqliteErrorCode.ShouldBe(19);
    }

    [Fact]
    public async Task Migration_KilledInTheMiddle_IsFinishedByTheNextStart()
    {
        var folder = TestHost.NewFolder();
        try
        {
            using (var child = Child.Start("migrate", folder))
            {
                (await child.ReadLineAsync()).ShouldBe("in the middle");
                await child.KillAsync();
            }

            await using var host = TestHost.Open(folder);
            await using (var connection = await OpenAsync(host.SqlitePath))
            await using (var command = connection.CreateCommand())
            {
                command.CommandText = "SELECT COUNT(*) FROM \"__EFMigrationsLock\"";
                (await command.ExecuteScalarAsync()).ShouldBe(1L, "the kill must leave the lock row, or this test proves nothing");
            }

            var applied = await host.Get<Migrator>().MigrateAsync().WaitAsync(Patience.VeryLong);

            applied.ShouldBeGreaterThan(0);
            await using var db = host.Db();
            (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
            (await db.Accounts().CountAsync()).ShouldBe(0);
        }
        finally
        {
            await TestHost.DeleteFolderAsync(folder);
        }
    }

    [Fact]
    public async Task Migration_StartedTwiceAtOnce_RunsOnce()
    {
        var folder = TestHost.NewFolder();
        try
        {
            await using var one = TestHost.Open(folder);
            await using var two = TestHost.Open(folder);

            var applied = await Task.WhenAll(Task.Run(() => one.Get<Migrator>().MigrateAsync()), Task.Run(() => two.Get<Migrator>().MigrateAsync()));

            await using var db = one.Db();
            applied.Order().ShouldBe([0, db.Database.GetMigrations().Count()]);
        }
        finally
        {
            await TestHost.DeleteFolderAsync(folder);
        }
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public async Task Time_OfAnyKind_ComesBackAsTheSameUtcMoment(DateTimeKind kind)
    {
        await using var host = await TestHost.StartAsync();
        var moment = new DateTime(2026, 11, 20, 1, 30, 15, 123, DateTimeKind.Utc);
        var given = kind switch
        {
            DateTimeKind.Local => moment.ToLocalTime(),
            DateTimeKind.Utc => moment,
            _ => DateTime.SpecifyKind(moment, DateTimeKind.Unspecified),
        };

        await host.Get<WorkOrderActions>().ImportAsync(Actor.System("test"), [AWorkOrder.Numbered("T-1") with { ReceivedAt = given }]);

        await using var db = host.Db();
        var read = (await db.WorkOrders().SingleAsync()).ReceivedAt;
        read.ShouldBe(moment);
        read.Kind.ShouldBe(DateTimeKind.Utc);
    }

    private static async Task<SqliteConnection> OpenAsync(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }
}
