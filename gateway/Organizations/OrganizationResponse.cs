using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Organizations;

/// <summary>Whether the credentials of an organization work. The names are those of the API.</summary>
internal enum OrganizationStatus
{
    /// <summary>They work.</summary>
    Active,

    /// <summary>They do not, until an owner resumes the organization.</summary>
    Suspended,

    /// <summary>They do not, until the operator of the deployment resumes the organization.</summary>
    SuspendedByOperator,
}

/// <summary>An organization: the owner of templates, passes and credentials.</summary>
/// <param name="Id">The organization's id.</param>
/// <param name="Name">The display name.</param>
/// <param name="Status">Whether its credentials work.</param>
/// <param name="Limits">The rate limits of its credentials.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="SuspendedAt">Since when its credentials do not work.</param>
internal sealed record OrganizationResponse(
    string Id, string Name, string Status, IReadOnlyList<RateLimit> Limits, DateTimeOffset CreatedAt, DateTimeOffset? SuspendedAt)
{
    public static OrganizationResponse From(Organization organization, RateLimitOptions limits)
    {
        var factor = limits.Factor * organization.LimitFactor;
        return new OrganizationResponse(
            TypeId.Format(IdPrefixes.Organization, organization.Id), organization.Name, WireNames.Of(organization.Status),
            [
                .. limits.Classes.Where(one => one.Value.Key is not null || one.Value.Organization is not null)
                    .OrderBy(one => one.Key, StringComparer.Ordinal)
                    .Select(one => new RateLimit(
                        one.Key, Scaled(one.Value.Key?.Rate, factor), Scaled(one.Value.Key?.Burst, factor),
                        Scaled(one.Value.Organization?.Rate, factor), Scaled(one.Value.Organization?.Burst, factor))),
            ],
            organization.CreatedAt, organization.SuspendedAt);
    }

    private static double? Scaled(double? value, double factor) => value is { } number ? Math.Round(number * factor, 4) : null;
}

/// <summary>The rate limits of one class of operations, as token buckets.</summary>
/// <param name="Class">The class; see the guide on limits.</param>
/// <param name="KeyRate">Requests per second of one credential.</param>
/// <param name="KeyBurst">Requests at once of one credential.</param>
/// <param name="OrganizationRate">Requests per second of all credentials together.</param>
/// <param name="OrganizationBurst">Requests at once of all credentials together.</param>
internal sealed record RateLimit(string Class, double? KeyRate, double? KeyBurst, double? OrganizationRate, double? OrganizationBurst);
