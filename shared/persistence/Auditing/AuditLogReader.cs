using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Persistence.Auditing;

/// <summary>Who acted.</summary>
/// <param name="Kind">
/// <c>apiKey</c>, <c>client</c>, <c>user</c>, <c>portalLink</c>, <c>external</c>, <c>administrator</c>, <c>command</c>, <c>holder</c>,
/// <c>anonymous</c> or <c>system</c>.
/// </param>
/// <param name="Id">The API key, OAuth client or person; absent where the kind suffices.</param>
public sealed record AuditActorResponse(string Kind, string? Id);

/// <summary>One change, as it was recorded with it.</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="Time">When.</param>
/// <param name="Service">The program that made the change.</param>
/// <param name="Actor">Who made it.</param>
/// <param name="Address">The client's address; absent for holders and workers.</param>
/// <param name="RequestId">The request, as its response and the log name it.</param>
/// <param name="Operation">What was done: the <c>operationId</c> of this document, or the name of a command.</param>
/// <param name="ResourceId">What changed.</param>
/// <param name="Members">The members that changed, by name and never by value.</param>
/// <param name="Counts">How many of what, for operations on many.</param>
public sealed record AuditLogEntryResponse(
    string Id, DateTimeOffset Time, string Service, AuditActorResponse Actor, string? Address, string? RequestId, string Operation,
    string? ResourceId, IReadOnlyList<string> Members, IReadOnlyDictionary<string, long>? Counts);

/// <summary>Which entries of the log are read.</summary>
/// <param name="OrganizationId">The owner.</param>
/// <param name="Before">Only entries with a smaller id.</param>
/// <param name="Actor">Only those of this actor's id or kind.</param>
/// <param name="Operation">Only those of this operation.</param>
/// <param name="Resource">Only those about this resource.</param>
/// <param name="Since">Only those at or after this time.</param>
/// <param name="Until">Only those before this time.</param>
public sealed record AuditLogQuery(
    Guid OrganizationId, Guid? Before = null, string? Actor = null, string? Operation = null, string? Resource = null,
    DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>Reads the log of one database, newest first.</summary>
public static class AuditLogReader
{
    private const string Sql = $"""
        SELECT {AuditHash.Columns} FROM audit_log
        WHERE organization_id = $1 AND id < $2 AND id >= $3 AND ($4::text IS NULL OR actor_id = $4 OR actor_kind = $4)
            AND ($5::text IS NULL OR operation = $5) AND ($6::text IS NULL OR resource_id = $6)
        ORDER BY id DESC LIMIT $7
        """;

    /// <summary>Up to <paramref name="limit"/> entries.</summary>
    public static async IAsyncEnumerable<AuditLogEntryResponse> ReadAsync(
        NpgsqlDataSource database, string service, AuditLogQuery query, int limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = query.Before ?? Guid.AllBitsSet;
        // Entries are by time, so a time is an id.
        if (query.Until is { } until && TypeId.MinAt(until) is var first && first.CompareTo(before) < 0)
            before = first;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = query.OrganizationId });
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = query.Since is { } since ? TypeId.MinAt(since) : Guid.Empty });
        foreach (var filter in (string?[])[query.Actor, query.Operation, query.Resource])
            command.Parameters.Add(new() { Value = (object?)filter ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return Show(AuditHash.ReadEntry(reader), service);
    }

    private static AuditLogEntryResponse Show(AuditEntryRow row, string service) => new(
        TypeId.Format(IdPrefixes.AuditLogEntry, row.Id), row.Time, service, new AuditActorResponse(row.ActorKind, row.ActorId),
        row.Address, row.RequestId, row.Operation, row.ResourceId, row.Members,
        row.Counts is { } counts ? JsonSerializer.Deserialize<Dictionary<string, long>>(counts) : null);
}
