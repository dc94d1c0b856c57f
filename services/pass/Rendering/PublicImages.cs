using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Rendering;

/// <summary>The public addresses of templates' images. Each names the content, so it cannot be guessed and never changes.</summary>
internal static class PublicImages
{
    internal const string Route = "/wallet/google/images/{organization}/{file}";
    internal const string Extension = ".png";

    internal static string UrlOf(DeploymentOptions deployment, Guid organizationId, string sha256) =>
        $"{deployment.PublicUrl}/wallet/google/images/{TypeId.Format(IdPrefixes.Organization, organizationId)}/{sha256}{Extension}";
}
