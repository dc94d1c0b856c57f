namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>
/// What dispatching knows of a receiver and writes by SQL: apart from <see cref="WebhookEndpoint"/>, so that an owner's change and a delivery never
/// wait for each other. The claim locks this row, which makes rate and concurrency exact over all replicas.
/// </summary>
internal sealed class WebhookEndpointState
{
    public Guid OrganizationId { get; private init; }

    public Guid EndpointId { get; private init; }

    /// <summary>Tokens in the bucket at <see cref="TokensAt"/>; a delivery takes one.</summary>
    public double Tokens { get; private init; }

    public DateTimeOffset TokensAt { get; private init; }

    /// <summary>Since when every attempt failed; null after a success.</summary>
    public DateTimeOffset? FailingSince { get; private init; }

    public DateTimeOffset? LastFailureAt { get; private init; }

    /// <summary>How often the breaker opened in a row; above 0 a single delivery at a time is let through as a probe.</summary>
    public int BreakerTrips { get; private init; }

    public DateTimeOffset? BreakerOpenUntil { get; private init; }

    /// <summary>After a 429 or 503: one delivery at a time until then.</summary>
    public DateTimeOffset? SlowUntil { get; private init; }

    internal static WebhookEndpointState Of(WebhookEndpoint endpoint) => new() { OrganizationId = endpoint.OrganizationId, EndpointId = endpoint.Id };
}
