namespace Passinstance.LocalServers;

/// <summary>Paths in the clone this program was built in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>
    /// The configuration this program was built in, `debug` or `release`: the programs it starts are from the same build.
    /// </summary>
    public static string Configuration { get; } = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));

    /// <summary>The `dotnet` that runs this program.</summary>
    public static string DotNet { get; } = Path.GetFullPath(
        Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    public static string Local => Path.Combine(Root, ".local");

    /// <summary>A built program.</summary>
    /// <param name="project">Its project.</param>
    /// <param name="configuration">`debug` or `release`; null for that of this program.</param>
    public static string Program(string project, string? configuration = null) =>
        Path.Combine(Root, "artifacts", "bin", project, configuration ?? Configuration, project + ".dll");

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Passinstance.sln")))
                return folder.FullName;
        throw new LocalSetupException($"{start} is not inside a clone of Passinstance (no Passinstance.sln above it).");
    }
}
