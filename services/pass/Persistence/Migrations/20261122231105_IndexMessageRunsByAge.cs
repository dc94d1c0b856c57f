using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Passes.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class IndexMessageRunsByAge : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_message_runs_requested_at",
                table: "message_runs",
                column: "requested_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_message_runs_requested_at",
                table: "message_runs");
        }
    }
}
