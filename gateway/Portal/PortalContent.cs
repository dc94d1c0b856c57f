using Passinstance.Gateway.Portal.Reference;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.Portal;

/// <summary>What every page of the portal is written from: this deployment, its siblings, the guides and the API's document.</summary>
internal sealed class PortalContent
{
    private PortalContent(DeploymentOptions deployment, PortalOptions options, string folder)
    {
        PublicUrl = deployment.PublicUrl;
        var own = char.ToUpperInvariant(deployment.Environment[0]) + deployment.Environment[1..];
        Environments =
        [
            new PortalEnvironment(own, deployment.PublicUrl),
            .. new[] { new PortalEnvironment("Production", options.ProductionUrl), new PortalEnvironment("Staging", options.StagingUrl) }
                .Where(other => other.Url is not "" && other.Url != deployment.PublicUrl && other.Name != own),
        ];
        Api = ApiReference.Read(Path.Combine(folder, "openapi", "v1.json"), Environments);
        Guides = [.. GuideOrder.Select(name => Guide.Read(Path.Combine(folder, "Guides", $"{name}.md"), this))];
    }

    /// <summary>The guides in the order of the sidebar.</summary>
    private static IReadOnlyList<string> GuideOrder { get; } =
    [
        "index", "authentication", "templates", "layouts", "images", "localization", "apple-wallet", "google-wallet", "passes", "batch",
        "bundles", "push-notifications", "webhooks", "privacy", "audit-log", "errors", "limits",
    ];

    internal string PublicUrl { get; }

    /// <summary>This deployment first.</summary>
    internal IReadOnlyList<PortalEnvironment> Environments { get; }

    internal ApiReference Api { get; }

    internal IReadOnlyList<Guide> Guides { get; }

    internal static PortalContent Read(DeploymentOptions deployment, PortalOptions options, string folder) =>
        new(deployment, options, folder);
}
