using HotlineKb.Core.Storage;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Storage;

/// <summary>The model and its migrations, for each database product; no server is needed.</summary>
public sealed class ModelTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public void Model_OfEveryProduct_HasNoPendingChanges(DatabaseProvider provider)
    {
        using var db = Context(provider);
        db.Database.HasPendingModelChanges().ShouldBeFalse("run scripts/add-migration.sh");
        db.Database.GetMigrations().ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public void Script_OfEveryProduct_KeepsOneOpenRevisionPerEntry(DatabaseProvider provider)
    {
        using var db = Context(provider);
        var script = db.GetService<IMigrator>().GenerateScript();
        // SQLite makes a changed table anew, and its indexes with it: the last word counts.
        var index = script.Split('\n').Last(line => line.Contains("IX_Revision_OpenEntryId", StringComparison.Ordinal));
        index.ShouldStartWith("CREATE UNIQUE INDEX");
    }

    [Theory]
    [InlineData(MigrationsSqlGenerationOptions.Default)]
    [InlineData(MigrationsSqlGenerationOptions.Idempotent)]
    public void Script_ForSqlServer_IsParsedWithoutErrors(MigrationsSqlGenerationOptions options)
    {
        using var db = Context(DatabaseProvider.SqlServer);
        var script = db.GetService<IMigrator>().GenerateScript(options: options);

        var tree = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);

        errors.Select(error => $"line {error.Line}: {error.Message}").ShouldBeEmpty();
        var found = new Statements();
        tree.Accept(found);
        if (options is MigrationsSqlGenerationOptions.Idempotent)
            return; // There the statements stand inside EXEC texts.
        found.Tables.ShouldContain("Ledger");
        found.Tables.ShouldContain("Revision");
        var open = found.Indexes.Single(index => index.Name.Value == "IX_Revision_OpenEntryId");
        open.Unique.ShouldBeTrue();
        open.FilterPredicate.ShouldNotBeNull("else only one revision in the whole table could be without an entry");
    }

    [Fact]
    public void Text_OnSqlServer_IsComparedCharacterByCharacter()
    {
        using var db = Context(DatabaseProvider.SqlServer);
        var design = db.GetService<Microsoft.EntityFrameworkCore.Metadata.IDesignTimeModel>().Model;
        var loose = from type in design.GetEntityTypes()
                    from property in type.GetProperties()
                    where property.ClrType == typeof(string) && property.GetCollation() != "Latin1_General_100_BIN2"
                    select $"{type.ShortName()}.{property.Name}";
        loose.ShouldBeEmpty();
    }

    private static HotlineDb Context(DatabaseProvider provider) => new HotlineDbFactory(new StorageOptions
    {
        Provider = provider,
        DataDirectory = Path.GetTempPath(),
        ConnectionString = provider switch
        {
            DatabaseProvider.SqlServer => "Server=nowhere;Database=none",
            DatabaseProvider.PostgreSql => "Host=nowhere",
            _ => "Data Source=:memory:",
        },
    }).CreateDbContext();

    private sealed class Statements : TSqlFragmentVisitor
    {
        public List<string> Tables { get; } = [];

        public List<CreateIndexStatement> Indexes { get; } = [];

        public override void Visit(CreateTableStatement node) => Tables.Add(node.SchemaObjectName.BaseIdentifier.Value);

        public override void Visit(CreateIndexStatement node) => Indexes.Add(node);
    }
}
