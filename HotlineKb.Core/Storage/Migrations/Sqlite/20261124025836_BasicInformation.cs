using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class BasicInformation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Category_UnitId_Path",
                table: "Category");

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

            migrationBuilder.AddColumn<Guid>(
                name: "HomeId",
                table: "Category",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "RetiredAs",
                table: "Category",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<int>(
                name: "ReviewMonths",
                table: "Category",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CategoryRequest",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<int>(type: "INTEGER", nullable: false),
                    Sketch = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Why = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Stage = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    AskedById = table.Column<Guid>(type: "TEXT", nullable: false),
                    AskedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    AskedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    DecidedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CategoryRequest", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CategoryRequest_Unit_UnitId",
                        column: x => x.UnitId,
                        principalTable: "Unit",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "FoundAfter",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AccountId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FoundAfter", x => x.Id);
                });

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
                name: "KeywordSuggestion",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    UnitId = table.Column<int>(type: "INTEGER", nullable: true),
                    Key = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Word = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SuggestedById = table.Column<Guid>(type: "TEXT", nullable: true),
                    SuggestedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    SuggestedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    DecidedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeywordSuggestion", x => x.Id);
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

            migrationBuilder.CreateTable(
                name: "UnitProfile",
                columns: table => new
                {
                    UnitId = table.Column<int>(type: "INTEGER", nullable: false),
                    Stage = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    CurrentVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Pending = table.Column<string>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    SubmittedById = table.Column<Guid>(type: "TEXT", nullable: true),
                    SubmittedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    SubmittedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ConfirmedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    ConfirmedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    AskedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    UpdatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UnitProfile", x => x.UnitId);
                    table.ForeignKey(
                        name: "FK_UnitProfile_Unit_UnitId",
                        column: x => x.UnitId,
                        principalTable: "Unit",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "UnitProfileVersion",
                columns: table => new
                {
                    UnitId = table.Column<int>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    ReviewedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UnitProfileVersion", x => new { x.UnitId, x.Number });
                    table.ForeignKey(
                        name: "FK_UnitProfileVersion_Unit_UnitId",
                        column: x => x.UnitId,
                        principalTable: "Unit",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Entry_UnitId_WarnedOn",
                table: "Entry",
                columns: new[] { "UnitId", "WarnedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_Category_UnitId_Path_RetiredAs",
                table: "Category",
                columns: new[] { "UnitId", "Path", "RetiredAs" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CategoryRequest_Stage_AskedAt",
                table: "CategoryRequest",
                columns: new[] { "Stage", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CategoryRequest_UnitId",
                table: "CategoryRequest",
                column: "UnitId");

            migrationBuilder.CreateIndex(
                name: "IX_FoundAfter_At",
                table: "FoundAfter",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_GoldenQuery_Text_Code",
                table: "GoldenQuery",
                columns: new[] { "Text", "Code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_KeywordSuggestion_Code_Key",
                table: "KeywordSuggestion",
                columns: new[] { "Code", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_KeywordSuggestion_State_Source_SuggestedAt",
                table: "KeywordSuggestion",
                columns: new[] { "State", "Source", "SuggestedAt" });

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

            migrationBuilder.CreateIndex(
                name: "IX_UnitProfile_ConfirmedAt",
                table: "UnitProfile",
                column: "ConfirmedAt");

            migrationBuilder.CreateIndex(
                name: "IX_UnitProfile_Stage",
                table: "UnitProfile",
                column: "Stage");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CategoryRequest");

            migrationBuilder.DropTable(
                name: "FoundAfter");

            migrationBuilder.DropTable(
                name: "GoldenQuery");

            migrationBuilder.DropTable(
                name: "KeywordSuggestion");

            migrationBuilder.DropTable(
                name: "SearchedQuery");

            migrationBuilder.DropTable(
                name: "SettledQuery");

            migrationBuilder.DropTable(
                name: "SynonymGroup");

            migrationBuilder.DropTable(
                name: "UnitProfile");

            migrationBuilder.DropTable(
                name: "UnitProfileVersion");

            migrationBuilder.DropIndex(
                name: "IX_Entry_UnitId_WarnedOn",
                table: "Entry");

            migrationBuilder.DropIndex(
                name: "IX_Category_UnitId_Path_RetiredAs",
                table: "Category");

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
                name: "HomeId",
                table: "Category");

            migrationBuilder.DropColumn(
                name: "RetiredAs",
                table: "Category");

            migrationBuilder.DropColumn(
                name: "ReviewMonths",
                table: "Category");

            migrationBuilder.CreateIndex(
                name: "IX_Category_UnitId_Path",
                table: "Category",
                columns: new[] { "UnitId", "Path" },
                unique: true);
        }
    }
}
