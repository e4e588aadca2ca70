using System.ComponentModel.DataAnnotations;

namespace HotlineKb.Core.Storage;

public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
    PostgreSql,
}

/// <summary>Where data lives. Bound from <c>HotlineKb</c>; the connection string from <c>ConnectionStrings:HotlineKb</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>Folder for the SQLite file, the search index, keys. Relative paths are below the content root.</summary>
    [Required(AllowEmptyStrings = false)]
    public string DataDirectory { get; set; } = "data";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Null with SQLite means <c>hotlinekb.db</c> in the data directory.</summary>
    public string? ConnectionString { get; set; }

    public string SqlitePath => Path.Combine(DataDirectory, "hotlinekb.db");
}
