using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.Wallet.Google;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>A pass that this process has claimed, as it was then.</summary>
internal sealed record ClaimedObject(
    Guid ClaimId, Guid PassId, string Resource, string ObjectId, string ClassId, int Version, JsonObject Wanted, bool IsSaved, bool IsDeleted, JsonObject? Sent,
    int NotifiedToday, int Attempts, DateTimeOffset RequestedAt);

/// <summary>A class as it is to be, and whether Google has it so.</summary>
internal sealed record WantedClass(string ClassId, string Resource, JsonObject Wanted, string Hash, string? SentHash, string? RefusedHash, string? Failure);

/// <summary>A message that waits.</summary>
internal sealed record PendingMessage(Guid NotificationId, Guid PassId, string Header, string Body, HolderMessage? Localized)
{
    internal JsonObject ToGoogle(string id, bool tells) => GoogleMessage.Make(
        id, Header, Body, tells, language: Localized?.Language, translations: Localized?.Translations?.ToDictionary(text => text.Key, text => (text.Value.Header, text.Value.Body)));
}

/// <summary>The worker's SQL. No transaction is open while Google is spoken to.</summary>
internal sealed class GoogleStore(NpgsqlDataSource database, GoogleOptions options)
{
    // From issuer to issuer by the index, however many rows each has.
    private const string Due = """
        WITH RECURSIVE issuers AS (
            (SELECT organization_id, issuer_id FROM google_objects WHERE available_at IS NOT NULL ORDER BY organization_id, issuer_id LIMIT 1)
            UNION ALL
            SELECT n.organization_id, n.issuer_id FROM issuers i CROSS JOIN LATERAL (
                SELECT o.organization_id, o.issuer_id FROM google_objects o
                WHERE o.available_at IS NOT NULL AND (o.organization_id, o.issuer_id) > (i.organization_id, i.issuer_id)
                ORDER BY o.organization_id, o.issuer_id LIMIT 1) n)
        SELECT i.organization_id, i.issuer_id, d.wait FROM issuers i CROSS JOIN LATERAL (
            SELECT extract(epoch FROM o.available_at - clock_timestamp())::float8 AS wait FROM google_objects o
            WHERE o.organization_id = i.organization_id AND o.issuer_id = i.issuer_id AND o.available_at < 'infinity'
            ORDER BY o.available_at LIMIT 1) d
        """;

    private const string Claim = """
        WITH due AS (
            SELECT organization_id, pass_id FROM google_objects
            WHERE organization_id = $1 AND issuer_id = $2 AND available_at <= clock_timestamp()
            ORDER BY available_at LIMIT $3 FOR UPDATE SKIP LOCKED)
        UPDATE google_objects o SET claim_id = $4, available_at = clock_timestamp() + $5
        FROM due WHERE o.organization_id = due.organization_id AND o.pass_id = due.pass_id
        RETURNING o.pass_id, o.object_resource, o.object_id, o.class_id, o.wanted_version, o.wanted::text, o.is_saved, o.is_deleted, o.sent::text,
            (SELECT count(*)::int FROM unnest(o.notified_at) n WHERE n > clock_timestamp() - interval '24 hours'), o.attempts, o.requested_at
        """;

    /// <summary>Issuers with something to send, and how long until it is due.</summary>
    internal async Task<IReadOnlyList<(Issuer Issuer, TimeSpan Wait)>> DueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Due);
        var due = new List<(Issuer, TimeSpan)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            due.Add((new Issuer(reader.GetGuid(0), reader.GetString(1)), TimeSpan.FromSeconds(Math.Clamp(reader.GetDouble(2), 0, 3600))));
        return due;
    }

    internal async Task<IReadOnlyList<ClaimedObject>> ClaimAsync(Issuer issuer, int limit, CancellationToken cancellationToken)
    {
        var claimId = Guid.NewGuid();
        await using var command = database.CreateCommand(Claim);
        command.Parameters.Add(new() { Value = issuer.OrganizationId });
        command.Parameters.Add(new() { Value = issuer.IssuerId });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = claimId });
        command.Parameters.Add(new() { Value = options.Lease });
        var claimed = new List<ClaimedObject>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedObject(
                claimId, reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), Read(reader.GetString(5)),
                reader.GetBoolean(6), reader.GetBoolean(7), reader.IsDBNull(8) ? null : Read(reader.GetString(8)), reader.GetInt32(9), reader.GetInt32(10),
                reader.GetFieldValue<DateTimeOffset>(11)));
        }

        return claimed;
    }

    /// <summary>The classes of claimed objects that Google does not have as they are to be.</summary>
    internal async Task<IReadOnlyList<WantedClass>> ClassesAsync(Issuer issuer, IEnumerable<string> classIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT class_id, resource, wanted::text, hash, sent_hash, refused_hash, failure FROM google_classes
            WHERE organization_id = $1 AND class_id = ANY($2) AND sent_hash IS DISTINCT FROM hash
            """);
        command.Parameters.Add(new() { Value = issuer.OrganizationId });
        command.Parameters.Add(new() { Value = classIds.Distinct().ToArray() });
        var classes = new List<WantedClass>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            classes.Add(new WantedClass(reader.GetString(0), reader.GetString(1), Read(reader.GetString(2)), reader.GetString(3), Text(reader, 4), Text(reader, 5), Text(reader, 6)));
        return classes;
    }

    /// <summary>Notes what Google has, or refuses to have.</summary>
    internal async Task KeepClassAsync(Issuer issuer, WantedClass sent, string? refusal, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE google_classes SET sent_hash = CASE WHEN $4 IS NULL THEN $3 ELSE sent_hash END, refused_hash = CASE WHEN $4 IS NOT NULL THEN $3 END, failure = $4
            WHERE organization_id = $1 AND class_id = $2
            """);
        command.Parameters.Add(new() { Value = issuer.OrganizationId });
        command.Parameters.Add(new() { Value = sent.ClassId });
        command.Parameters.Add(new() { Value = sent.Hash });
        command.Parameters.Add(new() { Value = (object?)refusal ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Google does not know the class although it did: the next object that needs it brings it again.</summary>
    internal async Task ForgetClassAsync(Issuer issuer, string classId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("UPDATE google_classes SET sent_hash = NULL WHERE organization_id = $1 AND class_id = $2");
        command.Parameters.Add(new() { Value = issuer.OrganizationId });
        command.Parameters.Add(new() { Value = classId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal async Task<IReadOnlyList<PendingMessage>> MessagesAsync(Issuer issuer, IEnumerable<Guid> passes, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT notification_id, pass_id, header, body, localized FROM google_messages
            WHERE organization_id = $1 AND pass_id = ANY($2) AND status = 'pending' ORDER BY created_at
            """);
        command.Parameters.Add(new() { Value = issuer.OrganizationId });
        command.Parameters.Add(new() { Value = passes.ToArray() });
        var messages = new List<PendingMessage>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            messages.Add(new PendingMessage(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3),
                Text(reader, 4) is { } localized ? JsonSerializer.Deserialize<HolderMessage>(localized, EventTypes.Json) : null));
        return messages;
    }

    private static JsonObject Read(string json) => JsonNode.Parse(json)!.AsObject();

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
