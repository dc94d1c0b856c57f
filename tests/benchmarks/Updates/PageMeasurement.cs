using System.IO.Compression;
using System.Text.Json;
using Passinstance.Testing.Services;

namespace Passinstance.Benchmarks.Updates;

/// <summary>
/// What a pass's hosted page costs: pages a second through the gateway, how long one visitor of many waits, and the page's size without its
/// images.
/// </summary>
/// <param name="PerSecond">Pages a second.</param>
/// <param name="MedianMs">The median of their times.</param>
/// <param name="Bytes">The page's length.</param>
/// <param name="BytesForBrowser">What a browser is sent, which takes gzip.</param>
/// <param name="GzipBytes">What gzip makes of it.</param>
internal sealed record PageMeasurement(double PerSecond, double MedianMs, int Bytes, int BytesForBrowser, int GzipBytes)
{
    /// <summary>Without images, which browsers keep.</summary>
    internal const int MaxBytes = 50_000;

    private const string Agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        + "Version/18.6 Mobile/15E148 Safari/604.1";

    internal static async Task<PageMeasurement> MeasureAsync(UpdateSystem system, string templateId, int connections, TimeSpan duration,
        CancellationToken stop)
    {
        JsonElement pass = await system.Api.CreateAsync("/api/v1/passes", new
        {
            templateId,
            serialNumber = "SEEN",
            fields = Enumerable.Range(1, 10)
                .ToDictionary(i => $"field{i}", i => new { label = $"Label {i}", value = $"A value of some length, number {i}" }),
            barcodeFormat = "qr",
            barcodeMessage = "SEEN-1234567890",
        }, stop);
        string path = new Uri(pass.Text("passFlowUrl")).AbsolutePath;
        string request = $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {Agent}\r\nAccept: text/html\r\nAccept-Language: "
            + $"en\r\n\r\n";
        byte[] page = await ReadAsync(system, path, takesGzip: false, stop);
        byte[] forBrowser = await ReadAsync(system, path, takesGzip: true, stop);
        await DeviceLoad.RunAsync(system.Gateway.Port, _ => request, 200, connections, duration / 3, stop);
        var (perSecond, medianMs) = await DeviceLoad.RunAsync(system.Gateway.Port, _ => request, 200, connections, duration, stop);
        return new PageMeasurement(Math.Round(perSecond), Math.Round(medianMs, 1), page.Length, forBrowser.Length, Gzip(page));
    }

    private static async Task<byte[]> ReadAsync(UpdateSystem system, string path, bool takesGzip, CancellationToken stop)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, system.Gateway.Url + path);
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Headers.TryAddWithoutValidation("Accept-Language", "en");
        if (takesGzip)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        using HttpResponseMessage answer = await http.SendAsync(request, stop);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(stop);
    }

    private static int Gzip(byte[] page)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(page);
        return (int)packed.Length;
    }
}
