using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Approvals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Approvals",
                table: "Revision",
                type: "TEXT",
                maxLength: 1400,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Approvals",
                table: "EntryVersion",
                type: "TEXT",
                maxLength: 1400,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "HallDepartment",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 130, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    UnitId = table.Column<int>(type: "INTEGER", nullable: true),
                    MappedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    MappedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    FirstSeenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HallDepartment", x => x.Id);
                    table.ForeignKey(
                        name: "FK_HallDepartment_Unit_UnitId",
                        column: x => x.UnitId,
                        principalTable: "Unit",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "HallRun",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    StartedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    File = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Baseline = table.Column<bool>(type: "INTEGER", nullable: false),
                    Staged = table.Column<bool>(type: "INTEGER", nullable: false),
                    AcceptsWithdrawals = table.Column<bool>(type: "INTEGER", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ActiveAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Pages = table.Column<int>(type: "INTEGER", nullable: false),
                    Read = table.Column<int>(type: "INTEGER", nullable: false),
                    Added = table.Column<int>(type: "INTEGER", nullable: false),
                    Changed = table.Column<int>(type: "INTEGER", nullable: false),
                    Unchanged = table.Column<int>(type: "INTEGER", nullable: false),
                    Withdrawn = table.Column<int>(type: "INTEGER", nullable: false),
                    Quarantined = table.Column<int>(type: "INTEGER", nullable: false),
                    News = table.Column<int>(type: "INTEGER", nullable: false),
                    Error = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Cursor = table.Column<long>(type: "INTEGER", nullable: false),
                    Overlap = table.Column<string>(type: "TEXT", nullable: false),
                    Applying = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HallRun", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "HallRunPage",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Seen = table.Column<string>(type: "TEXT", nullable: false),
                    Records = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HallRunPage", x => new { x.RunId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "HallSyncState",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Cursor = table.Column<long>(type: "INTEGER", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Holder = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    HeldUntil = table.Column<DateTime>(type: "TEXT", nullable: false),
                    SucceededAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    FullSucceededAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    FailingSince = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HallSyncState", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "QuarantinedRecord",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 74, nullable: false),
                    Origin = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    TaskCode = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Department = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Raw = table.Column<string>(type: "TEXT", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    FirstAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LastAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_QuarantinedRecord", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ApprovalItem",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Origin = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    DepartmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<int>(type: "INTEGER", nullable: true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    TaskCode = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    AreaCode = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Area = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Type = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Themes = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Online = table.Column<bool>(type: "INTEGER", nullable: false),
                    Keywords = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    HasKeywords = table.Column<bool>(type: "INTEGER", nullable: false),
                    CurrentVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    FirstSeenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    WithdrawnAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    UpdatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApprovalItem", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ApprovalItem_HallDepartment_DepartmentId",
                        column: x => x.DepartmentId,
                        principalTable: "HallDepartment",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ApprovalItem_Unit_UnitId",
                        column: x => x.UnitId,
                        principalTable: "Unit",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ApprovalChange",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ItemId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<int>(type: "INTEGER", nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ItemVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Fields = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApprovalChange", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ApprovalChange_ApprovalItem_ItemId",
                        column: x => x.ItemId,
                        principalTable: "ApprovalItem",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ApprovalVersion",
                columns: table => new
                {
                    ItemId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Guide = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApprovalVersion", x => new { x.ItemId, x.Number });
                    table.ForeignKey(
                        name: "FK_ApprovalVersion_ApprovalItem_ItemId",
                        column: x => x.ItemId,
                        principalTable: "ApprovalItem",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ApprovalChange_ItemId_At",
                table: "ApprovalChange",
                columns: new[] { "ItemId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_ApprovalChange_UnitId_At",
                table: "ApprovalChange",
                columns: new[] { "UnitId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_ApprovalItem_ChangedAt",
                table: "ApprovalItem",
                column: "ChangedAt");

            migrationBuilder.CreateIndex(
                name: "IX_ApprovalItem_Code",
                table: "ApprovalItem",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApprovalItem_DepartmentId_UnitId",
                table: "ApprovalItem",
                columns: new[] { "DepartmentId", "UnitId" });

            migrationBuilder.CreateIndex(
                name: "IX_ApprovalItem_State_UpdatedAt_Id",
                table: "ApprovalItem",
                columns: new[] { "State", "UpdatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ApprovalItem_TaskCode",
                table: "ApprovalItem",
                column: "TaskCode");

            migrationBuilder.CreateIndex(
                name: "IX_ApprovalItem_UnitId_State_UpdatedAt",
                table: "ApprovalItem",
                columns: new[] { "UnitId", "State", "UpdatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_HallDepartment_Key",
                table: "HallDepartment",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_HallDepartment_Name",
                table: "HallDepartment",
                column: "Name");

            migrationBuilder.CreateIndex(
                name: "IX_HallDepartment_UnitId",
                table: "HallDepartment",
                column: "UnitId");

            migrationBuilder.CreateIndex(
                name: "IX_HallRun_StartedAt",
                table: "HallRun",
                column: "StartedAt");

            migrationBuilder.CreateIndex(
                name: "IX_QuarantinedRecord_Key",
                table: "QuarantinedRecord",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_QuarantinedRecord_LastAt",
                table: "QuarantinedRecord",
                column: "LastAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ApprovalChange");

            migrationBuilder.DropTable(
                name: "ApprovalVersion");

            migrationBuilder.DropTable(
                name: "HallRun");

            migrationBuilder.DropTable(
                name: "HallRunPage");

            migrationBuilder.DropTable(
                name: "HallSyncState");

            migrationBuilder.DropTable(
                name: "QuarantinedRecord");

            migrationBuilder.DropTable(
                name: "ApprovalItem");

            migrationBuilder.DropTable(
                name: "HallDepartment");

            migrationBuilder.DropColumn(
                name: "Approvals",
                table: "Revision");

            migrationBuilder.DropColumn(
                name: "Approvals",
                table: "EntryVersion");
        }
    }
}
