using HotlineKb.Core.Storage;
using Microsoft.Data.SqlClient;
using Npgsql;
using Xunit;

namespace HotlineKb.Tests.Kit;

/// <summary>A database of its own on a live server, for tests that run on every product. Dropped afterwards.</summary>
public sealed class TestDatabase
{
    private readonly string _server;
    private readonly string _name;

    private TestDatabase(DatabaseProvider provider, string server, string name)
    {
        (Provider, _server, _name) = (provider, server, name);
        ConnectionString = provider is DatabaseProvider.PostgreSql
            ? new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ToString()
            : new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ToString();
    }

    public DatabaseProvider Provider { get; }

    public string ConnectionString { get; }

    /// <summary>All three products; the servers are skipped where there is none.</summary>
    public static TheoryData<DatabaseProvider> All => [DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql, DatabaseProvider.SqlServer];

    public static TheoryData<DatabaseProvider> Servers => [DatabaseProvider.PostgreSql, DatabaseProvider.SqlServer];

    public static void Need(DatabaseProvider provider)
    {
        var (part, variable) = Names(provider);
        RealPart.Need(part, provider is DatabaseProvider.Sqlite || Server(provider) is not null, $"{variable} holds no connection string, so there is no live {provider} to run on.");
    }

    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider)
    {
        var server = Server(provider) ?? throw new InvalidOperationException($"Call {nameof(Need)} first.");
        var database = new TestDatabase(provider, server, $"hotlinekb_test_{Guid.NewGuid():N}");
        await database.OnServerAsync($"CREATE DATABASE {database._name}");
        return database;
    }

    public async Task DropAsync()
    {
        if (Provider is DatabaseProvider.PostgreSql)
        {
            await using var connection = new NpgsqlConnection(ConnectionString);
            NpgsqlConnection.ClearPool(connection);
            await OnServerAsync($"DROP DATABASE {_name} WITH (FORCE)");
        }
        else
        {
            await OnServerAsync($"ALTER DATABASE {_name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {_name}");
        }
    }

    private static string? Server(DatabaseProvider provider) => Environment.GetEnvironmentVariable(Names(provider).Variable) is { Length: > 0 } given ? given : null;

    private static (string Part, string Variable) Names(DatabaseProvider provider) =>
        provider is DatabaseProvider.PostgreSql ? ("postgres", "HOTLINEKB_TEST_POSTGRES") : ("sqlserver", "HOTLINEKB_TEST_SQLSERVER");

    private async Task OnServerAsync(string sql)
    {
        await using System.Data.Common.DbConnection connection = Provider is DatabaseProvider.PostgreSql
            ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server) { Database = "postgres", Pooling = false }.ToString())
            : new SqlConnection(new SqlConnectionStringBuilder(_server) { InitialCatalog = "master", Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
