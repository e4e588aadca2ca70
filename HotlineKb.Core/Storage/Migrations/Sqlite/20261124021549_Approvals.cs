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

            migrationBuilder.AlterColumn<int>(
                name: "UnitId",
                table: "Notification",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(int),
                oldType: "INTEGER");

            migrationBuilder.AddColumn<string>(
                name: "Approvals",
                table: "EntryVersion",
                type: "TEXT",
                maxLength: 1400,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "EntryReference",
                columns: table => new
                {
                    EntryId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ItemCode = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
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
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: true),
                    SetAsideReason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    SetAsideBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    SetAsideAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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

            migrationBuilder.CreateTable(
                name: "Drift",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    EntryId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ItemId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OpenPair = table.Column<string>(type: "TEXT", maxLength: 65, nullable: true),
                    UnitId = table.Column<int>(type: "INTEGER", nullable: false),
                    Stage = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Fields = table.Column<string>(type: "TEXT", nullable: false),
                    Keys = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    EntryVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    ItemVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    FoundAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DismissedBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    DismissedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    SettledAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<int>(type: "INTEGER", nullable: false),
                    OfficeId = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ItemId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ItemCode = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    TaskCode = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    What = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    EffectiveOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    FiledById = table.Column<Guid>(type: "TEXT", nullable: false),
                    FiledBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    FiledAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Stage = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    HandledBy = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    HandledAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    MatchedChangeId = table.Column<Guid>(type: "TEXT", nullable: true),
                    MatchedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
                unique: true);

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
                type: "INTEGER",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "INTEGER",
                oldNullable: true);
        }
    }
}
