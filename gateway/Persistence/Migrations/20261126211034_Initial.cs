using System;
using System.Net;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Gateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "organizations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    limit_factor = table.Column<double>(type: "double precision", nullable: false, defaultValue: 1.0),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_organizations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "revoked_tokens",
                columns: table => new
                {
                    token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    client_id = table.Column<Guid>(type: "uuid", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_revoked_tokens", x => x.token_id);
                });

            migrationBuilder.CreateTable(
                name: "signing_keys",
                columns: table => new
                {
                    key_id = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: false),
                    sealed_private_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    activates_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    retires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_signing_keys", x => x.key_id);
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    environment = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: false),
                    publishable = table.Column<bool>(type: "boolean", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    allowed_networks = table.Column<IPNetwork[]>(type: "cidr[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.id);
                    table.ForeignKey(
                        name: "FK_api_keys_organizations_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "oauth_clients",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    environment = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_oauth_clients", x => x.id);
                    table.ForeignKey(
                        name: "FK_oauth_clients_organizations_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "api_key_secrets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    api_key_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_key_secrets", x => x.id);
                    table.ForeignKey(
                        name: "FK_api_key_secrets_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "oauth_client_secrets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    oauth_client_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_oauth_client_secrets", x => x.id);
                    table.ForeignKey(
                        name: "FK_oauth_client_secrets_oauth_clients_oauth_client_id",
                        column: x => x.oauth_client_id,
                        principalTable: "oauth_clients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_api_key_secrets_api_key_id",
                table: "api_key_secrets",
                column: "api_key_id");

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_organization_id_id",
                table: "api_keys",
                columns: new[] { "organization_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_oauth_client_secrets_oauth_client_id",
                table: "oauth_client_secrets",
                column: "oauth_client_id");

            migrationBuilder.CreateIndex(
                name: "IX_oauth_clients_organization_id_id",
                table: "oauth_clients",
                columns: new[] { "organization_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_revoked_tokens_client_id_expires_at",
                table: "revoked_tokens",
                columns: new[] { "client_id", "expires_at" });

            // Unlogged: every request may change a row, and a crash of the server costs at most one burst.
            migrationBuilder.Sql(
                """
                CREATE UNLOGGED TABLE rate_limit_buckets (
                    id text PRIMARY KEY,
                    tokens double precision NOT NULL,
                    updated_at timestamptz NOT NULL
                ) WITH (fillfactor = 50);

                CREATE FUNCTION take_rate_limit_tokens(
                    bucket text, rate double precision, burst double precision, wanted integer,
                    OUT granted integer, OUT tokens_left double precision)
                LANGUAGE plpgsql AS $$
                DECLARE
                    present double precision;
                    last_update timestamptz;
                    moment timestamptz;
                BEGIN
                    LOOP
                        SELECT tokens, updated_at INTO present, last_update FROM rate_limit_buckets WHERE id = bucket FOR UPDATE;
                        EXIT WHEN FOUND;
                        INSERT INTO rate_limit_buckets VALUES (bucket, burst, clock_timestamp()) ON CONFLICT DO NOTHING;
                    END LOOP;
                    -- Read after the row is locked: the time at which the wait for the lock began would be too early.
                    moment := GREATEST(clock_timestamp(), last_update);
                    present := LEAST(burst, present + extract(epoch FROM moment - last_update) * rate);
                    granted := LEAST(wanted, floor(present))::integer;
                    tokens_left := present - granted;
                    UPDATE rate_limit_buckets SET tokens = tokens_left, updated_at = moment WHERE id = bucket;
                END
                $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP FUNCTION take_rate_limit_tokens(text, double precision, double precision, integer);
                DROP TABLE rate_limit_buckets;
                """);

            migrationBuilder.DropTable(
                name: "api_key_secrets");

            migrationBuilder.DropTable(
                name: "oauth_client_secrets");

            migrationBuilder.DropTable(
                name: "revoked_tokens");

            migrationBuilder.DropTable(
                name: "signing_keys");

            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "oauth_clients");

            migrationBuilder.DropTable(
                name: "organizations");
        }
    }
}
