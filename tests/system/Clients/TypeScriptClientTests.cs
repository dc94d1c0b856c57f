using System.Text.Json;
using Passinstance.OpenApi.Bundling;
using Passinstance.System.Tests.FirstPass;
using Passinstance.System.Tests.OpenApi;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.System.Tests.Clients;

/// <summary>The TypeScript client, compiled strictly and run by node against the running system.</summary>
[Trait("Category", "System")]
public sealed class TypeScriptClientTests(RunningSystem system)
{
    [Fact]
    public async Task The_client_compiles_and_issues_a_pass_with_retries_and_keys()
    {
        await RequiredPrograms.NodeAsync();
        await NodeTools.InstallAsync();
        var key = await system.NewApiKeyAsync();
        var folder = Directory.CreateTempSubdirectory("passinstance-typescript-");
        try
        {
            var compiled = await NodeTools.RunAsync("node_modules/.bin/tsc",
                ["--project", Path.Combine(SourceTree.Root, "shared", "clients", "typescript"), "--outDir",
                Path.Combine(folder.FullName, "dist")]);
            Assert.True(compiled.Code == 0, compiled.Output);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "package.json"), """{ "type": "module" }""");
            File.Copy(Path.Combine(NodeTools.Folder, "typescript-client.mjs"), Path.Combine(folder.FullName, "run.mjs"));

            var (code, output) = await NodeTools.RunAsync("/usr/bin/node",
                [Path.Combine(folder.FullName, "run.mjs"), new Uri(system.Gateway, "/api/v1").ToString()],
                new Dictionary<string, string> { ["PASSINSTANCE_KEY"] = key });

            Assert.True(code == 0, output);
            var seen = JsonElement.Parse(output);
            Assert.Equal("Platinum", seen.Text("tier"));
            Assert.Equal("12", seen.Text("points"));
            Assert.Equal(1, seen.GetProperty("listed").GetInt32());
            Assert.Equal("not_found", seen.Text("missing"));
            Assert.Equal(3, seen.GetProperty("attempts").GetInt32());
            Assert.Equal(1, seen.GetProperty("keys").GetInt32());
            Assert.True(seen.GetProperty("waited").GetDouble() >= 990);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
