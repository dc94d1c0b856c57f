using System.ComponentModel.DataAnnotations;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.SignIn.Oidc;

/// <summary>Section <c>SignIn:Oidc</c>: the identity provider by which people sign in. Without an authority there is none.</summary>
internal sealed class OidcOptions : IValidatableObject
{
    /// <summary>The provider's address, under which its <c>.well-known/openid-configuration</c> is.</summary>
    public string Authority { get; set; } = "";

    /// <summary>This deployment's client at the provider.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The client's secret.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>The provider's name on the button of the sign-in page.</summary>
    public string Name { get; set; } = "single sign-on";

    public bool IsOn => Authority.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn)
            yield break;
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            yield return new ValidationResult("SignIn:Oidc:Authority must be an https address. Set SignIn__Oidc__Authority.");
        if (ClientId.Length == 0 || ClientSecret.Length == 0)
        {
            yield return new ValidationResult(
                "SignIn:Oidc needs ClientId and ClientSecret. Set SignIn__Oidc__ClientId and SignIn__Oidc__ClientSecret.");
        }
    }

    /// <summary>Whether the provider may be used in this deployment: by plain http only locally.</summary>
    public bool IsAllowed(DeploymentOptions deployment) =>
        !Authority.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || deployment.Environment == "local";
}
