namespace Passinstance.LocalServers;

/// <summary>PostgreSQL programs found on this machine.</summary>
internal sealed record PostgresInstallation(int MajorVersion, string BinFolder)
{
    private static readonly string[] VersionedFolders = ["usr/lib/postgresql", "usr/local/lib/postgresql", "opt/postgresql"];

    public string InitDb => Path.Combine(BinFolder, "initdb");

    public string Postgres => Path.Combine(BinFolder, "postgres");

    /// <summary>All installations: the paths of Debian and of PostgreSQL's own packages, then PATH. The newest first.</summary>
    public static IReadOnlyList<PostgresInstallation> FindAll(string root = "/", string? searchPath = null)
    {
        var versioned = VersionedFolders
            .Select(folder => Path.Combine(root, folder))
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Select(folder => (Version: Path.GetFileName(folder), Bin: Path.Combine(folder, "bin")))
            .Where(found => int.TryParse(found.Version, out _) && Complete(found.Bin))
            .Select(found => new PostgresInstallation(int.Parse(found.Version), found.Bin))
            .OrderByDescending(found => found.MajorVersion)
            .ToList();
        // Version 0: unknown without running it; such an installation is used only when there is no other.
        var onPath = (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(Complete)
            .Select(folder => new PostgresInstallation(0, folder));
        return [.. versioned, .. onPath];
    }

    /// <summary>The installation that can use this data folder: its own major version when it has data, otherwise the newest.</summary>
    public static PostgresInstallation? Choose(IReadOnlyList<PostgresInstallation> found, string? dataFolder) =>
        VersionOf(dataFolder) is { } version
            ? found.FirstOrDefault(installation => installation.MajorVersion == version)
                ?? found.FirstOrDefault(installation => installation.MajorVersion == 0)
            : found.Count > 0 ? found[0] : null;

    /// <summary>The major version that wrote a data folder; null when there is no data.</summary>
    public static int? VersionOf(string? dataFolder) =>
        dataFolder is not null && Path.Combine(dataFolder, "PG_VERSION") is var file && File.Exists(file)
            ? int.Parse(File.ReadAllText(file).Trim())
            : null;

    private static bool Complete(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
