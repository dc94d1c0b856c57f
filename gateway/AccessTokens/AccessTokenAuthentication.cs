using System.Runtime.CompilerServices;
using Passinstance.Gateway.Authentication;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.AccessTokens;

/// <summary>Turns a Bearer credential that is not an API key into a caller: a token of ours, or of an issuer that the configuration names.</summary>
internal sealed class AccessTokenAuthentication(AccessTokenVerifier verifier, ClientCache clients, ExternalIssuers externalIssuers, DeploymentOptions deployment)
{
    private static readonly Problem Invalid = Problem.Unauthorized("The access token is not valid or has expired. Get another one at /oauth/token.");

    // One caller a client, token and reading of the client: with it live the internal tokens made for it.
    private readonly ConditionalWeakTable<StoredClient, System.Collections.Concurrent.ConcurrentDictionary<Guid, Caller>> _callers = [];

    public async ValueTask<AuthenticationOutcome> AuthenticateAsync(string text, CancellationToken cancellationToken)
    {
        if (await verifier.VerifyAsync(text, cancellationToken) is not { } token)
            return await externalIssuers.AuthenticateAsync(text, cancellationToken) is { } external ? external : Invalid;
        if (token.Environment != (deployment.IsProduction ? "live" : "test"))
            return Invalid;
        if (await clients.FindAsync(token.ClientId, cancellationToken) is not { Revoked: false } client || client.RevokedTokens.Contains(token.TokenId))
            return Problem.Unauthorized("The access token or its client has been revoked. Get another token, or ask an administrator for another client.");
        return _callers.GetOrCreateValue(client).GetOrAdd(
            token.TokenId,
            // What the client has lost since the token was made, the token has lost too.
            static (_, use) => new Caller(
                use.client.OrganizationId, TypeId.Format(IdPrefixes.Client, use.client.Id), use.client.Environment, publishable: false,
                [.. use.token.Scopes.Intersect(use.client.Scopes)], use.client.LimitFactor),
            (client, token));
    }
}
