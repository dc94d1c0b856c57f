using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Images;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.Templates;

/// <summary>Images of the pass that a preview draws, shown in every language as a pass's own images are.</summary>
internal static class PreviewImages
{
    private const int MaxOwnImages = 12;

    /// <summary>Reads the images; one that cannot be read is an error.</summary>
    internal static async Task<IReadOnlyList<PassImage>> ReadAsync(
        IReadOnlyList<ImageUpload> uploads, List<InvalidValue> errors, CancellationToken cancellationToken)
    {
        if (uploads.Count > MaxOwnImages)
        {
            errors.Add(new InvalidValue(
                "/images", "too_many_images", $"A pass has at most {MaxOwnImages} images of its own; you sent {uploads.Count}.",
                ("max", MaxOwnImages)));
            return [];
        }

        errors.AddRange(uploads.Index().Where(upload => upload.Item.Language is not null).Select(upload => new InvalidValue(
            $"/images/{upload.Index}/language", "unknown_member", "A pass's own image is shown in every language: leave language out.")));
        var found = new List<InvalidValue>();
        var own = await ImageUploads.ReadAsync(uploads, found, cancellationToken);
        found.AddRange(own.Index().Where(image => image.Item.Content.Length > PutTemplateImage.MaxImage).Select(image => new InvalidValue(
            $"/images/{image.Index}/content", "image_too_large",
            $"Reduce the image to {PutTemplateImage.MaxImage / (1024 * 1024)} MiB.",
            ("maxBytes", PutTemplateImage.MaxImage))));
        errors.AddRange(found);
        return own;
    }

    /// <summary>The errors among findings, at their place in the request, which has in a list what a pass has in an object.</summary>
    internal static IReadOnlyList<InvalidValue> ErrorsOf(IReadOnlyList<Finding> findings, IReadOnlyList<PassImage> own) =>
    [
        .. findings.Where(finding => finding.Severity == FindingSeverity.Error)
            .Select(finding => finding.AsError(PointerOf(finding, own))),
    ];

    /// <summary>What the rules find in them, with pointers as in a pass: <c>/images/thumbnail</c>.</summary>
    internal static IReadOnlyList<Finding> FindingsOf(WalletTemplate definition, IReadOnlyList<PassImage> own)
    {
        if (own.Count == 0)
            return [];
        var pass = new WalletPass
        {
            SerialNumber = "preview",
            Images = [.. own.Select(image => PngHeader.TryRead(image.Content.Span) is { } header
                ? new OwnImage(image.Name, "", header.Width, header.Height) : new OwnImage(image.Name, ""))],
        };
        return [.. Wallet.WalletPassRules.Validate(definition, pass)
            .Where(finding => finding.Pointer == "/images" || finding.Pointer.StartsWith("/images/", StringComparison.Ordinal))];
    }

    private static string PointerOf(Finding finding, IReadOnlyList<PassImage> own)
    {
        var name = finding.Pointer["/images".Length..].TrimStart('/').Replace("~1", "/", StringComparison.Ordinal)
            .Replace("~0", "~", StringComparison.Ordinal);
        var index = own.ToList().FindLastIndex(image => image.Name == name);
        return index < 0 ? finding.Pointer : $"/images/{index}/name";
    }
}
