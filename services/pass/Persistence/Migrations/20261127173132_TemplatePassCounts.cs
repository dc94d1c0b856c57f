using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Passes.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class TemplatePassCounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "counted_at",
                table: "template_rollouts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "outdated",
                table: "template_rollouts",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "template_pass_counts",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created = table.Column<long>(type: "bigint", nullable: false),
                    voided = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_template_pass_counts", x => new { x.organization_id, x.template_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_passes_organization_id_template_id_voided_at",
                table: "passes",
                columns: new[] { "organization_id", "template_id", "voided_at" },
                filter: "voided_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "template_pass_counts");

            migrationBuilder.DropIndex(
                name: "IX_passes_organization_id_template_id_voided_at",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "counted_at",
                table: "template_rollouts");

            migrationBuilder.DropColumn(
                name: "outdated",
                table: "template_rollouts");
        }
    }
}
