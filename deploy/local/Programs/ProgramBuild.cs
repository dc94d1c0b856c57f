using System.Xml.Linq;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local.Programs;

/// <summary>
/// Builds the six programs when their sources are newer than the build. Running MSBuild would cost some seconds at every start; comparing
/// time stamps costs some milliseconds.
/// </summary>
internal static class ProgramBuild
{
    private static readonly string[] SharedInputs =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig"];

    /// <summary>Stores the start of the last successful build: a build that had nothing to compile does not touch the programs.</summary>
    private static string StampOf(string configuration) => Path.Combine(Folder, configuration + ".built");

    private static string Folder => Path.Combine(Repository.Root, "artifacts", "launcher");

    public static IReadOnlyList<ProgramDefinition> FindStale(string configuration) =>
        [.. ProgramTable.All.Where(program => IsStale(program.ProjectFile, program.DllOf(configuration), StampOf(configuration)))];

    /// <summary>Builds what is outdated; if another launcher of this clone is building, waits for it.</summary>
    public static async Task BuildStaleAsync(
        string configuration, Action<string> progress, string logPath, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        using var turn = await TakeTurnAsync(progress, cancellationToken);
        var stale = FindStale(configuration);
        if (stale.Count == 0)
            return;
        progress($"{string.Join(", ", stale.Select(program => program.Name))}: not built, or older than the sources");
        await BuildAsync(configuration, progress, logPath, cancellationToken);
    }

    private static async Task<FileStream> TakeTurnAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        for (var reported = false; ; reported = true)
        {
            try
            {
                return new(Path.Combine(Folder, "build.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (!reported)
                    progress("another launcher is building this clone; waiting for it");
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }

    private static async Task BuildAsync(
        string configuration, Action<string> progress, string logPath, CancellationToken cancellationToken)
    {
        var started = DateTime.UtcNow;
        var (exitCode, output) = await ChildProcess.RunAsync(
            new(Repository.DotNet,
                "build", Path.Combine(Repository.Root, "deploy/local/Programs.slnf"), "--configuration", configuration,
                "--nologo", "--verbosity", "minimal", "-tl:off",
                // No build server may stay behind.
                "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:UseRazorBuildServer=false")
            {
                WorkingDirectory = Repository.Root,
                Environment = new Dictionary<string, string>
                {
                    ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
                    ["DOTNET_NOLOGO"] = "1",
                    ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1"
                },
                // `dotnet run` sets MSBuild variables of its own, which this build must not inherit.
                Hides = static name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase),
            },
            cancellationToken, line => ShowProject(line, progress), logPath);
        if (exitCode != 0)
            throw new LocalSetupException($"The build failed (full log: {logPath}):\n{output}");
        await File.WriteAllTextAsync(StampOf(configuration), "", cancellationToken);
        File.SetLastWriteTimeUtc(StampOf(configuration), started);
    }

    /// <summary>True when an input of the program changed after it was built. A deleted file shows as a change of its folder.</summary>
    internal static bool IsStale(string projectFile, string dll, string stamp)
    {
        if (!File.Exists(dll))
            return true;
        var built = File.GetLastWriteTimeUtc(dll);
        if (File.Exists(stamp) && File.GetLastWriteTimeUtc(stamp) is var noted && noted > built)
            built = noted;
        return Inputs(projectFile, []).Any(input => input > built);
    }

    private static IEnumerable<DateTime> Inputs(string projectFile, HashSet<string> seen)
    {
        if (seen.Count == 0)
            foreach (var name in SharedInputs)
                if (Path.Combine(Repository.Root, name) is var file && File.Exists(file))
                    yield return File.GetLastWriteTimeUtc(file);
        if (!seen.Add(projectFile))
            yield break;
        foreach (var time in Below(new DirectoryInfo(Path.GetDirectoryName(projectFile)!)))
            yield return time;
        var project = XDocument.Load(projectFile);
        string InProject(XElement item) =>
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(projectFile)!, item.Attribute("Include")!.Value.Replace('\\', '/')));
        foreach (var linked in project.Descendants().Where(item => item.Attribute("Link") is not null).Select(InProject))
            yield return File.GetLastWriteTimeUtc(linked);
        foreach (var reference in project.Descendants("ProjectReference").Select(InProject))
            foreach (var time in Inputs(reference, seen))
                yield return time;
    }

    private static IEnumerable<DateTime> Below(DirectoryInfo folder)
    {
        yield return folder.LastWriteTimeUtc;
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo inner)
            {
                if (inner.Name is not ("bin" or "obj" or "node_modules"))
                    foreach (var time in Below(inner))
                        yield return time;
            }
            // Documentation is not an input; a restore rewrites lock files without any effect on the build.
            else if (entry.Extension != ".md" && entry.Name != "packages.lock.json")
                yield return entry.LastWriteTimeUtc;
        }
    }

    private static void ShowProject(string line, Action<string> progress)
    {
        const string arrow = " -> ";
        if (line.Contains(arrow, StringComparison.Ordinal))
            progress(line[..line.IndexOf(arrow, StringComparison.Ordinal)].Trim());
        else if (line.Contains(": error ", StringComparison.Ordinal))
            progress(line.Trim());
        else if (line.Contains("Determining projects to restore", StringComparison.Ordinal))
            progress("restoring packages");
    }
}
