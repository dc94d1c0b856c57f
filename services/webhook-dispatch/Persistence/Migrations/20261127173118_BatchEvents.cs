using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Webhooks.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class BatchEvents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "batch_events",
                table: "webhook_endpoints",
                type: "text",
                nullable: false,
                defaultValue: "each");

            migrationBuilder.AddColumn<Guid>(
                name: "batch_id",
                table: "events",
                type: "uuid",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "batch_events",
                table: "webhook_endpoints");

            migrationBuilder.DropColumn(
                name: "batch_id",
                table: "events");
        }
    }
}
