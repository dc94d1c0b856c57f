using System.Text.Json;
using Passinstance.Security.Outbound;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Events;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>What a webhook shall be. In an update, members left out stay as they are.</summary>
public record UpdateWebhookRequest
{
    /// <summary>Where events are sent: an https address.</summary>
    public string? Url { get; init; }

    /// <summary>The events to send: names such as <c>pass.created</c>, all of a kind (<c>pass.*</c>), or all (<c>*</c>).</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>A note for people, at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Only events of these templates (<c>tpl_...</c>), at most 100; empty: of all.</summary>
    public IReadOnlyList<string>? TemplateIds { get; init; }

    /// <summary>Headers to send with every delivery, at most 20; stored sealed and never shown again.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Version of the payload; <c>v1</c>, the only one there is.</summary>
    public string? PayloadVersion { get; init; }

    /// <summary>Deliveries a second at most, 1 to 1,000; 0: no limit.</summary>
    public int? MaxPerSecond { get; init; }

    /// <summary>Deliveries under way at once at most, 1 to 64; 8 unless told.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Whether deliveries are also signed with Ed25519, by a key whose public half the webhook shows; not unless told.</summary>
    public bool? Ed25519 { get; init; }
}

/// <summary>Checks a request and turns it into settings; one place for creation and update.</summary>
internal sealed class WebhookEndpointRules(OutboundAddresses addresses, OutboundOptions outbound, SecretBox box)
{
    private const int MaxDescription = 500;
    private const int MaxTemplates = 100;
    private const int MaxPerSecond = 1000;
    private const int MaxConcurrency = 64;

    /// <summary>Settings from <paramref name="request"/> over <paramref name="present"/>; null and errors when a value is wrong.</summary>
    internal WebhookEndpointSettings? TryRead(Guid organizationId, UpdateWebhookRequest request, WebhookEndpoint? present, List<InvalidValue> errors)
    {
        CheckUrl(request.Url, required: present is null, errors);
        CheckEvents(request.Events, required: present is null, errors);
        if (request.Description?.Length > MaxDescription)
            errors.Add(new InvalidValue("/description", "too_long", $"Shorten the description to {MaxDescription} characters."));
        if (request.Description?.Contains('\0', StringComparison.Ordinal) == true)
            errors.Add(new InvalidValue("/description", "invalid_characters", "Leave control characters out of the description."));
        var templates = ReadTemplates(request.TemplateIds, errors);
        CustomHeaders.Check(request.Headers, errors);
        if (request.PayloadVersion is not (null or WebhookEndpoint.CurrentPayloadVersion))
            errors.Add(new InvalidValue("/payloadVersion", "unknown_version", $"There is no payload version '{request.PayloadVersion}'. Use {WebhookEndpoint.CurrentPayloadVersion}, or leave it out."));
        if (request.MaxPerSecond is < 0 or > MaxPerSecond)
            errors.Add(new InvalidValue("/maxPerSecond", "out_of_range", $"maxPerSecond must be between 1 and {MaxPerSecond}, or 0 for no limit."));
        if (request.MaxConcurrency is < 1 or > MaxConcurrency)
            errors.Add(new InvalidValue("/maxConcurrency", "out_of_range", $"maxConcurrency must be between 1 and {MaxConcurrency}."));
        if (request.Ed25519 is true && !Dispatching.Ed25519.IsAvailable)
            errors.Add(new InvalidValue("/ed25519", "not_available", "This deployment has no OpenSSL 3, which signs with Ed25519. Leave ed25519 out and check the v1 signatures."));
        if (errors.Count > 0)
            return null;

        return new WebhookEndpointSettings
        {
            Url = request.Url ?? present!.Url,
            Description = request.Description is null ? present?.Description : request.Description.Length == 0 ? null : request.Description,
            EventTypes = request.Events ?? present!.EventTypes,
            TemplateIds = templates ?? (IReadOnlyList<Guid>?)present?.TemplateIds ?? [],
            SealedHeaders = request.Headers is null ? present?.SealedHeaders
                : request.Headers.Count == 0 ? null
                : box.Seal(WebhookEndpoint.HeadersPurpose, organizationId, JsonSerializer.SerializeToUtf8Bytes(request.Headers)),
            HeaderNames = request.Headers is null ? present?.HeaderNames ?? [] : [.. request.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase)],
            PayloadVersion = request.PayloadVersion ?? present?.PayloadVersion ?? WebhookEndpoint.CurrentPayloadVersion,
            MaxPerSecond = request.MaxPerSecond is null ? present?.MaxPerSecond : request.MaxPerSecond == 0 ? null : request.MaxPerSecond,
            MaxConcurrency = request.MaxConcurrency ?? present?.MaxConcurrency ?? WebhookEndpoint.DefaultConcurrency,
        };
    }

    /// <summary>The same check as at creation, for an address that is stored: the rules of the deployment may have changed since.</summary>
    internal string? RefusesUrl(string url) => OutboundHttp.Check(url, addresses, outbound);

    internal static void CheckSecret(string? secret, List<InvalidValue> errors)
    {
        if (secret is not null && !WebhookSecret.IsStrong(secret))
            errors.Add(new InvalidValue("/secret", "weak_secret", $"The secret must have {WebhookSecret.ShortestKey} to {WebhookSecret.MaxKey} bytes (after whsec_: base64 of so many). Leave it out to get a strong one."));
    }

    private void CheckUrl(string? url, bool required, List<InvalidValue> errors)
    {
        if ((required || url is not null) && OutboundHttp.Check(url, addresses, outbound) is { } reason)
            errors.Add(new InvalidValue("/url", "invalid_url", reason));
    }

    private static void CheckEvents(IReadOnlyList<string>? events, bool required, List<InvalidValue> errors)
    {
        var known = string.Join(", ", PublicEventTypes.Names);
        if ((required && events is null) || events is { Count: 0 })
            errors.Add(new InvalidValue("/events", "required", $"Name at least one event, or * for all: {known}."));
        for (var i = 0; i < events?.Count; i++)
        {
            if (!EventPattern.IsKnown(events[i]))
                errors.Add(new InvalidValue($"/events/{i}", "unknown_event", $"There is no event '{events[i]}'. Events are: {known}; pass.* means all of a kind, * all."));
        }
    }

    private static List<Guid>? ReadTemplates(IReadOnlyList<string>? ids, List<InvalidValue> errors)
    {
        if (ids is null)
            return null;
        if (ids.Count > MaxTemplates)
            errors.Add(new InvalidValue("/templateIds", "too_many", $"Name at most {MaxTemplates} templates, or none to hear of all."));
        var templates = new List<Guid>(ids.Count);
        for (var i = 0; i < ids.Count; i++)
        {
            if (TypeId.TryParse(IdPrefixes.Template, ids[i], out var id))
                templates.Add(id);
            else
                errors.Add(new InvalidValue($"/templateIds/{i}", "invalid_id", "A template's id starts with tpl_."));
        }

        return templates;
    }
}
