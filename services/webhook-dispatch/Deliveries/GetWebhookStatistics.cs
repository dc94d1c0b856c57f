using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>How a webhook does.</summary>
public sealed record WebhookStatisticsResponse
{
    /// <summary>Since when is counted.</summary>
    public required DateTimeOffset Since { get; init; }
    /// <summary>Deliveries of that time that arrived.</summary>
    public required long Delivered { get; init; }
    /// <summary>Deliveries of that time that were given up.</summary>
    public required long Failed { get; init; }
    /// <summary>Deliveries of that time that are due or under way.</summary>
    public required long Pending { get; init; }
    /// <summary>Attempts of that time by result: <c>delivered</c> or the class of the error.</summary>
    public required IReadOnlyDictionary<string, long> Attempts { get; init; }
    /// <summary>Median of the attempts' durations; absent without attempts.</summary>
    public int? DurationP50Ms { get; init; }
    /// <summary>95 % of the attempts were at most this long.</summary>
    public int? DurationP95Ms { get; init; }
    /// <summary>Since when every attempt fails; absent while it does not.</summary>
    public DateTimeOffset? FailingSince { get; init; }
    /// <summary>Until when deliveries pause after too many failures; absent while they do not.</summary>
    public DateTimeOffset? PausedUntil { get; init; }
}

internal static class GetWebhookStatistics
{
    private const int DefaultHours = 24;
    private const int MaxHours = 24 * 30;

    internal static async Task<Results<Ok<WebhookStatisticsResponse>, Problem>> HandleAsync(
        string id, int? hours, ClaimsPrincipal caller, WebhooksDbContext db, DeliveryStore store, CancellationToken cancellationToken)
    {
        if (hours is < 1 or > MaxHours)
            return Problem.Invalid("?hours", "out_of_range", $"hours must be between 1 and {MaxHours}.");
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);

        return TypedResults.Ok(await store.ReadStatisticsAsync(endpoint, TimeSpan.FromHours(hours ?? DefaultHours), cancellationToken));
    }
}
