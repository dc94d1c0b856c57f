using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Tests.Samples;

/// <summary>PNGs of given sizes.</summary>
internal static class TestImages
{
    public static byte[] Png(int width, int height)
    {
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < pixels.Length; i += 4)
        {
            pixels[i] = (byte)(i / 4 % width);
            pixels[i + 1] = (byte)(i / 4 / width);
            pixels[i + 3] = 255;
        }

        return PngWriter.Write(width, height, pixels);
    }

    public static PassImage[] Scales(string name, int width, int height, string? language = null) =>
        [.. Enumerable.Range(1, 3).Select(s => new PassImage(s == 1 ? name : $"{name}@{s}x", language, Png(width * s, height * s)))];
}
