using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Apns;

/// <summary>A push that this process has claimed.</summary>
internal sealed record ClaimedPush(Guid ClaimId, Topic Topic, string PushToken, int Requests, int Attempts, DateTimeOffset RequestedAt)
{
    /// <summary>Apple's id of the push: the same at every attempt, also by another process after a crash.</summary>
    internal Guid ApnsId
    {
        get
        {
            var text = $"{Topic.OrganizationId} {Topic.PassTypeIdentifier} {PushToken} {RequestedAt.UtcTicks}";
            return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
        }
    }
}

/// <summary>What becomes of a claimed push: it is done, or due again after a delay, as a failed attempt or as none.</summary>
/// <param name="Push">The claim.</param>
/// <param name="IsDone">It is not tried again.</param>
/// <param name="Delay">When it is tried again.</param>
/// <param name="IsFailure">Whether that counts as an attempt.</param>
/// <param name="Rejection">Why it did not reach the device; null when it did.</param>
internal sealed record SettledPush(ClaimedPush Push, bool IsDone, TimeSpan Delay, bool IsFailure, string? Rejection = null);

/// <summary>
/// The worker's SQL. Claims take turns between the pass types, so that one with a million devices does not keep the others waiting. No
/// transaction is open while Apple is called.
/// </summary>
internal sealed class PushStore(NpgsqlDataSource database, IOptions<ApnsOptions> options)
{
    /// <summary>
    /// CTE <c>topics</c>: the pass types with pushes. It hops from pass type to pass type through the primary key (a loose index scan), so
    /// its cost is the number of pass types, not of pushes. The order by token keeps it off the index by time, whose first entries are
    /// those of pushes that are done.
    /// </summary>
    private const string Topics = """
        WITH RECURSIVE topics AS (
            (SELECT organization_id, pass_type_identifier FROM apple_pushes
             ORDER BY organization_id, pass_type_identifier, push_token LIMIT 1)
            UNION ALL
            SELECT n.organization_id, n.pass_type_identifier FROM topics t CROSS JOIN LATERAL (
                SELECT p.organization_id, p.pass_type_identifier FROM apple_pushes p
                WHERE (p.organization_id, p.pass_type_identifier) > (t.organization_id, t.pass_type_identifier)
                ORDER BY p.organization_id, p.pass_type_identifier, p.push_token LIMIT 1) n)
        """;

    /// <summary>
    /// <list type="bullet">
    /// <item><c>channels</c>: how many more pushes the connections of this process can take, by pass type; others have no limit yet.</item>
    /// <item><c>due</c>: the oldest due pushes of each pass type, no more than its channel takes.</item>
    /// <item>The update marks them with the claim, until the end of the lease. It finds the locked rows by their place: a join would be
    /// planned from counts that are old whenever a queue has just grown.</item>
    /// </list>
    /// </summary>
    private const string Claim = $"""
        {Topics},
        channels AS (SELECT * FROM unnest(@organizations, @pass_types, @free) AS f (organization_id, pass_type_identifier, free)),
        due AS (
            SELECT d.place
            FROM topics t LEFT JOIN channels f USING (organization_id, pass_type_identifier) CROSS JOIN LATERAL (
                SELECT p.ctid AS place FROM apple_pushes p
                WHERE p.organization_id = t.organization_id AND p.pass_type_identifier = t.pass_type_identifier
                    AND p.available_at <= statement_timestamp()
                ORDER BY p.available_at LIMIT least(@limit, greatest(0, coalesce(f.free, @limit))) FOR UPDATE SKIP LOCKED) d
            LIMIT @limit)
        UPDATE apple_pushes p SET claim_id = @claim, available_at = clock_timestamp() + @lease
        WHERE p.ctid = ANY(ARRAY(SELECT place FROM due))
        RETURNING p.organization_id, p.pass_type_identifier, p.push_token, p.requests, p.attempts, p.requested_at
        """;

    private const string NextDue = $"""
        {Topics}
        SELECT extract(epoch FROM min(d.available_at) - clock_timestamp())::float8 FROM topics t CROSS JOIN LATERAL (
            SELECT p.available_at FROM apple_pushes p
            WHERE p.organization_id = t.organization_id AND p.pass_type_identifier = t.pass_type_identifier AND p.available_at < 'infinity'
            ORDER BY p.available_at LIMIT 1) d
        """;

    /// <summary>
    /// Locks the rows in the order in which they are enqueued, so that the two cannot deadlock. The statements after it see all changes
    /// that were enqueued before the locks.
    /// </summary>
    private const string Lock = """
        SELECT FROM apple_pushes p
        JOIN unnest(@organizations, @pass_types, @tokens, @claims) AS o (organization_id, pass_type_identifier, push_token, claim_id)
            USING (organization_id, pass_type_identifier, push_token, claim_id)
        ORDER BY p.organization_id, p.pass_type_identifier, p.push_token FOR UPDATE OF p
        """;

    /// <summary>
    /// Settles the devices of notifications. One that was enqueued while the push was in progress is not settled by it: its number becomes
    /// that of a request of the next push. <c>waiting</c> finds them by the index on what waits, push by push (OFFSET 0 keeps the planner
    /// from joining all that waits, which it takes for few rows).
    /// </summary>
    private const string SettleNotifications = """
        WITH waiting AS MATERIALIZED (
            SELECT w.*, o.requests, o.rejection
            FROM unnest(@organizations, @pass_types, @tokens, @claims, @requests, @done, @rejections)
                AS o (organization_id, pass_type_identifier, push_token, claim_id, requests, done, rejection)
            JOIN apple_pushes p USING (organization_id, pass_type_identifier, push_token, claim_id)
            CROSS JOIN LATERAL (
                SELECT n.organization_id, n.notification_id, n.pass_id, n.push_token FROM notification_devices n
                WHERE n.organization_id = o.organization_id AND n.push_token = o.push_token
                    AND n.pass_type_identifier = o.pass_type_identifier AND n.status = 'pending' OFFSET 0) w
            WHERE o.done)
        UPDATE notification_devices d SET
            status = CASE WHEN d.request > w.requests THEN d.status WHEN w.rejection IS NULL THEN 'accepted' ELSE 'rejected' END,
            reason = CASE WHEN d.request > w.requests THEN d.reason ELSE w.rejection END,
            request = CASE WHEN d.request > w.requests THEN d.request - w.requests ELSE d.request END
        FROM waiting w
        WHERE d.organization_id = w.organization_id AND d.notification_id = w.notification_id AND d.pass_id = w.pass_id
            AND d.push_token = w.push_token AND d.status = 'pending'
        """;

    /// <summary>
    /// Keeps Apple's answer with the registrations of the device, for diagnoses: when it differs, or is some seconds old. Rows that another
    /// transaction holds are left out, because it may wait for the pushes that are locked here.
    /// </summary>
    private const string KeepAnswers = """
        WITH answered AS (
            SELECT r.organization_id, r.pass_id, r.device_id, coalesce(o.rejection, 'accepted') AS result
            FROM unnest(@organizations, @pass_types, @tokens, @claims, @done, @rejections)
                AS o (organization_id, pass_type_identifier, push_token, claim_id, done, rejection)
            JOIN apple_pushes p USING (organization_id, pass_type_identifier, push_token, claim_id)
            JOIN push_registrations r ON r.organization_id = o.organization_id AND r.push_token = o.push_token
                AND r.pass_type_identifier = o.pass_type_identifier
            WHERE o.done AND (r.pushed_at IS NULL OR r.pushed_at < statement_timestamp() - interval '10 seconds'
                OR r.push_result IS DISTINCT FROM coalesce(o.rejection, 'accepted'))
            FOR UPDATE OF r SKIP LOCKED)
        UPDATE push_registrations r SET pushed_at = clock_timestamp(), push_result = a.result FROM answered a
        WHERE r.organization_id = a.organization_id AND r.pass_id = a.pass_id AND r.device_id = a.device_id
        """;

    /// <summary>
    /// CTEs: <c>o</c> is the results as rows, <c>gone</c> deletes the pushes that are done. The update makes the others due again: failed
    /// ones after their delay, and done ones for which another change came meanwhile, because the device may have asked before that change.
    /// </summary>
    private const string Settle = $"""
        WITH o AS MATERIALIZED (
            SELECT * FROM unnest(@organizations, @pass_types, @tokens, @claims, @requests, @done, @delays, @failed)
            AS o (organization_id, pass_type_identifier, push_token, claim_id, requests, done, delay, failed)),
        gone AS (
            DELETE FROM apple_pushes p USING o
            WHERE p.organization_id = o.organization_id AND p.pass_type_identifier = o.pass_type_identifier AND p.push_token = o.push_token
              AND p.claim_id = o.claim_id AND o.done AND p.requests = o.requests)
        UPDATE apple_pushes p SET
            claim_id = NULL,
            requests = CASE WHEN o.done THEN p.requests - o.requests ELSE p.requests END,
            requested_at = CASE WHEN o.done THEN clock_timestamp() ELSE p.requested_at END,
            attempts = CASE WHEN o.done THEN 0 WHEN o.failed THEN p.attempts + 1 ELSE p.attempts END,
            available_at = clock_timestamp() + CASE WHEN o.done THEN {PushQueueStore.FirstDelay} ELSE o.delay END
        FROM o
        WHERE p.organization_id = o.organization_id AND p.pass_type_identifier = o.pass_type_identifier AND p.push_token = o.push_token
          AND p.claim_id = o.claim_id AND NOT (o.done AND p.requests = o.requests)
        """;

    /// <summary>Claims up to <paramref name="limit"/> due pushes, of each pass type no more than its channel takes.</summary>
    internal async Task<IReadOnlyList<ClaimedPush>> ClaimAsync(
        int limit, IReadOnlyCollection<(Topic Topic, int Free)> channels, CancellationToken cancellationToken)
    {
        var claimId = Guid.NewGuid();
        await using var command = database.CreateCommand(Claim);
        command.Parameters.AddWithValue("limit", limit);
        command.Parameters.AddWithValue("claim", claimId);
        command.Parameters.AddWithValue("lease", options.Value.Lease);
        command.Parameters.AddColumn("organizations", channels, channel => channel.Topic.OrganizationId);
        command.Parameters.AddColumn("pass_types", channels, channel => channel.Topic.PassTypeIdentifier);
        command.Parameters.AddColumn("free", channels, channel => channel.Free);
        var claimed = new List<ClaimedPush>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedPush(
                claimId, new Topic(reader.GetGuid(0), reader.GetString(1)), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return claimed;
    }

    /// <summary>How long until a push is due; null when none waits.</summary>
    internal async Task<TimeSpan?> NextDueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(NextDue);
        return await command.ExecuteScalarAsync(cancellationToken) is double seconds ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null;
    }

    /// <summary>Writes results in one transaction. A claim that another process has taken over is not changed.</summary>
    internal async Task SettleAsync(IReadOnlyList<SettledPush> settled, CancellationToken cancellationToken)
    {
        // A batch is one round trip and one transaction.
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command(Lock, settled));
        var notifications = Command(SettleNotifications, settled);
        notifications.Parameters.AddColumn("requests", settled, s => s.Push.Requests);
        notifications.Parameters.AddColumn("done", settled, s => s.IsDone);
        notifications.Parameters.AddColumn("rejections", settled, s => s.Rejection);
        batch.BatchCommands.Add(notifications);
        var answers = Command(KeepAnswers, settled);
        answers.Parameters.AddColumn("done", settled, s => s.IsDone);
        answers.Parameters.AddColumn("rejections", settled, s => s.Rejection);
        batch.BatchCommands.Add(answers);
        var pushes = Command(Settle, settled);
        pushes.Parameters.AddColumn("requests", settled, s => s.Push.Requests);
        pushes.Parameters.AddColumn("done", settled, s => s.IsDone);
        pushes.Parameters.AddColumn("delays", settled, s => s.Delay);
        pushes.Parameters.AddColumn("failed", settled, s => s.IsFailure);
        batch.BatchCommands.Add(pushes);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Extends claims by another lease.</summary>
    internal async Task RenewAsync(IReadOnlyCollection<ClaimedPush> held, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE apple_pushes p SET available_at = clock_timestamp() + @lease
            FROM unnest(@organizations, @pass_types, @tokens, @claims) AS h (organization_id, pass_type_identifier, push_token, claim_id)
            WHERE p.organization_id = h.organization_id AND p.pass_type_identifier = h.pass_type_identifier
                AND p.push_token = h.push_token AND p.claim_id = h.claim_id
            """);
        AddClaims(command.Parameters, held);
        command.Parameters.AddWithValue("lease", options.Value.Lease);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Command(string sql, IReadOnlyList<SettledPush> settled)
    {
        var command = new NpgsqlBatchCommand(sql);
        AddClaims(command.Parameters, settled.Select(s => s.Push).ToList());
        return command;
    }

    private static void AddClaims(NpgsqlParameterCollection parameters, IReadOnlyCollection<ClaimedPush> pushes)
    {
        parameters.AddColumn("organizations", pushes, p => p.Topic.OrganizationId);
        parameters.AddColumn("pass_types", pushes, p => p.Topic.PassTypeIdentifier);
        parameters.AddColumn("tokens", pushes, p => p.PushToken);
        parameters.AddColumn("claims", pushes, p => p.ClaimId);
    }
}
