using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Rendering;

/// <summary>
/// The public addresses of images. A template's names the content, so it cannot be guessed and never changes; a pass's names the image by
/// its id, and ends with it.
/// </summary>
internal static class PublicImages
{
    internal const string Route = "/wallet/google/images/{organization}/{file}";
    internal const string Extension = ".png";

    internal static string UrlOf(DeploymentOptions deployment, Guid organizationId, string name) =>
        $"{deployment.PublicUrl}/wallet/google/images/{TypeId.Format(IdPrefixes.Organization, organizationId)}/{name}{Extension}";
}
