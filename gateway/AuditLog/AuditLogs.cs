using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Forwarding;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.AuditLog;

/// <summary>
/// Reads the logs of all programs as one, by time: the gateway's own from its database, and those of the services through their internal
/// routes, with the caller's internal token. Without one of them there is no response: a part would look like the whole.
/// </summary>
internal sealed class AuditLogs(
    ServiceReads services, NpgsqlDataSource database, InternalTokenIssuer issuer, TimeProvider time)
{
    /// <summary>The services that have a log, by the names of their clusters.</summary>
    internal static readonly string[] Services = ["template", "pass", "webhook-dispatch", "notification"];

    private const string Own = "gateway";

    /// <summary>Up to <paramref name="limit"/> entries, newest first.</summary>
    internal async Task<IReadOnlyList<AuditLogEntryResponse>> ReadAsync(
        Caller caller, AuditLogQuery query, int limit, string requestId, CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(
            Services.Select(service => ReadServiceAsync(service, caller, query, limit, requestId, cancellationToken))
                .Append(ReadOwnAsync(query, limit, cancellationToken)));
        return [.. lists.SelectMany(entries => entries).OrderByDescending(entry => entry.Id, StringComparer.Ordinal).Take(limit)];
    }

    /// <summary>All entries, newest first, read in pages.</summary>
    internal async IAsyncEnumerable<AuditLogEntryResponse> ReadAllAsync(
        Caller caller, AuditLogQuery query, string requestId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await ReadAsync(caller, query, AuditLogRoutes.MaxLimit, requestId, cancellationToken);
            foreach (var entry in page)
                yield return entry;
            if (page.Count < AuditLogRoutes.MaxLimit)
                yield break;
            TypeId.TryParse(IdPrefixes.AuditLogEntry, page[^1].Id, out var last);
            query = query with { Before = last };
        }
    }

    /// <summary>Verifies the log of one service, however long it takes.</summary>
    internal async Task<AuditVerificationResult> VerifyAsync(string service, CancellationToken cancellationToken)
    {
        var token = issuer.Issue(new InternalCaller(Guid.Empty, "command", "test", [AuditLogRoutes.VerificationScope]), "audit-verify");
        return await services.ReadAsync<AuditVerificationResult>(
            service, AuditLogRoutes.VerificationPath, "Bearer " + token, "audit-verify", cancellationToken);
    }

    private async Task<IReadOnlyList<AuditLogEntryResponse>> ReadOwnAsync(
        AuditLogQuery query, int limit, CancellationToken cancellationToken) =>
        await AuditLogReader.ReadAsync(database, Own, query, limit, cancellationToken).ToListAsync(cancellationToken);

    private async Task<IReadOnlyList<AuditLogEntryResponse>> ReadServiceAsync(
        string service, Caller caller, AuditLogQuery query, int limit, string requestId, CancellationToken cancellationToken)
    {
        var path = QueryHelpers.AddQueryString(AuditLogRoutes.Path, new Dictionary<string, string?>
        {
            ["limit"] = limit.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["before"] = query.Before?.ToString(),
            ["actor"] = query.Actor,
            ["operation"] = query.Operation,
            ["resource"] = query.Resource,
            ["since"] = query.Since?.ToString("O"),
            ["until"] = query.Until?.ToString("O"),
        });
        return await services.ReadAsync<List<AuditLogEntryResponse>>(
            service, path, caller.InternalAuthorization(issuer, requestId, time), requestId, cancellationToken);
    }
}
