using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Why events are not sent to a receiver; the API shows the word.</summary>
internal enum DisabledReason
{
    /// <summary>Its owner said so.</summary>
    ByOwner,
    /// <summary>It answered 410 Gone.</summary>
    Gone,
    /// <summary>It answered <c>webhook-delivery: disable</c>.</summary>
    AskedToStop,
    /// <summary>Nothing but failures for five days.</summary>
    Failing,
}

internal enum WebhookEndpointChange
{
    Disabled,
}

/// <summary>What a receiver wants; every member has been checked.</summary>
internal sealed record WebhookEndpointSettings
{
    internal required string Url { get; init; }
    internal string? Description { get; init; }
    internal required IReadOnlyList<string> EventTypes { get; init; }
    internal IReadOnlyList<Guid> TemplateIds { get; init; } = [];
    internal byte[]? SealedHeaders { get; init; }
    internal IReadOnlyList<string> HeaderNames { get; init; } = [];
    internal string PayloadVersion { get; init; } = WebhookEndpoint.CurrentPayloadVersion;
    internal int? MaxPerSecond { get; init; }
    internal int MaxConcurrency { get; init; } = WebhookEndpoint.DefaultConcurrency;
}

/// <summary>A customer's address that events are delivered to; the API calls it a webhook.</summary>
internal sealed class WebhookEndpoint : IAnnouncing
{
    internal const string CurrentPayloadVersion = "v1";
    internal const int DefaultConcurrency = 8;
    internal const string HeadersPurpose = "webhook-headers";

    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string Url { get; private set; } = "";

    public string? Description { get; private set; }

    /// <summary>Patterns of the events it wants: a name, a name with <c>*</c> as its last part, or <c>*</c>.</summary>
    public string[] EventTypes { get; private set; } = [];

    /// <summary>Only events of these templates; empty: of all, and events about no template.</summary>
    public Guid[] TemplateIds { get; private set; } = [];

    /// <summary>Custom headers as sealed JSON: they often carry credentials.</summary>
    public byte[]? SealedHeaders { get; private set; }

    /// <summary>Names of the custom headers, which are all that is ever shown.</summary>
    public string[] HeaderNames { get; private set; } = [];

    /// <summary>Version of the payload it was written for.</summary>
    public string PayloadVersion { get; private set; } = CurrentPayloadVersion;

    /// <summary>Deliveries a second at most, over all replicas; null: no limit of its own.</summary>
    public int? MaxPerSecond { get; private set; }

    /// <summary>Deliveries under way at once at most, over all replicas.</summary>
    public int MaxConcurrency { get; private set; } = DefaultConcurrency;

    public DateTimeOffset? DisabledAt { get; private set; }

    public DisabledReason? DisabledReason { get; private set; }

    /// <summary>Set while its deliveries are being removed in the background; nobody sees it any more.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>1 at creation, one more at each change; two changes at once cannot both save.</summary>
    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public ChangeNotes Changes { get; } = new();

    internal static WebhookEndpoint Create(Guid organizationId, WebhookEndpointSettings settings, TimeProvider time)
    {
        var endpoint = new WebhookEndpoint { OrganizationId = organizationId, Id = TypeId.NewGuid(time), CreatedAt = time.GetUtcNow() };
        endpoint.Change(settings, time);
        return endpoint;
    }

    internal void Change(WebhookEndpointSettings settings, TimeProvider time)
    {
        Url = settings.Url;
        Description = settings.Description;
        EventTypes = [.. settings.EventTypes.Distinct()];
        TemplateIds = [.. settings.TemplateIds.Distinct()];
        SealedHeaders = settings.SealedHeaders;
        HeaderNames = [.. settings.HeaderNames];
        PayloadVersion = settings.PayloadVersion;
        MaxPerSecond = settings.MaxPerSecond;
        MaxConcurrency = settings.MaxConcurrency;
        Touch(time);
    }

    /// <summary>Stops deliveries. What is due stays due for <see cref="Enable"/>.</summary>
    /// <returns>False when it was disabled already: nothing changed and nothing is announced.</returns>
    internal bool Disable(DisabledReason reason, TimeProvider time)
    {
        if (DisabledAt is not null)
            return false;
        DisabledAt = time.GetUtcNow();
        DisabledReason = reason;
        Touch(time);
        Changes.Add(WebhookEndpointChange.Disabled);
        return true;
    }

    /// <summary>Deliveries go on, those first that were due meanwhile.</summary>
    internal bool Enable(TimeProvider time)
    {
        if (DisabledAt is null)
            return false;
        DisabledAt = null;
        DisabledReason = null;
        Touch(time);
        return true;
    }

    internal void Delete(TimeProvider time)
    {
        DeletedAt = time.GetUtcNow();
        SealedHeaders = null;
        HeaderNames = [];
        Touch(time);
    }

    private void Touch(TimeProvider time)
    {
        UpdatedAt = time.GetUtcNow();
        Version++;
    }
}
