using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Encryption;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Outbound;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Receivers;

/// <summary>A new webhook.</summary>
public sealed record CreateReceiverRequest
{
    /// <summary>Where events are sent: an https address.</summary>
    public string? Url { get; init; }

    /// <summary>Names of the events to send, for example <c>pass.created</c>.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>
    /// Key of the signature, at least 16 bytes. After <c>whsec_</c> it is base64; any other text is taken as its own UTF-8 bytes. Absent: one is made.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>A note for people, at most 500 characters.</summary>
    public string? Description { get; init; }
}

internal static class CreateReceiver
{
    private const int ShortestSecret = 16;
    private const int LongestSecret = 256;
    private const int LongestDescription = 500;

    internal static async Task<Results<Created<ReceiverResponse>, Problem>> HandleAsync(
        CreateReceiverRequest request, ClaimsPrincipal caller, WebhooksDbContext db, SecretBox box, OutboundAddresses addresses, OutboundOptions outbound,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = Check(request, addresses, outbound);
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        var secret = request.Secret ?? Receiver.NewSecret();
        var receiver = Receiver.Create(caller.OrganizationId, request.Url!, request.Description, request.Events!, secret, box, time);
        db.Receivers.Add(receiver);
        await db.SaveChangesAsync(cancellationToken);

        // The only answer that ever shows the secret.
        var response = ReceiverResponse.From(receiver) with { Secret = secret };
        return TypedResults.Created($"/api/v1/webhooks/{response.Id}", response);
    }

    private static List<InvalidValue> Check(CreateReceiverRequest request, OutboundAddresses addresses, OutboundOptions outbound)
    {
        var errors = new List<InvalidValue>();
        if (OutboundHttp.Refuses(request.Url, addresses, outbound) is { } reason)
            errors.Add(new InvalidValue("/url", "invalid_url", reason));
        if (request.Events is not { Count: > 0 })
            errors.Add(new InvalidValue("/events", "required", $"Name at least one event: {string.Join(", ", PublicEventTypes.Names)}."));
        for (var i = 0; i < request.Events?.Count; i++)
        {
            if (!PublicEventTypes.Names.Contains(request.Events[i]))
                errors.Add(new InvalidValue($"/events/{i}", "unknown_event", $"There is no event '{request.Events[i]}'. Events are: {string.Join(", ", PublicEventTypes.Names)}."));
        }

        if (request.Secret is not null && Receiver.KeyBytes(request.Secret).Length is < ShortestSecret or > LongestSecret)
            errors.Add(new InvalidValue("/secret", "weak_secret", $"The secret must have {ShortestSecret} to {LongestSecret} bytes (after whsec_: base64 of so many). Leave it out to get a strong one."));
        if (request.Description?.Length > LongestDescription)
            errors.Add(new InvalidValue("/description", "too_long", $"Shorten the description to {LongestDescription} characters."));
        return errors;
    }
}

/// <summary>A webhook as the API shows it; the secret only in the answer that made it.</summary>
public sealed record ReceiverResponse
{
    /// <summary><c>whk_...</c></summary>
    public required string Id { get; init; }
    /// <summary>Where events are sent.</summary>
    public required string Url { get; init; }
    /// <summary>Names of the events that are sent.</summary>
    public required IReadOnlyList<string> Events { get; init; }
    /// <summary>A note for people.</summary>
    public string? Description { get; init; }
    /// <summary>Shown once, at creation.</summary>
    public string? Secret { get; init; }
    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    internal static ReceiverResponse From(Receiver receiver) => new()
    {
        Id = TypeId.Format(IdPrefixes.Webhook, receiver.Id),
        Url = receiver.Url,
        Events = receiver.EventTypes,
        Description = receiver.Description,
        CreatedAt = receiver.CreatedAt,
        UpdatedAt = receiver.UpdatedAt,
    };
}
