using Passinstance.OpenApi.Bundling;
using Passinstance.OpenApi.Clients;
using Passinstance.System.Tests.OpenApi;

namespace Passinstance.System.Tests.Clients;

[Trait("Category", "System")]
public sealed class GeneratedClientTests
{
    [Fact]
    public async Task The_checked_in_clients_match_the_document()
    {
        await NodeTools.InstallAsync();
        var folder = Directory.CreateTempSubdirectory("passinstance-clients-");
        try
        {
            await ClientGenerator.WriteAsync(folder.FullName);
            foreach (var client in ClientGenerator.Files)
            {
                Assert.True(
                    await File.ReadAllTextAsync(Path.Combine(folder.FullName, client)) == await File.ReadAllTextAsync(
                        Path.Combine(SourceTree.Root, client)),
                    $"{client} differs from what the document says. Run: dotnet run --project shared/openapi -- clients");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
