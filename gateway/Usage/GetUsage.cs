using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;

namespace Passinstance.Gateway.Usage;

internal static class GetUsage
{
    private const int Days = 30;

    /// <summary>What the organization uses.</summary>
    /// <param name="Quotas">Each quota, with how much of it is used.</param>
    /// <param name="Requests">How many requests the organization sent.</param>
    /// <param name="Missing">Services that did not respond, whose quotas are not in the list.</param>
    internal sealed record UsageResponse(IReadOnlyList<UsedQuota> Quotas, RequestUsage Requests, IReadOnlyList<string> Missing);

    /// <summary>A quota and how much of it is used.</summary>
    /// <param name="Name">The quota.</param>
    /// <param name="What">What is limited.</param>
    /// <param name="Used">How much there is.</param>
    /// <param name="Limit">How much there may be. The operator of the deployment can change it.</param>
    internal sealed record UsedQuota(string Name, string What, long Used, long Limit);

    /// <summary>How many requests the organization sent, by days in UTC. Accurate to about a minute.</summary>
    /// <param name="Today">Today.</param>
    /// <param name="Last30Days">In the last 30 days, with today.</param>
    /// <param name="Days">Each day that had requests, newest first.</param>
    internal sealed record RequestUsage(long Today, long Last30Days, IReadOnlyList<RequestDay> Days);

    /// <summary>The requests of a day.</summary>
    /// <param name="Day">The day.</param>
    /// <param name="Requests">How many.</param>
    internal sealed record RequestDay(DateOnly Day, long Requests);

    public static async Task<Ok<UsageResponse>> HandleAsync(
        HttpContext context, GatewayDbContext db, ServiceUsage services, RequestCounts counts, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        var read = await services.ReadAsync(caller, context.TraceIdentifier, cancellationToken);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var since = today.AddDays(1 - Days);
        var days = await db.RequestCounts.AsNoTracking()
            .Where(one => one.OrganizationId == caller.OrganizationId && one.Day >= since && one.Day <= today)
            .OrderByDescending(one => one.Day).ToDictionaryAsync(one => one.Day, one => one.Requests, cancellationToken);
        if (counts.Pending(caller.OrganizationId, today) is > 0 and var pending)
            days[today] = days.GetValueOrDefault(today) + pending;
        return TypedResults.Ok(new UsageResponse(
            [
                .. read.SelectMany(one => one.Quotas ?? [])
                    .Select(quota => new UsedQuota(quota.Name, quota.What, quota.Used, quota.Limit)),
            ],
            new RequestUsage(
                days.GetValueOrDefault(today), days.Values.Sum(),
                [.. days.OrderByDescending(one => one.Key).Select(one => new RequestDay(one.Key, one.Value))]),
            [.. read.Where(one => one.Quotas is null).Select(one => one.Service)]));
    }
}
