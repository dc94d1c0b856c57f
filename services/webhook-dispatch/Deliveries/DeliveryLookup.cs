using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>Answers that several verbs give.</summary>
internal static class DeliveryLookup
{
    /// <summary>How far back events can be sent again: as long as their payload is kept.</summary>
    internal static TimeSpan Reach { get; } = TimeSpan.FromDays(30);

    internal static Problem NotFound(string eventId) => Problem.NotFound("delivery", eventId);

    internal static Problem Disabled(string id) =>
        Problem.Conflict("webhook_disabled", $"The webhook '{id}' is disabled. Enable it with POST /webhooks/{id}/enable, then send again.");

    /// <summary>A time span that a request names; null and a problem when it reaches too far back or ends before it begins.</summary>
    internal static Problem? CheckSpan(DateTimeOffset? since, DateTimeOffset? until, DateTimeOffset now)
    {
        if (since is null)
            return Problem.Invalid("/since", "required", "Say since when, for example 2026-11-20T00:00:00Z.");
        if (since < now - Reach)
            return Problem.Invalid("/since", "too_old", $"Events can be sent again for {Reach.Days} days. Choose a later time.");
        return until <= since ? Problem.Invalid("/until", "out_of_range", "until must be after since.") : null;
    }
}
