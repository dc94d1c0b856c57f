using System.Text.Json;
using Passinstance.Gateway.AuditLog;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Forwarding;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Operations;

/// <summary>
/// Asks the services for their dead letters. The right to them is in no credential: the gateway gives it to itself, for a caller that the
/// route has found to be an operator.
/// </summary>
internal static class DeadLetterCalls
{
    // Those of shared/messaging, which the gateway, having no broker, does not reference.
    private const string Path = "/internal/dead-letters";
    private const string ResendPath = "/internal/dead-letters/resend";
    private const string Scope = "dead-letters";

    /// <summary>The services that have queues and an outbox.</summary>
    public static IReadOnlyList<string> Services => AuditLogs.Services;

    /// <summary>A message as a service tells it.</summary>
    internal sealed record Letter(string Place, string Id, string Type, string Reason);

    /// <summary>The dead letters of a service; null when it does not respond.</summary>
    public static Task<IReadOnlyList<Letter>?> ListAsync(
        string service, HttpContext context, ServiceReads services, InternalTokenIssuer issuer, CancellationToken cancellationToken) =>
        ReadAsync(
            authorization => services.ReadAsync<IReadOnlyList<Letter>>(
                service, Path, authorization, context.TraceIdentifier, cancellationToken),
            context, issuer);

    /// <summary>Sends one again, or all; null when the service does not respond.</summary>
    public static async Task<int?> ResendAsync(
        string service, string? id, HttpContext context, ServiceReads services, InternalTokenIssuer issuer,
        CancellationToken cancellationToken)
    {
        var path = id is null ? ResendPath : $"{ResendPath}?id={Uri.EscapeDataString(id)}";
        var resent = await ReadAsync(
            authorization => services.PostAsync<JsonElement?>(service, path, authorization, context.TraceIdentifier, cancellationToken),
            context, issuer);
        return resent?.GetProperty("resent").GetInt32();
    }

    private static async Task<T?> ReadAsync<T>(
        Func<string, Task<T>> send, HttpContext context, InternalTokenIssuer issuer)
    {
        var caller = Caller.Of(context);
        var token = issuer.Issue(
            new InternalCaller(caller.OrganizationId, caller.KeyId, caller.Environment, [Scope]), context.TraceIdentifier);
        try
        {
            return await send("Bearer " + token);
        }
        catch (ServiceUnreachableException)
        {
            return default;
        }
    }
}
