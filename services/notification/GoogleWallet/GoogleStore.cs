using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.Wallet.Google;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Objects of an issuer that this process has claimed; as many as one batch of calls holds.</summary>
internal sealed record ClaimedBatch(Guid ClaimId, Issuer Issuer, IReadOnlyList<ClaimedObject> Objects);

/// <summary>A claimed pass, as it was then.</summary>
internal sealed record ClaimedObject(
    Guid PassId, string Resource, string ObjectId, string ClassId, int Version, JsonObject Wanted, bool IsSaved, bool IsDeleted,
    JsonObject? Sent, int NotifiedToday, int Attempts, DateTimeOffset RequestedAt);

/// <summary>A class that Google does not have in its present form.</summary>
internal sealed record PendingClass(
    string ClassId, string Resource, JsonObject Wanted, string Hash, string? SentHash, string? RejectedHash, string? Failure);

/// <summary>A message that waits.</summary>
internal sealed record PendingMessage(Guid NotificationId, Guid PassId, string Header, string Body, HolderMessage? Localized)
{
    internal JsonObject ToGoogle(string id, bool notifies) => GoogleMessage.Make(
        id, Header, Body, notifies, language: Localized?.Language,
        translations: Localized?.Translations?.ToDictionary(text => text.Key, text => (text.Value.Header, text.Value.Body)));
}

/// <summary>The worker's SQL. No transaction is open while Google is called.</summary>
internal sealed class GoogleStore(NpgsqlDataSource database, IOptions<GoogleOptions> options)
{
    /// <summary>
    /// The issuers with something to send, and the seconds until it is due. CTE <c>issuers</c> hops from issuer to issuer through the index
    /// (a loose index scan), so its cost is the number of issuers, not of objects.
    /// </summary>
    private const string Due = """
        WITH RECURSIVE issuers AS (
            (SELECT organization_id, issuer_id FROM google_objects WHERE available_at IS NOT NULL
                ORDER BY organization_id, issuer_id LIMIT 1)
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

    /// <summary>
    /// CTE <c>due</c>: the oldest due objects of an issuer. The update marks them with the claim, until the end of the lease.
    /// </summary>
    private const string Claim = """
        WITH due AS (
            SELECT organization_id, pass_id FROM google_objects
            WHERE organization_id = @organization AND issuer_id = @issuer AND available_at <= statement_timestamp()
            ORDER BY available_at LIMIT @limit FOR UPDATE SKIP LOCKED)
        UPDATE google_objects o SET claim_id = @claim, available_at = clock_timestamp() + @lease
        FROM due WHERE o.organization_id = due.organization_id AND o.pass_id = due.pass_id
        RETURNING o.pass_id, o.object_resource, o.object_id, o.class_id, o.wanted_version, o.wanted::text, o.is_saved, o.is_deleted,
            o.sent::text, (SELECT count(*)::int FROM unnest(o.notified_at) n WHERE n > statement_timestamp() - interval '24 hours'),
            o.attempts, o.requested_at
        """;

    /// <summary>Issuers with something to send, and how long until it is due.</summary>
    internal async Task<IReadOnlyList<(Issuer Issuer, TimeSpan Wait)>> ListDueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Due);
        var due = new List<(Issuer, TimeSpan)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var wait = TimeSpan.FromSeconds(Math.Clamp(reader.GetDouble(2), 0, 3600));
            due.Add((new Issuer(reader.GetGuid(0), reader.GetString(1)), wait));
        }

        return due;
    }

    internal async Task<ClaimedBatch> ClaimAsync(Issuer issuer, CancellationToken cancellationToken)
    {
        var claimId = Guid.NewGuid();
        await using var command = Command(Claim, issuer);
        command.Parameters.AddWithValue("limit", options.Value.Burst);
        command.Parameters.AddWithValue("claim", claimId);
        command.Parameters.AddWithValue("lease", options.Value.Lease);
        var claimed = new List<ClaimedObject>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedObject(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4),
                Wanted: Read(reader.GetString(5)), IsSaved: reader.GetBoolean(6), IsDeleted: reader.GetBoolean(7),
                Sent: Text(reader, 8) is { } sent ? Read(sent) : null, NotifiedToday: reader.GetInt32(9), Attempts: reader.GetInt32(10),
                RequestedAt: reader.GetFieldValue<DateTimeOffset>(11)));
        }

        return new ClaimedBatch(claimId, issuer, claimed);
    }

    /// <summary>Extends claims by another lease. A claim that another process has taken over is not changed.</summary>
    internal async Task RenewAsync(IReadOnlyCollection<ClaimedBatch> held, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE google_objects o SET available_at = clock_timestamp() + @lease
            FROM unnest(@organizations, @passes, @claims) AS h (organization_id, pass_id, claim_id)
            WHERE o.organization_id = h.organization_id AND o.pass_id = h.pass_id AND o.claim_id = h.claim_id
            """);
        var rows = held.SelectMany(batch => batch.Objects.Select(one => (batch.Issuer.OrganizationId, one.PassId, batch.ClaimId))).ToList();
        command.Parameters.AddColumn("organizations", rows, row => row.OrganizationId);
        command.Parameters.AddColumn("passes", rows, row => row.PassId);
        command.Parameters.AddColumn("claims", rows, row => row.ClaimId);
        command.Parameters.AddWithValue("lease", options.Value.Lease);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives claims up: due now, without counting an attempt.</summary>
    internal async Task ReleaseAsync(ClaimedBatch batch, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE google_objects SET claim_id = NULL, available_at = clock_timestamp()
            WHERE organization_id = @organization AND pass_id = ANY(@passes) AND claim_id = @claim
            """);
        command.Parameters.AddWithValue("organization", batch.Issuer.OrganizationId);
        command.Parameters.AddColumn("passes", batch.Objects, one => one.PassId);
        command.Parameters.AddWithValue("claim", batch.ClaimId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The classes of claimed objects that Google does not have in their present form.</summary>
    internal async Task<IReadOnlyList<PendingClass>> ListPendingClassesAsync(
        Issuer issuer, IEnumerable<string> classIds, CancellationToken cancellationToken)
    {
        await using var command = Command("""
            SELECT class_id, resource, wanted::text, hash, sent_hash, rejected_hash, failure FROM google_classes
            WHERE organization_id = @organization AND class_id = ANY(@classes) AND sent_hash IS DISTINCT FROM hash
            """, issuer);
        command.Parameters.AddWithValue("classes", classIds.Distinct().ToArray());
        var classes = new List<PendingClass>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            classes.Add(new PendingClass(
                reader.GetString(0), reader.GetString(1), Read(reader.GetString(2)), reader.GetString(3), Text(reader, 4), Text(reader, 5),
                Text(reader, 6)));
        }

        return classes;
    }

    /// <summary>Records that Google accepted a class, or why it rejected it.</summary>
    internal async Task RecordClassAsync(Issuer issuer, PendingClass sent, string? failure, CancellationToken cancellationToken)
    {
        await using var command = Command("""
            UPDATE google_classes SET
                sent_hash = CASE WHEN @failure IS NULL THEN @hash ELSE sent_hash END,
                rejected_hash = CASE WHEN @failure IS NOT NULL THEN @hash END,
                failure = @failure
            WHERE organization_id = @organization AND class_id = @class
            """, issuer);
        command.Parameters.AddWithValue("class", sent.ClassId);
        command.Parameters.AddWithValue("hash", sent.Hash);
        command.Parameters.Add(new("failure", NpgsqlDbType.Text) { Value = (object?)failure ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Google no longer knows a class: the next object that needs it sends it again.</summary>
    internal async Task ForgetClassAsync(Issuer issuer, string classId, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "UPDATE google_classes SET sent_hash = NULL WHERE organization_id = @organization AND class_id = @class", issuer);
        command.Parameters.AddWithValue("class", classId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal async Task<IReadOnlyList<PendingMessage>> ListPendingMessagesAsync(
        Issuer issuer, IEnumerable<Guid> passes, CancellationToken cancellationToken)
    {
        await using var command = Command("""
            SELECT notification_id, pass_id, header, body, localized FROM google_messages
            WHERE organization_id = @organization AND pass_id = ANY(@passes) AND status = 'pending' ORDER BY created_at
            """, issuer);
        command.Parameters.AddWithValue("passes", passes.ToArray());
        var messages = new List<PendingMessage>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var localized = Text(reader, 4) is { } text ? JsonSerializer.Deserialize<HolderMessage>(text, JsonColumn.DefaultOptions) : null;
            messages.Add(new PendingMessage(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), localized));
        }

        return messages;
    }

    /// <summary>The objects that a claim still holds, locked until the transaction ends.</summary>
    internal static Task<List<GoogleObject>> LockAsync(NotificationsDbContext db, ClaimedBatch batch, CancellationToken cancellationToken)
    {
        var passes = batch.Objects.Select(one => one.PassId).ToArray();
        return db.GoogleObjects.FromSql(
            $"""
             SELECT * FROM google_objects
             WHERE organization_id = {batch.Issuer.OrganizationId} AND pass_id = ANY({passes}) AND claim_id = {batch.ClaimId}
             ORDER BY pass_id FOR UPDATE
             """).ToListAsync(cancellationToken);
    }

    /// <summary>Writes the outcome of a message and removes its text.</summary>
    internal static Task SettleMessageAsync(
        NotificationsDbContext db, Issuer issuer, Guid passId, SettledMessage message, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             UPDATE google_messages SET
                 status = {message.Status}, reason = {message.Reason}, header = '', body = '', localized = NULL,
                 settled_at = clock_timestamp()
             WHERE organization_id = {issuer.OrganizationId} AND notification_id = {message.NotificationId} AND pass_id = {passId}
                 AND status = {GoogleMessageStatus.Pending}
             """,
            cancellationToken);

    internal static Task<DateTimeOffset> NowAsync(NotificationsDbContext db, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<DateTimeOffset>($"""SELECT clock_timestamp() AS "Value" """).SingleAsync(cancellationToken);

    private NpgsqlCommand Command(string sql, Issuer issuer)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("organization", issuer.OrganizationId);
        command.Parameters.AddWithValue("issuer", issuer.IssuerId);
        return command;
    }

    private static JsonObject Read(string json) => JsonNode.Parse(json)!.AsObject();

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
