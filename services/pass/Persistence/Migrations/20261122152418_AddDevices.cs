using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Passes.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddDevices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "registration_changes");

            migrationBuilder.AddColumn<long>(
                name: "changed_in",
                table: "passes",
                type: "bigint",
                nullable: true);

            // In a statement of its own: a new column with a default that differs from row to row would write the whole table anew.
            migrationBuilder.Sql("""
                ALTER TABLE passes ALTER COLUMN changed_in SET DEFAULT pg_current_xact_id()::text::bigint;
                CREATE FUNCTION passes_keep_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    NEW.changed_in := pg_current_xact_id()::text::bigint;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER keep_transaction BEFORE UPDATE ON passes FOR EACH ROW
                    WHEN (OLD.version IS DISTINCT FROM NEW.version) EXECUTE FUNCTION passes_keep_transaction();
                """);

            migrationBuilder.AddColumn<int>(
                name: "installs",
                table: "passes",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_modified",
                table: "passes",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "device_logs",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    message = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_device_logs", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "device_registrations",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    device_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_type_identifier = table.Column<string>(type: "text", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    registered_in = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "pg_current_xact_id()::text::bigint"),
                    registered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_device_registrations", x => new { x.organization_id, x.device_id, x.pass_type_identifier, x.pass_id });
                });

            migrationBuilder.CreateTable(
                name: "devices",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    push_token = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_devices", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "personalizations",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sealed_info = table.Column<byte[]>(type: "bytea", nullable: false),
                    personalized_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_personalizations", x => new { x.organization_id, x.pass_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_devices_organization_id_push_token",
                table: "devices",
                columns: new[] { "organization_id", "push_token" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER keep_transaction ON passes; DROP FUNCTION passes_keep_transaction();");

            migrationBuilder.DropTable(
                name: "device_logs");

            migrationBuilder.DropTable(
                name: "device_registrations");

            migrationBuilder.DropTable(
                name: "devices");

            migrationBuilder.DropTable(
                name: "personalizations");

            migrationBuilder.DropColumn(
                name: "changed_in",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "installs",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "last_modified",
                table: "passes");

            migrationBuilder.DropSequence(
                name: "registration_changes");
        }
    }
}
