using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Drift : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Drift",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    EntryId = table.Column<Guid>(type: "uuid", nullable: false),
                    ItemId = table.Column<Guid>(type: "uuid", nullable: false),
                    OpenPair = table.Column<string>(type: "character varying(65)", maxLength: 65, nullable: true),
                    UnitId = table.Column<int>(type: "integer", nullable: false),
                    Stage = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Fields = table.Column<string>(type: "text", nullable: false),
                    Keys = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    EntryVersion = table.Column<int>(type: "integer", nullable: false),
                    ItemVersion = table.Column<int>(type: "integer", nullable: false),
                    FoundAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    RequestId = table.Column<Guid>(type: "uuid", nullable: true),
                    Reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    DismissedBy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    DismissedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    SettledAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Drift", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Drift_ApprovalItem_ItemId",
                        column: x => x.ItemId,
                        principalTable: "ApprovalItem",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Drift_EditingRequest_RequestId",
                        column: x => x.RequestId,
                        principalTable: "EditingRequest",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Drift_Entry_EntryId",
                        column: x => x.EntryId,
                        principalTable: "Entry",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Drift_Unit_UnitId",
                        column: x => x.UnitId,
                        principalTable: "Unit",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "EntryReference",
                columns: table => new
                {
                    EntryId = table.Column<Guid>(type: "uuid", nullable: false),
                    ItemCode = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EntryReference", x => new { x.EntryId, x.ItemCode });
                    table.ForeignKey(
                        name: "FK_EntryReference_Entry_EntryId",
                        column: x => x.EntryId,
                        principalTable: "Entry",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Drift_EntryId_Stage",
                table: "Drift",
                columns: new[] { "EntryId", "Stage" });

            migrationBuilder.CreateIndex(
                name: "IX_Drift_ItemId_Stage",
                table: "Drift",
                columns: new[] { "ItemId", "Stage" });

            migrationBuilder.CreateIndex(
                name: "IX_Drift_OpenPair",
                table: "Drift",
                column: "OpenPair",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Drift_RequestId",
                table: "Drift",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_Drift_Stage_UnitId_ChangedAt",
                table: "Drift",
                columns: new[] { "Stage", "UnitId", "ChangedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Drift_UnitId",
                table: "Drift",
                column: "UnitId");

            migrationBuilder.CreateIndex(
                name: "IX_EntryReference_ItemCode",
                table: "EntryReference",
                column: "ItemCode");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Drift");

            migrationBuilder.DropTable(
                name: "EntryReference");
        }
    }
}
