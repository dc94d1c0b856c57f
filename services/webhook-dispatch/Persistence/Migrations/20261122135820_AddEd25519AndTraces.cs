using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Webhooks.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class AddEd25519AndTraces : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<short>(
                name: "algorithm",
                table: "receiver_secrets",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.AddColumn<byte[]>(
                name: "public_key",
                table: "receiver_secrets",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "trace_parent",
                table: "events",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "algorithm",
                table: "receiver_secrets");

            migrationBuilder.DropColumn(
                name: "public_key",
                table: "receiver_secrets");

            migrationBuilder.DropColumn(
                name: "trace_parent",
                table: "events");
        }
    }
}
