using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Passes.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddMessages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "message",
                table: "passes",
                type: "json",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "message_runs",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    notification_id = table.Column<Guid>(type: "uuid", nullable: false),
                    request = table.Column<string>(type: "json", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    served_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_pass_id = table.Column<Guid>(type: "uuid", nullable: true),
                    total = table.Column<int>(type: "integer", nullable: true),
                    targeted = table.Column<int>(type: "integer", nullable: false),
                    not_found = table.Column<int>(type: "integer", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    is_cancelled = table.Column<bool>(type: "boolean", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_runs", x => new { x.organization_id, x.notification_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_message_runs_organization_id_served_at",
                table: "message_runs",
                columns: new[] { "organization_id", "served_at" });

            migrationBuilder.CreateIndex(
                name: "ix_message_runs_open",
                table: "message_runs",
                column: "available_at",
                filter: "ended_at IS NULL");

            // A change that Apple Wallet does not show raises the version and leaves last_modified: devices need not ask. Every other change moves both,
            // in older releases, too.
            migrationBuilder.Sql("""
                DROP TRIGGER keep_transaction ON passes;
                CREATE TRIGGER keep_transaction BEFORE UPDATE ON passes FOR EACH ROW
                    WHEN (OLD.last_modified IS DISTINCT FROM NEW.last_modified) EXECUTE FUNCTION passes_keep_transaction();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                DROP TRIGGER keep_transaction ON passes;
                CREATE TRIGGER keep_transaction BEFORE UPDATE ON passes FOR EACH ROW
                    WHEN (OLD.version IS DISTINCT FROM NEW.version) EXECUTE FUNCTION passes_keep_transaction();
                """);

            migrationBuilder.DropTable(
                name: "message_runs");

            migrationBuilder.DropColumn(
                name: "message",
                table: "passes");
        }
    }
}
