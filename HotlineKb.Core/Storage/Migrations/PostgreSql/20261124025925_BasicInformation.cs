using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.PostgreSql
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

            migrationBuilder.AddColumn<Guid>(
                name: "HomeId",
                table: "Category",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "RetiredAs",
                table: "Category",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<int>(
                name: "ReviewMonths",
                table: "Category",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CategoryRequest",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<int>(type: "integer", nullable: false),
                    Sketch = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    Why = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    Stage = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    AskedById = table.Column<Guid>(type: "uuid", nullable: false),
                    AskedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    AskedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DecidedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    Code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    Text = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FoundAfter", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "GoldenQuery",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Text = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PinnedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    PinnedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Rank = table.Column<int>(type: "integer", nullable: true),
                    CheckedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    BrokenSince = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GoldenQuery", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "KeywordSuggestion",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    UnitId = table.Column<int>(type: "integer", nullable: true),
                    Key = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Word = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Source = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    SuggestedById = table.Column<Guid>(type: "uuid", nullable: true),
                    SuggestedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    SuggestedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    DecidedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Note = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeywordSuggestion", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SearchedQuery",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    Text = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    OfficeId = table.Column<int>(type: "integer", nullable: true),
                    UnitId = table.Column<int>(type: "integer", nullable: true),
                    Hits = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SearchedQuery", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SettledQuery",
                columns: table => new
                {
                    Key = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    How = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    SettledBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    SettledAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettledQuery", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "SynonymGroup",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Words = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    Note = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    UpdatedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SynonymGroup", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "UnitProfile",
                columns: table => new
                {
                    UnitId = table.Column<int>(type: "integer", nullable: false),
                    Stage = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    CurrentVersion = table.Column<int>(type: "integer", nullable: false),
                    Pending = table.Column<string>(type: "text", nullable: true),
                    Reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    SubmittedById = table.Column<Guid>(type: "uuid", nullable: true),
                    SubmittedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    SubmittedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ConfirmedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    ConfirmedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    AskedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    UpdatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
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
                    UnitId = table.Column<int>(type: "integer", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Text = table.Column<string>(type: "text", nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    By = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    ReviewedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false)
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
