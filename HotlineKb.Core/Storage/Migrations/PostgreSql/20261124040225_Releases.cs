using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.PostgreSql
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
                    EntryId = table.Column<Guid>(type: "uuid", nullable: false),
                    Disclosure = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Basis = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    RecordedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    RecordedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    EntryId = table.Column<Guid>(type: "uuid", nullable: false),
                    Code = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: false),
                    UnitId = table.Column<int>(type: "integer", nullable: false),
                    EntryVersion = table.Column<int>(type: "integer", nullable: false),
                    ExpiresOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Stage = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Basis = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    OnSite = table.Column<bool>(type: "boolean", nullable: false),
                    InFeed = table.Column<bool>(type: "boolean", nullable: false),
                    InApi = table.Column<bool>(type: "boolean", nullable: false),
                    ProposedById = table.Column<Guid>(type: "uuid", nullable: true),
                    ProposedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    ProposedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Acknowledgement = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    ApprovedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    PublicSince = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    PublicUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    EndedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    UpdatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    OpenEntryId = table.Column<Guid>(type: "uuid", nullable: true),
                    PublicEntryId = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
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
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Release_PublicEntryId",
                table: "Release",
                column: "PublicEntryId",
                unique: true);

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
