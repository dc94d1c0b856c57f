using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Notifications.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddMessageLanguages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "language",
                table: "push_notifications",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "localized",
                table: "google_messages",
                type: "json",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "language",
                table: "push_notifications");

            migrationBuilder.DropColumn(
                name: "localized",
                table: "google_messages");
        }
    }
}
