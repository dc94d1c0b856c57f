using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>
/// State that dispatching keeps per endpoint, written by SQL. It is apart from <see cref="WebhookEndpoint"/> so that an API change and a
/// delivery never wait for each other. A claim locks this row, which makes rate and concurrency exact over all replicas.
/// </summary>
internal sealed class WebhookEndpointState
{
    public Guid OrganizationId { get; private init; }

    public Guid EndpointId { get; private init; }

    /// <summary>Tokens in the bucket at <see cref="TokensAt"/>; a delivery takes one.</summary>
    public double Tokens { get; private init; }

    public DateTimeOffset TokensAt { get; private init; }

    /// <summary>Time of the first failure since the last success; null after a success.</summary>
    public DateTimeOffset? FailingSince { get; private init; }

    public DateTimeOffset? LastFailureAt { get; private init; }

    /// <summary>How often the circuit breaker opened in a row; above 0 one delivery at a time is sent as a probe.</summary>
    public int BreakerTrips { get; private init; }

    public DateTimeOffset? BreakerOpenUntil { get; private init; }

    /// <summary>After a 429 or 503: one delivery at a time until then.</summary>
    public DateTimeOffset? SlowUntil { get; private init; }

    internal static WebhookEndpointState Create(WebhookEndpoint endpoint) =>
        new() { OrganizationId = endpoint.OrganizationId, EndpointId = endpoint.Id };
}

internal sealed class WebhookEndpointStateConfiguration : IEntityTypeConfiguration<WebhookEndpointState>
{
    public void Configure(EntityTypeBuilder<WebhookEndpointState> builder)
    {
        builder.ToTable("webhook_endpoint_states", table => table.HasComment("Written at every claim and outcome."));
        builder.HasKey(s => new { s.OrganizationId, s.EndpointId });
        builder.Property(s => s.TokensAt).HasDefaultValueSql("clock_timestamp()");
    }
}
