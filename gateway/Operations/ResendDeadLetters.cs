using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Forwarding;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;

namespace Passinstance.Gateway.Operations;

/// <summary>
/// Sends dead letters again. Twice is harmless: what has taken effect does not take effect again. The entry of the audit log is in the log
/// of the organization that the operator acts in.
/// </summary>
internal static class ResendDeadLetters
{
    /// <summary>What to send again.</summary>
    /// <param name="Service">Whose: template, pass, webhook-dispatch or notification. Default: all services'.</param>
    /// <param name="Id">The message. Default: all.</param>
    internal sealed record ResendDeadLettersRequest(string? Service = null, string? Id = null);

    /// <summary>What was sent again.</summary>
    /// <param name="Resent">How many messages.</param>
    /// <param name="Missing">Services that did not respond.</param>
    internal sealed record ResentDeadLetters(int Resent, IReadOnlyList<string> Missing);

    public static async Task<Results<Ok<ResentDeadLetters>, Problem>> HandleAsync(
        ResendDeadLettersRequest? request, HttpContext context, GatewayDbContext db, UnitOfWork work, ServiceReads services,
        InternalTokenIssuer issuer, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request?.Service is { } named && !DeadLetterCalls.Services.Contains(named))
        {
            return Problem.Invalid(
                "/service", "unknown_service",
                $"There is no service '{SentValue.Shorten(named)}' with dead letters. The services are: " +
                $"{string.Join(", ", DeadLetterCalls.Services)}.");
        }

        IEnumerable<string> asked = request?.Service is { } service ? [service] : DeadLetterCalls.Services;
        var results = await Task.WhenAll(asked.Select(async one =>
            (Service: one, Resent: await DeadLetterCalls.ResendAsync(one, request?.Id, context, services, issuer, cancellationToken))));
        var resent = results.Sum(one => one.Resent ?? 0);
        // Not before: a transaction would be open while the services work.
        await using var transaction = await work.BeginAsync(CancellationToken.None);
        await db.SaveAuditEntryAsync(
            Caller.Of(context).OrganizationId, resourceId: null, time, new Dictionary<string, long> { ["deadLetters"] = resent },
            CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.Ok(new ResentDeadLetters(resent, [.. results.Where(one => one.Resent is null).Select(one => one.Service)]));
    }
}
