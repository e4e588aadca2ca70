using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Clocks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "EditingRequestId",
                table: "Revision",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "NextNoticeAt",
                table: "Assignment",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "OverdueAt",
                table: "Assignment",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Reminded",
                table: "Assignment",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "SubjectId",
                table: "Assignment",
                type: "uniqueidentifier",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<int>(
                name: "TookSeconds",
                table: "Assignment",
                type: "int",
                nullable: true);

            // Executed as text, because the new columns are not known when the whole script is parsed.
            migrationBuilder.Sql(
                """
                EXEC(N'UPDATE [Assignment] SET
                    [SubjectId] = CAST(SUBSTRING([Subject], LEN(''revision:'') + 1, 36) AS uniqueidentifier),
                    [NextNoticeAt] = CASE WHEN [ClosedAt] IS NULL THEN [OpenedAt] END,
                    [TookSeconds] = CASE WHEN [OnTime] IS NOT NULL THEN DATEDIFF(second, [OpenedAt], [ClosedAt]) END')
                """);

            migrationBuilder.DropIndex(
                name: "IX_Assignment_Subject",
                table: "Assignment");

            migrationBuilder.DropColumn(
                name: "Subject",
                table: "Assignment");

            migrationBuilder.CreateTable(
                name: "EditingRequest",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OfficeId = table.Column<int>(type: "int", nullable: false),
                    UnitId = table.Column<int>(type: "int", nullable: false),
                    Source = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    SourceRef = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Title = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Text = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Stage = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    RevisionId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    CreatedById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CreatedBy = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ClockId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EditingRequest", x => x.Id);
                    table.ForeignKey(
                        name: "FK_EditingRequest_Assignment_ClockId",
                        column: x => x.ClockId,
                        principalTable: "Assignment",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_EditingRequest_Unit_UnitId",
                        column: x => x.UnitId,
                        principalTable: "Unit",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Revision_EditingRequestId",
                table: "Revision",
                column: "EditingRequestId");

            migrationBuilder.CreateIndex(
                name: "IX_Assignment_Kind_ClosedAt_TookSeconds",
                table: "Assignment",
                columns: new[] { "Kind", "ClosedAt", "TookSeconds" });

            migrationBuilder.CreateIndex(
                name: "IX_Assignment_NextNoticeAt",
                table: "Assignment",
                column: "NextNoticeAt");

            migrationBuilder.CreateIndex(
                name: "IX_Assignment_SubjectId",
                table: "Assignment",
                column: "SubjectId");

            migrationBuilder.CreateIndex(
                name: "IX_EditingRequest_ClockId",
                table: "EditingRequest",
                column: "ClockId");

            migrationBuilder.CreateIndex(
                name: "IX_EditingRequest_SourceRef",
                table: "EditingRequest",
                column: "SourceRef");

            migrationBuilder.CreateIndex(
                name: "IX_EditingRequest_Stage_UpdatedAt",
                table: "EditingRequest",
                columns: new[] { "Stage", "UpdatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_EditingRequest_UnitId_Stage",
                table: "EditingRequest",
                columns: new[] { "UnitId", "Stage" });

            migrationBuilder.AddForeignKey(
                name: "FK_Revision_EditingRequest_EditingRequestId",
                table: "Revision",
                column: "EditingRequestId",
                principalTable: "EditingRequest",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Revision_EditingRequest_EditingRequestId",
                table: "Revision");

            migrationBuilder.DropTable(
                name: "EditingRequest");

            migrationBuilder.DropIndex(
                name: "IX_Revision_EditingRequestId",
                table: "Revision");

            migrationBuilder.DropIndex(
                name: "IX_Assignment_Kind_ClosedAt_TookSeconds",
                table: "Assignment");

            migrationBuilder.DropIndex(
                name: "IX_Assignment_NextNoticeAt",
                table: "Assignment");

            migrationBuilder.DropIndex(
                name: "IX_Assignment_SubjectId",
                table: "Assignment");

            migrationBuilder.DropColumn(
                name: "EditingRequestId",
                table: "Revision");

            migrationBuilder.DropColumn(
                name: "NextNoticeAt",
                table: "Assignment");

            migrationBuilder.DropColumn(
                name: "OverdueAt",
                table: "Assignment");

            migrationBuilder.DropColumn(
                name: "Reminded",
                table: "Assignment");

            migrationBuilder.DropColumn(
                name: "SubjectId",
                table: "Assignment");

            migrationBuilder.DropColumn(
                name: "TookSeconds",
                table: "Assignment");

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "Assignment",
                type: "nvarchar(120)",
                maxLength: 120,
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.CreateIndex(
                name: "IX_Assignment_Subject",
                table: "Assignment",
                column: "Subject");
        }
    }
}
