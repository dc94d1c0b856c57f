using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Passes.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddTemplateVersions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "deleted_at",
                table: "template_copies",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "google_issuer_id",
                table: "passes",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "template_version",
                table: "passes",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "rerenders",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rerenders", x => new { x.organization_id, x.template_id });
                });

            migrationBuilder.CreateTable(
                name: "template_version_copies",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    definition = table.Column<string>(type: "json", nullable: false),
                    images = table.Column<string>(type: "json", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_template_version_copies", x => new { x.organization_id, x.template_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "wallet_identity_copies",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    held_version = table.Column<int>(type: "integer", nullable: false),
                    certificate = table.Column<string>(type: "text", nullable: true),
                    intermediates = table.Column<string>(type: "text", nullable: true),
                    client_email = table.Column<string>(type: "text", nullable: true),
                    key_id = table.Column<string>(type: "text", nullable: true),
                    sealed_secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fetch_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wallet_identity_copies", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_passes_organization_id_template_id_template_version",
                table: "passes",
                columns: new[] { "organization_id", "template_id", "template_version" },
                filter: "voided_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_rerenders_available_at",
                table: "rerenders",
                column: "available_at");

            migrationBuilder.CreateIndex(
                name: "IX_wallet_identity_copies_fetch_at",
                table: "wallet_identity_copies",
                column: "fetch_at",
                filter: "fetch_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_wallet_identity_copies_organization_id_kind_name",
                table: "wallet_identity_copies",
                columns: new[] { "organization_id", "kind", "name" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rerenders");

            migrationBuilder.DropTable(
                name: "template_version_copies");

            migrationBuilder.DropTable(
                name: "wallet_identity_copies");

            migrationBuilder.DropIndex(
                name: "IX_passes_organization_id_template_id_template_version",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "deleted_at",
                table: "template_copies");

            migrationBuilder.DropColumn(
                name: "google_issuer_id",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "template_version",
                table: "passes");
        }
    }
}
