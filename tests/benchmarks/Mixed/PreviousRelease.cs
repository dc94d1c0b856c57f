using Passinstance.Local.Programs;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Benchmarks.Mixed;

/// <summary>A released version of this repository, built in a clone of its own.</summary>
/// <param name="Name">Its tag, or the commit that was asked for.</param>
/// <param name="Folder">Its clone.</param>
internal sealed record PreviousRelease(string Name, string Folder)
{
    /// <summary>A program of that release.</summary>
    internal string Dll(ProgramDefinition program) =>
        Path.Combine(Folder, "artifacts", "bin", program.Project, "release", program.Project + ".dll");

    /// <summary>Builds a release, unless this clone has built it before.</summary>
    /// <param name="reference">A tag or commit; null means the last tag before the current commit.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="InvalidOperationException">There is no such release, or it does not build.</exception>
    internal static async Task<PreviousRelease> BuildAsync(string? reference, CancellationToken stop)
    {
        reference ??= await GitAsync(["describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^"], stop);
        var commit = await GitAsync(["rev-parse", "--verify", $"{reference}^{{commit}}"], stop);
        var folder = Path.Combine(Repository.Root, "artifacts", "previous", commit);
        var release = new PreviousRelease(reference, folder);
        // The programs are built last, so a build that was interrupted lacks one.
        if (ProgramTable.All.All(program => File.Exists(release.Dll(program))))
            return release;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Console.WriteLine($"Building {reference} ({commit[..8]}) ...");
        await GitAsync(["clone", "--quiet", "--shared", "--no-checkout", Repository.Root, folder], stop);
        await GitAsync(["-C", folder, "checkout", "--quiet", commit], stop);
        var (exitCode, output) = await ChildProcess.RunAsync(
            new ChildCommand(
                Repository.DotNet, "build", Path.Combine(folder, "deploy/local/Programs.slnf"), "--configuration", "Release", "--nologo",
                "--verbosity", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:UseRazorBuildServer=false")
            {
                WorkingDirectory = folder,
                Hides = static name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase),
            },
            stop);
        return exitCode == 0 ? release : throw new InvalidOperationException($"{reference} does not build:\n{output}");
    }

    private static async Task<string> GitAsync(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            new ChildCommand("/usr/bin/git", [.. arguments]) { WorkingDirectory = Repository.Root }, stop);
        return exitCode == 0 ? output.Trim() : throw new InvalidOperationException(
            $"git {string.Join(' ', arguments)}: {output.Trim()}. Name the release with --previous TAG.");
    }
}
