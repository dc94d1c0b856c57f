using Npgsql;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>
/// The quota of a Google Cloud project, shared by all replicas: a token bucket in one row, which refills and is taken from in one statement. Whatever
/// organisation calls with the project's account is counted in it, so the row is of none (no organization_id).
/// </summary>
internal sealed class GoogleQuota(NpgsqlDataSource database, GoogleOptions options, TimeProvider time)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    // The statement's own time is one moment in all of its expressions; a statement that waited for the row is older than what it finds.
    private const string Filled = "least($3, tokens + $4 * greatest(0, extract(epoch FROM statement_timestamp() - refilled_at)::float8))";
    private const string Granted = $"CASE WHEN paused_until > statement_timestamp() THEN 0 ELSE least($2, floor({Filled}))::int END";

    private const string Take = $"""
        UPDATE google_projects SET tokens = {Filled} - {Granted}, taken = {Granted}, refilled_at = greatest(refilled_at, statement_timestamp())
        WHERE project_id = $1
        RETURNING taken, greatest((1 - tokens) / $4, extract(epoch FROM greatest(paused_until, statement_timestamp()) - statement_timestamp())::float8)
        """;

    /// <summary>Waits until the project may call, and returns how often: one to <paramref name="wanted"/>.</summary>
    internal async Task<int> TakeAsync(string projectId, int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryTakeAsync(projectId, wanted, cancellationToken) is not { } given)
            {
                await AddAsync(projectId, cancellationToken);
                continue;
            }

            if (given.Taken > 0)
                return given.Taken;
            var wait = TimeSpan.FromSeconds(Math.Max(0, given.Wait));
            await Task.Delay(wait < ShortestWait ? ShortestWait : wait > MaxWait ? MaxWait : wait, time, cancellationToken);
        }
    }

    /// <summary>Nobody calls for a while.</summary>
    internal async Task PauseAsync(string projectId, TimeSpan pause, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("UPDATE google_projects SET tokens = 0, paused_until = greatest(paused_until, clock_timestamp() + $2) WHERE project_id = $1");
        command.Parameters.Add(new() { Value = projectId });
        command.Parameters.Add(new() { Value = pause });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<(int Taken, double Wait)?> TryTakeAsync(string projectId, int wanted, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Take);
        command.Parameters.Add(new() { Value = projectId });
        command.Parameters.Add(new() { Value = wanted });
        command.Parameters.Add(new() { Value = (double)options.Burst });
        command.Parameters.Add(new() { Value = options.CallsASecond });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), reader.GetDouble(1)) : null;
    }

    private async Task AddAsync(string projectId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO google_projects (project_id, tokens, refilled_at, paused_until, taken) VALUES ($1, $2, clock_timestamp(), '-infinity', 0) ON CONFLICT DO NOTHING
            """);
        command.Parameters.Add(new() { Value = projectId });
        command.Parameters.Add(new() { Value = (double)options.Burst });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
