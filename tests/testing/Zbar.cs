using System.Diagnostics;

namespace Passinstance.Testing;

/// <summary>Reads barcodes from images with zbarimg.</summary>
public static class Zbar
{
    private static readonly string[] Arguments =
    [
        "--quiet", "-Sdisable", "-Sqrcode.enable", "-Scode128.enable", "-Scode39.enable", "-Sean13.enable", "-Si25.enable",
        "-Scodabar.enable",
    ];

    /// <summary>The barcodes of an image, each as <c>QR-Code:message</c> on its own line.</summary>
    /// <param name="file">The image.</param>
    public static async Task<string> ReadAsync(string file)
    {
        await RequiredPrograms.ZbarAsync();
        var start = new ProcessStartInfo("/usr/bin/zbarimg", [.. Arguments, file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Length > 0 ? output.TrimEnd('\n') : $"nothing: {await errors}";
    }
}
