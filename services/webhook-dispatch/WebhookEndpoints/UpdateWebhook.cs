using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Settings of a webhook. In an update, members that you omit keep their values.</summary>
public record UpdateWebhookRequest
{
    /// <summary>URL that receives the events; https.</summary>
    public string? Url { get; init; }

    /// <summary>Events to send: names such as <c>pass.created</c>, a group (<c>pass.*</c>), or all (<c>*</c>).</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>A note for your team, at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Only events of these templates (<c>tpl_...</c>), at most 100. Empty: all templates.</summary>
    public IReadOnlyList<string>? TemplateIds { get; init; }

    /// <summary>Headers to send with every delivery, at most 20. They are stored encrypted and never shown again.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Version of the payload: <c>v1</c>.</summary>
    public string? PayloadVersion { get; init; }

    /// <summary>Maximum deliveries per second, 1 to 1,000. 0: no limit.</summary>
    public int? MaxPerSecond { get; init; }

    /// <summary>Maximum concurrent deliveries, 1 to 64. Default: 8.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>
    /// What it gets of the changes that a batch makes: <c>each</c> event (the default), or <c>summary</c>: the event <c>batch.completed</c>
    /// at its end, to which the webhook must be subscribed, and none for each pass.
    /// </summary>
    public WebhookBatchEvents? BatchEvents { get; init; }

    /// <summary>Whether deliveries are also signed with Ed25519; the webhook shows the public key. Default: false.</summary>
    public bool? Ed25519 { get; init; }
}

internal static class UpdateWebhook
{
    internal static async Task<Results<Ok<WebhookResponse>, Problem>> HandleAsync(
        string id, UpdateWebhookRequest request, ClaimsPrincipal caller, WebhooksDbContext db, WebhookEndpointRules rules, SecretBox box,
        UnitOfWork unitOfWork, TimeProvider time, DeliverySignal signal, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        var errors = new List<InvalidValue>();
        if (rules.TryRead(caller.OrganizationId, request, endpoint, errors) is not { } settings)
            return Problem.Invalid(errors);

        var isMoved = settings.Url != endpoint.Url;
        endpoint.Change(settings, time);
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        // Of two concurrent updates the version lets one through, so that only one key pair is made.
        if (!await db.TrySaveAsync(cancellationToken))
            return WebhookEndpointLookup.ChangedMeanwhile();
        await SwitchEd25519Async(endpoint, request.Ed25519, db, box, time, cancellationToken);
        // The new address has not failed.
        if (isMoved)
        {
            await db.EndPauseAsync(endpoint, cancellationToken);
            unitOfWork.OnCommitted(signal.Set);
        }

        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(await db.DescribeAsync(endpoint, time, cancellationToken));
    }

    private static async Task SwitchEd25519Async(
        WebhookEndpoint endpoint, bool? wanted, WebhooksDbContext db, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
    {
        if (wanted is false)
        {
            await db.WebhookSecrets
                .Where(s => s.OrganizationId == endpoint.OrganizationId && s.EndpointId == endpoint.Id)
                .Where(s => s.Algorithm == SignatureAlgorithm.Ed25519)
                .ExecuteDeleteAsync(cancellationToken);
        }
        else if (wanted is true && !await db.SignsWithEd25519Async(endpoint, cancellationToken))
        {
            db.WebhookSecrets.Add(WebhookSecret.CreatePair(endpoint.OrganizationId, endpoint.Id, box, time));
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
