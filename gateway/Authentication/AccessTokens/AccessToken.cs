namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>The claims and limits of an access token: a JWT by RFC 9068.</summary>
internal static class AccessToken
{
    public const string Type = "at+jwt";
    public const string OrganizationClaim = "org";
    public const string ClientClaim = "client_id";
    public const string ScopeClaim = "scope";
    public const string EnvironmentClaim = "env";

    /// <summary>In a person's token: the grant that it stands or falls with.</summary>
    public const string GrantClaim = "grant";

    /// <summary>In a person's token: the session.</summary>
    public const string SessionClaim = "sid";

    public const string AudiencePath = "/api";
    public const int MaxLength = 8 * 1024;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Of a person's token: a client refreshes it.</summary>
    public static readonly TimeSpan PersonLifetime = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);
}
