using Microsoft.Extensions.Options;
using Npgsql;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>
/// The token buckets of Google Cloud projects, shared by all replicas: one row per project, refilled and taken from in one statement. Calls
/// of any organization with the project's account count, so the row has no organization_id.
/// </summary>
internal sealed class GoogleQuotaStore(NpgsqlDataSource database, IOptions<GoogleOptions> options)
{
    // statement_timestamp() is one moment in all expressions; a statement that waited for the row is older than what it finds.
    private const string Filled =
        "least(@burst, tokens + @rate * greatest(0, extract(epoch FROM statement_timestamp() - refilled_at)::float8))";

    private const string Granted =
        $"CASE WHEN paused_until > statement_timestamp() THEN 0 ELSE least(@wanted, floor({Filled}))::int END";

    private const string Take = $"""
        UPDATE google_projects SET
            tokens = {Filled} - {Granted}, taken = {Granted}, refilled_at = greatest(refilled_at, statement_timestamp())
        WHERE project_id = @project
        RETURNING taken, greatest(
            (1 - tokens) / @rate, extract(epoch FROM greatest(paused_until, statement_timestamp()) - statement_timestamp())::float8)
        """;

    /// <summary>Takes up to <paramref name="wanted"/> tokens.</summary>
    /// <returns>The tokens, and the seconds until there is one; null when the project has no row yet.</returns>
    internal async Task<(int Taken, double Wait)?> TryTakeAsync(string projectId, int wanted, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Take);
        command.Parameters.AddWithValue("project", projectId);
        command.Parameters.AddWithValue("wanted", wanted);
        command.Parameters.AddWithValue("burst", (double)options.Value.Burst);
        command.Parameters.AddWithValue("rate", options.Value.CallsASecond);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), reader.GetDouble(1)) : null;
    }

    /// <summary>Adds the row of a project.</summary>
    internal async Task AddAsync(string projectId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO google_projects (project_id, tokens, refilled_at, paused_until, taken)
            VALUES (@project, @burst, clock_timestamp(), '-infinity', 0) ON CONFLICT DO NOTHING
            """);
        command.Parameters.AddWithValue("project", projectId);
        command.Parameters.AddWithValue("burst", (double)options.Value.Burst);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Empties a project's bucket and grants nothing for a while.</summary>
    internal async Task PauseAsync(string projectId, TimeSpan pause, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE google_projects SET tokens = 0, paused_until = greatest(paused_until, clock_timestamp() + @pause)
            WHERE project_id = @project
            """);
        command.Parameters.AddWithValue("project", projectId);
        command.Parameters.AddWithValue("pause", pause);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
