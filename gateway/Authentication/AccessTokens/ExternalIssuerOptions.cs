using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>The list <c>ExternalIssuers</c>: identity providers whose access tokens are accepted.</summary>
internal sealed class ExternalIssuerOptions
{
    public ExternalIssuer[] ExternalIssuers { get; set; } = [];

    public bool IsValid(DeploymentOptions deployment) => ExternalIssuers.All(issuer =>
        Uri.TryCreate(issuer.Authority, UriKind.Absolute, out var authority) &&
        (authority.Scheme == Uri.UriSchemeHttps || deployment.Environment == "local") &&
        issuer.Audience.Length > 0);
}

/// <summary>An issuer whose tokens are accepted. Its keys are found through <c>{Authority}/.well-known/openid-configuration</c>.</summary>
internal sealed class ExternalIssuer
{
    /// <summary>The issuer's address: exactly the <c>iss</c> of its tokens.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The <c>aud</c> of its tokens for this API.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The claim with the organization, as <c>org_...</c>.</summary>
    public string OrganizationClaim { get; set; } = "org";

    /// <summary>The claim with the scopes, as one text or as a list.</summary>
    public string ScopeClaim { get; set; } = "scope";
}
