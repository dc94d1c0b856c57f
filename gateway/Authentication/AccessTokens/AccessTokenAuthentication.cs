using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>
/// Turns a Bearer credential that is not an API key into a caller: an access token issued by this deployment or by a configured issuer.
/// </summary>
internal sealed class AccessTokenAuthentication(
    AccessTokenVerifier verifier, OAuthClientCache clients, GrantCache grants, ExternalIssuers externalIssuers,
    DeploymentOptions deployment)
{
    private static readonly Problem Invalid =
        Problem.Unauthorized("The access token is not valid or has expired. Get another one at /oauth/token.");

    // One caller per token and cached client. Its internal tokens are reused as long as the cache entry lives.
    private readonly ConditionalWeakTable<CachedClient, ConcurrentDictionary<Guid, Caller>> _callers = [];

    public async ValueTask<CredentialResult> AuthenticateAsync(string text, CancellationToken cancellationToken)
    {
        if (await verifier.VerifyAsync(text, cancellationToken) is not { } token)
            return await externalIssuers.AuthenticateAsync(text, cancellationToken) is { } external ? external : Invalid;

        if (token.Environment != (deployment.IsProduction ? "live" : "test"))
            return Invalid;

        if (token.GrantId is { } grantId)
        {
            return await grants.FindAsync(grantId, cancellationToken) is { } grant
                ? grant.Callers.GetOrAdd(token.TokenId, static (_, use) => CallerOf(use.grant, use.token), (grant, token))
                : Problem.Unauthorized("The session of this access token has ended. Sign in again.");
        }

        if (await clients.FindAsync(token.ClientId, cancellationToken) is not { Revoked: false } client ||
            client.RevokedTokens.Contains(token.TokenId))
        {
            return Problem.Unauthorized(
                "The access token or its client has been revoked. Get another token, or ask an administrator for another client.");
        }

        return _callers.GetOrCreateValue(client).GetOrAdd(
            token.TokenId,
            // Scopes that the client has lost since the token was issued do not count.
            static (_, use) => new Caller(
                use.client.OrganizationId, TypeId.Format(IdPrefixes.Client, use.client.Id), use.client.Environment, publishable: false,
                [.. use.token.Scopes.Intersect(use.client.Scopes)], use.client.LimitFactor)
            { IsSuspended = use.client.IsSuspended, Quotas = use.client.Quotas },
            (client, token));
    }

    private static Caller CallerOf(CachedGrant grant, VerifiedToken token) => new(
        grant.OrganizationId, TypeId.Format(IdPrefixes.User, grant.UserId), token.Environment, publishable: false,
        // Scopes that the person has lost since the token was issued do not count.
        [.. token.Scopes.Intersect(grant.Scopes)], grant.LimitFactor)
    {
        IsSuspended = grant.IsSuspended,
        Quotas = grant.Quotas,
        Person = new Person(grant.UserId, grant.SessionId, grant.Role, grant.IsOperator),
    };
}
