using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Persistence.Quotas;

/// <summary>What an organization uses of one quota.</summary>
/// <param name="Name">The quota: its setting below <c>Quotas</c>.</param>
/// <param name="What">What is limited, as "webhooks".</param>
/// <param name="Used">How much there is.</param>
/// <param name="Limit">How much there may be.</param>
public sealed record QuotaUsage(string Name, string What, long Used, long Limit);

/// <summary>Tells the gateway what the caller's organization uses.</summary>
public static class QuotaUsageEndpoint
{
    /// <summary>The path. No route of the gateway leads there: only the gateway itself calls it.</summary>
    public const string Path = "/internal/usage";

    /// <summary>Maps the endpoint; <paramref name="handler"/> returns the quotas of the service.</summary>
    public static void MapQuotaUsage(this IEndpointRouteBuilder routes, Delegate handler) =>
        routes.MapGet(Path, handler).RequireScope(Scopes.OrganizationsRead).ExcludeFromDescription();
}
