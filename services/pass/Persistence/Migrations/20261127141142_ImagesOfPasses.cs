using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Passes.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ImagesOfPasses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "image_ids",
                table: "passes",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "images",
                table: "passes",
                type: "json",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "uploaded_images",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    length = table.Column<int>(type: "integer", nullable: false),
                    width = table.Column<int>(type: "integer", nullable: false),
                    height = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    check_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_uploaded_images", x => new { x.organization_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_passes_image_ids",
                table: "passes",
                column: "image_ids",
                filter: "image_ids IS NOT NULL")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "IX_uploaded_images_check_at",
                table: "uploaded_images",
                column: "check_at");

            migrationBuilder.CreateIndex(
                name: "IX_uploaded_images_organization_id",
                table: "uploaded_images",
                column: "organization_id")
                .Annotation("Npgsql:IndexInclude", new[] { "length" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "uploaded_images");

            migrationBuilder.DropIndex(
                name: "IX_passes_image_ids",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "image_ids",
                table: "passes");

            migrationBuilder.DropColumn(
                name: "images",
                table: "passes");
        }
    }
}
