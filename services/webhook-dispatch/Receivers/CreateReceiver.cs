using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Encryption;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Receivers;

/// <summary>A new webhook.</summary>
public sealed record CreateReceiverRequest : ReceiverRequest
{
    /// <summary>
    /// Key of the signature, at least 16 bytes. After <c>whsec_</c> it is base64; any other text is taken as its own UTF-8 bytes. Absent: one is made.
    /// </summary>
    public string? Secret { get; init; }
}

internal static class CreateReceiver
{
    internal static async Task<Results<Created<ReceiverResponse>, Problem>> HandleAsync(
        CreateReceiverRequest request, ClaimsPrincipal caller, WebhooksDbContext db, ReceiverRules rules, SecretBox box, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new List<InvalidValue>();
        ReceiverRules.CheckSecret(request.Secret, errors);
        if (rules.TryRead(caller.OrganizationId, request, null, errors) is not { } settings)
            return Problem.Invalid(errors);

        var secret = request.Secret ?? ReceiverSecret.NewText();
        var receiver = Receiver.Create(caller.OrganizationId, settings, time);
        db.Receivers.Add(receiver);
        db.ReceiverStates.Add(ReceiverState.Of(receiver));
        db.ReceiverSecrets.Add(ReceiverSecret.Create(receiver.OrganizationId, receiver.Id, secret, box, time));
        if (request.Ed25519 is true)
            db.ReceiverSecrets.Add(ReceiverSecret.CreatePair(receiver.OrganizationId, receiver.Id, box, time));
        await db.SaveChangesAsync(cancellationToken);

        var response = await db.DescribeAsync(receiver, time, cancellationToken) with { Secret = secret };
        return TypedResults.Created($"/api/v1/webhooks/{response.Id}", response);
    }
}
