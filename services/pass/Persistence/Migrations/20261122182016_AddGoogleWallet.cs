using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Passes.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddGoogleWallet : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "google_installs",
                table: "passes",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "google_object_id",
                table: "passes",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "google_stored_at",
                table: "passes",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_in_google",
                table: "passes",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "google_callback_nonces",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_google_callback_nonces", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_passes_organization_id_google_object_id",
                table: "passes",
                columns: new[] { "organization_id", "google_object_id" },
                filter: "google_object_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_google_callback_nonces_expires_at",
                table: "google_callback_nonces",
                column: "expires_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "google_callback_nonces");

            migrationBuilder.DropIndex(
                name: "IX_passes_organization_id_google_object_id",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "google_installs",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "google_object_id",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "google_stored_at",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "is_in_google",
                table: "passes");
        }
    }
}
