using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Persistence.Quotas;
using Passinstance.Persistence.Transactions;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>A new webhook.</summary>
public sealed record CreateWebhookRequest : UpdateWebhookRequest
{
    /// <summary>
    /// Signing secret, 16 to 256 bytes. After <c>whsec_</c> it is base64; any other text is used as UTF-8. Default: one is generated.
    /// </summary>
    public string? Secret { get; init; }
}

internal static class CreateWebhook
{
    internal static async Task<Results<Created<WebhookResponse>, Problem>> HandleAsync(
        CreateWebhookRequest request, ClaimsPrincipal caller, WebhooksDbContext db, WebhookEndpointRules rules, SecretBox box,
        UnitOfWork unitOfWork, IOptions<WebhookQuotas> quotas, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new List<InvalidValue>();
        var given = WebhookEndpointRules.ReadSecret(request.Secret, errors);
        if (rules.TryRead(caller.OrganizationId, request, null, errors) is not { } settings)
            return Problem.Invalid(errors);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        var organizationId = caller.OrganizationId;
        var limit = caller.QuotaOr(nameof(WebhookQuotas.Webhooks), quotas.Value.Webhooks);
        await db.LockQuotaAsync(organizationId, nameof(WebhookQuotas.Webhooks), cancellationToken);
        var present = db.WebhookEndpoints.Where(r => r.OrganizationId == organizationId && r.DeletedAt == null);
        if (await present.CountAsync(cancellationToken) >= limit)
            return Quota.Exceeded("webhooks", limit, nameof(WebhookQuotas.Webhooks));
        var secret = given ?? WebhookSecret.Generate();
        var endpoint = WebhookEndpoint.Create(caller.OrganizationId, settings, time);
        db.WebhookEndpoints.Add(endpoint);
        db.WebhookEndpointStates.Add(WebhookEndpointState.Create(endpoint));
        db.WebhookSecrets.Add(WebhookSecret.Create(endpoint.OrganizationId, endpoint.Id, secret, box, time));
        if (request.Ed25519 is true)
            db.WebhookSecrets.Add(WebhookSecret.CreatePair(endpoint.OrganizationId, endpoint.Id, box, time));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        var response = await db.DescribeAsync(endpoint, time, cancellationToken) with { Secret = secret };
        return TypedResults.Created($"/api/v1/webhooks/{response.Id}", response);
    }
}
