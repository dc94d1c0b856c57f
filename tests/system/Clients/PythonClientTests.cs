using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;

namespace Passinstance.System.Tests.Clients;

/// <summary>The Python client, packed, installed from the file in a folder of its own, and run against the running system.</summary>
[Trait("Category", "System")]
public sealed class PythonClientTests(RunningSystem system)
{
    [Fact]
    public async Task The_packed_client_is_installed_outside_the_tree_and_works()
    {
        // With the setuptools and wheel that pip needs to build without a registry.
        await RequiredPrograms.EnsureAsync("/usr/lib/python3/dist-packages/pip/__init__.py", "python3-pip", CancellationToken.None);
        await system.StartedAsync();
        var folder = Directory.CreateTempSubdirectory("passinstance-python-").FullName;
        try
        {
            var source = Path.Combine(folder, "client");
            InstalledClient.Copy("python", source);
            await InstalledClient.RunAsync(source, "/usr/bin/python3",
                ["-c", "import sys; from setuptools import build_meta; build_meta.build_sdist(sys.argv[1])", folder]);
            var site = Path.Combine(folder, "site");
            await InstalledClient.RunAsync(folder, "/usr/bin/python3",
                ["-m", "pip", "install", "--quiet", "--no-index", "--no-build-isolation", "--target", site,
                    Assert.Single(Directory.GetFiles(folder, "passinstance-*.tar.gz"))]);
            Assert.True(File.Exists(Path.Combine(site, "passinstance", "py.typed")), "py.typed is not in the package.");
            var metadata = Path.Combine(Assert.Single(Directory.GetDirectories(site, "passinstance-*.dist-info")), "METADATA");
            Assert.Contains("License: Apache-2.0", await File.ReadAllTextAsync(metadata), StringComparison.Ordinal);
            var variables = await InstalledClient.VariablesAsync(system);
            variables["PYTHONPATH"] = site;

            var output = await InstalledClient.RunAsync(folder, "/usr/bin/python3",
                ["-W", "error", InstalledClient.Program("python.py"), new Uri(system.Gateway, "/api/v1").ToString()], variables);

            InstalledClient.AssertSeen(output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
