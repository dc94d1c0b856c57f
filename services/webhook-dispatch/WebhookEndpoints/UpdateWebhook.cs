using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Transactions;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

internal static class UpdateWebhook
{
    internal static async Task<Results<Ok<WebhookResponse>, Problem>> HandleAsync(
        string id, UpdateWebhookRequest request, ClaimsPrincipal caller, WebhooksDbContext db, WebhookEndpointRules rules, SecretBox box,
        RequestTransaction requestTransaction, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        var errors = new List<InvalidValue>();
        if (rules.TryRead(caller.OrganizationId, request, endpoint, errors) is not { } settings)
            return Problem.Invalid(errors);

        endpoint.Change(settings, time);
        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        // The version settles which of two updates goes on, so that two at once make one pair of keys.
        if (!await db.TrySaveAsync(cancellationToken))
            return WebhookEndpointLookup.ChangedMeanwhile();
        await SwitchEd25519Async(endpoint, request.Ed25519, db, box, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(await db.DescribeAsync(endpoint, time, cancellationToken));
    }

    private static async Task SwitchEd25519Async(WebhookEndpoint endpoint, bool? wanted, WebhooksDbContext db, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
    {
        if (wanted is false)
        {
            await db.WebhookSecrets
                .Where(s => s.OrganizationId == endpoint.OrganizationId && s.EndpointId == endpoint.Id && s.Algorithm == SignatureAlgorithm.Ed25519)
                .ExecuteDeleteAsync(cancellationToken);
        }
        else if (wanted is true && !await db.SignsWithEd25519Async(endpoint, cancellationToken))
        {
            db.WebhookSecrets.Add(WebhookSecret.CreatePair(endpoint.OrganizationId, endpoint.Id, box, time));
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
