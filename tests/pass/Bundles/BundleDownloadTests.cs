using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Passinstance.Passes.Bundles;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Tests.Bundles;

[Trait("Category", "Integration")]
public sealed class BundleDownloadTests(PassFixture fixture)
{
    private const int Readers = 8;

    [Fact]
    public async Task Eight_slow_readers_of_a_bundle_hold_its_images_once()
    {
        var issuer = new Issuer(fixture, Guid.CreateVersion7());
        var image = Convert.ToBase64String(HostedPages.Pictures.Paint(1125, 432, (x, y) => (Noise(x, y), Noise(y, x), Noise(x + y, y), 1)));
        issuer.TemplateId = (await issuer.Templates.CreateAsync("/api/v1/templates", new
        {
            name = "Large",
            description = "Membership card",
            passType = "storeCard",
            organizationName = "Café Zürich",
            teamIdentifier = "TEAM123456789",
            passTypeIdentifier = "pass.test.members",
            images = new[]
            {
                new { name = "icon", content = Convert.ToBase64String(HostedPages.Pictures.Paint(29, 29, (_, _) => (0.2, 0.4, 0.6, 1))) },
                new { name = "strip@3x", content = image },
            },
        })).Text("id");
        var ids = new List<string>();
        for (var i = 0; i < PassBundle.MaxPasses; i++)
            ids.Add((await issuer.IssueAsync($"SLOW-{i}")).Text("id"));
        var bundle = await issuer.Passes.CreateAsync("/api/v1/bundles", new { name = "Slow", passIds = ids });
        var path = new Uri(bundle.GetProperty("parts")[0].Text("downloadUrl")).AbsolutePath;
        var file = await fixture.Passes.AnonymousClient().GetByteArrayAsync(path);
        Assert.True(file.Length > 5_000_000, $"The bundle has only {file.Length} bytes.");
        var downloads = fixture.Passes.App.Services.GetRequiredService<BundleDownloads>();
        await Eventually.TrueAsync(_ => Task.FromResult(downloads.BytesInProgress == 0), TimeSpan.FromSeconds(30), "nothing is downloaded");

        var readers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Readers; i++)
                readers.Add(await AskAsync(path));
            await Eventually.TrueAsync(
                _ => Task.FromResult(downloads.BytesInProgress > file.Length / PassBundle.MaxPasses), TimeSpan.FromSeconds(30),
                "the readers wait");

            // Eight times ten files share one copy of the images.
            Assert.InRange(downloads.BytesInProgress, 1, file.Length / PassBundle.MaxPasses * 2);
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }

        await Eventually.TrueAsync(
            _ => Task.FromResult(downloads.BytesInProgress == 0), TimeSpan.FromSeconds(30), "the readers that left hold nothing");
    }

    // Reads the first byte of the response and no more.
    private async Task<TcpClient> AskAsync(string path)
    {
        var reader = new TcpClient { ReceiveBufferSize = 4096 };
        await reader.ConnectAsync(fixture.Passes.Url.Host, fixture.Passes.Url.Port);
        var stream = reader.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: wallet.test\r\n\r\n"));
        await stream.ReadExactlyAsync(new byte[1]);
        return reader;
    }

    private static double Noise(double x, double y) => Math.Abs(Math.Sin((x * 12.9898) + (y * 78.233)) * 43758.5453) % 1;
}

[Trait("Category", "Unit")]
public sealed class BundleDownloadLimitTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void Bytes_in_progress_are_bounded_and_what_downloads_share_counts_once()
    {
        var downloads = new BundleDownloads(Options.Create(new BundleOptions { BytesInProgress = 25 * Megabyte }));
        var (shared, other) = (new byte[10 * Megabyte], new byte[20 * Megabyte]);

        using var first = downloads.TryBegin([new(shared, new byte[100]), new(shared, new byte[100])]);
        using var second = downloads.TryBegin([new(shared, new byte[50])]);

        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.Equal((10 * Megabyte) + 250, downloads.BytesInProgress);
        Assert.Null(downloads.TryBegin([new(other, new byte[10])]));
        first.Dispose();
        first.Dispose();
        Assert.Equal((10 * Megabyte) + 50, downloads.BytesInProgress);
        second.Dispose();
        Assert.Equal(0, downloads.BytesInProgress);
        using var third = downloads.TryBegin([new(other, new byte[10])]);
        Assert.NotNull(third);
    }

    [Fact]
    public async Task The_length_is_that_of_what_is_written()
    {
        List<PassFile> files = [new(new byte[1000], new byte[10]), new(default, new byte[77])];
        using var written = new MemoryStream();

        await PassBundle.WriteAsync(files, written, CancellationToken.None);

        Assert.Equal(PassBundle.LengthOf(files), written.Length);
    }
}
