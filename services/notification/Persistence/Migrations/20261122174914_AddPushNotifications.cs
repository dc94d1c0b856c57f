using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Notifications.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddPushNotifications : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "notification_devices",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    notification_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    push_token = table.Column<string>(type: "text", nullable: false),
                    pass_type_identifier = table.Column<string>(type: "text", nullable: false),
                    request = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notification_devices", x => new { x.organization_id, x.notification_id, x.pass_id, x.push_token });
                });

            migrationBuilder.CreateTable(
                name: "notification_passes",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    notification_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    devices = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notification_passes", x => new { x.organization_id, x.notification_id, x.pass_id });
                });

            migrationBuilder.CreateTable(
                name: "push_notifications",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    target = table.Column<string>(type: "json", nullable: false),
                    filter = table.Column<string>(type: "json", nullable: true),
                    text = table.Column<string>(type: "json", nullable: false),
                    localized = table.Column<string>(type: "json", nullable: true),
                    send_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: true),
                    targeted = table.Column<int>(type: "integer", nullable: true),
                    not_found = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    counts = table.Column<string>(type: "json", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_push_notifications", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_notification_devices_pending",
                table: "notification_devices",
                columns: new[] { "organization_id", "push_token" },
                filter: "status = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ix_push_notifications_open",
                table: "push_notifications",
                column: "available_at",
                filter: "ended_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "notification_devices");

            migrationBuilder.DropTable(
                name: "notification_passes");

            migrationBuilder.DropTable(
                name: "push_notifications");
        }
    }
}
