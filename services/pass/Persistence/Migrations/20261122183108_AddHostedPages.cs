using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Passes.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddHostedPages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "form_link_hash",
                table: "template_copies",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "personalized_at",
                table: "passes",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "form_visitors",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<byte[]>(type: "bytea", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_form_visitors", x => new { x.organization_id, x.template_id, x.address });
                });

            migrationBuilder.CreateTable(
                name: "pass_usage",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pass_id = table.Column<Guid>(type: "uuid", nullable: false),
                    views = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    apple_downloads = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    google_downloads = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    installs = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    removals = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    source = table.Column<string>(type: "text", nullable: true),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    used_by = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pass_usage", x => new { x.organization_id, x.pass_id });
                });

            migrationBuilder.CreateTable(
                name: "template_usage",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    views = table.Column<long>(type: "bigint", nullable: false),
                    apple_downloads = table.Column<long>(type: "bigint", nullable: false),
                    google_downloads = table.Column<long>(type: "bigint", nullable: false),
                    installs = table.Column<long>(type: "bigint", nullable: false),
                    removals = table.Column<long>(type: "bigint", nullable: false),
                    form_views = table.Column<long>(type: "bigint", nullable: false),
                    form_issues = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_template_usage", x => new { x.organization_id, x.template_id, x.day, x.source });
                });

            migrationBuilder.CreateIndex(
                name: "IX_form_visitors_since",
                table: "form_visitors",
                column: "since");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "form_visitors");

            migrationBuilder.DropTable(
                name: "pass_usage");

            migrationBuilder.DropTable(
                name: "template_usage");

            migrationBuilder.DropColumn(
                name: "form_link_hash",
                table: "template_copies");

            migrationBuilder.DropColumn(
                name: "personalized_at",
                table: "passes");
        }
    }
}
