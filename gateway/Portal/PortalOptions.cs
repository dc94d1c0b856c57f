using System.ComponentModel.DataAnnotations;

namespace Passinstance.Gateway.Portal;

/// <summary>Section <c>Portal</c> of the configuration: what the developer portal says about the operator's other deployments.</summary>
internal sealed class PortalOptions
{
    /// <summary>The public address of the production deployment; empty when there is none, or when it is this one.</summary>
    [RegularExpression("https?://.*[^/]", ErrorMessage = "Portal:ProductionUrl must be an http or https address without a trailing slash.")]
    public string ProductionUrl { get; set; } = "";

    /// <summary>The public address of the staging deployment; empty when there is none, or when it is this one.</summary>
    [RegularExpression("https?://.*[^/]", ErrorMessage = "Portal:StagingUrl must be an http or https address without a trailing slash.")]
    public string StagingUrl { get; set; } = "";
}

/// <summary>A deployment that a reader can call.</summary>
/// <param name="Name">Local, Staging or Production.</param>
/// <param name="Url">Its public address.</param>
internal sealed record PortalEnvironment(string Name, string Url)
{
    internal string BaseUrl => $"{Url}/api/v1";
}
