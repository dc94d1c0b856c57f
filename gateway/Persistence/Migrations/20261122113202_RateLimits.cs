using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Passinstance.Gateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class RateLimits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "limit_factor",
                table: "organizations",
                type: "double precision",
                nullable: false,
                defaultValue: 1.0);

            // Unlogged: every request may change a row, and a crash of the server costs no more than one burst.
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
                    seen timestamptz;
                    moment timestamptz;
                BEGIN
                    LOOP
                        SELECT tokens, updated_at INTO present, seen FROM rate_limit_buckets WHERE id = bucket FOR UPDATE;
                        EXIT WHEN FOUND;
                        INSERT INTO rate_limit_buckets VALUES (bucket, burst, clock_timestamp()) ON CONFLICT DO NOTHING;
                    END LOOP;
                    -- Read after the row is locked: whoever waited must not use the time at which it began to wait.
                    moment := GREATEST(clock_timestamp(), seen);
                    present := LEAST(burst, present + extract(epoch FROM moment - seen) * rate);
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
            migrationBuilder.Sql("DROP FUNCTION take_rate_limit_tokens(text, double precision, double precision, integer); DROP TABLE rate_limit_buckets;");
            migrationBuilder.DropColumn(
                name: "limit_factor",
                table: "organizations");
        }
    }
}
