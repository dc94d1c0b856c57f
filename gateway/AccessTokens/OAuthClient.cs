using System.Security.Cryptography;
using Passinstance.Gateway.Authentication;

namespace Passinstance.Gateway.AccessTokens;

/// <summary>A program that exchanges its secret for short-lived access tokens (RFC 6749, client credentials).</summary>
internal sealed class OAuthClient
{
    private OAuthClient()
    {
    }

    public Guid Id { get; private init; }
    public Guid OrganizationId { get; private init; }
    public string Name { get; private init; } = "";
    public string Environment { get; private init; } = "";
    public string[] Scopes { get; private init; } = [];
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? RevokedAt { get; private set; }
    public List<HashedSecret> Secrets { get; private init; } = [];

    public static OAuthClient Create(Guid organizationId, string name, string environment, string[] scopes, TimeProvider time) => new()
    {
        Id = ServiceDefaults.Ids.TypeId.NewGuid(time),
        OrganizationId = organizationId,
        Name = name,
        Environment = environment,
        Scopes = scopes,
        CreatedAt = time.GetUtcNow(),
    };

    /// <summary>A fresh secret of 256 random bits. It is shown once.</summary>
    public static string NewSecret() => "pcs_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public void Revoke(TimeProvider time) => RevokedAt ??= time.GetUtcNow();
}

/// <summary>A token that was revoked before its end; forgotten when it would have ended by itself.</summary>
internal sealed class RevokedToken
{
    public required Guid TokenId { get; init; }
    public required Guid ClientId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A key that signs access tokens. The private half is sealed; the public half is in the JWKS until it retires.</summary>
internal sealed class SigningKey
{
    /// <summary>The RFC 7638 thumbprint, which is also the <c>kid</c>.</summary>
    public required string KeyId { get; init; }
    public required byte[] SealedPrivateKey { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>From when on it signs: late enough for every gateway to know it first.</summary>
    public required DateTimeOffset ActivatesAt { get; init; }
    /// <summary>Until when its tokens are accepted.</summary>
    public DateTimeOffset? RetiresAt { get; set; }
}
