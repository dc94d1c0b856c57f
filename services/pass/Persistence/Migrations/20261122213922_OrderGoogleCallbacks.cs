using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Passes.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class OrderGoogleCallbacks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "holders_before",
                table: "google_callback_nonces",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_saved",
                table: "google_callback_nonces",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "pass_id",
                table: "google_callback_nonces",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_google_callback_nonces_organization_id_pass_id_expires_at",
                table: "google_callback_nonces",
                columns: new[] { "organization_id", "pass_id", "expires_at" },
                filter: "pass_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_google_callback_nonces_organization_id_pass_id_expires_at",
                table: "google_callback_nonces");

            migrationBuilder.DropColumn(
                name: "holders_before",
                table: "google_callback_nonces");

            migrationBuilder.DropColumn(
                name: "is_saved",
                table: "google_callback_nonces");

            migrationBuilder.DropColumn(
                name: "pass_id",
                table: "google_callback_nonces");
        }
    }
}
