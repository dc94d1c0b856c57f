using System.Globalization;
using Npgsql;

namespace Passinstance.Persistence.Auditing;

/// <summary>
/// What makes the tables append-only, and their positions continue after a restore. Part of <c>--migrate</c>, and without effect when it is
/// repeated.
/// </summary>
public static class AuditTables
{
    /// <summary>
    /// The role loses the rights to change and remove rows, and triggers reject it for every role, so that no statement of a program can,
    /// by mistake or by an injection. The owner of the tables or the server can still undo both: the chain shows what was done then.
    /// </summary>
    private const string ProtectSql = """
        CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'insufficient_privilege'; END $$;
        DO $$ BEGIN
            CREATE FUNCTION audit_log_offset() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 0::bigint';
        EXCEPTION WHEN duplicate_function THEN NULL; END $$;
        CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
            FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
        CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log_chain
            FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
        REVOKE UPDATE, DELETE, TRUNCATE ON audit_log, audit_log_chain FROM CURRENT_USER, PUBLIC;
        """;

    /// <summary>Where the log ends, and where the server's transactions are.</summary>
    private const string PositionsSql = """
        SELECT greatest(
                coalesce((SELECT max(recorded_in) FROM audit_log), 0), coalesce((SELECT max(to_position) FROM audit_log_chain), 0)),
            pg_current_xact_id()::text::bigint, audit_log_offset()
        """;

    /// <summary>Protects the tables of a migrated database.</summary>
    public static async Task PrepareAsync(NpgsqlDataSource database, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, ProtectSql, cancellationToken);
        long end, now, offset;
        await using (var read = new NpgsqlCommand(PositionsSql, connection))
        await using (var reader = await read.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            (end, now, offset) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        }

        // A dump that was restored into a younger server: its transactions are to follow those of the log.
        if (end > now + offset)
        {
            offset = end - now + 1;
            var text = offset.ToString(CultureInfo.InvariantCulture);
            await ExecuteAsync(
                connection,
                $"""
                 CREATE OR REPLACE FUNCTION audit_log_offset() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT {text}::bigint';
                 ALTER TABLE audit_log ALTER COLUMN recorded_in SET DEFAULT {AuditModel.PositionSql} + {text};
                 """,
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
