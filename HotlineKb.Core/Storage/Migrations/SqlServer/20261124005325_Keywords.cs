using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Keywords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "AskedFor",
                table: "Entry",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "ExpiredAfter",
                table: "Entry",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "WarnedFor",
                table: "Entry",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "WarnedOn",
                table: "Entry",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ReviewMonths",
                table: "Category",
                type: "int",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "GoldenQuery",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Text = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Code = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    PinnedBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    PinnedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Rank = table.Column<int>(type: "int", nullable: true),
                    CheckedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    BrokenSince = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GoldenQuery", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SearchedQuery",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Text = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false, collation: "Latin1_General_100_BIN2"),
                    AccountId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OfficeId = table.Column<int>(type: "int", nullable: true),
                    UnitId = table.Column<int>(type: "int", nullable: true),
                    Hits = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SearchedQuery", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SettledQuery",
                columns: table => new
                {
                    Key = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false, collation: "Latin1_General_100_BIN2"),
                    How = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    SettledBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    SettledAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettledQuery", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "SynonymGroup",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Words = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    Note = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    UpdatedBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    UpdatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SynonymGroup", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Entry_UnitId_WarnedOn",
                table: "Entry",
                columns: new[] { "UnitId", "WarnedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_GoldenQuery_Text_Code",
                table: "GoldenQuery",
                columns: new[] { "Text", "Code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SearchedQuery_Hits_At",
                table: "SearchedQuery",
                columns: new[] { "Hits", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_SearchedQuery_Key_At",
                table: "SearchedQuery",
                columns: new[] { "Key", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_SynonymGroup_UpdatedAt",
                table: "SynonymGroup",
                column: "UpdatedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "GoldenQuery");

            migrationBuilder.DropTable(
                name: "SearchedQuery");

            migrationBuilder.DropTable(
                name: "SettledQuery");

            migrationBuilder.DropTable(
                name: "SynonymGroup");

            migrationBuilder.DropIndex(
                name: "IX_Entry_UnitId_WarnedOn",
                table: "Entry");

            migrationBuilder.DropColumn(
                name: "AskedFor",
                table: "Entry");

            migrationBuilder.DropColumn(
                name: "ExpiredAfter",
                table: "Entry");

            migrationBuilder.DropColumn(
                name: "WarnedFor",
                table: "Entry");

            migrationBuilder.DropColumn(
                name: "WarnedOn",
                table: "Entry");

            migrationBuilder.DropColumn(
                name: "ReviewMonths",
                table: "Category");
        }
    }
}
