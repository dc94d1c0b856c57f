using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Notifications.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddGoogleWallet : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "google_classes",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    class_id = table.Column<string>(type: "text", nullable: false),
                    issuer_id = table.Column<string>(type: "text", nullable: false),
                    resource = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    wanted = table.Column<string>(type: "json", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    sent_hash = table.Column<string>(type: "text", nullable: true),
                    refused_hash = table.Column<string>(type: "text", nullable: true),
                    refusal = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_google_classes", x => new { x.organization_id, x.class_id });
                });

            migrationBuilder.CreateTable(
                name: "google_issuers",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    issuer_id = table.Column<string>(type: "text", nullable: false),
                    stopped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    fingerprint = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_google_issuers", x => new { x.organization_id, x.issuer_id });
                });

            migrationBuilder.CreateTable(
                name: "google_messages",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    notification_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    header = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_google_messages", x => new { x.organization_id, x.notification_id, x.pass_id });
                });

            migrationBuilder.CreateTable(
                name: "google_objects",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    issuer_id = table.Column<string>(type: "text", nullable: false),
                    object_resource = table.Column<string>(type: "text", nullable: false),
                    object_id = table.Column<string>(type: "text", nullable: false),
                    class_id = table.Column<string>(type: "text", nullable: false),
                    wanted_version = table.Column<int>(type: "integer", nullable: false),
                    wanted = table.Column<string>(type: "json", nullable: false),
                    is_saved = table.Column<bool>(type: "boolean", nullable: false),
                    is_deleted = table.Column<bool>(type: "boolean", nullable: false),
                    sent = table.Column<string>(type: "json", nullable: true),
                    sent_version = table.Column<int>(type: "integer", nullable: false),
                    notified_at = table.Column<List<DateTimeOffset>>(type: "timestamp with time zone[]", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    refusal = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_google_objects", x => new { x.organization_id, x.pass_id });
                });

            migrationBuilder.CreateTable(
                name: "google_projects",
                columns: table => new
                {
                    project_id = table.Column<string>(type: "text", nullable: false),
                    tokens = table.Column<double>(type: "double precision", nullable: false),
                    refilled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    paused_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    taken = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_google_projects", x => x.project_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_google_messages_organization_id_pass_id",
                table: "google_messages",
                columns: new[] { "organization_id", "pass_id" },
                filter: "status = 'pending'");

            migrationBuilder.CreateIndex(
                name: "IX_google_messages_settled_at",
                table: "google_messages",
                column: "settled_at",
                filter: "settled_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_google_objects_organization_id_issuer_id_available_at",
                table: "google_objects",
                columns: new[] { "organization_id", "issuer_id", "available_at" },
                filter: "available_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "google_classes");

            migrationBuilder.DropTable(
                name: "google_issuers");

            migrationBuilder.DropTable(
                name: "google_messages");

            migrationBuilder.DropTable(
                name: "google_objects");

            migrationBuilder.DropTable(
                name: "google_projects");
        }
    }
}
