using HotlineKb.Core.Basics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HotlineKb.Core.Storage;

/// <summary>
/// The database. It has no sets: each capability brings its mapping and its own accessor.
/// One small subclass per database product, because migrations differ.
/// </summary>
public abstract class HotlineDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>For what depends on the day and is asked inside an act as outside of one: whether a grant has expired.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(HotlineDb).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // UTC everywhere; the kind is lost in the database and must come back, or screens show the wrong hour.
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<List<string>>().HaveConversion<StringListConverter, StringListComparer>();
        // Stages, kinds and roles as words: a person with a database tool can read them, and renumbering an enum breaks nothing.
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }
}

public sealed class SqliteHotlineDb(DbContextOptions<SqliteHotlineDb> options) : HotlineDb(options);

public sealed class SqlServerHotlineDb(DbContextOptions<SqlServerHotlineDb> options) : HotlineDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // SQL Server's own rule takes A for a and full width for half width; the others compare character by character, and numbers, codes and user names rely on it.
        configurationBuilder.Properties<string>().UseCollation("Latin1_General_100_BIN2");
    }
}

public sealed class PostgreSqlHotlineDb(DbContextOptions<PostgreSqlHotlineDb> options) : HotlineDb(options);

internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
    value => value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : DateTime.SpecifyKind(value, DateTimeKind.Utc),
    value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
