using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HotlineKb.Core.Storage;

// Used by `dotnet ef` only. The connection strings lead nowhere: making a migration needs the model, not a database.

internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteHotlineDb>
{
    public SqliteHotlineDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteHotlineDb>().UseSqlite("Data Source=:memory:").Options);
}

internal sealed class SqlServerDesignTime : IDesignTimeDbContextFactory<SqlServerHotlineDb>
{
    public SqlServerHotlineDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqlServerHotlineDb>().UseSqlServer("Server=.").Options);
}

internal sealed class PostgreSqlDesignTime : IDesignTimeDbContextFactory<PostgreSqlHotlineDb>
{
    public PostgreSqlHotlineDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgreSqlHotlineDb>().UseNpgsql("Host=localhost").Options);
}
