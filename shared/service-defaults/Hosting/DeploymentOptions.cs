namespace Passinstance.ServiceDefaults.Hosting;

/// <summary>Section <c>Deployment</c> of the configuration: which deployment this process belongs to.</summary>
public sealed class DeploymentOptions
{
    /// <summary><c>local</c>, <c>staging</c> or <c>production</c>.</summary>
    public string Environment { get; set; } = "";

    /// <summary>The gateway's address as clients see it; base of every link that leaves the platform.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Whether passes must be signed with an uploaded certificate; local and staging may use a development one.</summary>
    public bool IsProduction => Environment == "production";

    internal void Validate()
    {
        if (Environment is not ("local" or "staging" or "production"))
            throw new InvalidOperationException(
                "Deployment:Environment must be local, staging or production. Set Deployment__Environment.");
        if (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || PublicUrl.EndsWith('/'))
            throw new InvalidOperationException(
                "Deployment:PublicUrl must be the gateway's http or https address without a trailing slash. Set Deployment__PublicUrl.");
    }
}
