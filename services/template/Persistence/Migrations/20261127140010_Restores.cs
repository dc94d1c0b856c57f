using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Templates.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Restores : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "versions_used",
                table: "templates",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "restore_steps",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<string>(type: "text", nullable: true),
                    result = table.Column<string>(type: "text", nullable: true),
                    rows = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_restore_steps", x => new { x.number, x.name });
                });

            migrationBuilder.CreateTable(
                name: "restores",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    is_own = table.Column<bool>(type: "boolean", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    transaction_id = table.Column<long>(type: "bigint", nullable: false),
                    server = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_restores", x => x.number);
                });

            migrationBuilder.CreateIndex(
                name: "IX_restore_steps_number",
                table: "restore_steps",
                column: "number",
                filter: "completed_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "restore_steps");

            migrationBuilder.DropTable(
                name: "restores");

            migrationBuilder.DropColumn(
                name: "versions_used",
                table: "templates");
        }
    }
}
