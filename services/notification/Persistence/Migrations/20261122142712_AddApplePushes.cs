using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Notifications.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddApplePushes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "apple_pushes",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_type_identifier = table.Column<string>(type: "text", nullable: false),
                    push_token = table.Column<string>(type: "text", nullable: false),
                    requests = table.Column<int>(type: "integer", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_apple_pushes", x => new { x.organization_id, x.pass_type_identifier, x.push_token });
                });

            migrationBuilder.CreateTable(
                name: "apple_topics",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_type_identifier = table.Column<string>(type: "text", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    stopped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: true),
                    fingerprint = table.Column<string>(type: "text", nullable: true),
                    certificate_expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_apple_topics", x => new { x.organization_id, x.pass_type_identifier });
                });

            migrationBuilder.CreateTable(
                name: "push_registrations",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    device_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_type_identifier = table.Column<string>(type: "text", nullable: false),
                    push_token = table.Column<string>(type: "text", nullable: true),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_push_registrations", x => new { x.organization_id, x.pass_id, x.device_id });
                });

            migrationBuilder.CreateTable(
                name: "rejected_push_tokens",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    push_token = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    rejected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rejected_push_tokens", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_apple_pushes_organization_id_pass_type_identifier_available~",
                table: "apple_pushes",
                columns: new[] { "organization_id", "pass_type_identifier", "available_at" });

            migrationBuilder.CreateIndex(
                name: "IX_apple_pushes_organization_id_push_token",
                table: "apple_pushes",
                columns: new[] { "organization_id", "push_token" });

            migrationBuilder.CreateIndex(
                name: "IX_push_registrations_organization_id_device_id",
                table: "push_registrations",
                columns: new[] { "organization_id", "device_id" });

            migrationBuilder.CreateIndex(
                name: "IX_push_registrations_organization_id_push_token",
                table: "push_registrations",
                columns: new[] { "organization_id", "push_token" },
                filter: "push_token IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_push_registrations_ended",
                table: "push_registrations",
                column: "changed_at",
                filter: "push_token IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_rejected_push_tokens_rejected_at",
                table: "rejected_push_tokens",
                column: "rejected_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "apple_pushes");

            migrationBuilder.DropTable(
                name: "apple_topics");

            migrationBuilder.DropTable(
                name: "push_registrations");

            migrationBuilder.DropTable(
                name: "rejected_push_tokens");
        }
    }
}
