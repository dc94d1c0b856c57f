using System.Runtime.CompilerServices;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Wallet.Tests.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Readers;

/// <summary>passkit-generator, another implementation, reads every pass without a complaint.</summary>
[Trait("Category", "Integration")]
public sealed class IndependentReaderTests : IDisposable
{
    private readonly string _passes = Directory.CreateTempSubdirectory("wallet-readers-").FullName;

    public void Dispose() => Directory.Delete(_passes, recursive: true);

    [Fact]
    public async Task Passkit_generator_accepts_every_style()
    {
        using var certificates = new TestCertificates();
        using var identity = certificates.Identity();
        foreach (var name in RichPasses.Names)
        {
            var sample = RichPasses.Of(name);

            // A raw key is one that Apple does not document: no reader with strict schemas accepts it.
            Unpack(name, Archives.Write(sample with { Template = sample.Template with { Extra = null } }, identity));
        }

        // The reader must reject a pass whose barcode format lacks its prefix.
        Unpack("broken", Archives.Write(RichPasses.Of("train"), identity));
        var broken = Path.Combine(_passes, "broken", "pass.json");
        await File.WriteAllTextAsync(
            broken, (await File.ReadAllTextAsync(broken)).Replace("PKBarcodeFormatAztec", "Aztec", StringComparison.Ordinal));

        var output = await new NodeFolder(Folder()).RunAsync("read.mjs", "", _passes);
        var complaints = JsonSerializer.Deserialize<Dictionary<string, string[]>>(output.Last(line => line.StartsWith('{')))!;
        Assert.NotEmpty(complaints["broken"]);
        complaints.Remove("broken");
        Assert.Equal(RichPasses.Names.Order(StringComparer.Ordinal), complaints.Keys.Order(StringComparer.Ordinal));
        Assert.All(complaints, c => Assert.True(c.Value.Length == 0, $"{c.Key}: {string.Join('\n', c.Value)}"));
    }

    private void Unpack(string name, byte[] archive)
    {
        foreach (var (path, content) in new PassArchive(archive).Files)
        {
            var file = Path.Combine(_passes, name, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
