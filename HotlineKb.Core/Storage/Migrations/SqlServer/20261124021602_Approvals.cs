using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.SqlServer
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
                type: "nvarchar(1400)",
                maxLength: 1400,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AlterColumn<int>(
                name: "UnitId",
                table: "Notification",
                type: "int",
                nullable: true,
                oldClrType: typeof(int),
                oldType: "int");

            migrationBuilder.AddColumn<string>(
                name: "Approvals",
                table: "EntryVersion",
                type: "nvarchar(1400)",
                maxLength: 1400,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "EntryReference",
                columns: table => new
                {
                    EntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ItemCode = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2")
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

            migrationBuilder.CreateTable(
                name: "HallDepartment",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(130)", maxLength: 130, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Code = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Name = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false, collation: "Latin1_General_100_BIN2"),
                    UnitId = table.Column<int>(type: "int", nullable: true),
                    MappedBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    MappedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FirstSeenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
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
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    StartedBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    File = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Baseline = table.Column<bool>(type: "bit", nullable: false),
                    Staged = table.Column<bool>(type: "bit", nullable: false),
                    AcceptsWithdrawals = table.Column<bool>(type: "bit", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ActiveAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Pages = table.Column<int>(type: "int", nullable: false),
                    Read = table.Column<int>(type: "int", nullable: false),
                    Added = table.Column<int>(type: "int", nullable: false),
                    Changed = table.Column<int>(type: "int", nullable: false),
                    Unchanged = table.Column<int>(type: "int", nullable: false),
                    Withdrawn = table.Column<int>(type: "int", nullable: false),
                    Quarantined = table.Column<int>(type: "int", nullable: false),
                    News = table.Column<int>(type: "int", nullable: false),
                    Error = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Cursor = table.Column<long>(type: "bigint", nullable: false),
                    Overlap = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    Applying = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HallRun", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "HallRunPage",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Seen = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    Records = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HallRunPage", x => new { x.RunId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "HallSyncState",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Cursor = table.Column<long>(type: "bigint", nullable: false),
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Holder = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    HeldUntil = table.Column<DateTime>(type: "datetime2", nullable: false),
                    SucceededAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FullSucceededAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FailingSince = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HallSyncState", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "QuarantinedRecord",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(74)", maxLength: 74, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Origin = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    TaskCode = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Name = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Department = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Reason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Raw = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    FirstAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_QuarantinedRecord", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ApprovalItem",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Code = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Origin = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    DepartmentId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UnitId = table.Column<int>(type: "int", nullable: true),
                    Name = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false, collation: "Latin1_General_100_BIN2"),
                    TaskCode = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false, collation: "Latin1_General_100_BIN2"),
                    AreaCode = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Area = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Type = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Themes = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Online = table.Column<bool>(type: "bit", nullable: false),
                    Keywords = table.Column<string>(type: "nvarchar(600)", maxLength: 600, nullable: false),
                    HasKeywords = table.Column<bool>(type: "bit", nullable: false),
                    CurrentVersion = table.Column<int>(type: "int", nullable: false),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    FirstSeenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    WithdrawnAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    UpdatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
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
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ItemId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UnitId = table.Column<int>(type: "int", nullable: true),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    ItemVersion = table.Column<int>(type: "int", nullable: false),
                    Fields = table.Column<string>(type: "nvarchar(600)", maxLength: 600, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RequestId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    SetAsideReason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    SetAsideBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true, collation: "Latin1_General_100_BIN2"),
                    SetAsideAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
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
                    table.ForeignKey(
                        name: "FK_ApprovalChange_EditingRequest_RequestId",
                        column: x => x.RequestId,
                        principalTable: "EditingRequest",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ApprovalVersion",
                columns: table => new
                {
                    ItemId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Guide = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
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

            migrationBuilder.CreateTable(
                name: "Drift",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    EntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ItemId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OpenPair = table.Column<string>(type: "nvarchar(65)", maxLength: 65, nullable: true, collation: "Latin1_General_100_BIN2"),
                    UnitId = table.Column<int>(type: "int", nullable: false),
                    Stage = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Fields = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Keys = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    EntryVersion = table.Column<int>(type: "int", nullable: false),
                    ItemVersion = table.Column<int>(type: "int", nullable: false),
                    FoundAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RequestId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    DismissedBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true, collation: "Latin1_General_100_BIN2"),
                    DismissedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    SettledAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
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
                name: "IX_ApprovalChange_ItemId_At",
                table: "ApprovalChange",
                columns: new[] { "ItemId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_ApprovalChange_RequestId",
                table: "ApprovalChange",
                column: "RequestId");

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
                unique: true,
                filter: "[OpenPair] IS NOT NULL");

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
                name: "ApprovalVersion");

            migrationBuilder.DropTable(
                name: "ChangeFiling");

            migrationBuilder.DropTable(
                name: "Drift");

            migrationBuilder.DropTable(
                name: "EntryReference");

            migrationBuilder.DropTable(
                name: "HallRun");

            migrationBuilder.DropTable(
                name: "HallRunPage");

            migrationBuilder.DropTable(
                name: "HallSyncState");

            migrationBuilder.DropTable(
                name: "QuarantinedRecord");

            migrationBuilder.DropTable(
                name: "ApprovalChange");

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

            migrationBuilder.AlterColumn<int>(
                name: "UnitId",
                table: "Notification",
                type: "int",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "int",
                oldNullable: true);
        }
    }
}
