using Passinstance.System.Tests.FirstPass;
using Passinstance.System.Tests.OpenApi;
using Passinstance.Testing;

namespace Passinstance.System.Tests.Clients;

/// <summary>The TypeScript client, packed, installed from the file in a folder of its own, and run by node.</summary>
[Trait("Category", "System")]
public sealed class TypeScriptClientTests(RunningSystem system)
{
    [Fact]
    public async Task The_packed_client_is_installed_outside_the_tree_and_works()
    {
        await RequiredPrograms.NodeAsync();
        await NodeTools.InstallAsync();
        await system.StartedAsync();
        var folder = Directory.CreateTempSubdirectory("passinstance-typescript-").FullName;
        try
        {
            // The compiler of shared/openapi, so that the test asks no registry.
            var variables = await InstalledClient.VariablesAsync(system);
            variables["npm_config_offline"] = "true";
            var source = Path.Combine(folder, "client");
            InstalledClient.Copy("typescript", source);
            Directory.CreateSymbolicLink(Path.Combine(source, "node_modules"), Path.Combine(NodeTools.Folder, "node_modules"));
            await InstalledClient.RunAsync(folder, "/usr/bin/npm", ["pack", source, "--pack-destination", folder], variables);
            var program = Path.Combine(folder, "program");
            Directory.CreateDirectory(program);
            await File.WriteAllTextAsync(Path.Combine(program, "package.json"), """{ "type": "module", "private": true }""");
            var packed = Assert.Single(Directory.GetFiles(folder, "passinstance-*.tgz"));
            await InstalledClient.RunAsync(program, "/usr/bin/npm", ["install", packed, "--no-audit", "--no-fund"], variables);
            foreach (var file in (string[])["README.md", "LICENSE", "dist/index.js", "dist/index.d.ts"])
                Assert.True(File.Exists(Path.Combine(program, "node_modules", "passinstance", file)), $"{file} is not in the package.");
            File.Copy(InstalledClient.Program("typescript.mjs"), Path.Combine(program, "run.mjs"));
            await File.WriteAllTextAsync(Path.Combine(program, "types.ts"), TypedProgram);
            await InstalledClient.RunAsync(program, Path.Combine(NodeTools.Folder, "node_modules", ".bin", "tsc"),
                ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "types.ts"]);

            var output = await InstalledClient.RunAsync(
                program, "/usr/bin/node", ["run.mjs", new Uri(system.Gateway, "/api/v1").ToString()], variables);

            InstalledClient.AssertSeen(output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Compiled only: what the types must allow and refuse.
    private const string TypedProgram = """
        import { Passinstance, type UpdatePassRequest, type UpdateTemplateRequest } from "passinstance";
        const change: UpdatePassRequest = { barcodeMessage: null, fields: { tier: null, points: { label: null, value: 3 } } };
        const design: UpdateTemplateRequest = { layout: null, nfc: null };
        export async function run(client: Passinstance): Promise<string> {
          const pass = await client.updatePass("pas_1", change, { idempotencyKey: "order-1", ifMatch: '"3"' });
          await client.updateTemplate("tpl_1", design);
          for await (const each of client.iteratePasses({ status: "active" }))
            if (each.status === "a newer word")
              return each.id;
          // @ts-expect-error: templateId is required.
          await client.createPass({ serialNumber: "1" });
          return pass.serialNumber;
        }
        """;
}
