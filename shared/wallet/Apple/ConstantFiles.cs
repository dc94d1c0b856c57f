using Passinstance.Wallet.Apple.Archive;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple;

/// <summary>The files that every pass of a template holds: images, translations, personalization.</summary>
internal static class ConstantFiles
{
    private const string Png = ".png";
    private const string Folder = ".lproj/";

    public static IReadOnlyList<ArchiveFile> Of(WalletTemplate template, IReadOnlyList<PassImage> images)
    {
        // PNGs are compressed already: deflating them again costs ten times the signature and saves one percent.
        List<PassImage> complete = [.. images, .. GeneratedImages.MissingFrom(template, images)];
        List<ArchiveFile> files = [.. complete.Concat(BaseImages.MissingFrom(complete))
            .Select(image => new ArchiveFile(ImageName.PathOf(image), image.Content, Compress: false))];
        files.AddRange(PassStrings.Files(template).Select(f => new ArchiveFile(f.Path, f.Content, Compress: true)));
        if (template.Personalization is not null)
            files.Add(new ArchiveFile("personalization.json", WalletJson.Encode(template.Personalization), Compress: true));
        return [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <summary>The images among the files, each where it lies in the archive, so that it is kept once.</summary>
    public static IReadOnlyList<PassImage> Images(IReadOnlyList<ArchiveFile> files, IReadOnlyList<ReadOnlyMemory<byte>> contents) =>
        [.. files.Zip(contents).Where(file => file.First.Path.EndsWith(Png, StringComparison.Ordinal))
            .Select(file => ImageAt(file.First.Path[..^Png.Length], file.Second))];

    /// <summary>The name of the image that a file is, without its scale; null for a file that is none.</summary>
    public static string? ImageNameOf(string path) =>
        path.EndsWith(Png, StringComparison.Ordinal) ? ImageName.BaseOf(ImageAt(path[..^Png.Length], default).Name) : null;

    private static PassImage ImageAt(string path, ReadOnlyMemory<byte> content) =>
        path.IndexOf(Folder, StringComparison.Ordinal) is > 0 and var end
        ? new PassImage(path[(end + Folder.Length)..], path[..end], content)
        : new PassImage(path, null, content);
}
