using System.Globalization;
using System.Security.Claims;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.ServiceDefaults.Identity;

/// <summary>Reads the caller from the internal token.</summary>
public static class CallerClaims
{
    extension(ClaimsPrincipal caller)
    {
        /// <summary>The caller's organization: it belongs in every query.</summary>
        /// <exception cref="InvalidOperationException">The request carries no internal token: the endpoint allows anonymous
        /// calls.</exception>
        public Guid OrganizationId =>
            TypeId.TryParse(IdPrefixes.Organization, caller.FindFirstValue(InternalToken.OrganizationClaim), out var id)
                ? id
                : throw Anonymous();

        /// <summary>Whether the request carries an organization.</summary>
        public bool HasOrganization =>
            TypeId.TryParse(IdPrefixes.Organization, caller.FindFirstValue(InternalToken.OrganizationClaim), out _);

        /// <summary>The API key (<c>key_...</c>) or OAuth client that was presented to the gateway.</summary>
        /// <exception cref="InvalidOperationException">The request carries no internal token.</exception>
        public string ApiKeyId => caller.FindFirstValue(InternalToken.KeyClaim) ?? throw Anonymous();

        /// <summary><c>live</c> or <c>test</c>.</summary>
        /// <exception cref="InvalidOperationException">The request carries no internal token.</exception>
        public string Environment => caller.FindFirstValue(InternalToken.EnvironmentClaim) ?? throw Anonymous();

        /// <summary>What the credential allows.</summary>
        public IEnumerable<string> Scopes => caller.FindAll(InternalToken.ScopesClaim).Select(claim => claim.Value);

        /// <summary>A quota of the organization.</summary>
        /// <param name="name">Its setting below <c>Quotas</c>.</param>
        /// <param name="configured">The setting, which counts unless the operator has changed the quota of this organization.</param>
        public long QuotaOr(string name, long configured)
        {
            var own = caller.FindAll(InternalToken.QuotasClaim).Select(claim => claim.Value.Split('='))
                .FirstOrDefault(parts => parts.Length == 2 && parts[0] == name);
            return own is not null && long.TryParse(own[1], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                ? limit : configured;
        }

        /// <summary>Whether the credential allows <paramref name="scope"/>.</summary>
        public bool HasScope(string scope) => caller.HasClaim(InternalToken.ScopesClaim, scope);
    }

    private static InvalidOperationException Anonymous() =>
        new("There is no caller: this endpoint allows anonymous requests. Read the caller only where the internal token is required.");
}
