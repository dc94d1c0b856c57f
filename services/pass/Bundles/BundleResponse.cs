using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Bundles;

/// <summary>One file of a bundle: up to 10 passes.</summary>
/// <param name="Number">Starts at 1.</param>
/// <param name="PassIds">The passes in this part.</param>
/// <param name="DownloadUrl">Link to the file. Anyone who has it can download the passes: send it to the holder only.</param>
public sealed record BundlePartResponse(int Number, IReadOnlyList<string> PassIds, string DownloadUrl);

/// <summary>A bundle.</summary>
/// <param name="Id"><c>bnd_...</c></param>
/// <param name="Name">Your own name for the bundle.</param>
/// <param name="PassIds">The passes in the order of the request, without those deleted since.</param>
/// <param name="Parts">The files with the passes: Wallet accepts at most 10 passes and 150 MB at a time.</param>
/// <param name="CreatedAt">When it was created.</param>
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
