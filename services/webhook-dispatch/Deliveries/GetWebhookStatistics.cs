using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>Statistics of a webhook.</summary>
public sealed record WebhookStatisticsResponse
{
    /// <summary>Start of the time range.</summary>
    public required DateTimeOffset Since { get; init; }
    /// <summary>Deliveries that succeeded.</summary>
    public required long Delivered { get; init; }
    /// <summary>Deliveries that failed after all attempts.</summary>
    public required long Failed { get; init; }
    /// <summary>Deliveries that are scheduled or in progress.</summary>
    public required long Pending { get; init; }
    /// <summary>Attempts by result: <c>delivered</c> or the error class.</summary>
    public required IReadOnlyDictionary<string, long> Attempts { get; init; }
    /// <summary>Median duration of the attempts; absent without attempts.</summary>
    public int? DurationP50Ms { get; init; }
    /// <summary>95th percentile of the attempts' duration; absent without attempts.</summary>
    public int? DurationP95Ms { get; init; }
    /// <summary>Since when all attempts have failed; absent if the last attempt succeeded.</summary>
    public DateTimeOffset? FailingSince { get; init; }
    /// <summary>Until when deliveries are paused after too many failures; absent when they are not.</summary>
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
            return Problem.Invalid("?hours", "out_of_range", $"hours must be between 1 and {MaxHours}.",
                ("minHours", 1), ("maxHours", MaxHours));
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);

        return TypedResults.Ok(await store.ReadStatisticsAsync(endpoint, TimeSpan.FromHours(hours ?? DefaultHours), cancellationToken));
    }
}
