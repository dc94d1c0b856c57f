using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>What an access token says.</summary>
/// <param name="Subject">The client, or the person that it acts for.</param>
/// <param name="ClientId">The client.</param>
/// <param name="OrganizationId">The organization that it acts in.</param>
/// <param name="Scope">Its scopes, separated by spaces.</param>
internal sealed record AccessTokenContent(string Subject, string ClientId, Guid OrganizationId, string Scope)
{
    /// <summary>For a person: the grant that it stands or falls with.</summary>
    public Guid? GrantId { get; init; }

    /// <summary>For a person: the session.</summary>
    public Guid? SessionId { get; init; }
}

/// <summary>Writes and signs access tokens.</summary>
internal sealed class AccessTokenWriter(SigningKeys keys, DeploymentOptions deployment, TimeProvider time)
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    public async Task<string> WriteAsync(AccessTokenContent content, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = content.Subject,
            [JwtRegisteredClaimNames.Jti] = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"),
            [AccessToken.ClientClaim] = content.ClientId,
            [AccessToken.OrganizationClaim] = TypeId.Format(IdPrefixes.Organization, content.OrganizationId),
            [AccessToken.ScopeClaim] = content.Scope,
            [AccessToken.EnvironmentClaim] = deployment.IsProduction ? "live" : "test",
        };
        if (content.GrantId is { } grantId)
            claims[AccessToken.GrantClaim] = grantId.ToString("N");
        if (content.SessionId is { } sessionId)
            claims[AccessToken.SessionClaim] = TypeId.Format(IdPrefixes.Session, sessionId);
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = AccessToken.Type,
            Issuer = deployment.PublicUrl,
            Audience = deployment.PublicUrl + AccessToken.AudiencePath,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + (content.GrantId is null ? AccessToken.Lifetime : AccessToken.PersonLifetime),
            SigningCredentials = new SigningCredentials(await keys.CurrentAsync(cancellationToken), SecurityAlgorithms.EcdsaSha256),
            Claims = claims,
        });
    }
}
