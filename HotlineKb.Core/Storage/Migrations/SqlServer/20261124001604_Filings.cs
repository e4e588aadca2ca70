using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Filings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "RequestId",
                table: "ApprovalChange",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "SetAsideAt",
                table: "ApprovalChange",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SetAsideBy",
                table: "ApprovalChange",
                type: "nvarchar(60)",
                maxLength: 60,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "SetAsideReason",
                table: "ApprovalChange",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "ApprovalChange",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "ChangeFiling",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UnitId = table.Column<int>(type: "int", nullable: false),
                    OfficeId = table.Column<int>(type: "int", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    ItemId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ItemCode = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Name = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false, collation: "Latin1_General_100_BIN2"),
                    TaskCode = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false, collation: "Latin1_General_100_BIN2"),
                    What = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    EffectiveOn = table.Column<DateOnly>(type: "date", nullable: false),
                    FiledById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    FiledBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    FiledAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Stage = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    HandledBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true, collation: "Latin1_General_100_BIN2"),
                    HandledAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    MatchedChangeId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    MatchedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    RequestId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChangeFiling", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ChangeFiling_ApprovalChange_MatchedChangeId",
                        column: x => x.MatchedChangeId,
                        principalTable: "ApprovalChange",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChangeFiling_ApprovalItem_ItemId",
                        column: x => x.ItemId,
                        principalTable: "ApprovalItem",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChangeFiling_EditingRequest_RequestId",
                        column: x => x.RequestId,
                        principalTable: "EditingRequest",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChangeFiling_Unit_UnitId",
                        column: x => x.UnitId,
                        principalTable: "Unit",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ApprovalChange_RequestId",
                table: "ApprovalChange",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_ChangeFiling_ItemId",
                table: "ChangeFiling",
                column: "ItemId");

            migrationBuilder.CreateIndex(
                name: "IX_ChangeFiling_MatchedChangeId",
                table: "ChangeFiling",
                column: "MatchedChangeId",
                unique: true,
                filter: "[MatchedChangeId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ChangeFiling_OfficeId_Stage_FiledAt",
                table: "ChangeFiling",
                columns: new[] { "OfficeId", "Stage", "FiledAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ChangeFiling_RequestId",
                table: "ChangeFiling",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_ChangeFiling_Stage_EffectiveOn",
                table: "ChangeFiling",
                columns: new[] { "Stage", "EffectiveOn" });

            migrationBuilder.CreateIndex(
                name: "IX_ChangeFiling_UnitId_EffectiveOn",
                table: "ChangeFiling",
                columns: new[] { "UnitId", "EffectiveOn" });

            migrationBuilder.AddForeignKey(
                name: "FK_ApprovalChange_EditingRequest_RequestId",
                table: "ApprovalChange",
                column: "RequestId",
                principalTable: "EditingRequest",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_ApprovalChange_EditingRequest_RequestId",
                table: "ApprovalChange");

            migrationBuilder.DropTable(
                name: "ChangeFiling");

            migrationBuilder.DropIndex(
                name: "IX_ApprovalChange_RequestId",
                table: "ApprovalChange");

            migrationBuilder.DropColumn(
                name: "RequestId",
                table: "ApprovalChange");

            migrationBuilder.DropColumn(
                name: "SetAsideAt",
                table: "ApprovalChange");

            migrationBuilder.DropColumn(
                name: "SetAsideBy",
                table: "ApprovalChange");

            migrationBuilder.DropColumn(
                name: "SetAsideReason",
                table: "ApprovalChange");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "ApprovalChange");
        }
    }
}
