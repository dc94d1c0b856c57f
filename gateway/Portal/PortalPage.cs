using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Passinstance.Gateway.Portal;

/// <summary>A page or file of the portal, in memory. Large ones are also held compressed.</summary>
internal sealed record PortalPage(string Name, string ContentType, byte[] Content, byte[]? Compressed)
{
    private const int MinCompressedSize = 4 * 1024;

    public EntityTagHeaderValue Tag { get; } = TagOf(Content);

    public EntityTagHeaderValue? CompressedTag { get; } = Compressed is null ? null : TagOf(Compressed);

    public static PortalPage Create(string name, string text, string contentType)
    {
        var content = Encoding.UTF8.GetBytes(text);
        return new PortalPage(name, contentType, content, content.Length < MinCompressedSize ? null : Compress(content));
    }

    private static EntityTagHeaderValue TagOf(byte[] content) => new($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Optimal))
            stream.Write(content);

        return compressed.ToArray();
    }
}
