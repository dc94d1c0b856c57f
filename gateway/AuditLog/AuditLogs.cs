using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Persistence.Auditing;
using Passinstance.Security.Outbound;
using Passinstance.Security.ServiceCalls;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Gateway.AuditLog;

/// <summary>The log of a program cannot be read.</summary>
internal sealed class AuditLogUnavailableException(string service, Exception? cause) : Exception($"{service} does not respond.", cause)
{
    internal string Service { get; } = service;
}

/// <summary>
/// Reads the logs of all programs as one, by time: the gateway's own from its database, and those of the services through their internal
/// routes, with the caller's internal token. Without one of them there is no answer: a part would look like the whole.
/// </summary>
internal sealed class AuditLogs(
    IHttpClientFactory clients, IConfiguration configuration, NpgsqlDataSource database, InternalTokenIssuer issuer, TimeProvider time)
{
    internal const string ClientName = "audit-log";

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
        using var response = await SendAsync(service, AuditLogRoutes.VerificationPath, "Bearer " + token, "audit-verify", cancellationToken);
        return await ReadJsonAsync<AuditVerificationResult>(service, response, cancellationToken);
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
        using var response = await SendAsync(
            service, path, caller.InternalAuthorization(issuer, requestId, time), requestId, cancellationToken);
        return await ReadJsonAsync<List<AuditLogEntryResponse>>(service, response, cancellationToken);
    }

    // Every address of the cluster until one responds.
    private async Task<HttpResponseMessage> SendAsync(
        string service, string path, string authorization, string requestId, CancellationToken cancellationToken)
    {
        Exception? cause = null;
        foreach (var destination in configuration.GetSection($"ReverseProxy:Clusters:{service}:Destinations").GetChildren())
        {
            if (!Uri.TryCreate(destination["Address"], UriKind.Absolute, out var address))
                continue;
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
            request.Headers.TryAddWithoutValidation("X-Request-Id", requestId);
            try
            {
                var response = await clients.CreateClient(ClientName)
                    .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.IsSuccessStatusCode)
                    return response;
                cause = new HttpRequestException($"{service} answered {(int)response.StatusCode}.");
                response.Dispose();
            }
            catch (HttpRequestException exception)
            {
                cause = exception;
            }
        }

        throw new AuditLogUnavailableException(service, cause);
    }

    private static async Task<T> ReadJsonAsync<T>(string service, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(ApiJson.Options, cancellationToken))!;
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException)
        {
            throw new AuditLogUnavailableException(service, exception);
        }
    }
}

/// <summary>Registers what reads the logs.</summary>
internal static class AuditLogSetup
{
    internal static void AddAuditLogs(this IServiceCollection services)
    {
        services.AddSingleton<AuditLogs>();
        // The caller's time ends a request; a command that verifies may take minutes.
        services.AddHttpClient(AuditLogs.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .WithoutCertificateDownloads()
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.ConnectTimeout = TimeSpan.FromSeconds(2);
                handler.PooledConnectionLifetime = ServiceClients.ConnectionLifetime;
            });
    }
}
