using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.Portal;
using Passinstance.Gateway.RateLimiting;
using Yarp.ReverseProxy;

namespace Passinstance.Gateway.Status;

/// <summary><c>GET /status/history</c>: how each program responded in the last 90 days, for everybody.</summary>
internal static class ShowStatusHistory
{
    // Above it a day counts as down: a quarter of an hour in a day is one in a hundred.
    private const double MaxDownShare = 0.01;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>The state of the platform by day, as everybody may see it.</summary>
    /// <param name="From">The first day that is kept, in UTC.</param>
    /// <param name="To">Today.</param>
    /// <param name="Parts">Each program behind the gateway.</param>
    internal sealed record HistoryResponse(DateOnly From, DateOnly To, IReadOnlyList<PartHistory> Parts);

    /// <summary>The days of a program.</summary>
    /// <param name="Name">The program.</param>
    /// <param name="Availability">In how much of the time it responded, 0 to 1; null without any day.</param>
    /// <param name="Days">Each day on which a gateway ran, oldest first.</param>
    internal sealed record PartHistory(string Name, double? Availability, IReadOnlyList<PartDay> Days);

    /// <summary>A day of a program.</summary>
    /// <param name="Day">The day in UTC.</param>
    /// <param name="Status"><c>ok</c>; <c>degraded</c> when some replicas did not respond for a while, or none for less than one hundredth
    /// of the day; otherwise <c>down</c>.</param>
    /// <param name="Availability">In how much of the day it responded, 0 to 1.</param>
    internal sealed record PartDay(DateOnly Day, string Status, double Availability);

    public static void MapStatusHistory(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/status/history", ["GET", "HEAD"], HandleAsync)
            .WithMetadata(new RateClassMetadata(RateClasses.Documentation)).WithRequestTimeout(Timeout);

    private static async Task<IResult> HandleAsync(
        HttpContext context, GatewayDbContext db, IProxyStateLookup proxy, TimeProvider time, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "public, max-age=60";
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = today.AddDays(1 - StatusHistory.Days);
        var days = (await db.Set<StatusDay>().AsNoTracking().Where(one => one.Day >= from).ToListAsync(cancellationToken))
            .ToLookup(one => one.Program, StringComparer.Ordinal);
        return Results.Json(new HistoryResponse(
            from, today,
            [
                .. PublicStatus.Read(proxy).Select(part => new PartHistory(
                    part.Name, AvailabilityOf(days[part.Name]), [.. days[part.Name].OrderBy(one => one.Day).Select(Show)])),
            ]));
    }

    private static PartDay Show(StatusDay day)
    {
        var availability = AvailabilityOf([day])!.Value;
        var status = 1 - availability > MaxDownShare ? PublicStatus.Down
            : day.Down > 0 || day.Degraded > 0 ? PublicStatus.Degraded : PublicStatus.Ok;
        return new PartDay(day.Day, status, availability);
    }

    private static double? AvailabilityOf(IEnumerable<StatusDay> days)
    {
        var (up, down) = days.Aggregate((0L, 0L), (sum, day) => (sum.Item1 + day.Ok + day.Degraded, sum.Item2 + day.Down));
        return up + down == 0 ? null : Math.Round((double)up / (up + down), 6);
    }
}
