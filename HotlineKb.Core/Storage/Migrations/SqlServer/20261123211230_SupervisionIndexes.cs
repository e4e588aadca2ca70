using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HotlineKb.Core.Storage.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class SupervisionIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Assignment_ClosedAt_DueAt",
                table: "Assignment");

            migrationBuilder.DropIndex(
                name: "IX_Assignment_Kind_ClosedAt_TookSeconds",
                table: "Assignment");

            migrationBuilder.CreateIndex(
                name: "IX_Assignment_ClosedAt_DueAt_OpenedAt_OverdueAt_OnTime_UnitId_OfficeId_Kind",
                table: "Assignment",
                columns: new[] { "ClosedAt", "DueAt", "OpenedAt", "OverdueAt", "OnTime", "UnitId", "OfficeId", "Kind" });

            migrationBuilder.CreateIndex(
                name: "IX_Assignment_DueAt_OnTime_ClosedAt_OverdueAt_UnitId_OfficeId_Kind",
                table: "Assignment",
                columns: new[] { "DueAt", "OnTime", "ClosedAt", "OverdueAt", "UnitId", "OfficeId", "Kind" });

            migrationBuilder.CreateIndex(
                name: "IX_Assignment_Kind_ClosedAt_TookSeconds_UnitId_OfficeId",
                table: "Assignment",
                columns: new[] { "Kind", "ClosedAt", "TookSeconds", "UnitId", "OfficeId" });

            migrationBuilder.CreateIndex(
                name: "IX_Assignment_OpenedAt_ClosedAt_OnTime_UnitId_OfficeId_Kind",
                table: "Assignment",
                columns: new[] { "OpenedAt", "ClosedAt", "OnTime", "UnitId", "OfficeId", "Kind" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Assignment_ClosedAt_DueAt_OpenedAt_OverdueAt_OnTime_UnitId_OfficeId_Kind",
                table: "Assignment");

            migrationBuilder.DropIndex(
                name: "IX_Assignment_DueAt_OnTime_ClosedAt_OverdueAt_UnitId_OfficeId_Kind",
                table: "Assignment");

            migrationBuilder.DropIndex(
                name: "IX_Assignment_Kind_ClosedAt_TookSeconds_UnitId_OfficeId",
                table: "Assignment");

            migrationBuilder.DropIndex(
                name: "IX_Assignment_OpenedAt_ClosedAt_OnTime_UnitId_OfficeId_Kind",
                table: "Assignment");

            migrationBuilder.CreateIndex(
                name: "IX_Assignment_ClosedAt_DueAt",
                table: "Assignment",
                columns: new[] { "ClosedAt", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Assignment_Kind_ClosedAt_TookSeconds",
                table: "Assignment",
                columns: new[] { "Kind", "ClosedAt", "TookSeconds" });
        }
    }
}
