using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Bundles;

/// <summary>One file of a bundle: up to 10 passes.</summary>
/// <param name="Number">From 1.</param>
/// <param name="PassIds">The passes in it.</param>
/// <param name="DownloadUrl">Gives the file to anyone who has the address: send it to the holder only.</param>
public sealed record BundlePartResponse(int Number, IReadOnlyList<string> PassIds, string DownloadUrl);

/// <summary>A bundle as the API shows it.</summary>
/// <param name="Id"><c>bnd_...</c></param>
/// <param name="Name">The issuer's own name for it.</param>
/// <param name="PassIds">Its passes, in the order given, without those that were deleted since.</param>
/// <param name="Parts">The files in which the passes come: wallets take at most 10 passes and 150 MB at once.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record BundleResponse(
    string Id, string Name, IReadOnlyList<string> PassIds, IReadOnlyList<BundlePartResponse> Parts, DateTimeOffset CreatedAt);

/// <summary>Makes responses.</summary>
internal sealed class BundlePresenter(BundleSecret secret, DeploymentOptions deployment)
{
    internal BundleResponse Show(Bundle bundle, IReadOnlyCollection<Guid> deleted)
    {
        var link = $"{deployment.PublicUrl}/p/{secret.Link(bundle)}/bundle";
        var shown = bundle.Passes.Where(pass => !deleted.Contains(pass.PassId)).OrderBy(pass => pass.Position).ToList();
        return new BundleResponse(
            TypeId.Format(IdPrefixes.Bundle, bundle.Id), bundle.Name, shown.ConvertAll(Id),
            [.. shown.GroupBy(pass => pass.Part)
            .Select(part => new BundlePartResponse(part.Key, [.. part.Select(Id)], $"{link}/{part.Key}"))],
            bundle.CreatedAt);
    }

    private static string Id(BundlePass pass) => TypeId.Format(IdPrefixes.Pass, pass.PassId);
}
