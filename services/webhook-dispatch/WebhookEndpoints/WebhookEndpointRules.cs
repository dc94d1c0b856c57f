using System.Text.Json;
using Passinstance.Security.Outbound;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Events;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Validates a request to create or update an endpoint and turns it into settings.</summary>
internal sealed class WebhookEndpointRules(OutboundAddresses addresses, OutboundOptions outbound, SecretBox box)
{
    private const int MaxDescription = 500;
    private const int MaxTemplates = 100;
    private const int MaxPerSecond = 1000;
    private const int MaxConcurrency = 64;
    private const string Summary = "batch.completed";

    /// <summary>
    /// The settings of <paramref name="present"/> with those of <paramref name="request"/>; null and errors when a value is invalid.
    /// </summary>
    internal WebhookEndpointSettings? TryRead(
        Guid organizationId, UpdateWebhookRequest request, WebhookEndpoint? present, List<InvalidValue> errors)
    {
        CheckUrl(request.Url, required: present is null, errors);
        CheckEvents(request.Events, required: present is null, errors);
        if (request.Description?.Length > MaxDescription)
            errors.Add(new InvalidValue("/description", "too_long", $"Shorten the description to {MaxDescription} characters.",
                ("maxLength", MaxDescription)));
        if (request.Description?.Contains('\0', StringComparison.Ordinal) == true)
            errors.Add(new InvalidValue("/description", "invalid_characters", "Leave control characters out of the description."));
        var templates = ReadTemplates(request.TemplateIds, errors);
        CustomHeaders.Check(request.Headers, errors);
        if (request.PayloadVersion is not (null or WebhookEndpoint.CurrentPayloadVersion))
        {
            errors.Add(new InvalidValue(
                "/payloadVersion", "unknown_version",
                $"There is no payload version '{request.PayloadVersion}'. Use {WebhookEndpoint.CurrentPayloadVersion}, or leave it out."));
        }

        if (request.MaxPerSecond is < 0 or > MaxPerSecond)
            errors.Add(
                new InvalidValue(
                    "/maxPerSecond", "out_of_range", $"maxPerSecond must be between 1 and {MaxPerSecond}, or 0 for no limit.",
                    ("min", 1), ("max", MaxPerSecond)));
        if (request.MaxConcurrency is < 1 or > MaxConcurrency)
            errors.Add(new InvalidValue("/maxConcurrency", "out_of_range", $"maxConcurrency must be between 1 and {MaxConcurrency}.",
                ("min", 1), ("max", MaxConcurrency)));
        var batchEvents = ReadBatchEvents(request, present, errors);
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
            HeaderNames = request.Headers is null
                ? present?.HeaderNames ?? []
                : [.. request.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase)],
            PayloadVersion = request.PayloadVersion ?? present?.PayloadVersion ?? WebhookEndpoint.CurrentPayloadVersion,
            MaxPerSecond = request.MaxPerSecond is null ? present?.MaxPerSecond : request.MaxPerSecond == 0 ? null : request.MaxPerSecond,
            MaxConcurrency = request.MaxConcurrency ?? present?.MaxConcurrency ?? WebhookEndpoint.DefaultConcurrency,
            BatchEvents = batchEvents,
        };
    }

    /// <summary>The same check for a stored address: the rules of the deployment may have changed.</summary>
    /// <returns>Why the address is rejected; null when it is allowed.</returns>
    internal string? CheckUrl(string url) => OutboundHttp.Check(url, addresses, outbound);

    /// <summary>The secret in the form that receivers' libraries read; null when none is given.</summary>
    internal static string? ReadSecret(string? given, List<InvalidValue> errors)
    {
        if (given is null)
            return null;
        var secret = WebhookSecret.Normalize(given);
        if (WebhookSecret.Problem(secret) is { } problem)
            errors.Add(new InvalidValue("/secret", "weak_secret", problem));
        return secret;
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
            errors.Add(new InvalidValue("/events", "required", $"Give at least one event, or * for all: {known}."));
        for (var i = 0; i < events?.Count; i++)
        {
            if (!EventPattern.IsKnown(events[i]))
            {
                errors.Add(new InvalidValue(
                    $"/events/{i}", "unknown_event",
                    $"There is no event '{events[i]}'. Events are: {known}; pass.* means all of a group, * all.",
                    ("sent", events[i])));
            }
        }
    }

    // An endpoint that wants a summary and does not get it would never learn of a batch.
    private static WebhookBatchEvents ReadBatchEvents(UpdateWebhookRequest request, WebhookEndpoint? present, List<InvalidValue> errors)
    {
        var wanted = request.BatchEvents ?? present?.BatchEvents ?? WebhookBatchEvents.Each;
        if (wanted == WebhookBatchEvents.Summary && (request.Events ?? present?.EventTypes ?? []) is { Count: > 0 } events
            && !EventPattern.NamesOf(events).Contains(Summary))
        {
            errors.Add(new InvalidValue(
                "/batchEvents", "not_subscribed", $"With the summary of a batch, add {Summary} to events: the summary is that event."));
        }

        return wanted;
    }

    private static List<Guid>? ReadTemplates(IReadOnlyList<string>? ids, List<InvalidValue> errors)
    {
        if (ids is null)
            return null;
        if (ids.Count > MaxTemplates)
            errors.Add(
                new InvalidValue("/templateIds", "too_many", $"Give at most {MaxTemplates} templates, or none for all.",
                    ("maxCount", MaxTemplates)));
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
