using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Templates.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddFormLinks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "sealed_secret",
                table: "templates",
                type: "bytea",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "sealed_secret",
                table: "templates");
        }
    }
}
