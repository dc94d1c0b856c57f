using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Passinstance.Passes.Rendering;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>A picture in its sizes, each with the file name that a page uses.</summary>
/// <param name="Files">File names and scales, the smallest first.</param>
internal sealed record Picture(IReadOnlyList<(string File, int Scale)> Files);

/// <summary>
/// The images of a template version for pages. A file is named by its content, so that a browser may cache it forever.
/// </summary>
internal sealed class PassPictures
{
    private const int NameLength = 32;
    private static readonly ConditionalWeakTable<RenderingTemplate, PassPictures> Known = [];
    private readonly FrozenDictionary<string, PassImage> _byFile;
    private readonly FrozenDictionary<PassImage, string> _files;

    private PassPictures(IReadOnlyList<PassImage> images)
    {
        _files = images.ToFrozenDictionary(image => image, NameOf);
        _byFile = _files.GroupBy(pair => pair.Value).ToFrozenDictionary(same => same.Key, same => same.First().Key, StringComparer.Ordinal);
    }

    /// <summary>Those of a template; they are kept as long as it is in memory.</summary>
    internal static PassPictures Of(RenderingTemplate template) => Known.GetValue(template, t => new PassPictures(t.Prepared.Images));

    /// <summary>Those of a template with a pass's own in their places.</summary>
    internal static PassPictures Of(RenderingTemplate template, IReadOnlyList<PassImage> own) =>
        own.Count == 0 ? Of(template) : new PassPictures(OwnImage.Over(template.Prepared.Images, own));

    /// <summary>The image of a name and language as Wallet chooses it: one for all languages comes before those of a language.</summary>
    internal Picture? Find(string name, string language)
    {
        var sizes = _files.Where(pair => BaseOf(pair.Key.Name) == name).ToList();
        var chosen = OfLanguage(sizes, null) ?? OfLanguage(sizes, language) ?? OfLanguage(sizes, language.Split('-')[0]);
        return chosen is null
            ? null
            : new Picture([.. chosen.Select(pair => (File: pair.Value, Scale: ScaleOf(pair.Key.Name))).OrderBy(file => file.Scale)]);
    }

    /// <summary>The bytes under a file name.</summary>
    internal ReadOnlyMemory<byte>? Read(string file) =>
        _byFile.TryGetValue(file, out var image) ? image.Content : (ReadOnlyMemory<byte>?)null;

    /// <summary>The file name of one of the template's images.</summary>
    internal string FileOf(PassImage image) => _files.GetValueOrDefault(image) ?? NameOf(image);

    private static string NameOf(PassImage image) => $"{Convert.ToHexStringLower(SHA256.HashData(image.Content.Span))[..NameLength]}.png";

    private static List<KeyValuePair<PassImage, string>>? OfLanguage(List<KeyValuePair<PassImage, string>> sizes, string? language)
    {
        var found = sizes.Where(pair => string.Equals(pair.Key.Language, language, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count > 0 ? found : null;
    }

    private static string BaseOf(string name) => name.Split('@')[0];

    private static int ScaleOf(string name) =>
        name.EndsWith("@3x", StringComparison.Ordinal) ? 3 : name.EndsWith("@2x", StringComparison.Ordinal) ? 2 : 1;
}
