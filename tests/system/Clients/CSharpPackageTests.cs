using System.IO.Compression;
using Passinstance.LocalServers;
using Passinstance.OpenApi.Bundling;
using Passinstance.System.Tests.FirstPass;

namespace Passinstance.System.Tests.Clients;

/// <summary>The C# client, packed, restored from the file in a program outside the tree, and run against the running system.</summary>
[Trait("Category", "System")]
public sealed class CSharpPackageTests(RunningSystem system)
{
    [Fact]
    public async Task The_packed_client_is_installed_outside_the_tree_and_works()
    {
        await system.StartedAsync();
        var folder = Directory.CreateTempSubdirectory("passinstance-csharp-").FullName;
        try
        {
            var packages = Path.Combine(folder, "packages");
            await InstalledClient.RunAsync(folder, Repository.DotNet,
                ["pack", Path.Combine(SourceTree.Root, "shared", "clients", "csharp"), "--no-build",
                    "--configuration", Repository.Configuration, "--output", packages, "--nologo", "-nodeReuse:false"]);
            var packed = Assert.Single(Directory.GetFiles(packages, "*.nupkg"));
            using (var archive = await ZipFile.OpenReadAsync(packed))
            {
                Assert.NotNull(archive.GetEntry("README.md"));
                await using var manifest = await archive.GetEntry("Passinstance.Client.nuspec")!.OpenAsync();
                Assert.Contains("""<license type="expression">Apache-2.0</license>""",
                    await new StreamReader(manifest).ReadToEndAsync(), StringComparison.Ordinal);
            }

            var version = Path.GetFileNameWithoutExtension(packed)["Passinstance.Client.".Length..];
            var program = Path.Combine(folder, "program");
            Directory.CreateDirectory(program);
            await File.WriteAllTextAsync(Path.Combine(program, "program.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                    <NuGetAudit>false</NuGetAudit>
                    <RestoreAdditionalProjectSources>{packages}</RestoreAdditionalProjectSources>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="Passinstance.Client" Version="[{version}]" />
                  </ItemGroup>
                </Project>
                """);
            File.Copy(InstalledClient.Program("csharp.cs"), Path.Combine(program, "Program.cs"));
            var variables = await InstalledClient.VariablesAsync(system);
            // A folder of its own: a version that was installed before would be taken in place of the packed file.
            variables["NUGET_PACKAGES"] = Path.Combine(folder, "installed");
            await InstalledClient.RunAsync(program, Repository.DotNet,
                ["build", "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", "--output", Path.Combine(folder, "built")],
                variables);

            var output = await InstalledClient.RunAsync(folder, Repository.DotNet,
                [Path.Combine(folder, "built", "program.dll"), new Uri(system.Gateway, "/api/v1").ToString()], variables);

            InstalledClient.AssertSeen(output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
