using System.Collections.Frozen;
using System.Security.Cryptography;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>A picture in the sizes there are of it, each by the file name under which a page asks for it.</summary>
/// <param name="Files">File names with their scales, the smallest first.</param>
internal sealed record Picture(IReadOnlyList<(string File, int Scale)> Files);

/// <summary>
/// The images of a template version for pages. A file is named by its content, so that a browser may keep it for ever.
/// </summary>
internal sealed class PassPictures
{
    private const int NameLength = 32;
    private readonly FrozenDictionary<string, PassImage> _byFile;
    private readonly FrozenDictionary<PassImage, string> _files;

    internal PassPictures(IReadOnlyList<PassImage> images)
    {
        _files = images.ToFrozenDictionary(image => image, image => $"{Convert.ToHexStringLower(SHA256.HashData(image.Content.Span))[..NameLength]}.png");
        _byFile = _files.GroupBy(pair => pair.Value).ToFrozenDictionary(same => same.Key, same => same.First().Key, StringComparer.Ordinal);
    }

    /// <summary>The image of a name and language as Wallet chooses it: one for all languages goes before those of a language.</summary>
    internal Picture? Find(string name, string language)
    {
        var sizes = _files.Where(pair => BaseOf(pair.Key.Name) == name).ToList();
        var chosen = Of(sizes, null) ?? Of(sizes, language) ?? Of(sizes, language.Split('-')[0]);
        return chosen is null ? null : new Picture([.. chosen.OrderBy(pair => ScaleOf(pair.Key.Name)).Select(pair => (pair.Value, ScaleOf(pair.Key.Name)))]);
    }

    /// <summary>The bytes under a file name.</summary>
    internal ReadOnlyMemory<byte>? Read(string file) => _byFile.TryGetValue(file, out var image) ? image.Content : (ReadOnlyMemory<byte>?)null;

    private static List<KeyValuePair<PassImage, string>>? Of(List<KeyValuePair<PassImage, string>> sizes, string? language) =>
        sizes.Where(pair => string.Equals(pair.Key.Language, language, StringComparison.OrdinalIgnoreCase)).ToList() is { Count: > 0 } found ? found : null;

    private static string BaseOf(string name) => name.Split('@')[0];

    private static int ScaleOf(string name) => name.EndsWith("@3x", StringComparison.Ordinal) ? 3 : name.EndsWith("@2x", StringComparison.Ordinal) ? 2 : 1;
}
