using Passinstance.Wallet.Apple.Archive;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Apple.PassJson;

namespace Passinstance.Wallet.Apple;

/// <summary>The files that every pass of a template holds: images, translations, personalization.</summary>
internal static class ConstantFiles
{
    public static IReadOnlyList<ArchiveFile> Of(WalletTemplate template, IReadOnlyList<PassImage> images)
    {
        // PNGs are compressed already: deflating them again costs ten times the signature and saves one percent.
        List<ArchiveFile> files = [.. images.Concat(GeneratedImages.MissingFrom(template, images))
            .Select(image => new ArchiveFile(ImageName.PathOf(image), image.Content, Compress: false))];
        files.AddRange(PassStrings.Files(template).Select(f => new ArchiveFile(f.Path, f.Content, Compress: true)));
        if (template.Personalization is not null)
        {
            files.Add(new ArchiveFile("personalization.json", AppleJson.Encode(template.Personalization), Compress: true));
        }

        return [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }
}
