using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.Sqlite
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "ExpiredAfter",
                table: "Entry",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "WarnedFor",
                table: "Entry",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "WarnedOn",
                table: "Entry",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ReviewMonths",
                table: "Category",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "GoldenQuery",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    PinnedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    PinnedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Rank = table.Column<int>(type: "INTEGER", nullable: true),
                    CheckedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    BrokenSince = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GoldenQuery", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SearchedQuery",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OfficeId = table.Column<int>(type: "INTEGER", nullable: true),
                    UnitId = table.Column<int>(type: "INTEGER", nullable: true),
                    Hits = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SearchedQuery", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SettledQuery",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    How = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SettledBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    SettledAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettledQuery", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "SynonymGroup",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    UpdatedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
