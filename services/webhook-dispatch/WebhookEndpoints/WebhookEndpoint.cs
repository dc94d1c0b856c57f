using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Secrets;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Why an endpoint is disabled; the API shows the camelCase name.</summary>
internal enum DisabledReason
{
    /// <summary>By an API request or in the portal.</summary>
    ByOwner,
    /// <summary>It answered 410 Gone.</summary>
    Gone,
    /// <summary>It answered <c>webhook-delivery: disable</c>.</summary>
    AskedToStop,
    /// <summary>Only failures for five days.</summary>
    Failing,
}

/// <summary>What a webhook gets of the changes that a batch makes.</summary>
public enum WebhookBatchEvents
{
    /// <summary>Each event, as of any other change.</summary>
    Each,
    /// <summary>The event <c>batch.completed</c> alone.</summary>
    Summary,
}

internal enum WebhookEndpointDomainEvent
{
    Disabled,
}

/// <summary>The settings of an endpoint, all validated.</summary>
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
    internal WebhookBatchEvents BatchEvents { get; init; }
}

/// <summary>An address that events are delivered to; the API calls it a webhook.</summary>
[Audited(IdPrefixes.Webhook)]
internal sealed class WebhookEndpoint : Aggregate<WebhookEndpointDomainEvent>, IAggregate
{
    internal const string CurrentPayloadVersion = "v1";
    internal const int DefaultConcurrency = 8;
    internal const string HeadersPurpose = "webhook-headers";

    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string Url { get; private set; } = "";

    public string? Description { get; private set; }

    /// <summary>The subscriptions; see <see cref="Events.EventPattern"/>.</summary>
    public string[] EventTypes { get; private set; } = [];

    /// <summary>Only events about these templates; empty: all events.</summary>
    public Guid[] TemplateIds { get; private set; } = [];

    /// <summary>Custom headers as sealed JSON: they often carry credentials.</summary>
    public byte[]? SealedHeaders { get; private set; }

    /// <summary>Names of the custom headers; responses show only these.</summary>
    public string[] HeaderNames { get; private set; } = [];

    /// <summary>Version of the payload.</summary>
    public string PayloadVersion { get; private set; } = CurrentPayloadVersion;

    /// <summary>Maximum of deliveries per second, over all replicas; null: no limit.</summary>
    public int? MaxPerSecond { get; private set; }

    /// <summary>Maximum of deliveries in progress, over all replicas.</summary>
    public int MaxConcurrency { get; private set; } = DefaultConcurrency;

    /// <summary>What it gets of the changes that a batch makes.</summary>
    public WebhookBatchEvents BatchEvents { get; private set; }

    /// <summary>Portal links made at this moment or earlier do not work; null while none was revoked.</summary>
    public DateTimeOffset? PortalLinksRevokedAt { get; private set; }

    public DateTimeOffset? DisabledAt { get; private set; }

    public DisabledReason? DisabledReason { get; private set; }

    /// <summary>Set while its deliveries are deleted in the background. The API no longer shows the endpoint.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>1 at creation, one more at each change; of two concurrent changes one is rejected.</summary>
    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

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
        BatchEvents = settings.BatchEvents;
        Touch(time);
    }

    /// <summary>Stops deliveries. Due ones stay due until <see cref="Enable"/>.</summary>
    /// <returns>False when it was disabled already: nothing changed and no event is published.</returns>
    internal bool Disable(DisabledReason reason, TimeProvider time)
    {
        if (DisabledAt is not null)
            return false;
        DisabledAt = time.GetUtcNow();
        DisabledReason = reason;
        Touch(time);
        Raise(WebhookEndpointDomainEvent.Disabled);
        return true;
    }

    /// <summary>Resumes deliveries, starting with those that became due in between.</summary>
    internal bool Enable(TimeProvider time)
    {
        if (DisabledAt is null)
            return false;
        DisabledAt = null;
        DisabledReason = null;
        Touch(time);
        return true;
    }

    /// <summary>Ends all portal links that were made so far.</summary>
    internal void RevokePortalLinks(TimeProvider time)
    {
        PortalLinksRevokedAt = time.GetUtcNow();
        Touch(time);
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

internal sealed class WebhookEndpointConfiguration : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> builder)
    {
        builder.ToTable("webhook_endpoints");
        builder.Property(r => r.SealedHeaders).IsSealed(WebhookEndpoint.HeadersPurpose);
        builder.HasKey(r => new { r.OrganizationId, r.Id });
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.Property(r => r.BatchEvents).HasDefaultValue(WebhookBatchEvents.Each);
    }
}
