using Passinstance.Client;
using Passinstance.Wallet.Model;

namespace Passinstance.Dashboard.Designer;

/// <summary>A published version of a template, with its images.</summary>
/// <param name="Template">The template.</param>
/// <param name="Images">Its images.</param>
internal sealed record PublishedDesign(WalletTemplate Template, IReadOnlyList<PassImage> Images)
{
    /// <summary>Reads a version.</summary>
    /// <exception cref="PassinstanceException">It is not there, or not for this person.</exception>
    internal static async Task<PublishedDesign> ReadAsync(
        PassinstanceClient api, string templateId, string version, CancellationToken cancellationToken)
    {
        var published = await api.GetTemplateVersionAsync(templateId, version, cancellationToken);
        var images = await Task.WhenAll(published.Images.Select(async image =>
        {
            using var file = await api.GetTemplateImageAsync(templateId, image.Name, image.Language, version, cancellationToken);
            using var content = new MemoryStream();
            await file.Stream.CopyToAsync(content, cancellationToken);
            return new PassImage(image.Name, image.Language, content.ToArray());
        }));
        return new PublishedDesign(DesignDraft.Read(published), images);
    }
}
