using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Releases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "EntryDisclosure",
                columns: table => new
                {
                    EntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Disclosure = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Basis = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false, collation: "Latin1_General_100_BIN2"),
                    RecordedBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    RecordedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EntryDisclosure", x => x.EntryId);
                    table.ForeignKey(
                        name: "FK_EntryDisclosure_Entry_EntryId",
                        column: x => x.EntryId,
                        principalTable: "Entry",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Release",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    EntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Code = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: false, collation: "Latin1_General_100_BIN2"),
                    UnitId = table.Column<int>(type: "int", nullable: false),
                    EntryVersion = table.Column<int>(type: "int", nullable: false),
                    ExpiresOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Stage = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Basis = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false, collation: "Latin1_General_100_BIN2"),
                    OnSite = table.Column<bool>(type: "bit", nullable: false),
                    InFeed = table.Column<bool>(type: "bit", nullable: false),
                    InApi = table.Column<bool>(type: "bit", nullable: false),
                    ProposedById = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ProposedBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ProposedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Acknowledgement = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    ApprovedBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    PublicSince = table.Column<DateTime>(type: "datetime2", nullable: true),
                    PublicUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    EndedBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Reason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    UpdatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    OpenEntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    PublicEntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Release", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Release_EntryVersion_EntryId_EntryVersion",
                        columns: x => new { x.EntryId, x.EntryVersion },
                        principalTable: "EntryVersion",
                        principalColumns: new[] { "EntryId", "Number" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Release_Unit_UnitId",
                        column: x => x.UnitId,
                        principalTable: "Unit",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Release_Code",
                table: "Release",
                column: "Code");

            migrationBuilder.CreateIndex(
                name: "IX_Release_EntryId_EntryVersion",
                table: "Release",
                columns: new[] { "EntryId", "EntryVersion" });

            migrationBuilder.CreateIndex(
                name: "IX_Release_OpenEntryId",
                table: "Release",
                column: "OpenEntryId",
                unique: true,
                filter: "[OpenEntryId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Release_PublicEntryId",
                table: "Release",
                column: "PublicEntryId",
                unique: true,
                filter: "[PublicEntryId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Release_PublicSince",
                table: "Release",
                column: "PublicSince");

            migrationBuilder.CreateIndex(
                name: "IX_Release_Stage_PublicSince",
                table: "Release",
                columns: new[] { "Stage", "PublicSince" });

            migrationBuilder.CreateIndex(
                name: "IX_Release_Stage_UnitId",
                table: "Release",
                columns: new[] { "Stage", "UnitId" });

            migrationBuilder.CreateIndex(
                name: "IX_Release_Stage_UpdatedAt",
                table: "Release",
                columns: new[] { "Stage", "UpdatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Release_UnitId",
                table: "Release",
                column: "UnitId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "EntryDisclosure");

            migrationBuilder.DropTable(
                name: "Release");
        }
    }
}
