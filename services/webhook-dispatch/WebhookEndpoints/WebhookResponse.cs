using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>A webhook. The secret is only in the response that created it.</summary>
public sealed record WebhookResponse
{
    /// <summary><c>whk_...</c></summary>
    public required string Id { get; init; }
    /// <summary>URL that receives the events.</summary>
    public required string Url { get; init; }
    /// <summary>Events to send: names, <c>pass.*</c> or <c>*</c>.</summary>
    public required IReadOnlyList<string> Events { get; init; }
    /// <summary>A note for your team.</summary>
    public string? Description { get; init; }
    /// <summary>Only events of these templates. Empty: all templates.</summary>
    public IReadOnlyList<string> TemplateIds { get; init; } = [];
    /// <summary>Names of the custom headers; their values are never shown.</summary>
    public IReadOnlyList<string> HeaderNames { get; init; } = [];
    /// <summary>Version of the payload.</summary>
    public required string PayloadVersion { get; init; }
    /// <summary>Maximum deliveries per second; absent: no limit.</summary>
    public int? MaxPerSecond { get; init; }
    /// <summary>Maximum concurrent deliveries.</summary>
    public required int MaxConcurrency { get; init; }
    /// <summary>What it gets of the changes that a batch makes: <c>each</c> event, or one <c>summary</c>.</summary>
    public required WebhookBatchEvents BatchEvents { get; init; }
    /// <summary>
    /// <c>enabled</c>, <c>disabled</c>, or <c>paused</c>: deliveries wait until <see cref="PausedUntil"/> because too many attempts failed.
    /// </summary>
    public required string Status { get; init; }
    /// <summary>Why it is disabled: <c>byOwner</c>, <c>gone</c>, <c>askedToStop</c> or <c>failing</c>.</summary>
    public string? DisabledReason { get; init; }
    /// <summary>When it was disabled.</summary>
    public DateTimeOffset? DisabledAt { get; init; }
    /// <summary>Why it is paused: <c>tooManyFailures</c>.</summary>
    public string? PausedReason { get; init; }
    /// <summary>
    /// When the next delivery is attempted. A changed <c>url</c>, a resent or recovered delivery and enabling the webhook end the pause.
    /// </summary>
    public DateTimeOffset? PausedUntil { get; init; }
    /// <summary>
    /// Public keys that verify Ed25519 signatures (<c>v1a,</c>): <c>whpk_</c> and 32 bytes in base64, newest first. Empty unless
    /// <c>ed25519</c> is true; absent in events.
    /// </summary>
    public IReadOnlyList<string>? PublicKeys { get; init; }
    /// <summary>The signing secret; shown only once, at creation and rotation.</summary>
    public string? Secret { get; init; }
    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The same with what is not part of the endpoint itself.</summary>
    /// <param name="publicKeys">Keys that verify its signatures.</param>
    /// <param name="pausedUntil">Until when it is paused; null when it is not.</param>
    internal WebhookResponse With(IEnumerable<string> publicKeys, DateTimeOffset? pausedUntil)
    {
        var described = this with { PublicKeys = [.. publicKeys] };
        return pausedUntil is null || DisabledAt is not null
            ? described
            : described with { Status = "paused", PausedReason = WebhookPause.Reason, PausedUntil = pausedUntil };
    }

    internal static WebhookResponse From(WebhookEndpoint endpoint) => new()
    {
        Id = TypeId.Format(IdPrefixes.Webhook, endpoint.Id),
        Url = endpoint.Url,
        Events = endpoint.EventTypes,
        Description = endpoint.Description,
        TemplateIds = [.. endpoint.TemplateIds.Select(id => TypeId.Format(IdPrefixes.Template, id))],
        HeaderNames = endpoint.HeaderNames,
        PayloadVersion = endpoint.PayloadVersion,
        MaxPerSecond = endpoint.MaxPerSecond,
        MaxConcurrency = endpoint.MaxConcurrency,
        BatchEvents = endpoint.BatchEvents,
        Status = endpoint.DisabledAt is null ? "enabled" : "disabled",
        DisabledReason = endpoint.DisabledReason is { } reason ? WireNames.Of(reason) : null,
        DisabledAt = endpoint.DisabledAt,
        CreatedAt = endpoint.CreatedAt,
        UpdatedAt = endpoint.UpdatedAt,
    };
}
