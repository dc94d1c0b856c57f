using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Templates.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddVersionsAndIdentities : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "deleted_at",
                table: "templates",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "has_unpublished_changes",
                table: "templates",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "revision",
                table: "templates",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "template_versions",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    definition = table.Column<string>(type: "json", nullable: false),
                    images = table.Column<string>(type: "json", nullable: false),
                    warnings = table.Column<string>(type: "json", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_template_versions", x => new { x.organization_id, x.template_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "wallet_identities",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    team_identifier = table.Column<string>(type: "text", nullable: true),
                    certificate = table.Column<string>(type: "text", nullable: true),
                    intermediates = table.Column<string>(type: "text", nullable: true),
                    fingerprint = table.Column<string>(type: "text", nullable: true),
                    serial_number = table.Column<string>(type: "text", nullable: true),
                    issuer = table.Column<string>(type: "text", nullable: true),
                    not_before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    not_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    client_email = table.Column<string>(type: "text", nullable: true),
                    key_id = table.Column<string>(type: "text", nullable: true),
                    sealed_secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    warned_days_left = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wallet_identities", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_templates_organization_id_created_at",
                table: "templates",
                columns: new[] { "organization_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_templates_drafts",
                table: "templates",
                columns: new[] { "organization_id", "id" },
                filter: "version = 0 AND deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_templates_published",
                table: "templates",
                columns: new[] { "organization_id", "id" },
                filter: "version > 0 AND deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_wallet_identities_not_after",
                table: "wallet_identities",
                column: "not_after",
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_wallet_identities_organization_id_kind_name",
                table: "wallet_identities",
                columns: new[] { "organization_id", "kind", "name" },
                unique: true,
                filter: "deleted_at IS NULL");

            // Templates of before were published at their creation.
            migrationBuilder.Sql("""
                INSERT INTO template_versions (organization_id, template_id, version, definition, images, warnings, published_at)
                SELECT organization_id, id, version, definition, images, warnings, created_at FROM templates WHERE version > 0
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "template_versions");

            migrationBuilder.DropTable(
                name: "wallet_identities");

            migrationBuilder.DropIndex(
                name: "IX_templates_organization_id_created_at",
                table: "templates");

            migrationBuilder.DropIndex(
                name: "ix_templates_drafts",
                table: "templates");

            migrationBuilder.DropIndex(
                name: "ix_templates_published",
                table: "templates");

            migrationBuilder.DropColumn(
                name: "deleted_at",
                table: "templates");

            migrationBuilder.DropColumn(
                name: "has_unpublished_changes",
                table: "templates");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "templates");
        }
    }
}
