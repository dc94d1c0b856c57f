using Passinstance.Wallet.Apple.Images;
using SkiaSharp;

namespace Passinstance.PassPreview.Images;

/// <summary>
/// Reads an uploaded image as a device does, once, and writes it anew: a file that cannot be decoded is rejected, and what is stored has
/// the picture only, without metadata such as a position, and without what follows the picture.
/// </summary>
public static class ImageReader
{
    /// <summary>Pixels that are unpacked at once, in all images of all requests: four bytes each.</summary>
    private const int MaxPixelsAtOnce = 32_000_000;

    private static readonly SemaphoreSlim Room = new(1, 1);

    /// <summary>The image written anew, or why no device could show it.</summary>
    /// <param name="file">The file, already no larger than an image may be.</param>
    public static async Task<(byte[]? Png, string Code, string Problem)> ReadAsync(
        ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        if (PngHeader.TryRead(file.Span) is not { } header)
            return (null, NotAPng, NotPng(file.Span));
        // Judged by the header: nothing is unpacked for a picture that is too large.
        if (header.Width > PngHeader.MaxSide || header.Height > PngHeader.MaxSide)
        {
            return (null, "image_too_large",
                $"Reduce the image, now {header.Width} by {header.Height}, to at most {PngHeader.MaxSide} pixels a side.");
        }

        await Room.WaitAsync(cancellationToken);
        try
        {
            return Decode(file) is { } png ? (png, "", "") : (null, NotAPng, Broken);
        }
        finally
        {
            Room.Release();
        }
    }

    private const string NotAPng = "not_a_png";

    private const string Broken =
        "The PNG file is damaged: its picture cannot be decoded, and no device would open a pass with it. "
        + "Export it again and send that file.";

    private static byte[]? Decode(ReadOnlyMemory<byte> file)
    {
        using var data = SKData.CreateCopy(file.Span);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat != SKEncodedImageFormat.Png
            || (long)codec.Info.Width * codec.Info.Height > MaxPixelsAtOnce)
            return null;
        var isOpaque = codec.Info.AlphaType == SKAlphaType.Opaque;
        // Devices show sRGB, and a picture in it needs no color profile.
        using var srgb = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(
            codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, isOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul, srgb);
        using var picture = new SKBitmap();
        if (!picture.TryAllocPixels(info) || codec.GetPixels(info, picture.GetPixels()) != SKCodecResult.Success)
            return null;
        using var pixels = new SKPixmap(info.WithColorSpace(null), picture.GetPixels(), info.RowBytes);
        using var png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6));
        return png?.ToArray();
    }

    private static string NotPng(ReadOnlySpan<byte> file) => KindOf(file) is { } kind
        ? $"This is a {kind} file: convert it to PNG and send that file."
        : "Give a complete PNG file: this one has no PNG header or ends too early.";

    private static string? KindOf(ReadOnlySpan<byte> file) => file switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "GIF",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "PDF",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        [(byte)'<', (byte)'s' or (byte)'?', ..] => "SVG",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "HEIF or AVIF",
        _ => null,
    };
}
